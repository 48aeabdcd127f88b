"""Channels that newcomers may like: recommended.toml becomes a command and part of the welcome.

| key        | meaning                                                                     |
|------------|-----------------------------------------------------------------------------|
| command    | what people type to see the list; also `aliases`, `help`, `topic`           |
| text       | said above the list; with places, see places.py                             |
| none_known | said instead if no channel of the list is known; with places                |
| channel    | tables: `name` without `#`, `about` in one line of plain words, and         |
|            | `welcome`: whether welcome.toml shows it, too (default false)               |

A channel that the workspace does not have is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import Field

from consumer.content import places
from consumer.content.fields import (
    ChannelName,
    Command,
    HelpLine,
    Text,
    Topic,
    slug,
    source_of,
)
from consumer.handler import Run
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.text import escape
from shared.toml import Content, Words, read

FILE = Path(__file__).with_name("recommended.toml")


class RecommendedChannel(Content):
    """One table of the file."""

    name: ChannelName
    about: HelpLine
    welcome: bool = False


class Recommended(Content):
    """The file."""

    command: Command
    aliases: tuple[Words, ...] = ()
    help: HelpLine
    topic: Topic
    text: Text
    none_known: Text
    channel: tuple[RecommendedChannel, ...] = Field(min_length=1)


def load(file: Path = FILE) -> Router:
    """Return the command that lists the channels."""
    recommended = read(file, Recommended)
    router = Router(recommended.topic, source_of(file))
    command = router.command(
        recommended.command, aliases=recommended.aliases, help=recommended.help
    )
    command(handler_of(recommended))
    return router


def handler_of(recommended: Recommended) -> Run:
    """Return the function that lists the channels."""
    channels = {channel.name for channel in recommended.channel}
    channels |= places.channels_in(recommended.text, recommended.none_known)

    async def say(message: Message, reply: Reply, tools: Tools) -> None:
        found = await places.find(reply.place, tools, channels)
        listed = lines(recommended.channel, found.ids)
        text = found.fill(recommended.text if listed else recommended.none_known)
        await reply.text(text, mentions=message.mentions, attachment=listed)

    say.__name__ = slug(recommended.command)
    return say


def lines(channels: Iterable[RecommendedChannel], ids: Mapping[str, str]) -> str:
    """Return one line for each channel that is known."""
    known = [channel for channel in channels if channel.name in ids]
    return "\n".join(f"- <#{ids[channel.name]}> -&gt; {escape(channel.about)}" for channel in known)
