"""Carries out one run, from the entry that permits it to its noted end.

| step  | function | what it does                                                                  |
|-------|----------|-------------------------------------------------------------------------------|
| begin | carry    | asks Redis what the entry is: to be run, to be told of, or nothing any more   |
| run   | _execute | starts the child, mirrors what it writes, waits for its end                   |
| end   | _finish  | notes the end, which frees the slot; asks for another attempt if there is one |
| tell  |          | consumer/runs/last_word.py                                                    |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from aiohttp import ClientSession
from msgspec.structs import replace

from consumer.runs import environment, fabfile, logs
from consumer.runs.child import Child, Ended, Launcher, Spec
from consumer.runs.company import Company
from consumer.runs.last_word import LastWord
from consumer.runs.mirror import Mirror
from consumer.runs.outcome import End, Stop, count, end_of, goes_again, pause_s
from consumer.runs.telling import Result
from consumer.runs.tenure import Answer, Tenure, patiently
from consumer.timings import Timings
from jobs.catalogue import Catalogue
from jobs.definition import Job
from shared import metrics
from shared.errors import BadArguments
from shared.run_record import Asked, Run
from shared.runs import Runs
from shared.settings import ConsumerSettings
from shared.streams import Entry

NOT_BEGUN = Ended(reason="stopped")
LAST_OUTPUT_S = 2.0  # after the end of the whole group nothing can come but what is on its way

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Carried:
    """A run that this process carries out.

    Args:
        held_s: when Redis was last asked and said that it is ours, on the monotonic clock.
        stop: why it was told to end, if it was; the first reason counts.
        within_s: how soon, if sooner than its job would be given.
    """

    entry: Entry
    run: Run
    job: Job
    held_s: float
    child: Child | None = None
    stop: Stop = ""
    within_s: float | None = None

    def end(self, why: Stop, within_s: float | None = None) -> None:
        """Have the child end; `within_s`: sooner than its job would be given."""
        self.stop = self.stop or why
        self.within_s = self.within_s if within_s is None else within_s
        if self.child:
            self.child.stop(self.within_s)

    def hold(self, held_s: float) -> None:
        """Note that it is ours, and let the launcher know."""
        self.held_s = held_s
        if self.child:
            self.child.beat(held_s)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What it takes to carry out runs; one for all of a process."""

    tenure: Tenure
    runs: Runs
    last_word: LastWord
    launcher: Launcher
    catalogue: Catalogue
    settings: ConsumerSettings
    timings: Timings
    http: ClientSession
    carried: dict[int, Carried] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)

    async def carry(self, entry: Entry, run_id: int, over: Callable[[], None]) -> bool:
        """Do all that an entry asks for; return whether it may be acknowledged.

        Args:
            over: called when nothing is left but telling: another run may take the place.
        """
        held_s, begun = await patiently(lambda: timed(self.tenure.begin(entry, run_id)))
        run = begun.run
        if begun.word == "lost" or run is None or begun.word == "told":
            return begun.word != "lost"
        job = self.catalogue.job(run.job)
        if begun.word == "ended":
            over()
            return await self._tell_of_another(entry, run, job)
        run = replace(run, log=logs.shown_folder(self.settings, run))
        end, mirror = End("failed", "it is not defined any more"), self._mirror(entry, run)
        if run.run_id in self.begun:
            # Begun here and then left: at most once means never again.
            end = End("lost", "its consumer gave it up; the log says why", is_gone=False)
        elif job:
            self.begun.add(run.run_id)
            end = await self._execute(Carried(entry, run, job, held_s), mirror)
        over()
        return await self._finish(entry, run, job, end, mirror)

    async def _execute(self, carried: Carried, mirror: Mirror) -> End:
        """Run the child, and return how it ended."""
        run, job = carried.run, carried.job
        self.carried[run.run_id] = carried
        metrics.RUNS_RUNNING.inc()
        try:
            spec = await self._spec(carried)
            if carried.stop:
                return end_of(NOT_BEGUN, job, carried.stop, self.timings.silence_s)
            carried.child = child = await self.launcher.run(spec)
            if carried.stop:
                child.stop(carried.within_s)
            log.info("run.started", run=run.run_id, job=run.job, pid=child.pid)
            async with Company(self.last_word, self.tenure, carried, mirror):
                reading = asyncio.create_task(mirrored(child, mirror))
                ended = await child.ended()
                await asyncio.wait({reading}, timeout=LAST_OUTPUT_S)
                reading.cancel()
            return end_of(ended, job, carried.stop, self.timings.silence_s)
        except (BadArguments, OSError) as error:
            if carried.child:
                raise
            return End("failed", f"it could not be started: {error}")
        finally:
            if carried.child:
                carried.child.stop()  # if something failed here: nobody else would
            self.carried.pop(run.run_id, None)
            metrics.RUNS_RUNNING.dec()

    async def _spec(self, carried: Carried) -> Spec:
        """Return what the launcher needs.

        Raises:
            BadArguments: the definition has changed, and the values do not fit any more.
        """
        run, job, settings = carried.run, carried.job, self.settings
        values = job.values(run.arguments)
        folder = environment.working_folder(job, settings)
        if job.fabfile and (problem := await fabfile.refresh(self.http, job, folder)):
            log.warning("run.fabfile_not_refreshed", job=run.job, reason=problem)
            await self.last_word.warn(carried.entry, run, problem)
        return Spec(
            argv=tuple(job.argv(values)),
            folder=str(folder),
            environment=environment.environment(job, run, values, settings),
            timeout_s=job.timeout_s,
            # Its slot counts on what was defined when it was asked for.
            kill_after_s=min(job.kill_after_s, run.kill_after_ms / 1000),
            memory_mb=job.memory_mb,
            open_files=job.open_files,
            logs=str(logs.folder(settings, run)),
            silence_s=self.timings.silence_s,
            held_s=carried.held_s,
        )

    async def _finish(
        self, entry: Entry, run: Run, job: Job | None, end: End, mirror: Mirror
    ) -> bool:
        """Note the end, and tell it."""
        await patiently(mirror.flush)
        ours, ended = await patiently(
            lambda: self.tenure.finish(
                run.run_id,
                end.state,
                end.fields() | {"log": run.log},
                run.job,
                is_gone=end.is_gone,
            )
        )
        if not ours:
            log.warning("run.lost", run=run.run_id, job=run.job, reason="another consumer has it")
            return False
        count(ended)
        again = await self._again(ended, job)
        result = self._result(ended, job, mirror.text, mirror.stderr, again=again)
        return await self.last_word.say(entry, ended, job, result)

    async def _tell_of_another(self, entry: Entry, run: Run, job: Job | None) -> bool:
        """Tell the end of a run that another consumer carried out, or that began too late."""
        if run.state in {"lost", "expired"}:
            count(run)
        output = await patiently(lambda: self.runs.output(run.run_id))
        again = await self._again(run, job)
        text, stderr = (output.text, output.stderr) if output else ("", "")
        result = self._result(run, job, text, stderr, again=again)
        return await self.last_word.say(entry, run, job, result)

    def _result(self, run: Run, job: Job | None, text: str, stderr: str, *, again: bool) -> Result:
        """Return all that is told of an end; whole files only if they are on this host."""
        reports = job and job.report_stdout and run.state == "succeeded"
        stdout = logs.content(self.settings, run, "stdout") if reports else None
        both = logs.content(self.settings, run, "output") if job and job.stream_output else None
        return Result(stdout, stderr, text, run.log, again, both)

    async def _again(self, run: Run, job: Job | None) -> bool:
        """Ask for another attempt, if there is one; return whether there is."""
        if job is None or not goes_again(run, job, run.state):
            return False
        asked = Asked(
            job=run.job,
            arguments=run.arguments,
            said=run.said,
            team_id=run.team_id,
            user_id=run.user_id,
            via="retry",
            where=run.where,
            delay_s=pause_s(run.attempt),
            concurrency=job.concurrency,
            retries=run.retries,
            max_age_s=job.max_age_s,
            kill_after_s=job.kill_after_s,
            attempt=run.attempt + 1,
        )
        scheduled = await patiently(lambda: self.runs.schedule(f"retry:{run.run_id}", asked))
        # What somebody else waits for is reported to them: for this request it ends here.
        return scheduled.word != "joined"

    def _mirror(self, entry: Entry, run: Run) -> Mirror:
        async def write(text: bytes, stderr: bytes) -> bool:
            return await self.tenure.write_output(entry, run.run_id, text, stderr)

        return Mirror(write)


async def timed(ask: Awaitable[Answer]) -> tuple[float, Answer]:
    """Return an answer and when it was asked for, on the monotonic clock."""
    return time.monotonic(), await ask


async def mirrored(child: Child, mirror: Mirror) -> None:
    """Keep what a child writes, until its end."""
    async for source, data in child.output():
        mirror.add(source, data)
