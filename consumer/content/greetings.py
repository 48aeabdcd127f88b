"""Greetings of those who join a channel: greetings.toml becomes handlers.

| key     | meaning                                                                    |
|---------|----------------------------------------------------------------------------|
| channel | name without `#`, or id; a name is looked up in the channel cache          |
| text    | shown to the newcomer only; with places, see places.py                     |
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from consumer.content import places
from consumer.content.fields import Channel, Text, slug, source_of
from consumer.reply import Reply
from consumer.router import Router, Run
from consumer.tools import Tools
from shared.events import Event
from shared.toml import Content, read

FILE = Path(__file__).with_name("greetings.toml")


class Greeting(Content):
    """One table of the file."""

    channel: Channel
    text: Text


class Greetings(Content):
    """The file."""

    greeting: tuple[Greeting, ...] = ()


def load(file: Path = FILE) -> Router:
    """Return a handler for each greeting of the file."""
    router = Router(source=source_of(file))
    of_channel: Counter[str] = Counter()
    for greeting in read(file, Greetings).greeting:
        of_channel[greeting.channel] += 1
        run = handler_of(greeting, of_channel[greeting.channel])
        router.event("member_joined_channel")(run)
    return router


def handler_of(greeting: Greeting, number: int) -> Run:
    """Return the function that greets; `number`: among the greetings of its channel."""
    channels = places.channels_in(greeting.text)

    async def greet(event: Event, reply: Reply, tools: Tools) -> None:
        place = reply.place
        if place.user == tools.me.user_id:
            return
        if greeting.channel not in {place.channel, await name_of(place.channel, tools)}:
            return
        found = await places.find(place, tools, channels)
        await reply.ephemeral(found.fill(greeting.text))

    greet.__name__ = slug(greeting.channel) + (f"_{number}" if number > 1 else "")
    return greet


async def name_of(channel_id: str, tools: Tools) -> str:
    """Return a channel's name, from the cache or, if it is too new for that, from Slack."""
    cached = await tools.channels.name_of(channel_id)
    return cached or await tools.channels.learn(tools.slack, channel_id)
