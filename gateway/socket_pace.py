"""How soon Slack may be asked for another connection, so that it does not stop giving any.

| the last one                             | the next is asked for                              |
|------------------------------------------|----------------------------------------------------|
| could not be opened, or ended in BRIEF_S | after `backoff_s`; or when Slack says, if later    |
| link_disabled, too_many_websockets       | after `thrown_out_s`; from its start again only    |
|                                          | when one lasted STEADY_S                           |
| an operator is needed                    | after OPERATOR_S                                   |
| ended otherwise                          | at once                                            |
| whatever it was, `burst` opened by now   | `another_s` apart, for all places of the process   |

Source: https://docs.slack.dev/apis/web-api/rate-limits (apps.connections.open is of tier 1, for the
whole app: "1+ per minute. A small amount of burst behavior is tolerated.")
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from gateway.socket_dialing import OperatorNeeded
from shared.errors import SlackUnavailable

# With less, what Slack ends as soon as it is opened would use up the budget within a second.
BRIEF_S = 0.5
# With less, gateways that throw each other out would each begin again at the shortest wait.
STEADY_S = 60.0
OPERATOR_S = 60.0  # so long at most until it is noticed that the cure was applied

# It stands in its successor's way, and another one at once would be ended like it.
THROWN_OUT = frozenset({"link_disabled", "too_many_websockets"})


@dataclass(frozen=True, slots=True)
class Waits:
    """How long is waited; tests are less patient.

    Args:
        burst: connections at once. A line that breaks each second must not silence the bot: what
            Slack thinks of it, it says by 429, and that is obeyed in any case.
        another_s: until one more may be opened. Less, and a line that is bad for hours uses up the
            app's limit for all gateways; more is a longer silence.
        backoff_s: by the failures so far; half of it to all of it.
        thrown_out_s: by how often so far; all of it to half as long again.
    """

    burst: int = 60
    another_s: float = 5.0
    backoff_s: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
    thrown_out_s: tuple[float, ...] = (10.0, 20.0, 30.0, 60.0)


class Budget:
    """What all places of a process may open together."""

    def __init__(self, waits: Waits) -> None:
        self.waits = waits
        self._full_s = 0.0  # when nothing of it will be spent any more

    def spend(self, now_s: float) -> float:
        """Spend one connection, and return how long to wait before it is opened."""
        self._full_s = max(self._full_s, now_s) + self.waits.another_s
        return max(0.0, self._full_s - now_s - self.waits.burst * self.waits.another_s)

    def give_back(self) -> None:
        """Take one back that could not be opened."""
        self._full_s -= self.waits.another_s


class Pace:
    """How soon one place may open its next connection."""

    def __init__(self, budget: Budget) -> None:
        self.waits, self.budget = budget.waits, budget
        self._failures = self._thrown_out = 0
        self._wait_s = 0.0

    def ended(self, reason: str, lasted_s: float) -> None:
        """Note how a connection ended."""
        self._failures = 0 if lasted_s > BRIEF_S else self._failures + 1
        if lasted_s > STEADY_S:
            self._thrown_out = 0
        if reason in THROWN_OUT:
            self._wait_s = nth(self.waits.thrown_out_s, self._thrown_out) * random.uniform(1.0, 1.5)
            self._thrown_out += 1
        else:
            self._wait_s = self._backoff_s()

    def failed(self, error: SlackUnavailable) -> None:
        """Note that a connection could not be opened."""
        self._failures += 1
        self.budget.give_back()
        asked_s = OPERATOR_S if isinstance(error, OperatorNeeded) else error.after_s or 0.0
        self._wait_s = max(asked_s, self._backoff_s())

    def next_s(self, now_s: float) -> float:
        """Return how long to wait before the next connection is opened, and count on that."""
        return max(self._wait_s, self.budget.spend(now_s))

    def _backoff_s(self) -> float:
        return nth(self.waits.backoff_s, self._failures) * random.uniform(0.5, 1.0)


def nth(waits_s: tuple[float, ...], number: int) -> float:
    """Return a wait of a row that goes on with its last."""
    return waits_s[min(number, len(waits_s) - 1)]
