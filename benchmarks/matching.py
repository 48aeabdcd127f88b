"""How long it takes to read a message and find what it triggers, by the number of triggers.

| figure  | unit | meaning                                                    |
|---------|------|------------------------------------------------------------|
| text_us | µs   | CPU for one such message, from its fields to its handlers  |

A quarter each of the triggers are commands, commands with a parameter, prefixes and phrases. The
hostile texts are as long as Slack lets a message be, each the worst for some part of the way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random
from statistics import median

from benchmarks.results import Run
from benchmarks.setup import Setup, in_turn
from consumer.handler import Handler
from consumer.message import Message, read_message
from consumer.parameters import parse
from consumer.registry import Registry
from consumer.reply import Reply
from shared.events import Event
from shared.slack import Identity

SECTION = "matching"
TRIGGERS = (100, 1_000, 10_000)
ME = Identity("U0BOT", "B0BOT", "T0TEAM")
CHARS = 40_000
TIMES = 200
TIMES_HOSTILE = 10

ORDINARY = {
    "chatter": "does anybody know whether the new release breaks what we built last week",
    "command": "<@U0BOT> run what 7 is for and tell <@U0ALICE> about it",
}
HOSTILE = {
    "one phrase": "see " * (CHARS // 4),
    "a command's words": "run ask " * (CHARS // 8),
    "a letter": "︵" * CHARS,
    "a short phrase": "bbq" * (CHARS // 3),
    "open brackets": "<" * CHARS,
    "open mentions": "<@U1" * (CHARS // 4),
    "open links": "<http:" * (CHARS // 6),
    "mentions": "<@U1>" * (CHARS // 5),
    "mentions with names": "<@U1|x>" * (CHARS // 7),
    "a mention, then quotes": "<@U1>" + "’“é" * ((CHARS - 5) // 3),
    "links": "<http:a|b>" * (CHARS // 10),
    "dates": "<!date^1^x|y>" * (CHARS // 13),
    "joiners": "é\u200d" * (CHARS // 2),
    "accents, joined": "\u0301\u200d" * (CHARS // 2),
    "people, joined": "👩\u200d" * (CHARS // 2),
    "phrases in phrases": "haha" * (CHARS // 4),
    "entities": "&amp;" * (CHARS // 5),
    "accents": "\u0301" * CHARS,
    "no width": "\u200b" * CHARS,
    "long folding": "İß" * (CHARS // 2),
    "blanks": " " * CHARS,
    "lines": "\n" * CHARS,
}


async def nothing(message: Message, reply: Reply) -> None:
    """Do nothing."""


def registry_of(count: int) -> Registry:
    """Return a registry of about so many triggers of each kind that is looked up."""
    chance = Random(7)
    _, parameters = parse("ask <what>")
    handlers = [
        Handler("letter", "contains", nothing, "︵"),
        Handler("short", "contains", nothing, "bbq"),
        *(Handler(f"haha {n}", "contains", nothing, "ha" * n) for n in range(1, 6)),
    ]
    for number in range(count // 4):
        words = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8)) + str(number)
        handlers += [
            Handler(f"command {number}", "command", nothing, f"run {words}"),
            Handler(f"asking {number}", "command", nothing, f"ask {words}", parameters=parameters),
            Handler(f"prefix {number}", "prefix", nothing, f"{words}:"),
            Handler(f"phrase {number}", "contains", nothing, f"see {words}"),
        ]
    return Registry(handlers)


def took_us(registry: Registry, text: str, times: int) -> float:
    """Return the median CPU time for reading and matching a text in a direct message."""
    body = {"type": "message", "user": "U1", "text": text, "channel": "D1", "channel_type": "im"}
    event = Event("slack_message_private", "1-0", "Ev1", 1, 1, body, "message")
    took_ns = []
    for _ in range(times):
        began_ns = time.thread_time_ns()  # CPU: what others take of the machine is not ours
        message = read_message(event, ME)
        assert message is not None  # noqa: S101  it is one
        registry.for_message(message)
        took_ns.append(time.thread_time_ns() - began_ns)
    return median(took_ns) / 1000


class MatchingBench:
    """Registries of several sizes, side by side."""

    def __init__(self, setup: Setup) -> None:
        self.registries = {count: registry_of(count) for count in TRIGGERS}

    def round(self, round_no: int) -> Iterator[Run]:
        """Take each figure once."""
        for name, text in ORDINARY.items():
            for count in in_turn(TRIGGERS, round_no):
                yield self._run(name, text, count, round_no, TIMES)
        for name, text in HOSTILE.items():
            yield self._run(f"hostile: {name}", text, TRIGGERS[-1], round_no, TIMES_HOSTILE)

    def _run(self, name: str, text: str, count: int, round_no: int, times: int) -> Run:
        figures = {"text_us": took_us(self.registries[count], text, times)}
        return Run(SECTION, name, round_no, str(count), figures)
