"""A bot with the namespaces of demo_jobs.py, whose runs are carried out by hand."""

from __future__ import annotations

from dataclasses import dataclass

from shared.run_record import Run
from shared.runs import Runs
from tests.consumer.bot import Bot, Event, Write
from tests.runs.workers import Worker

ASKS = frozenset({"users.info", "files.getUploadURLExternal", "upload"})


@dataclass
class Town:
    """The bot, the runs, and who carries them out."""

    bot: Bot
    runs: Runs
    worker: Worker

    async def ask(self, text: str, channel: str = "general", **more: str) -> list[Write]:
        """Let somebody say something to the bot, and return what was written."""
        return await self.hear(self.bot.say(text, channel, **more))  # type: ignore[arg-type]

    async def hear(self, event: Event) -> list[Write]:
        """Let an event come, and return what was written."""
        writes = await self.bot.hear(event)
        return [one for one in writes if one[0] not in ASKS]

    async def texts(self, text: str, channel: str = "general", **more: str) -> list[str]:
        """Let somebody say something to the bot, and return the texts that it posted."""
        return [said(one) for one in await self.ask(text, channel, **more) if "text" in one[1]]

    async def begin(self) -> list[Run]:
        """Begin every run that may begin."""
        entries = await self.worker.read()
        begun = [await self.worker.begin(entry) for entry in entries]
        return [run for _, run in begun if run]

    async def end(self, run: Run, state: str = "succeeded", **fields: str | int) -> None:
        """End a run."""
        await self.worker.tenure.finish(run.run_id, state, fields)

    async def began(self, command: str, channel: str = "general", **more: str) -> Run:
        """Return the run that a command asked for, begun."""
        await self.ask(f"<@bot> {command}", channel, **more)
        [run] = await self.begin()
        return run

    async def ended(self, command: str) -> Run:
        """Return the run that a command asked for, ended well."""
        run = await self.began(command)
        await self.end(run, exit_code=0, stdout_bytes=3)
        return run

    async def active(self) -> list[tuple[int, str, str]]:
        """Return id, job and state of each run that has not ended."""
        return [(run.run_id, run.job, run.state) for run in await self.runs.active()]


def said(write: Write) -> str:
    """Return the text of a post, and of what is attached to it."""
    arguments = write[1]
    attached = [one["text"] for one in arguments.get("attachments", ())]
    return "\n".join((arguments["text"], *attached))
