"""Repeat the statuses of a Mastodon account, replies and reblogs included.

| field of the position | holds                                                     |
|-----------------------|-----------------------------------------------------------|
| `since_id`            | id of the newest status that needs no look any more       |

Source: https://docs.joinmastodon.org/methods/accounts/#statuses
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec

from bgtasks.announce import Announcement, announce_each
from bgtasks.fetch import entries, fetch
from bgtasks.positions import Position, name_at
from bgtasks.posting import place_of
from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared.settings import BgtasksSettings
from shared.text import escape

schedule = Schedule()

MOST_AGE = timedelta(minutes=30)  # what is older is no news: after an outage nobody wants it all
TIMEOUT_S = 90.0  # 10 s to ask, a post each second of the 20 that Mastodon gives, a look-up or two

Id = Annotated[str, msgspec.Meta(min_length=1)]
LINK = re.compile(r"https?://[^\s<>|]+")  # nothing that would end the link that Slack makes of it


class Status(msgspec.Struct):
    """A status; one without a page of its own has only a `uri`."""

    id: Id
    created_at: Annotated[datetime, msgspec.Meta(tz=True)]
    url: str | None = None
    uri: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be linked to; msgspec makes a ValidationError of it."""
        if not LINK.fullmatch(self.link):
            raise ValueError("neither `url` nor `uri` is a link")

    @property
    def link(self) -> str:
        """Where it is."""
        return self.url or self.uri or ""

    @property
    def order(self) -> tuple[datetime, int, str]:
        """What it is sorted by: ids are numbers of growing length on most servers."""
        return self.created_at, len(self.id), self.id


@schedule.every(
    seconds=lambda settings: settings.mastodon_every_s,
    when=lambda settings: settings.mastodon_url,
    timeout_s=TIMEOUT_S,
)
async def announce_statuses(tools: Tools) -> None:
    """Tell each young status once, in the order of time; at the first run only the newest."""
    place = await place_of(tools, "MASTODON_CHANNEL", tools.settings.mastodon_channel)
    account = tools.settings.mastodon_url
    position = await Position.find(tools, name_at("mastodon", account))
    url = address(account, position)
    page = await fetch(tools.http, "MASTODON_URL", url, position.etag(url))
    if page is None:
        return
    statuses = sorted(entries(tools, "MASTODON_URL", page.body, Status), key=lambda one: one.order)
    if not position.begun:  # also without a status: what comes next is news
        await position.note_told(*(one.id for one in statuses[:-1]))
    news = untold(tools, statuses, position, await tools.now())
    announcements = [Announcement(one.id, layout(one, tools.settings)) for one in news]
    await announce_each(tools, place, position, announcements)
    await move_on(position, statuses, page.etag, url)


def address(base: str, position: Position) -> str:
    """Return where to ask for what came since."""
    since_id = position.get("since_id")
    return f"{base}/statuses" + (f"?{urlencode({'since_id': since_id})}" if since_id else "")


def untold(
    tools: Tools, statuses: Sequence[Status], position: Position, now: datetime
) -> list[Status]:
    """Return which statuses are to be told, oldest first."""
    told = set(position.told)
    news = [one for one in statuses if one.id not in told]
    young = [one for one in news if now - one.created_at <= MOST_AGE]
    if len(young) < len(news):
        tools.log.info("watch.too_old", subject="mastodon", count=len(news) - len(young))
    return young


async def move_on(position: Position, statuses: Sequence[Status], etag: str, url: str) -> None:
    """Note that a whole answer is done with."""
    moved = {"etag": etag, "etag_url": url}
    if statuses:
        moved["since_id"] = max((one.id for one in statuses), key=lambda one: (len(one), one))
    await position.move(moved)


def layout(status: Status, settings: BgtasksSettings) -> dict[str, Any]:
    """Return the post about a status: its link, which Slack unfurls."""
    return {
        "text": f"<{escape(status.link)}>",
        "unfurl_links": True,
        "username": settings.mastodon_username,
        "icon_url": settings.mastodon_icon_url,
    }
