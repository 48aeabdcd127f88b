"""`python -m consumer manifest [--socket-mode | --url https://…] [--slash /name]…`, read.

Whatever Slack would refuse is refused here, with the cure.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from consumer.manifest import NOWHERE, PATH, SLASH, Wishes

COMMANDS_MAX = 50
COMMAND = re.compile(r"/[^\s/A-Z]{1,31}")  # Slack's limit: 32 characters with the slash
NO_COMMAND = "is none: write it as /burrow, in small letters, without spaces, 32 characters at most"


def read(words: Sequence[str]) -> Wishes:
    """Return what the command line asks for; ends the process with the cure if it is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m consumer manifest", description="Print the Slack app's manifest."
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--socket-mode", action="store_true", help="the gateway asks Slack; no address is needed"
    )
    ways.add_argument(
        "--url",
        type=base_address,
        default=NOWHERE,
        metavar="https://bot.example.org",
        help="the gateway as Slack reaches it",
    )
    parser.add_argument(
        "--slash",
        action="append",
        type=command,
        metavar="/name",
        help=f"a slash command, {SLASH} unless given; another one, such as /define, is read as "
        "the command that it is called after",
    )
    read = parser.parse_args(words)
    slash = list(dict.fromkeys(read.slash or [SLASH]))
    if len(slash) > COMMANDS_MAX:
        parser.error(f"--slash: {len(slash)} commands, Slack takes {COMMANDS_MAX}: remove some")
    return Wishes(read.url, slash, read.socket_mode)


def command(text: str) -> str:
    """Return a slash command that Slack takes."""
    if not COMMAND.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} {NO_COMMAND}")
    return text


def base_address(text: str) -> str:
    """Return an address that a path can be put behind; the request URL itself will do."""
    base = text.rstrip("/").removesuffix(PATH)
    try:
        parts = urlsplit(base)
        whole = parts.scheme in {"https", "http"} and parts.hostname and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        whole = False
    if not whole or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no address of a gateway: write it as https://bot.example.org"
        )
    return base
