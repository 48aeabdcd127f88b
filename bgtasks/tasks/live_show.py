"""Say when the live show begins: it streams, and this is about the time it was announced for.

| asked                | answer                                          |
|----------------------|-------------------------------------------------|
| `LIVE_STATUS_URL`    | `{"streaming": bool}`                           |
| `LIVE_COUNTDOWN_URL` | `{"data": RFC 3339 time of the start, or null}` |

| field of the position                        | holds                                      |
|----------------------------------------------|--------------------------------------------|
| `announcing`                                 | when a show was last about to be announced |
|                                              | (ISO 8601); names the post for a day       |
| `announced`                                  | when a show was last announced (ISO 8601)  |
| `status`, `countdown`, each with `…_etag`    | the last answers: an unchanged one is not  |
| and `…_url`                                  | sent again, but means as much              |
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
import orjson

from bgtasks.announce import announce
from bgtasks.fetch import fetch, shaped
from bgtasks.positions import Position
from bgtasks.posting import place_of
from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared.text import escape

schedule = Schedule()

SELDOM = timedelta(hours=24)  # the show is weekly; a stream that breaks off is no second one
EARLY = timedelta(seconds=30)  # the stream may be up a moment before the show begins
LATE = timedelta(minutes=30)  # shows begin late, and a poll may fail; later it is no news
TIMEOUT_S = 60.0  # twice 10 s to ask, a post, a look-up


class Status(msgspec.Struct):
    """Whether something is on the air."""

    streaming: bool


class Countdown(msgspec.Struct):
    """When the show begins, or began."""

    data: Annotated[datetime, msgspec.Meta(tz=True)] | None


@schedule.every(
    seconds=lambda settings: settings.live_every_s,
    when=lambda settings: settings.live_status_url,
    timeout_s=TIMEOUT_S,
)
async def announce_live_show(tools: Tools) -> None:
    """Tell that the show is live, once."""
    place = await place_of(tools, "LIVE_CHANNEL", tools.settings.live_channel)
    position, now = await Position.find(tools, "live"), await tools.now()
    if is_recent(position.get("announced"), now):
        return
    start = await start_of_stream(tools, position)
    if start is None or not is_now(start, now):
        return
    said = f":tada: We are on the air: {escape(tools.settings.live_show)} is live :tada:"
    await announce(tools, place, await subject_of(position, now), {"text": said})
    await position.move({"announced": now.isoformat()})


async def subject_of(position: Position, now: datetime) -> str:
    """Return what names the post, the same after a crash.

    Not the show's start: the service may work it out anew, and differ by a moment.
    """
    if not is_recent(position.get("announcing"), now):
        await position.move({"announcing": now.isoformat()})
    return f"live:{position.get('announcing')}"


def is_recent(at: str, now: datetime) -> bool:
    """Return whether something was done too short a time ago for another show."""
    return bool(at) and now - datetime.fromisoformat(at) < SELDOM


def is_now(start: datetime, now: datetime) -> bool:
    """Return whether a show that streams is the one that begins then."""
    return -LATE <= start - now <= EARLY


async def start_of_stream(tools: Tools, position: Position) -> datetime | None:
    """Return when the show begins that is on the air, None if none is."""
    settings = tools.settings
    status = await look(tools, position, "status", "LIVE_STATUS_URL", settings.live_status_url)
    if not shaped("LIVE_STATUS_URL", status, Status).streaming:
        return None
    url = settings.live_countdown_url
    countdown = await look(tools, position, "countdown", "LIVE_COUNTDOWN_URL", url)
    return shaped("LIVE_COUNTDOWN_URL", countdown, Countdown).data


async def look(tools: Tools, position: Position, field: str, setting: str, url: str) -> Any:
    """Return an answer; one that is unchanged is remembered, since time gives it a new meaning."""
    known = position.get(f"{field}_etag") if position.get(f"{field}_url") == url else ""
    page = await fetch(tools.http, setting, url, known)
    if page is None:
        return orjson.loads(position.get(field))
    if page.etag:
        body = orjson.dumps(page.body).decode()
        await position.move({field: body, f"{field}_etag": page.etag, f"{field}_url": url})
    return page.body
