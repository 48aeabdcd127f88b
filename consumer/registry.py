"""All handlers of a consumer, in order, and which of them an event has."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from consumer import collisions
from consumer.matcher import Matcher, folded_trigger
from consumer.message import Message
from consumer.router import BASICS, Handler
from shared.text import folded

LIKE = 70.0  # of 100, words in any order; lower and nonsense is like something
NEAR = 50.0  # of 100, letter by letter; higher and half of a command is not near to it
CANDIDATES = 20
COMPARED_CHARS = 60  # of a text that is no command; longer ones take long and are near to nothing


class Registry:
    """All handlers, in order.

    Raises:
        ContentError: a handler could never run, or two claim the same name or words.
    """

    def __init__(self, handlers: Sequence[Handler]) -> None:
        collisions.check(handlers)
        self.handlers = list(handlers)
        self.matcher = Matcher(self.handlers)
        self.unmatched = self.of_kind("otherwise")
        self.topics = by_topic(self.of_kind("command") + self.of_kind("prefix"))
        self.by_event: dict[str, list[Handler]] = {}
        for handler in self.of_kind("event"):
            self.by_event.setdefault(handler.trigger, []).append(handler)

    def of_kind(self, kind: str) -> list[Handler]:
        """Return the handlers of one kind, in order."""
        return [handler for handler in self.handlers if handler.kind == kind]

    def for_event(self, event_type: str) -> list[Handler]:
        """Return what runs for an event that is not a message."""
        return self.by_event.get(event_type, [])

    def for_message(self, message: Message) -> list[Handler]:
        """Return what runs for a message, in order: at most one command, any number of others."""
        return self.matcher.match(message) or self.otherwise(message)

    def otherwise(self, message: Message) -> list[Handler]:
        """Return what runs if nothing else has anything to do for a message."""
        return self.unmatched if message.expects_answer else []

    def named(self, words: str) -> Handler | None:
        """Return the command or prefix that somebody names, with or without what follows it."""
        text = folded(words)
        prefixes = {folded_trigger(one.trigger).strip(): one for one in self.of_kind("prefix")}
        return self.matcher.command_in(text) or prefixes.get(text.removesuffix("…"))

    def near(self, text: str, limit: int = 3) -> list[Handler]:
        """Return the commands whose words are most like a text, best first."""
        asked = folded(text[:COMPARED_CHARS])
        words = self.matcher.commands
        # The first finds `flip a coin` in `coin flipp`, but also `help` in `hello there`.
        like = process.extract(
            asked, words.keys(), scorer=fuzz.WRatio, score_cutoff=LIKE, limit=CANDIDATES
        )
        near = process.extract(
            asked, [key for key, _, _ in like], scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
        )
        handlers = [self.handlers[words[key]] for key, _, _ in near]
        return list({one.name: one for one in handlers}.values())[:limit]


def by_topic(handlers: Sequence[Handler]) -> dict[str, list[Handler]]:
    """Return handlers under their topics: the basics first, each topic by the alphabet."""
    topics: dict[str, list[Handler]] = {}
    for handler in sorted(handlers, key=lambda one: (one.topic != BASICS, one.topic, one.trigger)):
        topics.setdefault(handler.topic, []).append(handler)
    return topics
