"""Trigger ids: each deed brings one, which opens one view within 3 s.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
"""

import itertools
import secrets
from dataclasses import dataclass

from dev.slack.refusals import Refused

TRIGGER_S = 3.0


@dataclass
class Trigger:
    """Whose deed it was, and in which view, if it was one in a view."""

    user_id: str
    view_id: str | None
    at: float
    used: bool = False


class Triggers:
    """Every trigger that was given out."""

    def __init__(self) -> None:
        self._by_id: dict[str, Trigger] = {}
        self._numbers = itertools.count(1)

    def issue(self, user_id: str, now: float, view_id: str | None = None) -> str:
        """Return a new trigger's id."""
        number = f"{next(self._numbers)}.{int(now * 1000)}"
        trigger_id = f"{number}.{secrets.token_hex(16)}"
        self._by_id[trigger_id] = Trigger(user_id, view_id, now)
        return trigger_id

    def check(self, trigger_id: str, now: float) -> Trigger:
        """Return a trigger that may still be used.

        Raises:
            Refused: `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`.
        """
        trigger = self._by_id.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if now - trigger.at > TRIGGER_S:
            raise Refused("expired_trigger_id")
        return trigger
