"""What a consumer may do with a run that it carries out: begin, renew, note, end.

Each is a script that checks first whose the run is: whoever was too slow writes nothing any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, TypeVar

import structlog
from msgspec import Struct
from redis.exceptions import RedisError, ResponseError

from shared.events import JOBS
from shared.run_record import Run, paired, read_run
from shared.runs import ENDED_KEPT_S, tick
from shared.scripts import Call, flat
from shared.streams import Entry, Streams, checked

REDIS_AGAIN_S = 0.5
# How a server that works refuses what it will take later.
PASSING = (
    "OOM",
    "READONLY",
    "LOADING",
    "MASTERDOWN",
    "NOREPLICAS",
    "MISCONF",
    "BUSY",
    "command not allowed",
)

Answer = TypeVar("Answer")
log = structlog.get_logger()

Start = Literal["go", "ended", "told", "lost"]
Beat = Literal["go", "stop", "lost"]


class Begun(Struct, frozen=True):
    """What to do with an entry.

    Args:
        word: go: carry it out; ended: tell what became of it; told: acknowledge it; lost: leave it.
    """

    word: Start
    run: Run | None = None


class Tenure:
    """The runs as one consumer holds them.

    Args:
        lease_ms: how long a slot stays taken without renewal, beside the time that a job is given
            to end. The launcher has ended the job by then: it counts from the same renewals.
    """

    def __init__(self, streams: Streams, lease_ms: int) -> None:
        self.streams, self.scripts, self.lease_ms = streams, streams.scripts, lease_ms

    async def begin(self, entry: Entry, run_id: int) -> Begun:
        """Begin a run, or learn what became of it."""
        word, fields = await self.scripts.run(
            "run_start",
            [JOBS],
            self.streams.group,
            self.streams.consumer,
            entry.entry_id,
            run_id,
            self.lease_ms,
            ENDED_KEPT_S,
        )
        return Begun(word.decode(), read_run(run_id, paired(fields)) if fields else None)

    async def beat(self, run_ids: Sequence[int]) -> dict[int, Beat]:
        """Renew the slots of these runs; return what to do with each."""
        if not run_ids:
            return {}
        words = await self.scripts.run(
            "run_beat", [JOBS], self.streams.consumer, self.lease_ms, *run_ids
        )
        return {run_id: word.decode() for run_id, word in zip(run_ids, words, strict=True)}

    async def note(self, entry: Entry, run_id: int, fields: Mapping[str, str | int]) -> bool:
        """Note something about a run; return whether it is still ours."""
        return await self._note(entry, run_id, "run", fields)

    async def write_output(self, entry: Entry, run_id: int, text: bytes, stderr: bytes) -> bool:
        """Replace the end of its output; return whether it is still ours."""
        return await self._note(entry, run_id, "output", {"text": text, "stderr": stderr})

    async def _note(
        self, entry: Entry, run_id: int, what: str, fields: Mapping[str, str | bytes | int]
    ) -> bool:
        streams = self.streams
        return bool(
            await self.scripts.run(
                "run_note",
                [JOBS],
                streams.group,
                streams.consumer,
                entry.entry_id,
                run_id,
                what,
                *flat(fields),
            )
        )

    async def finish(
        self,
        run_id: int,
        state: str,
        fields: Mapping[str, str | int],
        job: str = "",
        *,
        is_gone: bool = True,
    ) -> tuple[bool, Run]:
        """End a run and let the next of its type begin; return whether it was ours, and the run.

        Args:
            job: its type, if it is known: no other is looked at then.
            is_gone: nothing of its child is left; else the next waits for the slot's lease.
        """
        call = Call(
            "run_finish",
            [JOBS],
            [self.streams.consumer, run_id, state, ENDED_KEPT_S, int(is_gone), *flat(fields)],
        )
        ours, noted = checked(await self.scripts.run_all([call, tick(job)]))[0]
        return bool(ours), read_run(run_id, paired(noted))


async def patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask Redis for as long as it takes: what it is asked may be repeated."""
    while True:
        try:
            return await ask()
        except (RedisError, OSError) as error:
            if isinstance(error, ResponseError) and not str(error).startswith(PASSING):
                raise  # a defect of ours: no waiting mends it
            log.warning("redis.unreachable", reason=str(error), after_s=REDIS_AGAIN_S)
            await asyncio.sleep(REDIS_AGAIN_S)
