"""`make demo`: a scripted conversation with the running processes, printed as it happens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence

from dev.slack.control import Slack
from dev.slack.rich_text import unescape
from dev.steps import STEPS, Asked, Step

ANSWER_TIMEOUT_S = 10.0
POLL_S = 0.02
NAME_CHARS = 8


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
        write(f"Missing: {step.wanted}, within {timeout_s:g} s, as answer to {step.text!r}")
    write(f"{len(steps) - len(missing)} of {len(steps)} answers came.")
    return len(missing)


def _exchange(slack: Slack, step: Step, timeout_s: float, missing: list[Step]) -> Iterator[str]:
    place = step.where if step.where == slack.workspace.bot.name else f"#{step.where}"
    yield f"\n{place}"
    if step.below is not None:
        yield _line(slack, step.who, step.below)
    yield _line(slack, step.who, step.text, indented=step.below is not None)
    answers = _wait(slack, step, step.does(slack, step), timeout_s)
    if not answers:
        missing.append(step)
        answers = [f"(no answer; wanted {step.wanted})"]
    for text in answers:
        yield _line(slack, slack.workspace.bot.name, text, indented=step.below is not None)


def _wait(slack: Slack, step: Step, asked: Asked, timeout_s: float) -> list[str]:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        answers = step.answered(slack, asked)
        if any(re.search(step.expected, text) for text in answers):
            return answers
        time.sleep(POLL_S)
    return []


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
