"""What a continuation is given: the answer, who gave it, and what was frozen when it was asked."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from consumer.interaction import Interaction
from consumer.later.requested import message_of
from consumer.message import Message, Place
from consumer.policy import Principal, principal_of
from shared.events import Event
from shared.slack import Identity
from shared.step_record import Step

DIRECT = "D"  # what the ids of direct messages begin with


class Answered(Struct, frozen=True):
    """An answer.

    Args:
        event: the click or form.
        place: where the question stands, and the requester; answers go there.
        by: who answered.
    """

    step: Step
    event: Event
    place: Place
    by: Principal

    @property
    def value(self) -> str:
        """`yes`, the value of what was chosen, or the text."""
        return self.step.value

    @property
    def arguments(self) -> dict[str, Any]:
        """What the asking handler gave along, as it was then."""
        return self.step.question.arguments

    @property
    def principal(self) -> Principal:
        """Who wanted it; their rights count, as they are now."""
        return Principal(self.step.question.team_id, self.step.question.user_id)

    def message(self, me: Identity, command: str = "") -> Message:
        """Return a message of the requester, for what looks at one or is to run a command."""
        return message_of(command, self.event, self.place, me)


def answered_by(interaction: Interaction, step: Step) -> Answered:
    """Return the answer that somebody gave."""
    question = step.question
    place = Place(
        channel=step.channel,
        user=question.user_id,
        ts=step.ts,
        thread_ts=question.thread_ts,
        is_dm=step.channel.startswith(DIRECT),
    )
    return Answered(step, interaction.event, place, principal_of(interaction))
