"""The runs of jobs: asked for, held back, cancelled, looked at.

Every call is one script, so that it happens whole or not at all, and may be repeated when its reply
was lost. What a consumer does with a run that it carries out is in consumer/runs/tenure.py.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from shared import keys
from shared.events import JOBS
from shared.run_record import Asked, Output, Run, Suppression, paired, read_run
from shared.scripts import Call, Scripts, flat
from shared.streams import checked

# A request may be parked and come again; longer than any parking lasts.
ASKED_KEPT_S = 24 * 60 * 60
ENDED_KEPT_S = 7 * 24 * 60 * 60
MOST_PROLONGED = 10  # a wait of 60 s that is asked for again and again ends after 10 minutes
QUEUED_AT_ONCE = 100  # 5 ms of Redis; more would hold up everybody else
SHOWN = 200  # active runs; a list of more is no list

Word = Literal["added", "updated", "known", "joined"]
Cancelled = Literal["cancelled", "stopping", "ended", "unknown"]


class Scheduled(Struct, frozen=True):
    """What became of a request.

    Args:
        word: added; updated, if the same was pending; known, if this very request came before;
            joined, if it was another attempt at what somebody else waits for: nothing was added.
        running: another run of the same type is running.
        before: the run as it was before it was updated.
    """

    run_id: int
    word: Word
    due_ms: int
    running: bool
    before: Run | None


class Runs:
    """The runs of this Redis."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts, self.redis = scripts, scripts.redis

    async def now_ms(self) -> int:
        """Return the time by Redis."""
        seconds, microseconds = await self.redis.time()
        return int(seconds) * 1000 + int(microseconds) // 1000

    async def schedule(self, key: str, asked: Asked) -> Scheduled:
        """Ask for a run, once for each key.

        Args:
            key: what the request is about, the same if it comes again: an event's id.
        """
        call = Call(
            "run_schedule",
            [JOBS],
            [
                key,
                ASKED_KEPT_S,
                int(asked.delay_s * 1000),
                MOST_PROLONGED,
                asked.job,
                asked.digest,
                int((asked.max_age_s or 0) * 1000),
                *flat(asked.fields()),
            ],
        )
        word, run_id, due_ms, running, before = await self._then_tick(call, asked.job)
        earlier = read_run(int(run_id), paired(before)) if before else None
        return Scheduled(int(run_id), word.decode(), int(due_ms), bool(running), earlier)

    async def cancel(self, run_id: int, user_id: str) -> tuple[Cancelled, Run | None]:
        """Cancel a pending run, or have a running one stopped; return it as it was."""
        return await self._cancel(run_id, user_id, stop=True)

    async def cancel_pending(self, job: str, user_id: str) -> list[Run]:
        """Cancel all pending runs of a type; return them as they were."""
        active = await self._read(await self._active_ids(-1))
        pending = [run for run in active if run.job == job and run.state != "running"]
        each = [await self._cancel(run.run_id, user_id, stop=False) for run in pending]
        return [before for word, before in each if before and word == "cancelled"]

    async def _cancel(
        self, run_id: int, user_id: str, *, stop: bool
    ) -> tuple[Cancelled, Run | None]:
        call = Call("run_cancel", [JOBS], [run_id, user_id, ENDED_KEPT_S, int(stop)])
        word, before = await self._then_tick(call)
        return word.decode(), read_run(run_id, paired(before)) if before else None

    async def suppress(
        self, key: str, job: str, start_ms: int, end_ms: int, user_id: str
    ) -> Suppression:
        """Hold a type back for a time, once for each key."""
        answer = await self.scripts.run(
            "run_suppress", [JOBS], key, ASKED_KEPT_S, job, start_ms, end_ms, user_id
        )
        return Suppression(int(answer), job, start_ms, end_ms, user_id)

    async def lift(self, job: str) -> int:
        """Lift every suppression of a type; return how many there were."""
        call = Call("run_suppress", [JOBS], ["", ASKED_KEPT_S, job, 0, 0, ""])
        return int(await self._then_tick(call, job))

    async def suppressions(self) -> list[Suppression]:
        """Return those that are not over, by their start."""
        now_ms = await self.now_ms()
        noted: Any = await self.redis.hgetall(keys.suppressions())
        found = [read_suppression(int(id_), line.decode()) for id_, line in noted.items()]
        return sorted((one for one in found if one.end_ms > now_ms), key=lambda one: one.start_ms)

    async def active(self) -> list[Run]:
        """Return the pending and running runs, by id."""
        return await self._read(await self._active_ids(SHOWN - 1))

    async def _active_ids(self, last: int) -> list[int]:
        ids: Any = await self.redis.zrange(keys.active_runs(), 0, last)
        return [int(one) for one in ids]

    async def ended(self, limit: int) -> list[Run]:
        """Return the runs that ended last, newest first."""
        return await self._read(await self._ended_ids(limit))

    async def ended_of(self, user_id: str, limit: int, most: int) -> tuple[list[Run], int]:
        """Return the newest runs that somebody asked for, and how many there are.

        Args:
            limit: so many of the runs that ended last are looked at; of these
            most: so many of theirs are read.
        """
        ids = await self._ended_ids(limit)
        pipe = self.redis.pipeline(transaction=False)
        for run_id in ids:
            pipe.hget(keys.run(run_id), "user_id")
        users: list[Any] = await pipe.execute() if ids else []
        asked = [n for n, user in zip(ids, users, strict=True) if user == user_id.encode()]
        return await self._read(asked[:most]), len(asked)

    async def _ended_ids(self, limit: int) -> list[int]:
        ids: Any = await self.redis.zrevrange(keys.ended_runs(), 0, limit - 1)
        return [int(one) for one in ids]

    async def find(self, run_id: int) -> Run | None:
        """Return a run, or None if there never was such a one, or it is forgotten."""
        found = await self._read([run_id])
        return found[0] if found else None

    async def output(self, run_id: int) -> Output | None:
        """Return the end of what a run wrote, None if nothing is noted."""
        noted: Any = await self.redis.hgetall(keys.run_output(run_id))
        if not noted:
            return None
        text = {name: value.decode(errors="replace") for name, value in noted.items()}
        return Output(text.get(b"text", ""), text.get(b"stderr", ""))

    async def tick(self) -> int:
        """Queue what is due and admit what may start; return how many were admitted."""
        call = tick()
        _, admitted = await self.scripts.run(call.script, call.keys, *call.arguments)
        return int(admitted)

    async def _then_tick(self, call: Call, job: str = "") -> Any:
        """Run a script and let what it made possible begin, in one round trip."""
        return checked(await self.scripts.run_all([call, tick(job)]))[0]

    async def _read(self, run_ids: list[int]) -> list[Run]:
        pipe = self.redis.pipeline(transaction=False)
        for run_id in run_ids:
            pipe.hgetall(keys.run(run_id))
        records: list[Any] = await pipe.execute() if run_ids else []
        return [read_run(n, noted) for n, noted in zip(run_ids, records, strict=True) if noted]


def tick(job: str = "") -> Call:
    """Return the call that queues what is due and admits what may start, of one type or of all."""
    return Call("run_tick", [JOBS], [QUEUED_AT_ONCE, ENDED_KEPT_S * 1000, job])


def read_suppression(id_: int, line: str) -> Suppression:
    """Read what run_suppress.lua noted; the user may be nobody."""
    start_ms, end_ms, user_id, job = line.split(" ")
    return Suppression(id_, job, int(start_ms), int(end_ms), user_id)
