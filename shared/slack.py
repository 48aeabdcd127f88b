"""Every call of Slack's Web API goes through here.

Slack's answers become three kinds of failure: wait (Throttled), perhaps later (SlackUnavailable, or
UnknownFate where the call may have taken effect), and no (SlackRefused). The SDK's own retry
handlers are off: for posts they double.

Source: https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from redis.exceptions import RedisError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from shared import metrics
from shared.errors import SettingsError, SlackRefused, SlackUnavailable, Throttled, TooSoon
from shared.limits import Limiter

CALL_TIMEOUT_S = 5.0  # half of a handler's limit; Slack mostly answers within 0.5 s
CONNECTIONS = 100
IDENTITY_WAIT_S = 5.0
HTTP_TOO_MANY = 429
USER_PREFIXES = ("U", "W")
HTTP_SERVER_ERROR = 500

# The call did what was asked, or it had been done before.
FULFILLED = frozenset({"already_reacted", "no_reaction", "already_in_channel"})
# Slack's own trouble: the call may have taken effect.
PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}
)
# Refused before it took effect, and likely to pass: a join's event is here before Slack's other
# parts know of the join.
NOT_YET = frozenset({("chat.postEphemeral", "user_not_in_channel")})
WRONG_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked"})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is.

    Args:
        name: as people type it behind `@`.
    """

    user_id: str
    bot_id: str
    team_id: str
    name: str = ""


class UnknownFate(Exception):
    """Slack's answer was lost: the call may or may not have taken effect."""


def web_client(token: str, api_url: str) -> AsyncWebClient:
    """Return the SDK's client with one session for the life of the process."""
    session = aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S),
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
    )
    base = api_url if api_url.endswith("/") else api_url + "/"
    return AsyncWebClient(token=token, base_url=base, session=session, retry_handlers=[])


class Slack:
    """Slack's Web API as Burrow uses it."""

    def __init__(self, client: AsyncWebClient, limiter: Limiter) -> None:
        self.client, self.limiter = client, limiter

    async def read(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method that changes nothing, or that may be repeated.

        Raises:
            Throttled: all processes must leave this method alone for a while.
            SlackUnavailable: no sensible answer came.
            SlackRefused: Slack said no.
        """
        await self.limiter.wait(method, "", "")
        try:
            return await self.call(method, arguments, reads=True)
        except UnknownFate as error:
            raise SlackUnavailable(str(error)) from None

    async def read_patiently(
        self, method: str, longest_wait_s: float, **arguments: Any
    ) -> dict[str, Any]:
        """Do as read, but sleep through Slack's limits: a long listing must not begin anew."""
        while True:
            try:
                return await self.read(method, **arguments)
            except Throttled as error:
                if error.after_s > longest_wait_s:
                    raise
                await asyncio.sleep(error.after_s)

    async def pages(
        self, method: str, field: str, *, longest_wait_s: float = 0, **arguments: Any
    ) -> AsyncIterator[Any]:
        """Yield what a paged method lists; a page may be short or empty without being the last."""
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self.read_patiently(method, longest_wait_s, **arguments, **more)
            for element in answer.get(field, []):
                yield element
            cursor = answer.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return

    async def conversation_of(self, channel: str) -> str:
        """Return the conversation that a post to `channel` goes to: a user's id means their DM."""
        if not channel.startswith(USER_PREFIXES):
            return channel
        try:
            answer = await self.call("conversations.open", {"users": channel})
        except UnknownFate as error:
            raise SlackUnavailable(str(error)) from None
        return str(answer["channel"]["id"])

    async def call(
        self, method: str, arguments: dict[str, Any], *, reads: bool = False
    ) -> dict[str, Any]:
        """Make one HTTP call.

        Args:
            reads: send the arguments in the query; Slack's reading methods take no JSON.

        Raises:
            UnknownFate: the answer was lost.
            SlackUnavailable: the call certainly did not take effect.
            Throttled, SlackRefused: as above.
        """
        sent: dict[str, Any] = {"json": arguments}
        if reads:
            sent = {"http_verb": "GET", "params": arguments}
        started = time.monotonic()
        try:
            response = await self.client.api_call(method, **sent)
            answer, failure = response.data, None
        except SlackApiError as error:
            answer, failure = {"ok": True}, await self._refusal(method, arguments, error)
        except aiohttp.ClientConnectorError as error:
            failure = SlackUnavailable(f"{method}: {type(error).__name__}")
        except (aiohttp.ClientError, TimeoutError, AttributeError, ValueError) as error:
            # AttributeError is how the SDK takes an answer that is not JSON.
            failure = UnknownFate(f"{method}: {type(error).__name__}")
        metrics.SLACK_CALLS.labels(method, result_of(failure)).inc()
        metrics.SLACK_SECONDS.labels(method).observe(time.monotonic() - started)
        if failure:
            raise failure
        return answer if isinstance(answer, dict) else {}

    async def _refusal(
        self, method: str, arguments: dict[str, Any], error: SlackApiError
    ) -> Exception | None:
        """Tell Slack's errors apart: fulfilled, wait, unknown, or no."""
        status = getattr(error.response, "status_code", 0)
        code = error.response.get("error", "") if status else ""
        if code in FULFILLED:
            return None
        if status == HTTP_TOO_MANY or code == "ratelimited":
            after_s = float(error.response.headers.get("Retry-After", 1))
            await self.limiter.pause(method, str(arguments.get("channel", "")), after_s)
            return Throttled(f"{method}: Slack asks to wait", after_s)
        if not code or code in PASSING or status >= HTTP_SERVER_ERROR:
            return UnknownFate(f"{method}: {code or f'HTTP {status}'}")
        if (method, code) in NOT_YET:
            return TooSoon(f"{method}: {code}")
        return SlackRefused(method, code)

    async def identity(self) -> Identity:
        """Ask Slack who we are, for as long as it takes.

        Raises:
            SettingsError: the token is not valid.
        """
        while True:
            try:
                return identity_in(await self.call("auth.test", {}))
            except SlackRefused as error:
                if error.code in WRONG_TOKEN:
                    raise SettingsError(f"SLACK_BOT_TOKEN is wrong: {error.code}") from None
                raise SettingsError(f"SLACK_BOT_TOKEN: auth.test says {error.code}") from None
            except (UnknownFate, SlackUnavailable, Throttled, RedisError) as error:
                # Redis, because a 429 is noted there.
                log.warning("slack.unreachable", reason=str(error), after_s=IDENTITY_WAIT_S)
                await asyncio.sleep(IDENTITY_WAIT_S)


def identity_in(answer: dict[str, Any]) -> Identity:
    """Return whom an answer of auth.test is about."""
    return Identity(
        answer["user_id"], answer.get("bot_id", ""), answer["team_id"], answer.get("user", "")
    )


def result_of(failure: Exception | None) -> str:
    """Return a failure as the metric's label."""
    if failure is None:
        return "ok"
    return failure.code if isinstance(failure, SlackRefused) else type(failure).__name__
