"""`python -m shared.health_probe`: exit 0 if the process in this container is healthy, else 1.

For the image's HEALTHCHECK: a slim image holds neither curl nor wget.

| asked                                        | in a container of                 |
|----------------------------------------------|-----------------------------------|
| `/healthz` on HEALTH_PORT                    | consumer, bgtasks                 |
| `/healthz` on PORT, or the gateway's default | gateway, which has no HEALTH_PORT |
"""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Mapping

DEFAULT_PORT = 8080  # the gateway's; importing shared.settings would cost 0.1 s at each probe
TIMEOUT_S = 3.0  # the HEALTHCHECK itself waits 4 s


def port_of(environment: Mapping[str, str]) -> int:
    """Return where this container's process answers."""
    return int(environment.get("HEALTH_PORT") or environment.get("PORT") or DEFAULT_PORT)


def probe(port: int) -> int:
    """Ask for /healthz; return the exit status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"port {port}: {error}\n")
        return 1
    sys.stdout.write(f"port {port}: {answer.status}\n")
    return 0 if answer.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(probe(port_of(os.environ)))
