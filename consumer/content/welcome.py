"""The direct message to a new member: welcome.toml becomes a handler.

| key            | meaning                                                                  |
|----------------|--------------------------------------------------------------------------|
| text           | the message; without it there is none. With places, see places.py, and   |
|                | `{channels}`: those of recommended.toml that are marked `welcome = true` |
| above_channels | said above these channels (optional); left out where none is known       |
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from consumer.content import places, recommended
from consumer.content.fields import Fitting, source_of
from consumer.content.recommended import RecommendedChannel
from consumer.handler import Run
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.events import Event
from shared.toml import Content, read

FILE = Path(__file__).with_name("welcome.toml")
PLACES = ("user", "bot", "bot_name")  # nothing happens in a channel here
GAP = re.compile(r"\n{3,}")  # what an empty `{channels}` leaves


class Welcome(Content):
    """The file."""

    text: Annotated[
        Fitting, AfterValidator(partial(places.checked, words=(*PLACES, "channels")))
    ] = ""
    above_channels: Annotated[Fitting, AfterValidator(partial(places.checked, words=PLACES))] = ""


def load(file: Path = FILE, channels_file: Path = recommended.FILE) -> Router:
    """Return the handler that welcomes, or none if there is no text."""
    welcome = read(file, Welcome)
    router = Router(source=source_of(file))
    if welcome.text:
        listed = read(channels_file, recommended.Recommended).channel
        shown = tuple(channel for channel in listed if channel.welcome)
        router.event("team_join")(handler_of(welcome, shown))
    return router


def handler_of(welcome: Welcome, shown: tuple[RecommendedChannel, ...]) -> Run:
    """Return the function that welcomes."""
    channels = {channel.name for channel in shown}
    channels |= places.channels_in(welcome.text, welcome.above_channels)

    async def greet(event: Event, reply: Reply, tools: Tools) -> None:
        if is_bot(event) or reply.place.user in {"", tools.me.user_id}:
            return
        found = await places.find(reply.place, tools, channels)
        listed = recommended.lines(shown, found.ids)
        block = f"{found.fill(welcome.above_channels)}\n{listed}".strip() if listed else ""
        await reply.direct(GAP.sub("\n\n", found.fill(welcome.text, channels=block)))

    return greet


def is_bot(event: Event) -> bool:
    """Return whether the new member is another app's bot, which nobody can write to."""
    user = event.body.get("user")
    return isinstance(user, dict) and bool(user.get("is_bot"))
