"""The worker: reads entries, decides which may begin, runs their chains, and settles each.

| step   | function | what it decides                                                            |
|--------|----------|----------------------------------------------------------------------------|
| read   | accept   | which entries are new to us; a malformed one is buried                     |
| decide | decide   | in this order: finished, begun before (goes on), not ours, future, stale   |
| run    | work     | the chain                                                                  |
| settle | settle   | failed: left for another delivery; then parked, buried, or acknowledged    |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVarTuple

import structlog
from prometheus_client import Gauge
from redis.exceptions import RedisError

from consumer import notice
from consumer.chain import Chain, Result
from consumer.holdings import Holdings, Key, key_of
from consumer.outcome import (
    Report,
    count,
    fate_of,
    now_ms,
    reason_to_drop,
    remembered,
    retry_of,
)
from consumer.plan import Plan, read_plan
from consumer.registry import Registry
from consumer.settler import Settler
from consumer.timings import Timings
from shared import custody, metrics
from shared.errors import OwnershipLost, Reject
from shared.ledger import EntryLedger
from shared.slack import Identity, Slack
from shared.streams import Entry, Settlement, Streams, Verdict
from shared.writes import Writer

REDIS_PAUSE_S = 0.5  # between tries while Redis does not answer

Given = TypeVarTuple("Given")
Step = Callable[[*Given], Awaitable[None]]

log = structlog.get_logger()


class Worker:
    """Works on the entries that it is given."""

    def __init__(
        self,
        streams: Streams,
        slack: Slack,
        registry: Registry,
        chain: Chain,
        me: Identity,
        timings: Timings,
        room: int,
        gauge: Gauge = metrics.ENTRIES_IN_PROGRESS,
    ) -> None:
        self.streams, self.slack, self.registry = streams, slack, registry
        self.chain, self.me, self.timings = chain, me, timings
        self.holdings = Holdings(room, gauge)
        self.settler = Settler(streams, self.holdings.release)
        self.left: dict[Key, Entry] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def accept(self, entries: Sequence[Entry]) -> asyncio.Task[None] | None:
        """Hold entries and start working on them; return the task that decides."""
        new = self.holdings.add(entries)
        return self._start(self.decide, new) if new else None

    def _start(self, work: Step[*Given], *arguments: *Given) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(work, *arguments))
        self.tasks.add(task)
        return task

    async def _guarded(self, work: Step[*Given], *arguments: *Given) -> None:
        # Given the function, not its coroutine: a task may be cancelled before its first step.
        try:
            await work(*arguments)
        except Exception as error:
            log.exception("worker.failed", reason=repr(error))
        finally:
            # Not a done callback, which costs a turn of the loop each.
            if task := asyncio.current_task():
                self.tasks.discard(task)

    async def decide(self, entries: Sequence[Entry]) -> None:
        """Start the chains of those that may begin; settle the others."""
        plans = [plan for entry in entries if (plan := await self._plan(entry))]
        idle = [plan for plan in plans if plan.is_idle]
        for plan in idle:
            self._done(plan, Report("done", plan))
        busy = [plan for plan in plans if not plan.is_idle]
        if not busy:
            return
        verdicts = await self._begin(busy)
        for plan, verdict in zip(busy, verdicts, strict=True):
            if key_of(plan.entry) not in self.holdings.entries:
                continue  # claimed by another consumer while Redis was away
            task = self._start(self.work, plan, verdict)
            self.holdings.attach(plan.entry, task)

    async def _plan(self, entry: Entry) -> Plan | None:
        """Read an entry; bury it if it is none."""
        if not entry.fields:
            metrics.ENTRIES.labels(entry.stream, "trimmed").inc()
            log.error("entry.trimmed", stream=entry.stream, entry_id=entry.entry_id)
            self.settler.put(Settlement(entry, "", {}, ack=True))
            return None
        try:
            return read_plan(entry, self.registry, self.me, self.timings, self.me.team_id)
        except Reject as reject:
            reason = str(reject)
        except Exception as error:  # noqa: BLE001  whatever it is, its neighbours must be read
            reason = repr(error)
        await self._bury(entry, "", reason)
        return None

    async def _begin(self, plans: Sequence[Plan]) -> list[Verdict]:
        """Ask Redis for verdicts, for as long as it takes."""
        while True:
            try:
                return await self.streams.begin([plan.candidate for plan in plans])
            except (RedisError, OSError) as error:
                log.warning("redis.begin_failed", reason=str(error), after_s=REDIS_PAUSE_S)
                await asyncio.sleep(REDIS_PAUSE_S)

    async def work(self, plan: Plan, verdict: Verdict) -> None:
        """Run what the verdict allows, and settle."""
        report = Report("done", plan, verdict)
        try:
            if why := reason_to_drop(verdict):
                await self._drop(plan, verdict, report.dropped(why))
            elif plan.entry.deliveries > self.timings.max_deliveries:
                await self._tell_failure(plan, verdict)
                await self._bury(plan.entry, plan.event.event_id, report.earlier_failures())
            else:
                await self._run(plan, verdict, report)
        except OwnershipLost as error:
            self.holdings.release(plan.entry)
            report.log("lost", reason=str(error))
        except Exception as error:  # noqa: BLE001  Redis is gone, or our own mistake
            # Left to another delivery; what was done is in its chain. An entry that stayed held
            # would be renewed for ever.
            self._leave(plan.entry)
            report.log("failed", reason=f"{type(error).__name__}: {error}")

    async def _drop(self, plan: Plan, verdict: Verdict, report: Report) -> None:
        """Acknowledge what may not run; tell the person if it is only too late."""
        if report.reason == "stale":
            await notice.tell(plan, verdict, self._writer(plan, verdict), self.timings)
        self._done(plan, report)

    async def _run(self, plan: Plan, verdict: Verdict, report: Report) -> None:
        started = time.monotonic()
        if plan.message:
            metrics.ENTRY_AGE_SECONDS.observe(max(0, verdict.age_ms) / 1000)
        result = await self.chain.run(
            plan, self._writer(plan, verdict), verdict.record, lambda name: self._note(plan, name)
        )
        report.handlers = [*result.done, *result.failed, *result.rejected]
        report.duration_ms = round((time.monotonic() - started) * 1000, 1)
        await self.settle(plan, result, report)

    async def settle(self, plan: Plan, result: Result, report: Report) -> None:
        """Decide what becomes of an entry whose chain has run."""
        entry, event_id = plan.entry, plan.event.event_id
        self.holdings.close(entry)
        fate, reason = fate_of(result, entry, plan.event.retries, self.timings)
        if fate == "done":
            # What finished travels with the acknowledgement.
            record: dict[str, str | int] = {"finished": now_ms()}
            self.settler.put(Settlement(entry, event_id, record, ack=True))
            report.log("done")
            return
        await self.streams.settle([Settlement(entry, event_id, remembered(result), ack=False)])
        if fate == "failed":
            self._leave(entry)
            report.log("failed", reason=reason)
        elif fate == "parked":
            wait_s, retry = retry_of(result, plan.event.retries)
            await custody.park(self.streams, entry, event_id, wait_s, retry)
            self.holdings.release(entry)
            report.log("parked", reason=reason, after_s=round(wait_s, 3))
        else:
            if result.failed or result.retry:  # a handler that rejects has said itself why
                await self._tell_failure(plan, report.verdict)
            await self._bury(entry, event_id, reason)

    async def _tell_failure(self, plan: Plan, verdict: Verdict) -> None:
        emoji = self.chain.tools.settings.reaction_failed
        writer = self._writer(plan, verdict)
        await notice.tell_failure(
            plan, self.chain.reply("notice.tell_failure", plan, writer), emoji
        )

    def _note(self, plan: Plan, name: str) -> None:
        record: dict[str, str | int] = {f"done:{name}": now_ms()}
        self.settler.put(Settlement(plan.entry, plan.event.event_id, record, ack=False))

    def _done(self, plan: Plan, report: Report) -> None:
        """Acknowledge an entry that needs no chain."""
        self.holdings.close(plan.entry)
        self.settler.put(Settlement(plan.entry, plan.event.event_id, {}, ack=True))
        report.log(report.outcome)

    def _leave(self, entry: Entry) -> None:
        """Stop renewing an entry: it is delivered again when its lease is over, and runs alone."""
        self.left[key_of(entry)] = entry
        self.holdings.release(entry)

    async def _bury(self, entry: Entry, event_id: str, reason: str) -> None:
        self.holdings.close(entry)
        try:
            await custody.bury(self.streams, entry, event_id, reason)
            count(entry, "dead")
            log.error(
                "entry.dead",
                stream=entry.stream,
                entry_id=entry.entry_id,
                event_id=event_id,
                deliveries=entry.deliveries,
                reason=reason,
            )
        except (RedisError, OSError, OwnershipLost) as error:
            # Never acknowledged without being buried: it stays pending and comes back.
            log.warning("entry.not_buried", entry_id=entry.entry_id, reason=str(error))
            self._leave(entry)
        else:
            self.holdings.release(entry)

    def _writer(self, plan: Plan, verdict: Verdict) -> Writer:
        ledger = EntryLedger(
            self.streams.scripts,
            plan.entry.stream,
            self.streams.group,
            self.streams.consumer,
            plan.entry.entry_id,
            plan.event.event_id,
            frozenset(name.decode() for name in verdict.record),
        )
        return Writer(self.slack, ledger)
