"""The scripted conversation: passes with a bot that answers, names what is missing without."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dev.conversation import converse
from dev.slack import methods_chat, methods_reactions
from dev.slack.control import Slack
from dev.slack.entities import Channel
from dev.slack.workspace import Workspace
from dev.steps import STEPS, Step, arrives, in_channel

ANSWERS = {
    "help": "Here is what I can do: flip a coin",
    "coin": "heads",
    "net/http": "<https://pkg.go.dev/net/http>",
    "package main": "<https://go.dev/play/p/a1>",
    "define": "*idempotent*: as once",
    "example hello": "Hello, Bob!",
}


class Bot:
    """Answers as the real one should; `deaf` is the word that it does not hear."""

    def __init__(self, workspace: Workspace, deaf: str = "-") -> None:
        self.workspace = workspace
        self.deaf = deaf

    def hear(self, event: dict[str, Any], channel: Channel | None) -> None:
        """Answer an event on the next turn of the loop."""
        if event.get("user") != self.workspace.bot.id:
            asyncio.get_running_loop().call_soon(self.answer, event)

    def answer(self, event: dict[str, Any]) -> None:
        """Post, react or greet."""
        if event["type"] == "team_join":
            welcome = {"channel": event["user"]["id"], "text": "Welcome! See our code of conduct."}
            methods_chat.post_message(self.workspace, welcome)
        if event["type"] == "member_joined_channel":
            greeting = {"channel": event["channel"], "user": event["user"], "text": "Welcome!"}
            methods_chat.post_ephemeral(self.workspace, greeting)
        if event["type"] != "message" or self.deaf in event["text"]:
            return
        if "a con" in event["text"]:
            apology = {"channel": event["channel"], "user": event["user"], "text": "`flip a coin`?"}
            methods_chat.post_ephemeral(self.workspace, apology)
        if "duck" in event["text"]:
            target = {"channel": event["channel"], "timestamp": event["ts"], "name": "rubberduck"}
            methods_reactions.add(self.workspace, target)
        for word, text in ANSWERS.items():
            if word in event["text"]:
                post = {"channel": event["channel"], "text": text}
                thread = {"thread_ts": event["thread_ts"]} if "thread_ts" in event else {}
                methods_chat.post_message(self.workspace, post | thread)


def test_conversation_with_an_answering_bot_succeeds(slack: Slack) -> None:
    slack.workspace.listeners.append(Bot(slack.workspace).hear)
    written: list[str] = []
    assert converse(slack, timeout_s=2, write=written.append) == 0
    transcript = "\n".join(written)
    assert "alice     @burrow flip a coin\n  burrow    heads" in transcript
    assert f"{len(STEPS)} of {len(STEPS)} answers came." in transcript


@pytest.mark.parametrize(
    ("deaf", "missing", "count"),
    [("define", "the definition", 1), ("duck", "a reaction", 1), ("coin", "heads or tails", 2)],
)
def test_missing_answer_is_named_and_counted(
    slack: Slack, deaf: str, missing: str, count: int
) -> None:
    slack.workspace.listeners.append(Bot(slack.workspace, deaf).hear)
    written: list[str] = []
    assert converse(slack, timeout_s=0.2, write=written.append) == count
    assert f"Missing: {missing}" in "\n".join(written)


def test_conversation_can_be_held_twice(slack: Slack) -> None:
    slack.workspace.listeners.append(Bot(slack.workspace).hear)
    assert converse(slack, timeout_s=2, write=lambda line: None) == 0
    assert converse(slack, timeout_s=2, write=lambda line: None) == 0
    assert len(slack.ephemerals("newbies")) == 2


def test_somebody_new_arrives_and_is_welcomed(slack: Slack) -> None:
    slack.workspace.listeners.append(Bot(slack.workspace).hear)
    written: list[str] = []
    step = Step("Ada", "burrow", "(is new here)", in_channel, "Welcome", "a welcome", does=arrives)
    assert converse(slack, [step], timeout_s=2, write=written.append) == 0
    assert "Ada       (is new here)\n  burrow    Welcome! See our code of conduct." in "\n".join(
        written
    )
