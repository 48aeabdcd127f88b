"""Dice that are known: chance is seeded with the event and the handler."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import count
from random import Random

from consumer.handler import Handler
from consumer.handlers import load

ONE_IN = 150


@cache
def handler_of(trigger: str) -> Handler:
    """Return the reaction to a word."""
    return next(one for one in load().of_kind("contains") if one.trigger == trigger)


def event_id(trigger: str, said: str, *, lucky: bool) -> str:
    """Return the id of an event to which the reaction by chance comes, or does not.

    Args:
        trigger: the word that the dice are thrown for.
        said: makes the id another one; the same id again would be a retry of Slack's.
    """
    name = handler_of(trigger).name
    ids = (f"Ev{said}{number}" for number in count())
    return next(one for one in ids if (Random(f"{one}:{name}").randrange(ONE_IN) == 0) == lucky)


@dataclass
class Dice:
    """What a handler is given where only chance counts; throws are seeded with 0, 1, 2 …"""

    hits: int = 0
    chance: Random = field(default_factory=Random)

    async def react(self, *emoji: str) -> None:
        """Count a reaction."""
        self.hits += 1

    async def throw(self, handler: Handler, times: int) -> int:
        """Run a handler so often, and return how often it reacted."""
        for seed in range(times):
            self.chance.seed(seed)
            await handler.run(None, self, self)
        return self.hits
