"""`python -m gateway`: receive Slack's events on PORT, or over sockets of our own."""

from __future__ import annotations

import argparse
import socket

from gateway.serving import listen, serve
from gateway.workers import Workers, stop_without_parent, summed_exposition
from shared import log
from shared.process import run, stop_on_signals
from shared.settings import GatewaySettings, SocketModeSettings, load


async def start(inherited: int | None, socket_mode: bool) -> None:
    """Run as the only process, as the parent of several, or as one of those.

    Args:
        inherited: a worker's listening socket, from its parent.
    """
    settings = load(SocketModeSettings if socket_mode else GatewaySettings)
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
    arguments.add_argument(
        "task", nargs="?", choices=["doctor"], help="say what is wrong with this installation"
    )
    arguments.add_argument(
        "--socket-mode",
        action="store_true",
        help="let Slack send over sockets that we open, instead of to a request URL",
    )
    arguments.add_argument("--worker", type=int, metavar="FD", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.task == "doctor":
        # Here, since workers can do without what it needs: 11 MB.
        from gateway import doctor

        doctor.main(socket_mode=given.socket_mode)
    run(start(given.worker, given.socket_mode))


if __name__ == "__main__":
    main()
