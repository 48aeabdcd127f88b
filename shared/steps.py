"""Questions in chat that wait for an answer in Redis, and so survive every process.

Every call is one script: of two answers one counts, whoever crashes when, and each call may be
repeated when its reply was lost.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any, Literal

import msgspec
from msgspec import Struct

from shared import keys
from shared.run_record import paired
from shared.scripts import Scripts
from shared.step_record import Question, Step, identity, read_step

# As long as dead letters: a click that is replayed from there finds what it answered.
ENDED_KEPT_S = keys.DEAD_KEPT_S

Word = Literal["taken", "open", "answered", "expired", "withdrawn", "theirs", "gone"]


class By(Struct, frozen=True):
    """Who answers, and with which event; without an event they only look.

    Args:
        team_id: the workspace in which Slack says it was.
        home_id: their own one, if Slack says that: in a shared channel it may be another.
    """

    team_id: str
    user_id: str
    event_id: str = ""
    home_id: str = ""

    @property
    def identities(self) -> str:
        """Who they may have been when the question named them."""
        teams = dict.fromkeys((self.team_id, self.home_id or self.team_id))
        return " ".join(identity(team_id, self.user_id) for team_id in teams)


class Taken(Struct, frozen=True):
    """What became of an answer.

    Args:
        word: taken (open, if only looked); or why not: answered, expired, withdrawn, theirs, gone.
        step: None if it is gone.
    """

    word: Word
    step: Step | None


class Steps:
    """All questions of one app in this Redis."""

    def __init__(self, scripts: Scripts, app: str) -> None:
        self.scripts, self.app = scripts, app
        self.due = keys.steps(app)

    async def put(self, step_id: str, question: Question) -> Step:
        """Keep a question, once for each id; return what was kept first."""
        answer = await self.scripts.run(
            "step_put",
            self._keys(step_id),
            step_id,
            *lifetimes(question),
            msgspec.json.encode(question),
            " ".join(question.answerers.allowed),
            " ".join(question.answerers.barred),
        )
        return read_step(step_id, paired(answer))

    async def posted(self, step: Step, channel: str, ts: str) -> Step | None:
        """Note where a question stands; its time begins."""
        times = lifetimes(step.question)
        answer = await self.scripts.run(
            "step_posted", self._keys(step.id), step.id, *times, channel, ts
        )
        return read_step(step.id, paired(answer)) if answer else None

    async def take(
        self, step_id: str, by: By, answer: str = "", *, channel: str = "", ts: str = ""
    ) -> Taken:
        """Take an answer if it is the first, in time, and of somebody who may.

        Args:
            answer: the number of an option, or a text.
            channel, ts: of the message that was clicked, if one was.
        """
        word, record = await self.scripts.run(
            "step_take",
            self._keys(step_id),
            *(step_id, by.identities, by.user_id, by.event_id, answer),
            *(channel, ts, ENDED_KEPT_S),
        )
        return Taken(word.decode(), read_step(step_id, paired(record)) if record else None)

    async def withdraw(self, step_id: str) -> Step | None:
        """Take back a question, unless it was answered; its message is left to the caller."""
        answer = await self.scripts.run("step_withdraw", self._keys(step_id), step_id, ENDED_KEPT_S)
        return read_step(step_id, paired(answer)) if answer else None

    async def show_later(self, step_id: str) -> None:
        """Have bgtasks change the message of an ended question, which could not be changed now."""
        await self.scripts.redis.zadd(self.due, {step_id: 0})

    async def find(self, step_id: str) -> Step | None:
        """Return a step, or None if it is forgotten."""
        noted: Any = await self.scripts.redis.hgetall(keys.steps(self.app, step_id))
        return read_step(step_id, noted) if noted else None

    def _keys(self, step_id: str) -> list[str]:
        return [keys.steps(self.app, step_id), self.due]


def lifetimes(question: Question) -> tuple[int, int]:
    """Return for how long it may be answered, in ms, and its record is kept, in s."""
    return int(question.expires_s * 1000), math.ceil(question.expires_s) + ENDED_KEPT_S


def id_of(event_id: str, handler: str, ordinal: int) -> str:
    """Return the id of what a handler asks: the same if the handler runs again."""
    named = f"{event_id}:{handler}:{ordinal}"
    return hashlib.sha256(named.encode()).hexdigest()[:20]
