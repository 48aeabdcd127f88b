"""A step: a question in chat, what is to happen with its answer, and what became of it.

| state     | means                                              | may become                   |
|-----------|----------------------------------------------------|------------------------------|
| open      | waits for an answer                                | any below                    |
| answered  | somebody who may gave an answer                    |                              |
| expired   | nobody did in time                                 | open, if it was never posted |
| withdrawn | it could not be posted, or its asker took it back  |                              |

Only the scripts shared/lua/step_*.lua change a state, each only along this table.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

Kind = Literal["confirm", "choose", "ask"]
YES, NO = "yes", "no"  # the values of a confirmation


class Option(Struct, frozen=True):
    """What one can answer: as it is shown, and as the continuation gets it."""

    label: str
    value: str
    style: str = ""


class Field(Struct, frozen=True):
    """What one writes an answer into."""

    label: str
    multiline: bool = False
    most_chars: int = 3_000


class Answerers(Struct, frozen=True):
    """Who may answer.

    Args:
        allowed: these people, each as identity() has them; everybody if empty.
        barred: ids of users that may not, whatever else holds.
    """

    allowed: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()


class Question(Struct, frozen=True):
    """What was asked; frozen when it was.

    Args:
        text: with Slack's markup; what people wrote in it is escaped.
        then: name of the continuation.
        if_not: that of a no; nothing goes on if it is empty.
        user_id: the requester, for whom the continuation acts.
        thread_ts: the thread that it is asked in, empty if in none.
    """

    kind: Kind
    text: str
    then: str
    arguments: dict[str, Any]
    team_id: str
    user_id: str
    expires_s: float
    answerers: Answerers
    options: tuple[Option, ...] = ()
    field: Field | None = None
    if_not: str = ""
    thread_ts: str = ""


class Step(Struct, frozen=True):
    """A question and what became of it; times in ms since epoch.

    Args:
        ts: of its message, empty until that is posted.
        answer: the number of an option, or the text of an answer.
        event: that gave the answer.
    """

    id: str
    question: Question
    state: str
    expires_ms: int
    channel: str = ""
    ts: str = ""
    answer: str = ""
    answered_by: str = ""
    event: str = ""

    @property
    def option(self) -> Option | None:
        """What was chosen."""
        options = self.question.options
        return options[int(self.answer)] if options and self.answer else None

    @property
    def value(self) -> str:
        """The answer, as the continuation gets it."""
        return self.option.value if self.option else self.answer


def identity(team_id: str, user_id: str) -> str:
    """Return who somebody is: a user's id is one only together with the team."""
    return f"{team_id}/{user_id}"


def read_step(step_id: str, noted: dict[bytes, bytes]) -> Step:
    """Return the step that a record is of."""
    text = {name.decode(): value.decode() for name, value in noted.items()}
    return Step(
        id=step_id,
        question=msgspec.json.decode(noted[b"question"], type=Question),
        state=text["state"],
        expires_ms=int(text["expires_ms"]),
        channel=text.get("channel", ""),
        ts=text.get("ts", ""),
        answer=text.get("answer", ""),
        answered_by=text.get("answered_by", ""),
        event=text.get("event", ""),
    )
