"""Greetings of those who join a channel: greetings.toml becomes handlers.

| key     | meaning                                                                    |
|---------|----------------------------------------------------------------------------|
| channel | name without `#`, or id; a name is looked up in the channel cache          |
| text    | shown to the newcomer only; {user}, {bot} and {channel} become mentions    |
"""

from __future__ import annotations

from pathlib import Path
from string import Formatter

from pydantic import Field, field_validator

from consumer.registry import Router, Run, Tools
from consumer.reply import Reply
from shared.events import Event
from shared.toml import Content, Words, read

FILE = Path(__file__).with_name("greetings.toml")
PLACES = frozenset({"user", "bot", "channel"})


class Greeting(Content):
    """One table of the file."""

    channel: Words
    text: Words = Field(max_length=3000)

    @field_validator("channel")
    @classmethod
    def has_no_sign(cls, channel: str) -> str:
        """Refuse a name that no channel has."""
        if channel.startswith("#"):
            raise ValueError(f"write {channel.removeprefix('#')}, without the #")
        return channel

    @field_validator("text")
    @classmethod
    def has_known_places(cls, text: str) -> str:
        """Refuse a text whose `{…}` would fail when somebody joins."""
        try:
            places = {place for _, place, _, _ in Formatter().parse(text) if place is not None}
        except ValueError:
            places = {""}  # a single brace
        if not places <= PLACES:
            raise ValueError("use {user}, {bot}, {channel}; write other braces twice")
        return text


class Greetings(Content):
    """The file."""

    greeting: tuple[Greeting, ...] = ()


def load(file: Path = FILE) -> Router:
    """Return a handler for each greeting of the file."""
    router = Router()
    for number, greeting in enumerate(read(file, Greetings).greeting):
        router.event("member_joined_channel")(handler_of(greeting, number))
    return router


def handler_of(greeting: Greeting, number: int) -> Run:
    """Return the function that greets."""

    async def greet(event: Event, reply: Reply, tools: Tools) -> None:
        place = reply.place
        if place.user == tools.me.user_id:
            return
        if greeting.channel not in {place.channel, await name_of(place.channel, tools)}:
            return
        mentions = {
            "user": f"<@{place.user}>",
            "bot": f"<@{tools.me.user_id}>",
            "channel": f"<#{place.channel}>",
        }
        await reply.ephemeral(greeting.text.format(**mentions))

    greet.__name__ = f"greet_{number}"
    return greet


async def name_of(channel_id: str, tools: Tools) -> str:
    """Return a channel's name, from the cache or, if it is too new for that, from Slack."""
    cached = await tools.channels.name_of(channel_id)
    return cached or await tools.channels.learn(tools.slack, channel_id)
