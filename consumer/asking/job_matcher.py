"""Finds which command of a job a text is, of several that may begin alike.

`test hello` and `test hello [name]` do. Those of the longest beginning are asked first, and of one
beginning those without holes, then in the order of the list (jobs/ sorts by the alphabet): the
first whose pattern fits is it. If none fits, the first with holes is what was meant, unless it
begins with the namespace's name alone. Only commands that begin as the text does are asked, however
many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consumer.addressing import spoken
from consumer.handler import Handler
from consumer.message import Message
from shared.text import folded


class JobMatcher:
    """The commands of jobs among these handlers."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self.handlers = handlers
        self.beginnings: dict[str, list[int]] = {}
        for at, handler in enumerate(handlers):
            if handler.pattern:
                self.beginnings.setdefault(folded(handler.trigger), []).append(at)
        for places in self.beginnings.values():
            places.sort(key=lambda at: (bool(handlers[at].parameters), at))
        self.most_words = max((words.count(" ") + 1 for words in self.beginnings), default=0)

    def look_up(self, message: Message) -> tuple[int, bool] | None:
        """Return the place of the command that a message is, and whether it fits."""
        if not self.beginnings:
            return None
        said = spoken(message)
        nearest: int | None = None
        for at in self._candidates(said):
            pattern = self.handlers[at].pattern
            if pattern and pattern.match(said) is not None:
                return at, True
            if nearest is None and self._is_meant(self.handlers[at]):
                nearest = at
        return None if nearest is None else (nearest, False)

    def _is_meant(self, handler: Handler) -> bool:
        """Return whether a text that begins so means this command: a namespace alone is no word."""
        return bool(handler.parameters) and folded(handler.trigger) != folded(handler.namespace)

    def _candidates(self, said: str) -> Iterator[int]:
        words = [folded(word) for word in said.split(" ", self.most_words)[: self.most_words]]
        for count in range(len(words), 0, -1):
            yield from self.beginnings.get(" ".join(words[:count]), ())

    def named(self, said: str) -> Handler | None:
        """Return the first command that a folded text names: its beginning, or its usage."""
        places = self.beginnings.get(said)
        if places:
            return self.handlers[places[0]]
        return next((self.handlers[at] for at in self._candidates(said)), None)
