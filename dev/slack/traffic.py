"""The last exchanges with the bot, both ways, for the page's pane.

| `Exchange` | type       | of an event                              | of a call                  |
|------------|------------|------------------------------------------|----------------------------|
| `number`   | int        | from 1, over both kinds                  | the same                   |
| `kind`     | str        | `event`, also for what a person did      | `call`                     |
| `time`     | float, s   | when it was sent first                   | when it arrived            |
| `name`     | str        | the inner event's type, `/burrow`, …     | the method                 |
| `channel`  | str, None  | id, if it happened in one                | the same                   |
| `request`  | dict       | the envelope, the fields, the payload    | the arguments, no token    |
| `attempts` | list       | per try its url, headers, status, reason | none                       |
| `response` | dict, None | what the app answered a person's deed    | what Slack decided         |
| `status`   | int, None  | of the last try; None: no answer (yet)   | None: dropped or under way |
| `fault`    | str, None  | None                                     | the planned fault          |

Only the last are kept, so that a long run does not fill the memory.
"""

import copy
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dev.slack import asking
from dev.slack.requests import ApiRequest

KEPT = 400

Told = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One event with its retries, or one call."""

    number: int
    kind: Literal["event", "call"]
    time: float
    name: str
    channel: str | None
    request: Mapping[str, Any]
    attempts: list[dict[str, Any]] = field(default_factory=list)
    response: dict[str, Any] | None = None
    status: int | None = None
    fault: str | None = None


class Traffic:
    """Keep the last exchanges, and tell who listens of each change."""

    def __init__(self, kept: int = KEPT) -> None:
        self.last: deque[Exchange] = deque(maxlen=kept)
        self.listeners: list[Told] = []
        self._count = 0

    def event(self, time: float, envelope: Mapping[str, Any]) -> Exchange:
        """Record an event that is about to be delivered."""
        inner = envelope.get("event", envelope)
        return self._begin("event", time, inner["type"], channel_of(inner), envelope)

    def attempted(self, exchange: Exchange, attempt: dict[str, Any]) -> None:
        """Record how one try to deliver it went."""
        exchange.attempts.append(attempt)
        exchange.status = attempt["status"]
        self._tell(exchange)

    def form(self, time: float, kind: asking.Kind, payload: Mapping[str, Any]) -> Exchange:
        """Record a command or an interaction that is about to be sent."""
        sent = copy.deepcopy(dict(payload))
        return self._begin("event", time, asking.name_of(kind, payload), channel_of(sent), sent)

    def form_answered(
        self, exchange: Exchange, attempt: dict[str, Any], body: dict[str, Any]
    ) -> None:
        """Record how the app answered it."""
        exchange.response = body
        self.attempted(exchange, attempt)

    def call(self, time: float, request: ApiRequest) -> Exchange:
        """Record a call that just arrived."""
        arguments = dict(request.arguments)
        return self._begin("call", time, request.method, channel_of(arguments), arguments)

    def answered(
        self,
        exchange: Exchange,
        response: dict[str, Any] | None,
        status: int | None,
        fault: str | None,
    ) -> None:
        """Record how a call went."""
        exchange.response, exchange.status, exchange.fault = response, status, fault
        # A post to a person names the person; the answer has the conversation.
        exchange.channel = channel_of(response or {}) or exchange.channel
        self._tell(exchange)

    def _begin(
        self,
        kind: Literal["event", "call"],
        time: float,
        name: str,
        channel: str | None,
        request: Mapping[str, Any],
    ) -> Exchange:
        self._count += 1
        exchange = Exchange(self._count, kind, time, name, channel, request)
        self.last.append(exchange)
        self._tell(exchange)
        return exchange

    def _tell(self, exchange: Exchange) -> None:
        for listener in self.listeners:
            listener(exchange)


def channel_of(fields: Mapping[str, Any]) -> str | None:
    """Return the id of the channel that an event, arguments or an answer are about."""
    channel = fields.get("channel")
    if isinstance(channel, dict):
        channel = channel.get("id")
    if channel is None and isinstance(fields.get("item"), dict):
        channel = fields["item"].get("channel")
    if channel is None and "command" in fields:
        channel = fields.get("channel_id")
    return str(channel) if channel else None
