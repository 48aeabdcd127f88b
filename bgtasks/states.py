"""How the streams are: what waits, what is being worked on, what was given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared import keys
from shared.streams import missing_group

ANSWERS = 5  # to the commands that ask() queues for a stream


@dataclass(frozen=True, slots=True)
class State:
    """A stream as it was found.

    Args:
        newest_dead: id of the newest dead letter, empty if there is none.
        oldest_pending: id of the oldest entry that is read and not acknowledged, or empty.
    """

    stream: str
    length: int
    parked: int
    dead: int
    newest_dead: str
    pending: int
    oldest_pending: str

    def age_ms(self, now_ms: int) -> int:
        """Return the age of the oldest entry in work, 0 if there is none."""
        if not self.oldest_pending:
            return 0
        return max(0, now_ms - int(self.oldest_pending.partition("-")[0]))


async def look(redis: Redis, streams: Sequence[str], group: str) -> list[State]:
    """Return the states of these streams, asked for in one round trip."""
    pipe = redis.pipeline(transaction=False)
    for stream in streams:
        ask(pipe, stream, group)
    answers = await pipe.execute(raise_on_error=False)
    return [
        state_of(stream, answers[n * ANSWERS : (n + 1) * ANSWERS])
        for n, stream in enumerate(streams)
    ]


def ask(pipe: Any, stream: str, group: str) -> None:
    """Queue the commands about one stream."""
    pipe.xlen(stream)
    pipe.zcard(keys.parked(stream))
    pipe.xlen(keys.dead(stream))
    pipe.xrevrange(keys.dead(stream), count=1)
    pipe.xpending(stream, group)


def state_of(stream: str, answers: Sequence[Any]) -> State:
    """Read the answers about one stream."""
    length, parked, dead, newest, pending = map(present, answers)
    return State(
        stream=stream,
        length=length,
        parked=parked,
        dead=dead,
        newest_dead=newest[0][0].decode() if newest else "",
        pending=pending["pending"] if pending else 0,
        oldest_pending=pending["min"].decode() if pending and pending["min"] else "",
    )


def present(answer: Any) -> Any:
    """Return an answer, None if the stream or its group is not there yet; raise any other error."""
    if isinstance(answer, ResponseError) and missing_group(answer):
        return None
    if isinstance(answer, Exception):
        raise answer
    return answer
