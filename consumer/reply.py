"""What a handler answers with; each write happens once, however often the handler runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from consumer.blocks import Block
from consumer.message import Place
from shared.text import split
from shared.uploads import COMPLETE, Upload, upload
from shared.writes import POST, Writer

# Links in our answers are references, not news: a preview would bury the answer.
NO_PREVIEW = {"unfurl_links": False, "unfurl_media": False}
PREVIEW = {"unfurl_links": True}
CONTINUED = "…"
MOST_MENTIONS = 20  # a message may mention thousands, to have us do so
FALLBACK_CHARS = 200  # of an attachment, in notifications

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands; empty if nobody knows."""

    channel: str = ""
    ts: str = ""


class Reply:
    """Answers to one event by one handler.

    Args:
        handler: its name; with the ordinal of the write it makes the write's name.
        speaks: False in shadow mode, for what is not addressed to the bot: only logged.
        reacted: emoji that other handlers of this event have put on the message.
    """

    is_private = False  # nobody but whoever asked sees the answers

    def __init__(
        self,
        writer: Writer,
        handler: str,
        place: Place,
        *,
        speaks: bool = True,
        reacted: set[str] | None = None,
    ) -> None:
        self.writer, self.handler, self.place, self.speaks = writer, handler, place, speaks
        self.reacted = set() if reacted is None else reacted
        self.writes = 0

    async def text(
        self,
        text: str,
        *,
        mentions: tuple[str, ...] = (),
        attachment: str = "",
        preview: bool = False,
        under: bool = False,
        blocks: Sequence[Block] = (),
    ) -> None:
        """Post where the message was, in its thread if it was in one; long texts in parts.

        Args:
            mentions: ids of users that the text begins with.
            attachment: a longer text below, set off by a bar.
            preview: let Slack show what the links lead to.
            under: open a thread below the message if it was in none.
            blocks: what is shown instead; the text is for notifications and screen readers.
        """
        thread = {"thread_ts": self.place.ts} if under and self.place.ts else {}
        where = {"channel": self.place.channel, **thread, **self._thread()}
        previews = PREVIEW if preview else NO_PREVIEW
        for part in parts(addressed(text, mentions), attachment, blocks):
            await self._write(POST, where | part | previews)

    async def post(self, text: str, *, blocks: Sequence[Block] = ()) -> Posted:
        """Post one message that can be changed later, and return where it stands."""
        where = {"channel": self.place.channel, **self._thread()}
        return await self._posted(where | parts(text, "", blocks)[0])

    async def _posted(self, arguments: dict[str, Any]) -> Posted:
        if name := self._named(POST):
            answer = await self.writer.write(name, POST, arguments | NO_PREVIEW)
            return Posted(answer.get("channel", ""), answer.get("ts", ""))
        return Posted()

    async def open(self, view: dict[str, Any]) -> bool:
        """Open a form; False if Slack does not let us, as for whoever wrote a message."""
        return False

    async def push(self, view: dict[str, Any]) -> bool:
        """Put a form on top of the one that was clicked; False if Slack does not let us."""
        return False

    async def replace(self, text: str, *, blocks: Sequence[Block] = ()) -> None:
        """Change the message that was clicked; whoever clicked none gets a new one."""
        await self.text(text, blocks=blocks)

    async def to_author(self, text: str, *, attachment: str = "") -> None:
        """Post as text(), beginning with a mention of whoever wrote."""
        await self.text(text, mentions=(self.place.user,), attachment=attachment)

    async def ephemeral(self, text: str, *, attachment: str = "") -> None:
        """Show only to the author, or post plainly in a direct message: nobody else is there."""
        if self.place.is_dm:
            await self.text(text, attachment=attachment)
            return
        where = {"channel": self.place.channel, "user": self.place.user, **self._thread()}
        for part in parts(text, attachment):
            await self._write("chat.postEphemeral", where | part)

    async def direct(self, text: str, *, attachment: str = "") -> None:
        """Post to the author's direct messages."""
        for part in parts(text, attachment):
            where = {"channel": self.place.user}
            await self._write(POST, where | part | NO_PREVIEW)

    async def repost(self, channel: str, link: str) -> None:
        """Show a message in another channel: Slack unfolds a bare link to it."""
        await self._write(POST, {"channel": channel, "text": link} | PREVIEW)

    async def join(self, channel: str) -> None:
        """Make the bot a member of a public channel."""
        await self._write("conversations.join", {"channel": channel})

    async def react(self, *emoji: str) -> None:
        """Put reactions on the message, in this order; names without colons."""
        for name in emoji:
            where = {"channel": self.place.channel, "timestamp": self.place.ts}
            # What the clock asks for is no message that one could react to.
            if name in self.reacted or not self.place.ts:
                self.writes += 1  # the ordinals of the others stay what they are
                continue
            self.reacted.add(name)
            await self._write("reactions.add", where | {"name": name})

    async def file(self, name: str, content: bytes, comment: str = "") -> None:
        """Post a file where the message was, in its thread if it was in one.

        Args:
            name: with an ending, by which Slack knows its type.
            comment: the text of the message that shows it.
        """
        write = self._named(COMPLETE)
        if write:
            shared = Upload(name, content, comment)
            thread_ts = self.place.thread_ts
            await upload(self.writer, write, shared, self.place.channel, thread_ts)

    def _thread(self) -> dict[str, str]:
        return {"thread_ts": self.place.thread_ts} if self.place.thread_ts else {}

    async def _write(self, method: str, arguments: dict[str, Any]) -> None:
        if name := self._named(method):
            await self.writer.write(name, method, arguments)

    def _named(self, method: str) -> str:
        """Return the name of the next write; nothing if it must not be made."""
        name = f"{self.handler}:{self.writes}"
        self.writes += 1
        if self.speaks:
            return name
        log.info("shadow.silent", handler=self.handler, method=method)
        return ""


def addressed(text: str, users: tuple[str, ...]) -> str:
    """Return a text that begins with mentions of these users."""
    return "".join(f"<@{user}> " for user in users[:MOST_MENTIONS] if user) + text


def parts(text: str, attachment: str, blocks: Sequence[Block] = ()) -> list[dict[str, Any]]:
    """Return what goes into each post: the text, and the attachment with its last part."""
    if blocks:
        return [{"text": split(text)[0], "blocks": list(blocks)}]
    posts: list[dict[str, Any]] = [{"text": part} for part in split(text)]
    attached = [{"attachments": [shown(part)]} for part in split(attachment) if part]
    if not attached:
        return posts
    posts[-1] |= attached[0]
    # Slack wants a text beside an attachment where it cannot show one.
    return [*posts, *(more | {"text": CONTINUED} for more in attached[1:])]


def shown(text: str) -> dict[str, Any]:
    """Return an attachment of Slack's, in which markup is read as in a text."""
    return {"text": text, "fallback": split(text, FALLBACK_CHARS)[0], "mrkdwn_in": ["text"]}
