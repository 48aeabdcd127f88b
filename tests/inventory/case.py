"""One of the inventory's 107 acceptance cases: what is said, and gopherbot's calls.

| cases             | stand in                                                |
|-------------------|---------------------------------------------------------|
| 1-26, 27-66       | said.py, triggered.py: messages                         |
| 35, 36, 88-90, 94 | test_cold_cache.py, test_joins.py: something is broken  |
| 67-70             | shadowed.py: shadow mode                                |
| 71-85             | shared_code.py: code and files                          |
| 86-95             | joined.py: joins                                        |
| 96-107            | announced.py: announcements, which the watchers' tests  |
|                   | have                                                    |

What Burrow does differently stands in differences.toml, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.inventory.calls import Call
from tests.inventory.sent import Sent, ago
from tests.inventory.stack import Stack


@dataclass(frozen=True)
class Case:
    """A message, and the calls that gopherbot made.

    Args:
        variant: where the inventory has several messages under one number.
        change: fields of the event that are different; None: not there.
        age_s: how long ago it was said, if not just now.
        event_id: the event's, where chance depends on it.
        refusal: what Slack answers to the first call.
    """

    number: int
    text: str
    calls: list[Call]
    variant: str = ""
    where: str = "CGEN"
    in_thread: bool = False
    broadcast: bool = False
    change: dict[str, Any] = field(default_factory=dict)
    age_s: float = 0.0
    event_id: str = ""
    refusal: str = ""

    @property
    def id(self) -> str:
        """How it is called."""
        return f"{self.number}{self.variant}"

    def send(self, stack: Stack) -> Sent:
        """Let it be said, and its message event be delivered: gopherbot takes no other."""
        events, sent = stack.compose(
            self.text, self.where, in_thread=self.in_thread, broadcast=self.broadcast
        )
        sent.ids = (self.event_id or f"EvCASE{self.id}",)
        if self.refusal:
            stack.slack.fault("*", "error", error=self.refusal, when=sent.is_about)
        stack.deliver(self.changed(events[0]), sent.ids[0])
        return sent

    def changed(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return the event as this case has it."""
        aged = {"ts": ago(self.age_s)} if self.age_s else {}
        merged = event | aged | self.change
        return {name: value for name, value in merged.items() if value is not None}
