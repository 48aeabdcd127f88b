"""`make demo`: a scripted conversation with the running processes, printed as it happens.

| step        | content                                                                         |
|-------------|---------------------------------------------------------------------------------|
| `who`       | name of a person of the workspace                                               |
| `where`     | a channel's name, or the bot's for the person's direct message with it          |
| `text`      | what they say (`<@bot>` mentions the bot); None: they join the channel          |
| `below`     | said first by the same person; `text` is then a reply in its thread             |
| `answered`  | looks for the bot's answer where it belongs; gives its texts                    |
| `expected`  | what one of these texts must match                                              |
| `wanted`    | the same in words, for when it does not come                                    |
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dev.slack.control import Slack
from dev.slack.history import Message
from dev.slack.rich_text import unescape

ANSWER_TIMEOUT_S = 10.0
POLL_S = 0.02
NAME_CHARS = 8


@dataclass(frozen=True)
class Asked:
    """What a person did: in which channel, and the `ts` of it and of its thread."""

    user_id: str
    channel_id: str
    ts: str
    thread_ts: str | None = None


class Answered(Protocol):
    """Finds the bot's answers."""

    def __call__(self, slack: Slack, asked: Asked) -> list[str]:
        """Return the texts that answer what was asked."""


@dataclass(frozen=True)
class Step:
    """One exchange."""

    who: str
    where: str
    text: str | None
    answered: Answered
    expected: str
    wanted: str
    below: str | None = None


def in_channel(slack: Slack, asked: Asked) -> list[str]:
    """Find what the bot said in the channel, or below the question."""
    below = slack.replies(asked.channel_id, asked.ts)
    return _by_bot(slack, [*slack.messages(asked.channel_id), *below], asked.ts)


def in_thread(slack: Slack, asked: Asked) -> list[str]:
    """Find what the bot said in the thread of the question; the channel does not count."""
    return _by_bot(slack, slack.replies(asked.channel_id, asked.thread_ts or asked.ts), asked.ts)


def as_reaction(slack: Slack, asked: Asked) -> list[str]:
    """Find the bot's reactions to the question."""
    reactions = slack.reactions(asked.channel_id, asked.ts)
    return [f":{name}:" for name, users in reactions.items() if slack.workspace.bot.id in users]


def only_to_them(slack: Slack, asked: Asked) -> list[str]:
    """Find what the bot showed to this person alone."""
    shown = slack.ephemerals(asked.channel_id)
    return _by_bot(slack, [m for m in shown if m["to_user"] == asked.user_id], asked.ts)


def _by_bot(slack: Slack, messages: Sequence[Message], since: str) -> list[str]:
    bot = slack.workspace.bot.id
    return [m["text"] for m in messages if m.get("user") == bot and m["ts"] > since]


STEPS: tuple[Step, ...] = (
    Step(
        "alice", "burrow", "help", in_channel, r"^Here is what I can do", "a list of what it can do"
    ),
    Step(
        "alice", "general", "<@bot> flip a coin", in_channel, r"^(heads|tails)$",
        "heads or tails",
    ),
    Step(
        "bob", "general", "<@bot> define idempotent", in_channel, r"^\*idempotent\*: ",
        "the definition",
    ),
    Step(
        "carol", "general", "<@bot> flip a coin", in_thread, r"^(heads|tails)$",
        "heads or tails, in the thread", below="Who goes first tomorrow?",
    ),
    Step("bob", "general", "My rubber duck told me so.", as_reaction, r"^:duck:$", "a reaction"),
    Step("bob", "newbies", None, only_to_them, r"Welcome", "a greeting that only Bob sees"),
)  # fmt: skip


def converse(
    slack: Slack,
    steps: Sequence[Step] = STEPS,
    timeout_s: float = ANSWER_TIMEOUT_S,
    write: Callable[[str], None] = print,
) -> int:
    """Hold the conversation; returns the number of answers that are missing (an exit status)."""
    missing: list[Step] = []
    for step in steps:
        for line in _exchange(slack, step, timeout_s, missing):
            write(line)
    for step in missing:
        write(f"Missing: {step.wanted}, within {timeout_s:g} s, as answer to {_deed(step)!r}")
    write(f"{len(steps) - len(missing)} of {len(steps)} answers came.")
    return len(missing)


def _exchange(slack: Slack, step: Step, timeout_s: float, missing: list[Step]) -> Iterator[str]:
    place = step.where if step.where == slack.workspace.bot.name else f"#{step.where}"
    yield f"\n{place}"
    if step.below is not None:
        yield _line(slack, step.who, step.below)
    yield _line(slack, step.who, _deed(step), indented=step.below is not None)
    answers = _wait(slack, step, _act(slack, step), timeout_s)
    if not answers:
        missing.append(step)
        answers = [f"(no answer; wanted {step.wanted})"]
    for text in answers:
        yield _line(slack, slack.workspace.bot.name, text, indented=step.below is not None)


def _act(slack: Slack, step: Step) -> Asked:
    user_id = slack.workspace.user(step.who).id
    where = step.who if step.where == slack.workspace.bot.name else step.where
    channel_id = slack.workspace.channel(where).id
    if step.text is None:
        slack.leave(user_id, channel_id)  # they may be there from an earlier demo
        slack.join(user_id, channel_id)
        return Asked(user_id, channel_id, slack.messages(channel_id)[-1]["ts"])
    root = slack.say(user_id, channel_id, step.below) if step.below else None
    return Asked(user_id, channel_id, slack.say(user_id, channel_id, step.text, root), root)


def _wait(slack: Slack, step: Step, asked: Asked, timeout_s: float) -> list[str]:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        answers = step.answered(slack, asked)
        if any(re.search(step.expected, text) for text in answers):
            return answers
        time.sleep(POLL_S)
    return []


def _deed(step: Step) -> str:
    return f"(joins #{step.where})" if step.text is None else step.text


def _line(slack: Slack, who: str, text: str, *, indented: bool = False) -> str:
    margin = " " * (4 if indented else 2)
    lines = _readable(slack, text).splitlines() or [""]
    follow = "\n" + margin + " " * (NAME_CHARS + 2)
    return f"{margin}{who.ljust(NAME_CHARS)}  {follow.join(lines)}"


def _readable(slack: Slack, text: str) -> str:
    users = {user.id: user.name for user in slack.workspace.users.values()}
    text = text.replace("<@bot>", f"@{slack.workspace.bot.name}")
    text = re.sub(r"<@(\w+)>", lambda found: f"@{users.get(found[1], found[1])}", text)
    channels = {channel.id: channel.name for channel in slack.workspace.channels.values()}
    text = re.sub(r"<#(\w+)[^>]*>", lambda found: f"#{channels.get(found[1], found[1])}", text)
    return unescape(re.sub(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>", r"\1", text))
