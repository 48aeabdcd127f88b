"""The dead-letter streams, for operators: list, show, replay, drop.

A dead letter is the buried entry's fields and `dead_reason`, `dead_entry_id`, `dead_group`,
`dead_deliveries`. It is kept 14 days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared import keys
from shared.scripts import Scripts

LISTED = 1_000  # of one stream; more is a listing nobody reads


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One buried entry."""

    stream: str
    letter_id: str
    fields: dict[bytes, bytes] = field(repr=False)

    def text(self, name: str) -> str:
        """Return a field as text; empty if it is absent."""
        return self.fields.get(name.encode(), b"").decode(errors="replace")


async def listed(redis: Redis, streams: Iterable[str]) -> list[DeadLetter]:
    """Return the dead letters of these streams, oldest first in each."""
    letters = []
    for stream in streams:
        found: Any = await redis.xrange(keys.dead(stream), count=LISTED)
        letters += [DeadLetter(stream, one.decode(), dict(fields)) for one, fields in found]
    return letters


async def show(redis: Redis, stream: str, letter_id: str) -> DeadLetter | None:
    """Return one dead letter, or None if there is none of this id."""
    try:
        found: Any = await redis.xrange(keys.dead(stream), letter_id, letter_id)
    except ResponseError:  # not the form of an id
        return None
    return DeadLetter(stream, found[0][0].decode(), dict(found[0][1])) if found else None


async def replay(scripts: Scripts, letter: DeadLetter) -> str | None:
    """Publish a dead letter again, whatever its age; return the new entry's id.

    What had finished is not run again, and what was posted is not posted again. None: somebody
    else replayed or dropped it in the meantime.
    """
    stream, event_id = letter.stream, letter.text("event_id")
    new = await scripts.run(
        "replay",
        [
            stream,
            keys.dead(stream),
            keys.chain(stream, letter.text("dead_group"), event_id),
            keys.seen(stream, event_id),
        ],
        letter.letter_id,
        keys.SEEN_TTL_S,
    )
    return str(new.decode()) if new else None


async def drop(redis: Redis, letter: DeadLetter) -> None:
    """Delete a dead letter."""
    await redis.xdel(keys.dead(letter.stream), letter.letter_id)
