"""All handlers of a consumer, in order, and which of them an event has."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from consumer import collisions
from consumer.handler import BASICS, BY_ID, Handler
from consumer.interaction import KIND_OF
from consumer.matcher import Matcher, folded_trigger
from consumer.message import Message
from jobs.catalogue import Catalogue
from shared.text import folded

LIKE = 70.0  # of 100, words in any order; lower and nonsense is like something
NEAR = 50.0  # of 100, letter by letter; higher and half of a command is not near to it
CANDIDATES = 20
COMPARED_CHARS = 60  # of a text that is no command; longer ones take long and are near to nothing


class Registry:
    """All handlers, in order.

    Args:
        jobs: those of the handlers; consumer/asking/collisions.py has looked at them.

    Raises:
        ContentError: a handler could never run, or two claim the same name or words.
    """

    def __init__(self, handlers: Sequence[Handler], jobs: Catalogue | None = None) -> None:
        self.jobs = Catalogue({}, {}) if jobs is None else jobs
        own = [one for one in handlers if not one.namespace]
        collisions.check(own)
        self.handlers = list(handlers)
        self.matcher = Matcher(self.handlers)
        self.unmatched = self.of_kind("otherwise")
        self.topics = by_topic([one for one in own if one.kind in {"command", "prefix"}])
        self.by_event: dict[str, list[Handler]] = {}
        for handler in self.of_kind("event"):
            self.by_event.setdefault(handler.trigger, []).append(handler)
        self.by_id = {(one.kind, one.trigger): one for one in own if one.kind in BY_ID}

    def of_kind(self, kind: str) -> list[Handler]:
        """Return the handlers of one kind, in order."""
        return [handler for handler in self.handlers if handler.kind == kind]

    def for_event(self, event_type: str) -> list[Handler]:
        """Return what runs for an event that is not a message."""
        return self.by_event.get(event_type, [])

    def for_interaction(self, slack_type: str, named: str) -> Handler | None:
        """Return what runs for something that was clicked, chosen or sent."""
        return self.by_id.get((KIND_OF[slack_type], named)) if slack_type in KIND_OF else None

    def of_id(self, kind: str, named: str) -> Handler | None:
        """Return the handler of this kind that has this name: a step, a check or options."""
        return self.by_id.get((kind, named))

    def for_slash(self, message: Message) -> list[Handler]:
        """Return what runs for a slash command: a command or prefix, no small talk."""
        if asked := self.asked(message):
            return [asked[0]]
        found = [one for one in self.matcher.match(message) if one.kind == "prefix"]
        return found or self.unmatched

    def for_message(self, message: Message) -> list[Handler]:
        """Return what runs for a message, in order: at most one command, any number of others."""
        found = self.matcher.match(message)
        if found and not self._is_half_a_command(message, found):
            return found
        return [*found, *self.otherwise(message)]

    def _is_half_a_command(self, message: Message, found: Sequence[Handler]) -> bool:
        """Return whether somebody meant a job that there is not, and only said a word like others.

        A reaction to `demo hello` would look as if there were such a command.
        """
        if any(handler.kind != "contains" for handler in found):
            return False
        first, _, _ = message.bare[:COMPARED_CHARS].partition(" ")
        return folded(first) in self.jobs.namespaces

    def asked(self, message: Message) -> tuple[Handler, Message] | None:
        """Return the command that a message is, and the part of the message that says so."""
        return self.matcher.asked(message)

    def for_edit(self, now: Message, before: Message | None) -> list[Handler]:
        """Return what runs because a message became what it was not before."""
        return self.matcher.match_edit(now, before)

    def otherwise(self, message: Message) -> list[Handler]:
        """Return what runs if nothing else has anything to do for a message."""
        return self.unmatched if message.expects_answer else []

    def named(self, words: str) -> Handler | None:
        """Return the command or prefix that somebody names, with or without what follows it."""
        text = folded(words)
        prefixes = {folded_trigger(one.trigger).strip(): one for one in self.of_kind("prefix")}
        found = self.matcher.command_in(text) or prefixes.get(text.removesuffix("…"))
        return found or self.matcher.jobs.named(text)

    def near(self, text: str, limit: int = 3) -> list[Handler]:
        """Return the commands whose words are most like a text, best first."""
        asked = folded(text[:COMPARED_CHARS])
        words = self.matcher.names
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
