"""Commands whose answer is always the same: every file of replies/ becomes handlers.

| key            | meaning                                                                  |
|----------------|--------------------------------------------------------------------------|
| topic          | once in a file: one word, under which `help` shows its commands          |
| command        | what people type                                                         |
| aliases        | what else they may type (optional)                                       |
| help           | one line for the list of commands, in plain words                        |
| text           | the answer, behind those whom the asker mentions; with places            |
| attachment     | a longer text below, set off by a bar (optional); with places            |
| preview        | let Slack show what the links lead to (default false)                    |
| home           | name or id of the channel where the answer is at home (optional)         |
| away_from_home | said before the text in any other channel; with places                   |

Places are explained in places.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import model_validator

from consumer.content import places
from consumer.content.fields import Channel, Command, HelpLine, Text, Topic, slug, source_of
from consumer.content.places import Places
from consumer.handler import Run
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.toml import Content, Words, files_in, read

FOLDER = Path(__file__).with_name("replies")


class StaticReply(Content):
    """One table of a file."""

    command: Command
    aliases: tuple[Words, ...] = ()
    help: HelpLine
    text: Text
    attachment: Text = ""
    preview: bool = False
    home: Channel = ""
    away_from_home: Text = ""

    @model_validator(mode="after")
    def has_both_or_none(self) -> Self:
        """Refuse half of what is said away from home."""
        if bool(self.home) != bool(self.away_from_home):
            raise ValueError("home and away_from_home belong together: add the other")
        return self

    @property
    def channels(self) -> set[str]:
        """The names of all channels that the answer may need."""
        named = places.channels_in(self.text, self.attachment, self.away_from_home)
        return named | {self.home} if self.home else named

    def text_at(self, channel_id: str, found: Places) -> str:
        """Return what is said in a channel."""
        said = found.fill(self.text)
        if not self.home or channel_id in {self.home, found.ids.get(self.home)}:
            return said
        return f"{found.fill(self.away_from_home)}\n\n{said}"


class Replies(Content):
    """One file."""

    topic: Topic
    reply: tuple[StaticReply, ...] = ()


def load(folder: Path = FOLDER) -> list[Router]:
    """Return the handlers of each file of the folder."""
    files, strays = files_in(folder)
    if strays:
        raise strays[0]
    return [load_file(path) for path in files]


def load_file(file: Path) -> Router:
    """Return a handler for each reply of a file."""
    replies = read(file, Replies)
    router = Router(replies.topic, source_of(file))
    for static in replies.reply:
        command = router.command(static.command, aliases=static.aliases, help=static.help)
        command(handler_of(static))
    return router


def handler_of(static: StaticReply) -> Run:
    """Return the function that answers."""
    channels = static.channels

    async def say(message: Message, reply: Reply, tools: Tools) -> None:
        found = await places.find(reply.place, tools, channels)
        await reply.text(
            static.text_at(reply.place.channel, found),
            mentions=message.mentions,
            attachment=found.fill(static.attachment),
            preview=static.preview,
        )

    say.__name__ = slug(static.command)
    return say
