"""Answers to what was scheduled: where it was asked for, or else in the asker's direct messages.

Since a command was scheduled the bot may have left the channel, or never have been there: a slash
command works everywhere. Whoever waits for an answer is to get it all the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog

from consumer.blocks import Block
from consumer.message import Place
from consumer.reply import Posted, Reply
from consumer.runs.delivery import PLACE
from consumer.runs.sentences import DIRECT, channel_named, why_not
from shared.errors import SlackRefused
from shared.text import shown
from shared.writes import Writer

NOT_THERE = "It is time for {said}, and I could not answer {where}: {why}. So here it is:"

Outcome = TypeVar("Outcome")

log = structlog.get_logger()


class ScheduledReply(Reply):
    """Answers in the place, or once Slack refuses that, in the direct messages, with the reason.

    A second run is refused again by the notes of the first, and so takes the same way.

    Args:
        said: what is answered, as it was typed.
    """

    def __init__(
        self, writer: Writer, handler: str, place: Place, *, said: str, speaks: bool = True
    ) -> None:
        super().__init__(writer, handler, place, speaks=speaks)
        self.said = said

    async def text(self, text: str, **how: Any) -> None:
        """Post as Reply does."""
        await self._anywhere(partial(super().text, text, **how))

    async def post(self, text: str, *, blocks: Sequence[Block] = ()) -> Posted:
        """Post one message that can be changed later."""
        return await self._anywhere(partial(super().post, text, blocks=blocks))

    async def ephemeral(self, text: str, *, attachment: str = "") -> None:
        """Show only to the author."""
        await self._anywhere(partial(super().ephemeral, text, attachment=attachment))

    async def file(self, name: str, content: bytes, comment: str = "") -> None:
        """Post a file."""
        await self._anywhere(partial(super().file, name, content, comment))

    async def react(self, *emoji: str) -> None:
        """Put reactions on the message, as well as Slack lets us: it may be gone since."""
        try:
            await super().react(*emoji)
        except SlackRefused as error:
            log.info("request.no_reaction", handler=self.handler, code=error.code)

    async def _anywhere(self, say: Callable[[], Awaitable[Outcome]]) -> Outcome:
        try:
            return await say()
        except SlackRefused as error:
            user = self.place.user
            if error.code not in PLACE or not user or self.place.channel == user:
                raise
            await self._move(error.code)
        return await say()

    async def _move(self, code: str) -> None:
        """Say in the direct messages why it is said there; so is all that follows."""
        channel, user = self.place.channel, self.place.user
        log.info("request.not_there", handler=self.handler, channel=channel, code=code)
        where = "there" if channel.startswith(DIRECT) else f"in {channel_named(channel)}"
        why = NOT_THERE.format(said=shown(self.said), where=where, why=why_not(code))
        self.place = Place(user, user, is_dm=True)
        await super().text(why)
