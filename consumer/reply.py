"""What a handler answers with; each write happens once, however often the handler runs."""

from __future__ import annotations

from typing import Any

import structlog

from consumer.message import Place
from shared.text import split
from shared.writes import Writer

# Links in our answers are references, not news: a preview would bury the answer.
NO_PREVIEW = {"unfurl_links": False, "unfurl_media": False}

log = structlog.get_logger()


class Reply:
    """Answers to one event by one handler.

    Args:
        handler: its name; with the ordinal of the write it makes the write's name.
        speaks: False in shadow mode, for what is not addressed to the bot: only logged.
    """

    def __init__(self, writer: Writer, handler: str, place: Place, *, speaks: bool = True) -> None:
        self.writer, self.handler, self.place, self.speaks = writer, handler, place, speaks
        self.writes = 0

    async def text(self, text: str, *, mentions: tuple[str, ...] = ()) -> None:
        """Post where the message was, in its thread if it was in one; long texts in parts."""
        where = {"channel": self.place.channel, **self._thread()}
        for part in split(addressed(text, mentions)):
            await self._write("chat.postMessage", where | {"text": part} | NO_PREVIEW)

    async def to_author(self, text: str) -> None:
        """Post as text(), beginning with a mention of whoever wrote."""
        await self.text(text, mentions=(self.place.user,))

    async def ephemeral(self, text: str) -> None:
        """Show only to the author, or post plainly in a direct message: nobody else is there."""
        if self.place.is_dm:
            await self.text(text)
            return
        where = {"channel": self.place.channel, "user": self.place.user, **self._thread()}
        for part in split(text):
            await self._write("chat.postEphemeral", where | {"text": part})

    async def direct(self, text: str) -> None:
        """Post to the author's direct messages."""
        for part in split(text):
            where = {"channel": self.place.user, "text": part}
            await self._write("chat.postMessage", where | NO_PREVIEW)

    async def react(self, *emoji: str) -> None:
        """Put reactions on the message, in this order; names without colons."""
        for name in emoji:
            where = {"channel": self.place.channel, "timestamp": self.place.ts}
            await self._write("reactions.add", where | {"name": name})

    def _thread(self) -> dict[str, str]:
        return {"thread_ts": self.place.thread_ts} if self.place.thread_ts else {}

    async def _write(self, method: str, arguments: dict[str, Any]) -> None:
        name = f"{self.handler}:{self.writes}"
        self.writes += 1
        if not self.speaks:
            log.info("shadow.silent", handler=self.handler, method=method)
            return
        await self.writer.write(name, method, arguments)


def addressed(text: str, users: tuple[str, ...]) -> str:
    """Return a text that begins with mentions of these users."""
    return "".join(f"<@{user}> " for user in users if user) + text
