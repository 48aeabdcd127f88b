"""The common checker: whatever was broken, these hold afterwards.

| what                         | where it is looked up                                           |
|------------------------------|-----------------------------------------------------------------|
| nothing accepted was lost    | consumers' log lines: done, dropped, duplicate, dead            |
| nothing is left over         | streams and groups: unread, pending, parked                     |
| no event is stored twice     | streams: entries by event id, parked ones aside                 |
| no handler ran without cause | effects: once, and once more for each disturbance               |
| no post was doubled          | Slack: posts by the write that they carry                       |
| nobody died by surprise      | exit statuses                                                   |
| no secret was logged         | logs                                                            |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from dev.slack.server import LOCAL_SIGNING_SECRET
from shared import keys
from tests.promises.house import House, write_of

OVER = frozenset({"entry.done", "entry.dropped", "entry.duplicate", "entry.dead"})
GROUP = "burrow"


async def reckon(
    house: House,
    *,
    timeout_s: float = 15.0,
    reruns: int = 0,
    lost: Collection[str] = (),
    copied: Collection[str] = (),
) -> None:
    """Wait until everything is done, and check that it was done rightly.

    Args:
        reruns: how often a handler may begin again for a reason of its own, such as Retry.
        lost: events whose entries were destroyed on purpose.
        copied: events that a test published twice by hand.
    """
    await house.until(lambda: not left_over(house.db), timeout_s, "the end of all work")
    assert house.sender.accepted - over(house) - set(lost) == set()
    assert {one: n for one, n in copies(house.db).items() if n > 1 and one not in copied} == {}
    allowed = 1 + house.disturbances + reruns
    assert {run: n for run, n in house.runs().items() if n > allowed} == {}
    writes = Counter(write_of(call) for call in house.posts())
    assert {write: n for write, n in writes.items() if n > 1} == {}
    assert surprises(house) == {}, house.tail()
    assert leaks(house) == []


def over(house: House) -> set[str]:
    """Return the events whose fate is sealed, by the consumers' logs."""
    lines = [line for one in house.consumers for line in one.lines()]
    return {line["event_id"] for line in lines if line["event"] in OVER}


def streams(db: Any) -> list[str]:
    """Return the names of the event streams that there are."""
    return sorted(db.keys("slack_*"))


def left_over(db: Any) -> dict[str, int]:
    """Return how many entries of each stream are parked, pending or unread."""
    names = streams(db)
    counts = {name: left_in(db, name) for name in names}
    return {name: count for name, count in counts.items() if count}


def left_in(db: Any, name: str) -> int:
    """Return how much is left to do in one stream."""
    groups = [one for one in db.xinfo_groups(name) if one["name"] == GROUP]
    if not groups:
        return int(db.xlen(name))
    unread = db.xrange(name, f"({groups[0]['last-delivered-id']}", "+", count=1)
    return int(groups[0]["pending"]) + len(unread) + int(db.zcard(keys.parked(name)))


def copies(db: Any) -> Counter[str]:
    """Return how many entries each event has; one that was parked comes back as a new entry."""
    entries = [fields for name in streams(db) for _, fields in db.xrange(name)]
    events = [one for one in entries if "event_id" in one and "retry" not in one]
    return Counter(one["event_id"] for one in events)


def surprises(house: House) -> dict[str, int | None]:
    """Return the processes that are not in the state that the test expects."""
    states = {one: one.status() for one in (*house.consumers, *house.gateways)}
    return {
        one.log_path.name: status
        for one, status in states.items()
        if status != house.expected.get(one)
    }


def leaks(house: House) -> list[str]:
    """Return the logs that hold a secret."""
    secrets = (LOCAL_SIGNING_SECRET, house.slack.workspace.bot_token)
    return [
        one.log_path.name
        for one in (*house.consumers, *house.gateways)
        if any(secret in one.text() for secret in secrets)
    ]


def dead(db: Any) -> dict[str, dict[str, str]]:
    """Return the dead letters by event id."""
    letters = [fields for name in db.keys("dead:*") for _, fields in db.xrange(name)]
    return {fields.get("event_id", ""): fields for fields in letters}
