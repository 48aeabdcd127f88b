"""Tells the end of a run, again and again until it went through, and each part of it once."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import orjson
import structlog
from redis.exceptions import RedisError

from consumer.runs.telling import Result, Teller
from consumer.runs.tenure import Tenure, patiently
from jobs.definition import Job
from shared.errors import BurrowError, OwnershipLost, Retry
from shared.ledger import EntryLedger
from shared.run_record import Run
from shared.runs import ENDED_KEPT_S
from shared.slack import Slack
from shared.streams import Entry
from shared.writes import Writer

TELL_FOR_S = 24 * 60 * 60.0  # an outage of Slack that lasts longer is everybody's news
PAUSES_S = (1.0, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
MOST_DEFECTS = 3  # of our own; then the report is given up, and the log says so

log = structlog.get_logger()


class LastWord:
    """Speaks for all runs of a process."""

    def __init__(self, teller: Teller, tenure: Tenure, slack: Slack) -> None:
        self.teller, self.tenure, self.slack = teller, tenure, slack
        self.notices: set[asyncio.Task[None]] = set()  # start notices that are on their way

    def writer(self, entry: Entry, run: Run) -> Writer:
        """Return what writes to Slack about a run, each write once, for as long as it is ours."""
        streams = self.tenure.streams
        ledger = EntryLedger(
            streams.scripts,
            entry.stream,
            streams.group,
            streams.consumer,
            entry.entry_id,
            f"run:{run.run_id}",
            kept_s=ENDED_KEPT_S,  # a quiet job may write nothing for hours
        )
        return Writer(self.slack, ledger)

    async def warn(self, entry: Entry, run: Run, problem: str) -> None:
        """Say in the logs channel what is not as it should be, as well as it goes."""
        with contextlib.suppress(BurrowError, RedisError, OSError):
            await self.teller.warned(run, problem, self.writer(entry, run))

    async def say(self, entry: Entry, run: Run, job: Job | None, result: Result) -> bool:
        """Tell the end; return whether the entry may be acknowledged: it is still ours."""
        gives_up_s = time.monotonic() + TELL_FOR_S
        tries = defects = 0
        while True:
            pause_s = PAUSES_S[min(tries, len(PAUSES_S) - 1)]
            tries += 1
            try:
                links = await self.teller.ended(run, job, result, self.writer(entry, run))
            except OwnershipLost:
                return False
            except Retry as retry:
                reason, pause_s = retry.reason, retry.after_s or pause_s
            except (RedisError, OSError) as error:
                reason = str(error)
            except Exception as error:
                log.exception("run.telling_failed", run=run.run_id, reason=repr(error))
                reason, defects = repr(error), defects + 1
            else:
                return await self._note_told(entry, run, links)
            if defects >= MOST_DEFECTS or time.monotonic() > gives_up_s:
                log.error("run.not_told", run=run.run_id, job=run.job, reason=reason)
                return await self._note_told(entry, run, [])
            log.warning("run.telling_again", run=run.run_id, reason=reason, after_s=pause_s)
            await asyncio.sleep(pause_s)

    async def _note_told(self, entry: Entry, run: Run, links: list[tuple[str, str]]) -> bool:
        fields: dict[str, Any] = {"told": 1, "links": orjson.dumps(links).decode()}
        return await patiently(lambda: self.tenure.note(entry, run.run_id, fields))
