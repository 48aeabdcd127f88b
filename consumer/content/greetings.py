"""Greetings of those who join a channel: greetings.toml becomes handlers.

| key     | meaning                                                                    |
|---------|----------------------------------------------------------------------------|
| channel | name without `#`, or id; a name is looked up in the channel cache          |
| text    | shown to the newcomer only; with places, see places.py                     |
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import structlog

from consumer.content import places
from consumer.content.fields import Channel, Text, slug, source_of
from consumer.handler import Run
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.errors import TooSoon
from shared.events import Event
from shared.toml import Content, read

FILE = Path(__file__).with_name("greetings.toml")
MOST_TRIES = 6  # over a minute, for Slack to learn of the join; then they have left again

log = structlog.get_logger()


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
        if place.user == tools.me.user_id or not await is_named(place.channel, greeting, tools):
            return
        found = await places.find(place, tools, channels)
        try:
            await reply.ephemeral(found.fill(greeting.text))
        except TooSoon as error:
            if event.retries < MOST_TRIES:
                raise
            log.info("greeting.left", reason=str(error))  # they are gone: nobody is to be greeted

    greet.__name__ = slug(greeting.channel) + (f"_{number}" if number > 1 else "")
    return greet


async def is_named(channel_id: str, greeting: Greeting, tools: Tools) -> bool:
    """Return whether a greeting is that of a channel, by id or name."""
    if greeting.channel == channel_id:
        return True
    return greeting.channel == await places.name_of(channel_id, tools)
