"""The handle on a running workspace for tests, benchmarks and `make demo`, from any thread.

| part                | what                                                       |
|---------------------|------------------------------------------------------------|
| `control_people.py` | people write, react, join                                  |
| `control_doors.py`  | they use slash commands, buttons, shortcuts, forms         |
| `control_sockets.py`| Socket Mode, and the app's websockets                      |
| here                | what is to be seen, the deliveries, and what can go wrong  |
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from dev.slack import envelopes, readings
from dev.slack.api import Call, WebApi
from dev.slack.asking import Answered as Answered
from dev.slack.control_doors import DoorsControl
from dev.slack.control_people import PeopleControl
from dev.slack.control_sockets import SocketsControl
from dev.slack.delivery import Delivered, Delivery
from dev.slack.doors import Doors
from dev.slack.faults import Kind
from dev.slack.history import Message
from dev.slack.limits import Limits
from dev.slack.socket_mode import SocketMode
from dev.slack.traffic import Exchange
from dev.slack.workspace import Event

R = TypeVar("R")

POLL_S = 0.01


class Slack(PeopleControl, DoorsControl, SocketsControl):
    """Post as people, look at what the bot did, and make things go wrong."""

    def __init__(
        self,
        url: str,
        loop: asyncio.AbstractEventLoop,
        api: WebApi,
        delivery: Delivery,
        sockets: SocketMode,
    ) -> None:
        self.url = f"{url}/"
        self.api_url = f"{url}/api/"
        super().__init__(loop, api.workspace)
        self.limits: Limits = api.limits
        self.doors = Doors(api.workspace, delivery)
        self._api = api
        self._delivery = delivery
        self._sockets = sockets

    # What is there

    def messages(self, channel: str) -> list[Message]:
        """Return what a channel shows, oldest first; replies only if broadcast."""
        return self._on_loop(readings.messages, self.workspace, channel)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """Return the replies of a thread, without its root."""
        return self._on_loop(readings.replies, self.workspace, channel, ts)

    def ephemerals(self, where: str) -> list[Message]:
        """Return what was shown to one person only: by channel, or by person over all channels."""
        return self._on_loop(readings.ephemerals, self.workspace, where)

    def reactions(self, channel: str, ts: str) -> dict[str, list[str]]:
        """Return a message's reactions: name -> ids of those who reacted."""
        return self._on_loop(readings.reactions, self.workspace, channel, ts)

    def calls(self, method: str | None = None) -> list[Call]:
        """Return the recorded Web API calls, of one method or all."""
        record = self._api.calls
        return self._on_loop(lambda: list(record.by_method[method] if method else record.all))

    @property
    def traffic(self) -> list[Exchange]:
        """What went between Slack and the bot, both ways, as the page's pane shows it."""
        return self._on_loop(lambda: list(self._api.traffic.last))

    @property
    def deliveries(self) -> list[Delivered]:
        """Every attempt to deliver an event, finished ones only."""
        return self._on_loop(lambda: list(self._delivery.attempts))

    @property
    def pending_deliveries(self) -> int:
        """How many events are still on their way."""
        return self._on_loop(lambda: self._delivery.pending)

    # Events

    @property
    def request_urls(self) -> list[str]:
        """Where events are delivered, in turn."""
        return self._delivery.settings.request_urls

    @request_urls.setter
    def request_urls(self, urls: Sequence[str]) -> None:
        self._delivery.settings.request_urls = list(urls)

    @property
    def paused(self) -> bool:
        """Whether deliveries are held back; may be set."""
        return self._delivery.paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._on_loop(self._delivery.pause, paused)

    def envelope(self, inner_event: Event, event_id: str | None = None) -> dict[str, Any]:
        """Return the full envelope of an inner event."""
        return envelopes.envelope(self.workspace, inner_event, event_id)

    def sign(self, body: bytes, now: float) -> dict[str, str]:
        """Return the headers that Slack would send with a body."""
        return envelopes.sign(self._delivery.settings.signing_secret, body, now)

    def deliver(self, envelope: Mapping[str, Any]) -> None:
        """Deliver an envelope of the test's own making, with Slack's retries."""
        self._on_loop(self._delivery.send, envelope)

    def rate_limit_events(self) -> None:
        """Deliver app_rate_limited."""
        self.deliver(envelopes.app_rate_limited(self.workspace))

    def verify_url(self, url: str, challenge: str = "a-challenge") -> tuple[int, str]:
        """Do the url_verification of a request URL; returns status and text."""
        body = envelopes.url_verification(self.workspace, challenge)
        return self._carried(self._delivery.ask(body, url))

    # Trouble

    def fault(self, method: str, kind: Kind, **options: Any) -> None:
        """Plan a fault for coming calls of a method (`*`: of any); options as in `faults.Fault`."""
        self._on_loop(self._api.faults.plan, method, kind, **options)

    def clear_faults(self) -> None:
        """Forget the planned faults."""
        self._on_loop(self._api.faults.clear)

    def wait_for(self, seen: Callable[[], R], timeout_s: float = 10.0, what: str = "") -> R:
        """Poll until `seen()` is true and return what it gave.

        Raises:
            AssertionError: not in time; says what was seen instead.
        """
        deadline = time.monotonic() + timeout_s
        while not (value := seen()):
            if time.monotonic() > deadline:
                raise AssertionError(self._missed(what, timeout_s, value))
            time.sleep(POLL_S)
        return value

    async def eventually(self, seen: Callable[[], R], timeout_s: float = 10.0, what: str = "") -> R:
        """Do as `wait_for`, without blocking the caller's event loop."""
        return await asyncio.to_thread(self.wait_for, seen, timeout_s, what)

    def _missed(self, what: str, timeout_s: float, value: object) -> str:
        lines = [f"not within {timeout_s} s: {what or 'the awaited'}; last seen: {value!r}"]
        for call in self.calls()[-5:]:
            refusal = (call.response or {}).get("error", "ok")
            lines.append(
                f"  call {call.number} {call.method} {call.args} -> {call.fault or refusal}"
            )
        lines += [f"  {attempt}" for attempt in self.deliveries[-5:]]
        return "\n".join(lines)
