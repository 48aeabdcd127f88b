"""The Go files of a message: which they are, and what is in them.

What the event says of a file may be little (Slack Connect) or wrong in shape, so it only decides
whether Slack is asked; what files.info says decides the rest.

Source: https://docs.slack.dev/reference/objects/file-object
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession
from msgspec import Struct

from consumer.message import text_field
from consumer.playground.sharing import MOST_BYTES, TIMEOUT_S
from shared.errors import ServiceUnavailable, SlackRefused
from shared.outside import Request, ask
from shared.slack import Slack

GO = "go"
TO_BE_ASKED = "check_file_info"  # Slack Connect: the event says nothing else of the file
LEAST_LINES = 6
MOST_FILES = 10  # of a message; they are fetched side by side, each with up to 64 KiB
UNKNOWN = "file_not_found"
# The event of a new file may be here before Slack's other parts know of the file.
PAUSES_S = (0.2, 0.4, 0.8, 1.6)
SLACKS = ("https://slack.com/", "https://files.slack.com/")
WEB_PAGE = "text/html"  # what Slack answers, with 200, to who may not have the file


class GoFile(Struct, frozen=True):
    """A Go file as Slack describes it.

    Args:
        lines: line feeds and one; None if Slack did not count them.
        size_bytes: None if Slack does not say.
        url: where it is downloaded with the bot's token; made by Slack, or so it seems.
    """

    name: str
    lines: int | None
    size_bytes: int | None
    url: str


def candidates(body: Mapping[str, Any]) -> list[str]:
    """Return the ids of the files of a message that are Go, or may be, in order."""
    return [file_id for one in records(body) if is_candidate(one) and (file_id := id_of(one))]


def records(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a message says of its files."""
    files = body.get("files")
    yield from (one for one in files if isinstance(one, dict)) if isinstance(files, list) else ()


def is_candidate(record: Mapping[str, Any]) -> bool:
    """Return whether a file may be Go, as far as the event tells."""
    return record.get("filetype") == GO or record.get("file_access") == TO_BE_ASKED


def id_of(record: Mapping[str, Any]) -> str:
    """Return a file's id."""
    return text_field(record, "id")


async def to_share(body: Mapping[str, Any], slack: Slack) -> list[GoFile]:
    """Return those files of a message that are Go and long enough, as Slack describes them.

    Raises:
        Throttled, SlackUnavailable: as Slack.read() has them.
        SlackRefused: Slack will not tell; a file that it does not know is left out instead.
    """
    described = await asyncio.gather(
        *(described_by(slack, file_id) for file_id in candidates(body)[:MOST_FILES])
    )
    return [file for file in map(go_file, described) if file and is_long(file.lines)]


async def described_by(slack: Slack, file_id: str) -> dict[str, Any]:
    """Return what Slack says of a file, empty if it knows none by this id."""
    for pause_s in (*PAUSES_S, None):
        try:
            answer = await slack.read("files.info", file=file_id)
        except SlackRefused as error:
            if error.code != UNKNOWN:
                raise
        else:
            file = answer.get("file")
            return file if isinstance(file, dict) else {}
        if pause_s:
            await asyncio.sleep(pause_s)
    return {}


def go_file(record: Mapping[str, Any]) -> GoFile | None:
    """Return a file as it is needed here, or None if it is another than Go."""
    url = text_field(record, "url_private_download")
    if record.get("filetype") != GO or not url:
        return None
    name, lines, size = text_field(record, "name"), record.get("lines"), record.get("size")
    return GoFile(
        name,
        lines if isinstance(lines, int) else None,
        size if isinstance(size, int) else None,
        url,
    )


def is_long(lines: int | None) -> bool:
    """Return whether so many lines are worth a link; uncounted ones may be."""
    return lines is None or lines >= LEAST_LINES


async def download(file: GoFile, http: ClientSession, slack: Slack) -> bytes:
    """Return what is in a file.

    Raises:
        ServiceUnavailable: it is too long or too short, not at Slack, or did not come.
    """
    if (file.size_bytes or 0) > MOST_BYTES:
        raise ServiceUnavailable(f"the file has {file.size_bytes} bytes, the limit is {MOST_BYTES}")
    if not is_slacks(file.url, slack.client.base_url):
        raise ServiceUnavailable("the file is not at Slack, which alone may see the token")
    request = Request(
        service="the file",
        url=file.url,
        most_bytes=MOST_BYTES,
        within_s=TIMEOUT_S,
        headers={"Authorization": f"Bearer {slack.client.token}"},
    )
    answer = await ask(http, request)
    if answer.content_type == WEB_PAGE:
        raise ServiceUnavailable("the file: the answer is a web page")
    if not is_long(answer.body.count(b"\n") + 1):
        raise ServiceUnavailable(f"the file has under {LEAST_LINES} lines")
    return answer.body


def is_slacks(url: str, api_url: str) -> bool:
    """Return whether an address is one of Slack's own, by scheme, host and port.

    As text, up to the slash behind the host: a parser of ours might find another host in it than
    the one that aiohttp then sends the token to.
    """
    api = urlsplit(api_url)
    return url.startswith((*SLACKS, f"{api.scheme}://{api.netloc}/"))
