"""`python -m gateway`: receive Slack's events on PORT."""

from __future__ import annotations

import argparse
import socket

from gateway.serving import listen, serve
from gateway.workers import Workers, stop_without_parent, summed_exposition
from shared import log
from shared.process import run, stop_on_signals
from shared.settings import GatewaySettings, load


async def start(inherited: int | None) -> None:
    """Run as the only process, as the parent of several, or as one of those.

    Args:
        inherited: a worker's listening socket, from its parent.
    """
    settings = load(GatewaySettings)
    log.configure(settings, "gateway")
    stop = stop_on_signals()
    if inherited is not None:
        stop_without_parent(stop)
        await serve(settings, socket.socket(fileno=inherited), stop, summed_exposition)
    elif settings.web_concurrency == 1:
        await serve(settings, listen(settings.port), stop, summed_exposition)
    else:
        await Workers(settings.web_concurrency, listen(settings.port), stop).run()


def main() -> None:
    """Read the command line and start."""
    arguments = argparse.ArgumentParser(prog="python -m gateway", description=__doc__)
    arguments.add_argument("--worker", type=int, metavar="FD", help=argparse.SUPPRESS)
    run(start(arguments.parse_args().worker))


if __name__ == "__main__":
    main()
