"""Finds what a text triggers, at a cost that does not grow with the number of triggers.

| trigger  | found by                                                              |
|----------|-----------------------------------------------------------------------|
| command  | the whole text in a table; with parameters, its first words in one    |
| a job's  | its first words in a table, and its pattern among those that share    |
| command  | them: consumer/asking/job_matcher.py                                  |
| prefix   | the one that stands just before the text in alphabetical order        |
| contains | one pass over the text for all phrases (Aho and Corasick)             |
| matches, | asked one by one: a function can be anything                          |
| edited   |                                                                       |
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

import structlog
from ahocorasick_rs import AhoCorasick

from consumer.addressing import narrowed
from consumer.asking.job_matcher import JobMatcher
from consumer.handler import Handler
from consumer.message import Message
from shared import text

ENDINGS = ".!?… "  # `books!` is the command `books`; `xkcd:` is a prefix, and no command

log = structlog.get_logger()


def folded_trigger(trigger: str) -> str:
    """Return a trigger as the text of a message is compared; a blank at either end counts."""
    before, after = " " * trigger[:1].isspace(), " " * trigger[-1:].isspace()
    return f"{before}{text.folded(text.plain(trigger))}{after}"


class Matcher:
    """The triggers of these handlers, which must not collide."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self.handlers = handlers
        self.commands: dict[str, int] = {}
        self.with_parameters: dict[str, int] = {}
        self.tests = [at for at, one in enumerate(handlers) if one.kind == "matches"]
        self.edits = [at for at, one in enumerate(handlers) if one.kind == "edited"]
        prefixes = sorted(self._triggers("prefix"))
        self.prefixes = [prefix for prefix, _ in prefixes]
        self.of_prefix = [at for _, at in prefixes]
        self.phrases = dict(self._triggers("contains"))
        # With the phrases stored, a match is one of them instead of three new numbers: a text of
        # 40,000 letters, each of which is a match, takes 1 ms instead of 6.
        self.automaton = AhoCorasick(self.phrases, store_patterns=True)
        for at, handler in enumerate(handlers):
            if handler.kind == "command" and not handler.pattern:
                self._add_command(at, handler)
        self.jobs = JobMatcher(handlers)
        self.names = self.commands | {words: at[0] for words, at in self.jobs.beginnings.items()}
        self.most_words = max((words.count(" ") + 1 for words in self.with_parameters), default=0)

    def _triggers(self, kind: str) -> Iterator[tuple[str, int]]:
        for at, handler in enumerate(self.handlers):
            if handler.kind == kind:
                yield folded_trigger(handler.trigger), at

    def _add_command(self, at: int, handler: Handler) -> None:
        for words in (handler.trigger, *handler.aliases):
            self.commands[folded_trigger(words).strip()] = at
            if handler.parameters:
                self.with_parameters[folded_trigger(words).strip()] = at

    def match(self, message: Message) -> list[Handler]:
        """Return what a message triggers, in the order of the list, at most one command."""
        said = message.folded
        places = [at for at in self._ambient(said) if self._passes(at, message)]
        if message.to_bot and (found := self._asked_at(message, said)):
            places.append(found[0])
        return [self.handlers[at] for at in sorted(places)] if places else []

    def match_edit(self, now: Message, before: Message | None) -> list[Handler]:
        """Return what an edit triggers: tests that are true now, and were not before."""
        return [
            self.handlers[at]
            for at in self.edits
            if self._passes(at, now) and not (before and self._passes(at, before))
        ]

    def asked(self, message: Message) -> tuple[Handler, Message] | None:
        """Return the command that a message for the bot is, and the part of it that says so."""
        found = self._asked_at(message, message.folded)
        return (self.handlers[found[0]], found[1]) if found else None

    def _asked_at(self, message: Message, said: str) -> tuple[int, Message] | None:
        """Try the whole message first, then what stands behind each mention of the bot."""
        misfit: tuple[int, Message] | None = None
        for part in chain((message,), narrowed(message)):
            at = self._command_at(said if part is message else part.folded)
            if at is not None:
                return at, part
            if found := self.jobs.look_up(part):
                at, fits = found
                if fits:
                    return at, part
                misfit = misfit or (at, part)
        return misfit

    def command_in(self, said: str) -> Handler | None:
        """Return the command that a folded text is, or None."""
        at = self._command_at(said)
        return None if at is None else self.handlers[at]

    def _command_at(self, said: str) -> int | None:
        """Look for the whole text first, then for as many of its first words as lead somewhere."""
        whole = self.commands.get(said, self.commands.get(said.rstrip(ENDINGS)))
        if whole is not None:
            return whole
        words = said.split(" ", self.most_words)
        for count in range(min(self.most_words, len(words)), 0, -1):
            at = self.with_parameters.get(" ".join(words[:count]))
            if at is not None:
                return at
        return None

    def _ambient(self, said: str) -> set[int]:
        """Return the places of all but commands: what is in the text, and what must be asked."""
        places = set(self.tests)
        if found := self.automaton.find_matches_as_strings(said, overlapping=True):
            places.update([self.phrases[phrase] for phrase in set(found)])
        behind = bisect_right(self.prefixes, said)
        # No prefix begins another, so that only the nearest one can begin the text.
        if behind and said.startswith(self.prefixes[behind - 1]):
            places.add(self.of_prefix[behind - 1])
        return places

    def _passes(self, at: int, message: Message) -> bool:
        """Return what a handler's own test says; one that raises keeps no other from running."""
        handler = self.handlers[at]
        if handler.test is None:
            return True
        try:
            return handler.test(message)
        except Exception as error:  # noqa: BLE001  a test may raise anything
            log.error("handler.test_failed", handler=handler.name, reason=repr(error))
            return False
