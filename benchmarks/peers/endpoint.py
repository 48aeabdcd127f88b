"""What the gateways that Burrow is measured against share: identity, entry and server.

| variable                        | meaning                             |
|---------------------------------|-------------------------------------|
| PORT, REDIS_URL                 | as Burrow's gateway reads them      |
| SLACK_SIGNING_SECRET            | one secret                          |
| SLACK_APP_ID, SLACK_TEAM_ID     | what an event must be for           |
| SLACK_VERIFICATION_TOKEN        | Slack's older token, in the body    |

Imported in the peers' environments: nothing of Burrow here.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

import uvicorn
from starlette.types import ASGIApp

STREAM = "slack_message_public"


def entry(body: dict[str, Any], request_id: str) -> dict[str, str | int]:
    """Return the stream entry of an envelope: the five fields that gopherbot's gateway writes."""
    return {
        "request_id": request_id,
        "gateway_ts": int(time.time() * 1000),
        "event_ts": body["event_time"],
        "event_id": body["event_id"],
        "json": json.dumps(body["event"]),
    }


def serve(app: ASGIApp) -> None:
    """Serve on the same server, loop and parser as Burrow."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
