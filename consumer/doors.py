"""Answers to whoever came in by another door than a message: only they see them.

| what they did                       | where the answer goes, the first that Slack takes          |
|-------------------------------------|------------------------------------------------------------|
| a slash command, a click, a         | Slack's response_url (5 uses, 30 min), a message that only |
| shortcut on a message               | they see in that channel, their direct messages            |
| something in a form, the home tab,  | their direct messages                                      |
| or a shortcut from everywhere       |                                                            |

Source: https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiohttp import ClientSession

from consumer.blocks import Block
from consumer.message import Door, Place
from consumer.reply import NO_PREVIEW, Posted, Reply, parts
from shared.errors import SlackRefused, TooSoon
from shared.response_url import respond
from shared.text import escape
from shared.uploads import COMPLETE, Upload, upload
from shared.writes import POST, Writer

# A trigger lives 3 s; what is left is for the call itself. A form that cannot be opened any more
# is offered by a button, and a call in vain would only come later.
TRIGGER_MS = 2_500
# What views.open says of a trigger that is over.
TOO_LATE = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"}
)
FILE_ELSEWHERE = "I put `{name}` into our direct messages."
EPHEMERAL = {"response_type": "ephemeral", "replace_original": False}

log = structlog.get_logger()


class DoorReply(Reply):
    """Answers that only one person sees.

    Args:
        url: Slack's response_url, in the clear; empty if there is none any more.
        now_ms: Redis's clock, by which the age of a trigger is known.
    """

    is_private = True

    def __init__(
        self,
        writer: Writer,
        handler: str,
        place: Place,
        *,
        door: Door,
        url: str,
        http: ClientSession,
        now_ms: Callable[[], Awaitable[int]],
        speaks: bool = True,
    ) -> None:
        super().__init__(writer, handler, place, speaks=speaks)
        self.door, self.url, self.http, self.now_ms = door, url, http, now_ms

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
        """Tell the person; mentions and threads are for others."""
        for part in parts(text, attachment, blocks):
            if name := self._named("response_url"):
                await self._tell(name, part)

    async def to_author(self, text: str, *, attachment: str = "") -> None:
        """Tell the person."""
        await self.text(text, attachment=attachment)

    async def ephemeral(self, text: str, *, attachment: str = "") -> None:
        """Tell the person."""
        await self.text(text, attachment=attachment)

    async def react(self, *emoji: str) -> None:
        """Do nothing: there is no message of theirs."""
        self.writes += len(emoji)

    async def post(self, text: str, *, blocks: Sequence[Block] = ()) -> Posted:
        """Post a message that can be changed later: in their direct messages."""
        return await self._posted({"channel": self.place.user} | parts(text, "", blocks)[0])

    async def file(self, name: str, content: bytes, comment: str = "") -> None:
        """Share a file with the person."""
        if write := self._named(COMPLETE):
            channel = await self.writer.slack.conversation_of(self.place.user)
            await upload(self.writer, write, Upload(name, content, comment), channel, "")
            if self.place.channel not in {channel, self.place.user}:
                await self.text(FILE_ELSEWHERE.format(name=escape(name)))

    async def open(self, view: dict[str, Any]) -> bool:
        """Open a form, if the trigger is young enough."""
        return await self._show("views.open", view)

    async def push(self, view: dict[str, Any]) -> bool:
        """Put a form on top of the one that was clicked, if the trigger is young enough."""
        return await self._show("views.push", view)

    async def replace(self, text: str, *, blocks: Sequence[Block] = ()) -> None:
        """Change the message that was clicked."""
        part = parts(text, "", blocks)[0] | ({} if blocks else {"blocks": []})
        if not self.place.ts:
            await self.text(text, blocks=blocks)
        elif not self.door.clicked_ephemeral:
            where = {"channel": self.place.channel, "ts": self.place.ts}
            await self._write("chat.update", where | part)
        elif not self.url:
            await self.text(text, blocks=blocks)
        elif name := self._named("response_url"):
            await respond(self.writer, name, self.http, self.url, part | {"replace_original": True})

    async def _show(self, method: str, view: dict[str, Any]) -> bool:
        name = self._named(method)
        if not name or not self.door.trigger_id or await self._is_late(name):
            return False
        try:
            arguments = {"trigger_id": self.door.trigger_id, "view": view}
            answer = await self.writer.write(name, method, arguments)
        except SlackRefused as error:
            if error.code not in TOO_LATE:
                raise
            log.info("view.too_late", handler=self.handler, code=error.code)
            return False
        # Of unknown fate: a second way in harms nobody, and no way in would be silence.
        return bool(answer.get("view_id"))

    async def _is_late(self, name: str) -> bool:
        if self.writer.notes.known(name):
            return False
        return await self.now_ms() - self.door.opened_ms > TRIGGER_MS

    async def _tell(self, name: str, part: dict[str, Any]) -> None:
        """Try one way after the other; a second run finds each of them noted."""
        place = self.place
        if self.url or self.writer.notes.known(name):
            try:
                await respond(self.writer, name, self.http, self.url, part | EPHEMERAL)
            except SlackRefused as error:
                log.info("door.no_url", handler=self.handler, code=error.code)
            else:
                return
        if place.channel != place.user and not place.channel.startswith("D"):
            where = {"channel": place.channel, "user": place.user}
            where |= {"thread_ts": place.thread_ts} if place.thread_ts else {}
            try:
                await self.writer.write(f"{name}:ephemeral", "chat.postEphemeral", where | part)
            except (SlackRefused, TooSoon) as error:
                log.info("door.not_there", handler=self.handler, reason=str(error))
            else:
                return
        direct = {"channel": place.user} | part | NO_PREVIEW
        await self.writer.write(f"{name}:direct", POST, direct)
