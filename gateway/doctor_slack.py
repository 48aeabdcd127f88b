"""The doctor's questions to Slack: whose tokens these are, and what they may do.

| asked                 | with            | tells                                                |
|-----------------------|-----------------|------------------------------------------------------|
| auth.test             | SLACK_BOT_TOKEN | workspace; by its headers also the scopes, the time  |
| bots.info             | the same        | the app                                              |
| apps.connections.open | SLACK_APP_TOKEN | whether Socket Mode is on, and the app               |

A connection that was opened and not used ends by itself; no event goes there.

Source: https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import orjson
from msgspec import Struct
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from gateway.doctor_finding import Finding, shown
from gateway.doctor_settings import Given
from shared.scopes import lost_without
from shared.settings import CURES, TeamSettings
from shared.slack import WRONG_TOKEN, web_client

MANIFEST = Path(__file__).parents[1] / "slack-manifest.json"
REINSTALL = (
    "paste slack-manifest.json with your address (App Manifest), then Install App, Reinstall"
)
COPY = "copy the Bot User OAuth Token (xoxb-…) from your Slack app's OAuth & Permissions page"
NETWORK = "look at the network, HTTPS_PROXY and SLACK_API_URL"
AGAIN = "try again in a minute"

# How a token begins that is none of a bot, and what it is.
OTHER_TOKENS = {
    "xoxp-": "it is a person's token, for SLACK_USER_TOKEN",
    "xapp-": "it is an app-level token, for SLACK_APP_TOKEN",
    "xoxe": "token rotation is on, which Burrow does not do: Slack needs a new app without it",
}


class Said(Struct, frozen=True):
    """What Slack said.

    Args:
        error: why not: Slack's word, or what kept its answer from coming; empty if it did.
        came: whether it was Slack who said it.
    """

    body: dict[str, Any] = {}
    headers: Mapping[str, str] = {}
    error: str = ""
    came: bool = True

    @property
    def scopes(self) -> frozenset[str] | None:
        """The token's scopes, None if Slack does not say."""
        listed = self.headers.get("x-oauth-scopes")
        if listed is None:
            return None
        return frozenset(one.strip() for one in listed.split(","))

    @property
    def date_s(self) -> float | None:
        """When Slack answered by its clock, s since the epoch; None if it does not say."""
        try:
            return parsedate_to_datetime(self.headers.get("date", "")).timestamp()
        except ValueError:
            return None


async def ask(token: SecretStr, api_url: str, method: str, **arguments: str) -> Said:
    """Call a method that changes nothing."""
    client = web_client(token.get_secret_value(), api_url)
    try:
        response = await client.api_call(
            method, http_verb="GET" if arguments else "POST", params=arguments
        )
    except SlackApiError as error:
        return said_in(error.response)
    except (aiohttp.ClientError, TimeoutError, AttributeError, ValueError) as error:
        # AttributeError is how the SDK takes an answer that is not JSON.
        return Said(error=type(error).__name__, came=False)
    finally:
        if client.session:
            await client.session.close()
    return said_in(response)


def said_in(response: Any) -> Said:
    """Return an answer of Slack's."""
    body = response.data if isinstance(response.data, dict) else {}
    headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
    error = "" if body.get("ok") else str(body.get("error") or f"HTTP {response.status_code}")
    return Said(body, headers, error)


async def whose(given: Given) -> Said | None:
    """Ask whose the bot's token is; None if there is none."""
    caller = given.caller
    return await ask(caller.slack_bot_token, caller.slack_api_url, "auth.test") if caller else None


async def app_of(given: Given, said: Said | None) -> str:
    """Return the app of the bot's token, empty if Slack does not say."""
    if not given.caller or not said or not (bot := said.body.get("bot_id")):
        return ""
    caller = given.caller
    about = await ask(caller.slack_bot_token, caller.slack_api_url, "bots.info", bot=str(bot))
    return str(about.body.get("bot", {}).get("app_id", ""))


def token_finding(given: Given, said: Said | None, app: str) -> Finding:
    """Say whether the bot's token is one, and of the right workspace and app."""
    if given.caller is None or said is None:
        return Finding("skipped", "token", "SLACK_BOT_TOKEN has to be set first")
    token = given.caller.slack_bot_token.get_secret_value()
    for begins, what in OTHER_TOKENS.items():
        if token.startswith(begins):
            return Finding("wrong", "token", f"SLACK_BOT_TOKEN is no bot's: {what}", COPY)
    if said.error:
        return refused("token", "SLACK_BOT_TOKEN", said, COPY)
    return placed(given.team, said, app)


def refused(subject: str, variable: str, said: Said, cure: str) -> Finding:
    """Say why a token could not be used."""
    if not said.came:
        return Finding("wrong", subject, f"Slack cannot be reached ({said.error})", NETWORK)
    if said.error == "ratelimited":
        return Finding("wrong", subject, "Slack asks to wait (ratelimited)", AGAIN)
    known = said.error in WRONG_TOKEN or said.error.startswith(("token_", "not_allowed", "missing"))
    text = f"Slack refuses {variable} ({shown(said.error)})"
    return Finding("wrong", subject, text, cure if known else f"{AGAIN}, or {cure}")


def placed(team: TeamSettings, said: Said, app: str) -> Finding:
    """Compare the token's workspace and app with the settings."""
    team_id, name = str(said.body.get("team_id", "")), shown(str(said.body.get("team", "")))
    cure = "correct it, or leave it empty; until then every event is refused with 403"
    if team.slack_team_id not in {"", team_id}:
        text = f"SLACK_TEAM_ID is {team.slack_team_id}, the token is of {team_id} ({name})"
        return Finding("wrong", "token", text, cure)
    if app and team.slack_app_id not in {"", app}:
        text = f"SLACK_APP_ID is {team.slack_app_id}, the token is of the app {app}"
        return Finding("wrong", "token", text, cure)
    bot = shown(str(said.body.get("user", "")))
    return Finding("ok", "token", f"@{bot} in {name} ({team_id}), app {app or 'not told'}")


def scope_findings(said: Said | None, manifest: Path = MANIFEST) -> list[Finding]:
    """Say which scopes of the manifest the token lacks, and what does not work without them."""
    if said is None or said.error or said.scopes is None:
        return [Finding("skipped", "scopes", "Slack does not say which there are")]
    try:
        wanted = orjson.loads(manifest.read_bytes())
        scopes = wanted["oauth_config"]["scopes"]["bot"]
        events = wanted["settings"]["event_subscriptions"]["bot_events"]
    except (OSError, ValueError, KeyError, TypeError):
        return [Finding("skipped", "scopes", f"{manifest.name} is not here, or is no manifest")]
    missing = [scope for scope in scopes if scope not in said.scopes]
    if not missing:
        return [Finding("ok", "scopes", f"all {len(scopes)} of {manifest.name}")]
    return [
        Finding("wrong", "scopes", f"{one} is missing: {lost_without(one, events)}", REINSTALL)
        for one in missing
    ]


async def app_token_finding(given: Given, app: str) -> Finding:
    """Say whether the app may connect by itself."""
    if not given.socket_mode:
        text = "not needed: Slack sends to the request URL; --socket-mode looks at it"
        return Finding("skipped", "app token", text)
    if given.app_token is None or given.caller is None:
        text = "SLACK_APP_TOKEN and SLACK_BOT_TOKEN have to be set first"
        return Finding("skipped", "app token", text)
    said = await ask(given.app_token, given.caller.slack_api_url, "apps.connections.open")
    if said.error:
        cure = f"{CURES['SLACK_APP_TOKEN']}, and turn Socket Mode on"
        return refused("app token", "SLACK_APP_TOKEN", said, cure)
    # The address has a ticket, which is a secret; only the app is taken out of it.
    [theirs, *_] = parse_qs(urlsplit(str(said.body.get("url"))).query).get("app_id", [""])
    if app and theirs and theirs != app:
        text = f"SLACK_APP_TOKEN is of the app {shown(theirs)}, SLACK_BOT_TOKEN of {app}"
        return Finding("wrong", "app token", text, "take both tokens from the same Slack app")
    return Finding("ok", "app token", "Slack opens connections")
