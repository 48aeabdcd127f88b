"""Tells people about a run: that it begins, that it runs, and what came of it.

| when          | where                      | what                                            |
|---------------|----------------------------|-------------------------------------------------|
| it begins     | SLACK_LOGS_CHANNEL         | a notice; no harm if it cannot be               |
| a while later | the request                | a reaction; the same                            |
| at the end    | the request                | another reaction; the same                      |
|               | where it was asked for     | the report; until it is there                   |
|               | SLACK_TECH_SUPPORT_CHANNEL | a link to the report of a failure; the same     |

What a run prints meanwhile is in streaming.py. Everything happens once, however often it is told:
the notes are in the ledger of the run's entry.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, NamedTuple

import structlog

from consumer.reply import NO_PREVIEW, PREVIEW
from consumer.runs import sentences
from consumer.runs.delivery import Delivery, spots_of
from consumer.runs.formats import Post
from consumer.runs.report import Report, Result, report, wants_support
from consumer.runs.streaming import Stream
from jobs.catalogue import Catalogue
from jobs.definition import Job
from shared.channels import Channels
from shared.errors import SlackRefused, SlackUnavailable, Throttled
from shared.run_record import Run
from shared.settings import ConsumerSettings
from shared.slack import Slack
from shared.writes import POST, Writer

__all__ = ["Result", "Teller"]

# The running reaction is put on after a second; a shorter run has none to be taken off.
SHORT_RUN_MS = 900
CACHE_AGAIN_S = 5.0

log = structlog.get_logger()


class Reaction(NamedTuple):
    """A change of the request's reactions, under the name of its write."""

    name: str
    method: str
    arguments: dict[str, str]


class Teller:
    """Speaks for all runs of a process."""

    def __init__(
        self, slack: Slack, channels: Channels, settings: ConsumerSettings, catalogue: Catalogue
    ) -> None:
        self.slack, self.channels = slack, channels
        self.settings, self.catalogue = settings, catalogue

    async def started(self, run: Run, job: Job, writer: Writer) -> None:
        """Say in the logs channel that a run begins; that it cannot be said is no failure."""
        channel = await self._channel(self.settings.slack_logs_channel, run)
        if channel:
            post = {"channel": channel, "text": sentences.begins(run), **NO_PREVIEW}
            await harmless(run, writer.write("started:0", POST, post))

    async def running(self, run: Run, writer: Writer) -> None:
        """Put the running reaction on the request; that it cannot be put is no failure."""
        if run.where.message_ts:
            where = target(run, self.settings.reaction_running)
            await harmless(run, writer.write("reaction:running", "reactions.add", where))

    async def warned(self, run: Run, problem: str, writer: Writer) -> None:
        """Say in the logs channel what is not as it should be; that it cannot be said is none."""
        channel = await self._channel(self.settings.slack_logs_channel, run)
        if channel:
            post = {"channel": channel, "text": sentences.warned(run, problem), **NO_PREVIEW}
            await harmless(run, writer.write("warned:0", POST, post))

    def stream(self, run: Run, job: Job, writer: Writer) -> Stream:
        """Return what shows the output of a run while it runs; `ended` gives it its end."""
        return Stream(run, writer, self._place)

    async def ended(
        self, run: Run, job: Job | None, result: Result, writer: Writer
    ) -> list[tuple[str, str]]:
        """Tell the end of a run, all of it once, however often this is called.

        Returns:
            Channel and ts of what was posted.

        Raises:
            Throttled, SlackUnavailable: call again later; what was told is not told again.
            OwnershipLost: another consumer tells it.
        """
        support = await self._support_channel(run, job, result)
        said = report(run, job, result, supported=bool(support))
        left = await react(run, self._reactions(run, result, said), writer)
        spots = spots_of(run, await self._place(run), run.where.thread_ts)
        delivery = Delivery(writer, run, spots, "channel_not_found" if run.where.channel else "")
        for number, piece in enumerate(said.pieces):
            await delivery.bring(f"report:{number}", piece)
        if support:
            await self._call_support(run, job, support, delivery)
        links = list(delivery.links)
        if job and job.stream_output and run.started_ms:
            links += await self.stream(run, job, writer).end(run, job, result)
        await react(run, left, writer)  # those that Slack had no time for
        return list(dict.fromkeys(links))

    def _reactions(self, run: Run, result: Result, said: Report) -> list[Reaction]:
        """Return what happens to the request: a run that is tried again leaves no sign yet."""
        if not run.where.message_ts:
            return []
        settings, wanted = self.settings, []
        if run.started_ms and run.ended_ms - run.started_ms >= SHORT_RUN_MS:
            running = target(run, settings.reaction_running)
            wanted.append(Reaction("reaction:ran", "reactions.remove", running))
        if not result.again:
            emoji = settings.reaction_succeeded if said.well else settings.reaction_failed
            wanted.append(Reaction("reaction:ended", "reactions.add", target(run, emoji)))
        return wanted

    async def _support_channel(self, run: Run, job: Job | None, result: Result) -> str:
        """Return where tech-support is called, empty if it is not."""
        if not wants_support(run, job, result):
            return ""
        return await self._channel(self.settings.slack_tech_support_channel, run)

    async def _channel(self, setting: str, run: Run) -> str:
        """Return the id of a channel that a setting names, empty if there is none."""
        channel = await self.channels.find(setting) if setting else ""
        if channel is None:
            log.warning("run.no_such_channel", run=run.run_id, channel=setting)
        return channel or ""

    async def _place(self, run: Run) -> str:
        """Return the id of the channel where a run was asked for, empty if there is none."""
        if not run.where.channel:
            return ""
        channel = await self.channels.find(run.where.channel)
        if channel is None and not await self.channels.known():
            raise SlackUnavailable("the channel cache is not filled yet", CACHE_AGAIN_S)
        return channel or ""

    async def _call_support(
        self, run: Run, job: Job | None, channel: str, delivery: Delivery
    ) -> None:
        """Show tech-support what went wrong; if that cannot be, the requester is told so."""
        text = await self._permalink(delivery) or sentences.failed_elsewhere(run, job)
        try:
            post = {"channel": channel, "text": text, **PREVIEW}
            await delivery.writer.write("support:0", POST, post)
        except SlackRefused as error:
            log.error("run.support_not_called", run=run.run_id, code=error.code)
            await delivery.bring("support:not_called", Post(sentences.SUPPORT_NOT_CALLED))

    async def _permalink(self, delivery: Delivery) -> str:
        """Return the address of the report, empty if it is not where others can read it."""
        if not delivery.in_place or not delivery.links:
            return ""
        channel, ts = delivery.links[0]
        try:
            answer = await self.slack.read("chat.getPermalink", channel=channel, message_ts=ts)
        except SlackRefused:
            return ""
        return str(answer.get("permalink", ""))


def target(run: Run, emoji: str) -> dict[str, str]:
    """Return what a reaction to the request takes."""
    return {"channel": run.where.channel, "timestamp": run.where.message_ts, "name": emoji}


async def react(run: Run, wanted: list[Reaction], writer: Writer) -> list[Reaction]:
    """Change reactions; return those for which Slack had no time."""
    return [
        one
        for one in wanted
        if not await harmless(run, writer.write(one.name, one.method, one.arguments))
    ]


async def harmless(run: Run, write: Coroutine[Any, Any, Any]) -> bool:
    """Make a write that may fail; return whether its fate is known."""
    try:
        await write
    except SlackRefused as error:
        log.info("run.not_shown", run=run.run_id, method=error.method, code=error.code)
    except (Throttled, SlackUnavailable) as error:
        log.info("run.not_shown", run=run.run_id, reason=error.reason)
        return False
    return True
