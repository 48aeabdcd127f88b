"""Where code that people post is put on the Go playground: playground.toml becomes a handler.

| key     | meaning                                                                       |
|---------|-------------------------------------------------------------------------------|
| private | also in direct messages and private channels: it publishes what is said there |
| not_in  | channels where it is not, by name without `#` or by id                        |
"""

from __future__ import annotations

from pathlib import Path

from consumer.content import places
from consumer.content.fields import Channel, source_of
from consumer.handler import Run, Test
from consumer.message import Message, Place, text_field
from consumer.playground import uploader
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.errors import Passed, SlackRefused
from shared.toml import Content, read

FILE = Path(__file__).with_name("playground.toml")
PUBLIC = "channel"
UNSAID = ""  # by an app_mention, in a private channel too


class Rules(Content):
    """The file."""

    private: bool = False
    not_in: tuple[Channel, ...] = ()


def load(file: Path = FILE) -> Router:
    """Return the handler that shares code where the file does not forbid it."""
    router, rules = Router(source=source_of(file)), read(file, Rules)
    router.matches(test_of(rules), limit_s=uploader.LIMIT_S)(handler_of(rules))
    return router


def test_of(rules: Rules) -> Test:
    """Return the function that says whether there may be something to share."""

    def may_be_shared(message: Message) -> bool:
        allowed = rules.private or kind_of(message) in {PUBLIC, UNSAID}
        return allowed and uploader.may_hold_code(message)

    return may_be_shared


def handler_of(rules: Rules) -> Run:
    """Return the function that shares code."""

    async def share_code(message: Message, reply: Reply, tools: Tools) -> None:
        if not (uploader.is_on(tools) and await is_wanted(rules, message, tools)):
            raise Passed
        await uploader.share_code(message, reply, tools)

    return share_code


async def is_wanted(rules: Rules, message: Message, tools: Tools) -> bool:
    """Return whether what is said in this place may be published."""
    place = message.place
    if place.channel in rules.not_in or not (rules.private or await is_public(message, tools)):
        return False
    return is_direct(place) or await places.name_of(place.channel, tools) not in rules.not_in


def is_direct(place: Place) -> bool:
    """Return whether this is no channel, and has no name."""
    return place.is_dm or place.is_group_dm


def kind_of(message: Message) -> str:
    """Return what Slack calls the place of a message: channel, group, im, mpim, app_home."""
    return text_field(message.event.body, "channel_type")


async def is_public(message: Message, tools: Tools) -> bool:
    """Return whether the whole workspace can read along."""
    if kind_of(message) != UNSAID:
        return kind_of(message) == PUBLIC
    try:
        answer = await tools.slack.read("conversations.info", channel=message.place.channel)
    except SlackRefused:
        return False  # what Slack does not tell us of is not ours to publish
    channel = answer.get("channel", {})
    return channel.get("is_channel") is True and channel.get("is_private") is False
