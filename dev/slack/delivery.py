"""Deliver events to the request URLs as Slack does: signed, 3 s to answer, three retries.

Commands and interactions go there too, as forms, once: `deliver_form`.

| `Delivered`  | type      | note                                            |
|--------------|-----------|-------------------------------------------------|
| `event_id`   | str       | "" for app_rate_limited                         |
| `event_type` | str       | the inner event's                               |
| `attempt`    | int       | 0, then 1 to 3 as X-Slack-Retry-Num has it      |
| `url`        | str       | `socket` in Socket Mode                         |
| `status`     | int, None | None: no answer                                 |
| `reason`     | str, None | as X-Slack-Retry-Reason has it, `timeout` in    |
|              |           | Socket Mode; None: delivered                    |
| `duration_s` | float     |                                                 |

Source: https://docs.slack.dev/apis/events-api (retries, headers, no-retry)
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from dev.slack.asking import FAILED, FORM, Answered, Kind, attempt_of, form_of, post_form
from dev.slack.entities import Channel
from dev.slack.envelopes import envelope, sign
from dev.slack.subscriptions import receives
from dev.slack.traffic import Exchange, Traffic
from dev.slack.workspace import Event, Workspace

# An event takes seconds if the other side hangs; with fewer at once a burst would look like a
# slow Slack.
AT_ONCE = 100
SOCKET = "socket"  # stands for the address in Socket Mode

# What carries a form instead of a request: a socket, when Socket Mode is on.
Carrier = Callable[[Kind, Mapping[str, Any]], Awaitable[Answered]]
EventCarrier = Callable[["Delivered", bytes], Awaitable[None]]


@dataclass
class Delivered:
    """One recorded attempt."""

    event_id: str
    event_type: str
    attempt: int
    url: str
    status: int | None = None
    reason: str | None = None
    duration_s: float = 0.0
    no_retry: bool = False


@dataclass
class DeliverySettings:
    """Where events go and how patiently; may be changed while running."""

    request_urls: list[str] = field(default_factory=list)
    signing_secret: str = "local-signing-secret"
    limit_s: float = 3.0
    retry_delays_s: tuple[float, ...] = (0.0, 60.0, 300.0)


class Delivery:
    """Send what the app is subscribed to; must be made on the loop that sends."""

    def __init__(
        self,
        workspace: Workspace,
        settings: DeliverySettings,
        http: aiohttp.ClientSession,
        traffic: Traffic,
    ) -> None:
        self.workspace = workspace
        self.settings = settings
        self.traffic = traffic
        self.attempts: list[Delivered] = []
        self.forms_by: Carrier | None = None
        self.events_by: EventCarrier | None = None
        self._http = http
        self._free = asyncio.Semaphore(AT_ONCE)
        self._running = asyncio.Event()
        self._running.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0

    @property
    def pending(self) -> int:
        """How many events are on their way: being sent, held by a pause or waiting for a retry."""
        return len(self._tasks)

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    def set(self, paused: bool | None = None, request_urls: list[str] | None = None) -> None:
        """Change what is given."""
        if request_urls is not None:
            self.settings.request_urls = request_urls
        if paused is not None:
            self.pause(paused)

    @property
    def addressed(self) -> bool:
        """Whether there is anywhere to deliver to."""
        return bool(self.settings.request_urls) or self.events_by is not None

    def pause(self, paused: bool) -> None:
        """Hold everything back, or let it go on."""
        (self._running.clear if paused else self._running.set)()

    def hear(self, event: Event, channel: Channel | None) -> None:
        """Deliver an event of the workspace, if the app gets it."""
        if self.addressed and receives(self.workspace, event, channel):
            self.send(envelope(self.workspace, event))

    def send(self, outer: Mapping[str, Any]) -> None:
        """Deliver an envelope, with Slack's retries."""
        # Serialized now: the message may be edited before the request goes out.
        body = json.dumps(outer).encode()
        exchange = self.traffic.event(self.workspace.clock(), json.loads(body))
        task = asyncio.get_running_loop().create_task(self._deliver(exchange, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def deliver_form(
        self, kind: Kind, payload: Mapping[str, Any], url: str | None = None
    ) -> Answered:
        """Send a command or an interaction, once, and return how the app answered.

        Args:
            payload: a command's fields, or the interaction.
            url: to send it to, instead of the next request URL.
        """
        exchange = self.traffic.form(self.workspace.clock(), kind, payload)
        if self.forms_by is not None:
            answered = await self.forms_by(kind, payload)
            attempt = attempt_of(SOCKET, {}, answered)
        else:
            answered, attempt = await self._post_form(kind, payload, url)
        self.traffic.form_answered(exchange, attempt, answered.body)
        return answered

    async def _post_form(
        self, kind: Kind, payload: Mapping[str, Any], url: str | None
    ) -> tuple[Answered, dict[str, Any]]:
        if url is None and not self.settings.request_urls:
            nobody = Answered(error=FAILED)
            return nobody, attempt_of("", {}, nobody)
        url, body = url or self._next_url(), form_of(kind, payload)
        signed = sign(self.settings.signing_secret, body, self.workspace.clock())
        headers = signed | {"Content-Type": FORM}
        answered = await post_form(self._http, url, body, headers, self.settings.limit_s)
        return answered, attempt_of(url, headers, answered)

    def stop(self) -> None:
        """Drop what is still to be delivered."""
        for task in self._tasks:
            task.cancel()

    async def _deliver(self, exchange: Exchange, body: bytes) -> None:
        event_id = exchange.request.get("event_id", "")
        reason: str | None = None
        for number, delay_s in enumerate((0.0, *self.settings.retry_delays_s)):
            if number:
                await asyncio.sleep(delay_s)
            await self._running.wait()
            if not self.addressed:
                return
            attempt = Delivered(event_id, exchange.name, number, self._next_url())
            async with self._free:
                headers = await self._attempt(attempt, body, reason)
            self.traffic.attempted(exchange, _shown(attempt, headers))
            if attempt.reason is None or attempt.no_retry:
                return
            reason = attempt.reason

    def _next_url(self) -> str:
        if self.events_by is not None:
            return SOCKET
        urls = self.settings.request_urls
        self._turn += 1
        return urls[self._turn % len(urls)]

    async def _attempt(
        self, attempt: Delivered, body: bytes, previous: str | None
    ) -> dict[str, str]:
        headers: dict[str, str] = {}
        started = time.monotonic()
        if self.events_by is not None:
            await self.events_by(attempt, body)
        else:
            headers = self._headers(attempt, body, previous)
            await self._request(attempt, body, headers)
        attempt.duration_s = time.monotonic() - started
        self.attempts.append(attempt)
        return headers

    def _headers(self, attempt: Delivered, body: bytes, previous: str | None) -> dict[str, str]:
        signed = sign(self.settings.signing_secret, body, self.workspace.clock())
        if previous is None:
            return signed
        number = str(attempt.attempt)
        return signed | {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": previous}

    async def _request(self, attempt: Delivered, body: bytes, headers: Mapping[str, str]) -> None:
        try:
            await self._post(attempt, body, headers)
        except TimeoutError:
            attempt.reason = "http_timeout"
        except aiohttp.ClientSSLError:
            attempt.reason = "ssl_error"
        except aiohttp.ClientError:
            attempt.reason = "connection_failed"

    async def _post(self, attempt: Delivered, body: bytes, headers: Mapping[str, str]) -> None:
        timeout = aiohttp.ClientTimeout(total=self.settings.limit_s)
        async with self._http.post(
            attempt.url, data=body, headers=headers, timeout=timeout, allow_redirects=False
        ) as response:
            await response.read()
            attempt.status = response.status
            if not 200 <= response.status < 300:
                attempt.reason = "http_error"
                attempt.no_retry = response.headers.get("X-Slack-No-Retry") == "1"

    async def ask(self, outer: Mapping[str, Any], url: str) -> tuple[int, str]:
        """POST one signed body and return status and text (url_verification)."""
        body = json.dumps(outer).encode()
        headers = sign(self.settings.signing_secret, body, self.workspace.clock())
        timeout = aiohttp.ClientTimeout(total=self.settings.limit_s)
        async with self._http.post(url, data=body, headers=headers, timeout=timeout) as response:
            return response.status, await response.text()


def _shown(attempt: Delivered, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "url": attempt.url,
        "headers": headers,
        "status": attempt.status,
        "reason": attempt.reason,
        "duration_ms": round(attempt.duration_s * 1000, 1),
    }
