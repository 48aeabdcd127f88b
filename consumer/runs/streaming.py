"""One message that shows what a run prints while it runs.

| when               | write                                | noted as     |
|--------------------|--------------------------------------|--------------|
| after a second     | a post below the request             | `stream:0`   |
| new lines          | an edit of it                        | nothing      |
| the end            | the last edit, with state and time   | `stream:end` |
| the same           | the whole output as a file below it  | `stream:log` |

Edits are never queued: one that comes too soon, or that Slack has no time for, is left out, and a
later one shows more. Slack takes 50 edits a minute of all streams together.

Source: https://docs.slack.dev/reference/methods/chat.update
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import structlog

from consumer.reply import NO_PREVIEW
from consumer.runs import formats, sentences
from consumer.runs.delivery import Delivery, Spot, spots_of
from consumer.runs.formats import Post
from consumer.runs.report import Result, file_name
from jobs.definition import Job
from shared import ledger
from shared.errors import SlackRefused, SlackUnavailable, Throttled
from shared.run_record import Run
from shared.slack import UnknownFate
from shared.uploads import Upload
from shared.writes import POST, Writer

FIRST_AFTER_S = 1.0  # a run that is over sooner is shown at its end only
EDIT_EVERY_S = 2.0  # sooner, and two streams alone use up Slack's limit
AGAIN_AFTER_S = 10.0  # when Slack did not answer
UPDATE = "chat.update"

log = structlog.get_logger()


class Stream:
    """The message of one run.

    Args:
        place: returns the id of the channel where a run was asked for.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        run: Run,
        writer: Writer,
        place: Callable[[Run], Awaitable[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.run, self.writer, self.place, self.clock = run, writer, place, clock
        self.next_s = clock() + FIRST_AFTER_S
        self.posted: tuple[str, str] | None = None
        self.shown = ""
        self.mute = False

    async def show(self, tail: str) -> None:
        """Show the end of what was printed, if it is new and the time has come.

        Call it again and again; what is left out now is shown by a later call.

        Raises:
            OwnershipLost: another consumer has the run.
        """
        if self.mute or self.clock() < self.next_s:
            return
        text = message(sentences.is_running(self.run), tail)
        if text == self.shown:
            return
        self.next_s = self.clock() + EDIT_EVERY_S
        try:
            if self.posted:
                await self._edit(*self.posted, text)
            else:
                await self._begin(text)
            self.shown = text
        except Throttled:
            pass  # the limiter keeps every process from the method until Slack takes it again
        except (SlackUnavailable, UnknownFate):
            self.next_s = self.clock() + AGAIN_AFTER_S
        except SlackRefused as error:
            self.mute = True  # the report at the end finds another place
            log.info("run.not_shown", run=self.run.run_id, method=error.method, code=error.code)

    async def _begin(self, text: str) -> None:
        spots = await self._spots()
        if not spots or spots[0].is_last_resort:
            self.mute = True
            return
        post = {"channel": spots[0].channel, "text": text, **NO_PREVIEW}
        post |= {"thread_ts": spots[0].thread_ts} if spots[0].thread_ts else {}
        answer = await self.writer.write("stream:0", POST, post)
        self.posted = answer["channel"], answer["ts"]

    async def _edit(self, channel: str, ts: str, text: str) -> None:
        """Edit, with one note for all edits: a later one makes good what this one may miss."""
        notes, slack = self.writer.notes, self.writer.slack
        await slack.limiter.wait(UPDATE, channel, "")
        note = ledger.intent(UPDATE, {}, time.time())
        await notes.intend("stream:edits", note)  # raises if the run is not ours any more
        await slack.call(UPDATE, edit(channel, ts, text))
        await notes.settle("stream:edits", note)  # keeps the other notes alive as well

    async def end(self, run: Run, job: Job, result: Result) -> list[tuple[str, str]]:
        """Give the message its end, once, however often this is called; return what was posted.

        Raises:
            Throttled, SlackUnavailable, OwnershipLost: as Writer.write.
        """
        text = message(sentences.streamed(run, job), result.text)
        delivery = Delivery(self.writer, run, await self._spots())
        await delivery.bring("stream:0", Post(text))
        if not delivery.links:
            return []
        channel, ts = delivery.links[-1]
        try:
            await self.writer.write("stream:end", UPDATE, edit(channel, ts, text))
        except SlackRefused:  # somebody deleted it, or it is too old to be edited
            await delivery.bring("stream:ended", Post(text))
        await self._attach(run, result, channel, delivery.spots[0].thread_ts or ts)
        return delivery.links

    async def _attach(self, run: Run, result: Result, channel: str, root_ts: str) -> None:
        """Post the whole output into the thread."""
        output = result.text.encode() if result.output is None else result.output
        if formats.is_blank(output):
            return
        thread = [Spot("", channel, root_ts), Spot(":channel", channel)]
        await Delivery(self.writer, run, thread).bring("stream:log", Upload(file_name(run), output))

    async def _spots(self) -> list[Spot]:
        """Return where the message goes: into a thread below the request."""
        where = self.run.where
        channel = await self.place(self.run)
        return spots_of(self.run, channel, where.thread_ts or where.message_ts)


def edit(channel: str, ts: str, text: str) -> dict[str, str]:
    """Return what chat.update is given."""
    return {"channel": channel, "ts": ts, "text": text}


def message(head: str, output: str) -> str:
    """Return the text of the message: a sentence, and the end of the output."""
    end = formats.tail(output, formats.STREAM_CHARS, None)
    return f"{head}\n{formats.code_block(end)}" if end else head
