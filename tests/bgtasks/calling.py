"""People who called for support some time ago, and what became of it."""

from __future__ import annotations

import time
from typing import Any

from dev.slack.control import Slack as Workspace
from tests.bgtasks.conftest import posts

BOT = "U0BURROWBOT"
MINUTE_S, DAY_S = 60, 24 * 60 * 60


def said(
    workspace: Workspace, text: str, channel: str = "general", ago_s: float = 5 * MINUTE_S
) -> str:
    """Let Alice write some time ago; return the ts."""
    return spoken(workspace, lambda: workspace.say("alice", channel, text), ago_s)


def spoken(workspace: Workspace, act: Any, ago_s: float = 5 * MINUTE_S) -> str:
    """Let somebody do something some time ago; return the ts."""
    workspace.workspace.clock = lambda: time.time() - ago_s
    try:
        return str(act())
    finally:
        workspace.workspace.clock = time.time


def links(workspace: Workspace, channel: str = "support") -> list[str]:
    """Return the ts of the messages whose links were shown in a channel."""
    shown = [text.partition("?")[0].rpartition("/p")[2] for text in posts(workspace, channel)]
    return [f"{digits[:-6]}.{digits[-6:]}" for digits in shown]
