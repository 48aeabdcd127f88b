"""Opens connections of Socket Mode: an address from Slack, then a websocket to it.

Source: https://docs.slack.dev/reference/methods/apps.connections.open
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from gateway.socket_client import Client, Settle
from shared.errors import SlackUnavailable

METHOD = "apps.connections.open"
CONNECT_S = 10.0
RATE_LIMITED_S = 30.0  # where Slack does not say how long; the SDK's figure
WRONG_TOKEN = frozenset({
    "account_inactive", "app_uninstalled", "invalid_auth", "missing_scope", "no_permission",
    "not_allowed_token_type", "not_authed", "token_expired", "token_revoked",
})  # fmt: skip
SWITCHED_OFF = frozenset({"socket_mode_not_enabled"})
COPY = (
    "copy SLACK_APP_TOKEN from your Slack app's Basic Information page, App-Level Tokens: "
    "one with the scope connections:write"
)
SWITCH_ON = (
    "switch Socket Mode on in your Slack app's settings, under Socket Mode, "
    "or start the gateway without --socket-mode"
)

Dial = Callable[[], Awaitable[Client]]


class OperatorNeeded(SlackUnavailable):
    """Slack gives no connection before somebody changes something.

    Args:
        cure: what to change, in the imperative.
    """

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.cure = cure


class WrongToken(OperatorNeeded):
    """Slack does not take SLACK_APP_TOKEN."""


class Dialing:
    """Opens connections for one app-level token."""

    def __init__(self, token: str, web: AsyncWebClient, settle: Settle, ping_s: float) -> None:
        self.token, self.web, self.settle, self.ping_s = token, web, settle, ping_s

    async def dial(self) -> Client:
        """Return a new open connection.

        Raises:
            SlackUnavailable: Slack could not be reached, or refused; never with an address.
        """
        address = await self._address()
        client = Client(self.token, self.web, self.settle, self.ping_s)
        client.wss_uri = address
        try:
            async with asyncio.timeout(CONNECT_S):
                await client.connect()
        except BaseException as error:
            await client.close()
            if isinstance(error, Exception):
                raise unavailable("websocket", error) from None
            raise
        return client

    async def _address(self) -> str:
        try:
            answer = await self.web.apps_connections_open(app_token=self.token)
            return str(answer["url"])
        except SlackApiError as error:
            raise refused(error) from None
        except Exception as error:  # noqa: BLE001  whatever it is, all we can do is try again
            raise unavailable(METHOD, error) from None


def unavailable(what: str, error: Exception) -> SlackUnavailable:
    """Return a failure without its own words: they may hold an address, whose ticket is good."""
    return SlackUnavailable(f"{what}: {type(error).__name__}")


def refused(error: SlackApiError) -> SlackUnavailable:
    """Return what Slack's refusal means here."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse):  # the SDK could not read it
        return unavailable(METHOD, error)
    code = str(answer.get("error"))
    reason = f"{METHOD}: {code}"
    if code in WRONG_TOKEN:
        return WrongToken(reason, COPY)
    if code in SWITCHED_OFF:
        return OperatorNeeded(reason, SWITCH_ON)
    if code != "ratelimited":
        return SlackUnavailable(reason)
    given = str(answer.headers.get("Retry-After", ""))
    return SlackUnavailable(reason, float(given) if given.isdigit() else RATE_LIMITED_S)
