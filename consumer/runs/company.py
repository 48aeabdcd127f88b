"""What goes on beside a running child: the notes, the reaction, the mirror, the stream.

None of it holds the child up, and none of its failures ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import structlog
from redis.exceptions import RedisError

from consumer.runs.last_word import LastWord
from consumer.runs.mirror import Mirror
from consumer.runs.tenure import Tenure, patiently
from shared.errors import BurrowError

if TYPE_CHECKING:
    from consumer.runs.carrying import Carried

# Nobody looks for the log sooner. Noted before the start it made each run wait 0.2 to 0.9 ms.
NOTED_AFTER_S = 0.2
RUNNING_AFTER_S = 1.0  # a job that is over sooner needs no sign that it runs
LOOK_S = 0.5  # for news to show; the stream itself paces its edits

log = structlog.get_logger()


class Company:
    """Runs it all for the length of the block."""

    def __init__(
        self, last_word: LastWord, tenure: Tenure, carried: Carried, mirror: Mirror
    ) -> None:
        self.teller, self.tenure = last_word.teller, tenure
        self.carried, self.mirror = carried, mirror
        self.left = last_word.notices
        self.writer = last_word.writer(carried.entry, carried.run)
        self.tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        parts = [self.notice(), self.note(), self.react(), self.mirror.run()]
        if self.carried.job.stream_output:
            parts.append(self.show())
        self.tasks = [asyncio.create_task(self._harmless(part)) for part in parts]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        notice, *rest = self.tasks
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        # A start notice that is being posted is not broken off, since its fate would be unknown;
        # nor waited for, since many at once wait for their turn in the logs channel.
        self.left.add(notice)
        notice.add_done_callback(self.left.discard)

    async def notice(self) -> None:
        """Say in the logs channel that it starts."""
        await self.teller.started(self.carried.run, self.carried.job, self.writer)

    async def note(self) -> None:
        """Note where its log is, if it takes a while; with its end it is noted in any case."""
        await asyncio.sleep(NOTED_AFTER_S)
        carried = self.carried
        fields = {"log": carried.run.log}
        await patiently(lambda: self.tenure.note(carried.entry, carried.run.run_id, fields))

    async def react(self) -> None:
        """Put the running reaction on the request, if it takes a while."""
        await asyncio.sleep(RUNNING_AFTER_S)
        await self.teller.running(self.carried.run, self.writer)

    async def show(self) -> None:
        """Show the end of the output in one message, for as long as it runs."""
        stream = self.teller.stream(self.carried.run, self.carried.job, self.writer)
        while True:
            await stream.show(self.mirror.text)
            await asyncio.sleep(LOOK_S)

    async def _harmless(self, part: Coroutine[Any, Any, None]) -> None:
        try:
            await part
        except (BurrowError, RedisError, OSError) as error:
            log.info("run.not_shown", run=self.carried.run.run_id, reason=str(error))
        except Exception as error:
            log.exception("run.not_shown", run=self.carried.run.run_id, reason=repr(error))
