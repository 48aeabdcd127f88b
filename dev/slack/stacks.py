"""The modals that are open: of each person one stack, three views deep at most.

| `Modal`   | type    | note                                                             |
|-----------|---------|------------------------------------------------------------------|
| `view`    | dict    | Slack's view object; its `state` is made when it is shown        |
| `user_id` | str     | who sees it                                                      |
| `filled`  | Filled  | what stands in its fields                                        |
| `errors`  | dict    | block id -> what is said beside the field                        |
| `trouble` | str     | what is said above, if the app did not answer as it should       |

Source: https://docs.slack.dev/surfaces/modals
"""

from dataclasses import dataclass, field
from typing import Any

from dev.slack.filled import Filled

View = dict[str, Any]

DEPTH = 3


@dataclass
class Modal:
    """One view of a stack."""

    view: View
    user_id: str
    filled: Filled = field(default_factory=Filled)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    def as_slack_has_it(self) -> View:
        """Return the view with what stands in its fields."""
        return {**self.view, "state": {"values": self.filled.values()}}

    def shown(self) -> View:
        """Return the view with what the person sees beside the fields and above."""
        return {**self.as_slack_has_it(), "errors": dict(self.errors), "trouble": self.trouble}


class Stacks:
    """All stacks, by person."""

    def __init__(self) -> None:
        self._by_user: dict[str, list[Modal]] = {}

    def of(self, user_id: str) -> list[Modal]:
        """Return a person's stack, the top last; it may be changed."""
        return self._by_user.setdefault(user_id, [])

    def top(self, user_id: str) -> Modal | None:
        """Return the view on top."""
        stack = self.of(user_id)
        return stack[-1] if stack else None

    def find(self, key: str, value: str) -> Modal | None:
        """Return the open view whose `id` or `external_id` is this."""
        every = (modal for stack in self._by_user.values() for modal in stack)
        return next((modal for modal in every if modal.view[key] == value), None)
