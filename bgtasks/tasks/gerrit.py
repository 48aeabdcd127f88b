"""Announce the changes that were merged in Gerrit.

Gerrit lists the newest *update* first, so that a comment brings an old change back. What counts
here is when a change was submitted, and whether it was told.

| field of the position | holds                                                                   |
|-----------------------|-------------------------------------------------------------------------|
| `since`               | what was submitted before this is over (ISO 8601, UTC)                  |
| `left_out`            | how many changes beyond the cap wait to be summed up, 0 if none         |
| `left_out_at`         | number of the newest of them                                            |

Source: https://gerrit-review.googlesource.com/Documentation/rest-api-changes.html#list-changes
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from bgtasks.announce import Announcement, announce, announce_each
from bgtasks.fetch import entries, fetch
from bgtasks.positions import Position, name_at
from bgtasks.posting import Place, place_of
from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared.text import escape, one_line

schedule = Schedule()

QUERY = [("q", "status:merged"), ("o", "CURRENT_REVISION"), ("o", "CURRENT_COMMIT"), ("n", "100")]
MOST_AT_ONCE = 10  # more than that, after an outage say, would bury the channel
# Gerrit's index may show a change later than one that was submitted after it.
INDEXED_WITHIN = timedelta(hours=1)
MAIN_PROJECT = "go"  # the one that a reader takes for granted
SUBJECT_CHARS = 300
MESSAGE_CHARS = 3_000  # of a commit message; Slack shows a few lines until somebody asks for more
TIMEOUT_S = 90.0  # 10 s to ask, a post each second, a look-up or two


class Commit(msgspec.Struct):
    """A commit, as far as we read it."""

    message: str = ""


class Revision(msgspec.Struct):
    """A patch set of a change."""

    commit: Commit = msgspec.field(default_factory=Commit)


class Change(msgspec.Struct):
    """A merged change; `submitted` is UTC without saying so."""

    number: int = msgspec.field(name="_number")
    project: str
    change_id: str
    subject: str
    submitted: datetime
    current_revision: str = ""
    revisions: dict[str, Revision] = {}

    @property
    def id(self) -> str:
        """What names it."""
        return str(self.number)

    @property
    def at(self) -> datetime:
        """When it was submitted."""
        return self.submitted.replace(tzinfo=UTC)

    @property
    def order(self) -> tuple[datetime, int]:
        """What it is sorted by: a stack of changes is submitted in one moment."""
        return self.at, self.number


@schedule.every(
    seconds=lambda settings: settings.gerrit_every_s,
    when=lambda settings: settings.gerrit_url,
    timeout_s=TIMEOUT_S,
)
async def announce_merged_changes(tools: Tools) -> None:
    """Tell each change once, oldest first; at the first run only the newest."""
    place = await place_of(tools, "GERRIT_CHANNEL", tools.settings.gerrit_channel)
    position = await Position.find(tools, name_at("gerrit", tools.settings.gerrit_url))
    await sum_up(tools, place, position)
    url = f"{tools.settings.gerrit_url}/changes/?{urlencode(QUERY)}"
    page = await fetch(tools.http, "GERRIT_URL", url, position.etag(url))
    if page is None:
        return
    changes = sorted(entries(tools, "GERRIT_URL", page.body, Change), key=lambda one: one.order)
    now = await tools.now()
    if not position.begun:
        await begin(position, changes, now)
    if not changes:
        return
    await tell(tools, place, position, untold(changes, position))
    # Last, and with the ETag: an unchanged answer must have been told to the end.
    since = max(since_of(position), latest(changes, now) - INDEXED_WITHIN)
    await position.move({"since": since.isoformat(), "etag": page.etag, "etag_url": url})


async def begin(position: Position, changes: Sequence[Change], now: datetime) -> None:
    """Take the newest change for the only one that is not told yet; if there is none, the next."""
    since = latest(changes, now) if changes else now - INDEXED_WITHIN
    together = [one.id for one in changes[:-1] if one.at >= since]
    await position.note_told(*together, since=since.isoformat())


def latest(changes: Sequence[Change], now: datetime) -> datetime:
    """Return when the last change was submitted; a date of 2099 must not end all news."""
    return min(changes[-1].at, now)


def untold(changes: Sequence[Change], position: Position) -> list[Change]:
    """Return which changes are to be told, oldest first."""
    since, told = since_of(position), set(position.told)
    return [one for one in changes if one.at >= since and one.id not in told]


def since_of(position: Position) -> datetime:
    """Return when that begins which is not over."""
    return datetime.fromisoformat(position.get("since"))


async def tell(tools: Tools, place: Place, position: Position, changes: Sequence[Change]) -> None:
    """Tell the newest of these one by one, and sum up the rest."""
    if left_out := changes[:-MOST_AT_ONCE]:
        tools.log.warning("watch.left_out", subject=position.name, count=len(left_out))
        await position.note_told(
            *(one.id for one in left_out),
            left_out=str(len(left_out)),
            left_out_at=left_out[-1].id,
        )
        await sum_up(tools, place, position)
    link = tools.settings.gerrit_change_url
    announcements = [Announcement(one.id, layout(one, link)) for one in changes[-MOST_AT_ONCE:]]
    await announce_each(tools, place, position, announcements)


async def sum_up(tools: Tools, place: Place, position: Position) -> None:
    """Say how many changes were left out, if that has not been said."""
    if (count := position.get("left_out") or "0") == "0":
        return
    everything = f"{tools.settings.gerrit_url}/q/status:merged"
    said = f"Merged before these, and not listed here: {count} more. <{escape(everything)}>"
    subject = f"{position.name}:left_out:{position.get('left_out_at')}"
    await announce(tools, place, subject, {"text": said, "unfurl_links": False})
    await position.move({"left_out": "0"})


def layout(change: Change, base: str) -> dict[str, Any]:
    """Return the post about a change; all of its words are somebody's, and escaped."""
    link = f"{base}/{change.number}/"
    subject = escape(shortened(one_line(change.subject), SUBJECT_CHARS))
    project = "" if change.project == MAIN_PROJECT else f"[{escape(change.project)}] "
    attachment = {"title": subject, "title_link": link, "footer": escape(change.change_id)}
    revision = change.revisions.get(change.current_revision, Revision())
    if revision.commit.message:
        attachment["text"] = escape(shortened(revision.commit.message, MESSAGE_CHARS))
    return {
        "text": f"[{change.number}] {project}{subject}: {link}",
        "attachments": [attachment],
        "unfurl_links": False,
    }


def shortened(words: str, most_chars: int) -> str:
    """Return somebody's words, cut if there are too many."""
    return words if len(words) <= most_chars else words[: most_chars - 1] + "…"
