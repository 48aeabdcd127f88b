"""A consumer that people call for support, and what passing a call on comes to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.consumer.bot import Bot, Event, Write, post, reaction

REFUSAL = "Sorry, I can't call {} from here. Please write it in a channel that I am in."
SHOWS = frozenset({"chat.getPermalink"})  # reads, and is recorded as a call


async def opened(open_bot: Callable[..., Awaitable[Bot]], folder: Path, **settings: str) -> Bot:
    """Return a consumer that calls people to #support and #admin-help."""
    given = {
        "SLACK_TECH_SUPPORT_CHANNEL": "#support",
        "SLACK_ADMINS_CHANNEL": "C0ADMINHELP",
        "STATE_DIR": str(folder),
        "JOBS_CONCURRENCY": "0",
    }
    bot = await open_bot(None, **(given | settings))
    await bot.worker.chain.tools.channels.put(support(bot), "support")
    return bot


async def hear(bot: Bot, event: Event) -> list[Write]:
    """Let an event come, and return what was written, without reads."""
    return [one for one in await bot.hear(event) if one[0] not in SHOWS]


def support(bot: Bot) -> str:
    """Return the id of #support."""
    return bot.slack.workspace.channel("support").id


def shown(bot: Bot, event: Event, channel: str, emoji: str) -> list[Write]:
    """Return what passing a message on comes to."""
    link = f"https://burrow-local.slack.com/archives/{event['channel']}/p"
    return [post(link + event["ts"].replace(".", ""), channel), reaction(emoji, event)]


def edited(bot: Bot, event: Event, text: str, **more: Any) -> Event:
    """Let Alice edit her message, and return the event of it."""
    bot.slack.edit("alice", event["channel"], event["ts"], text)
    return bot.told[-1] | more
