"""The doctor plays Slack: it asks the gateway what Slack asks when a request URL is set.

The question carries what the doctor knows (team, app, verification token), so that a gateway with
other settings refuses it as it would refuse Slack's events.

Source: https://docs.slack.dev/reference/events/url_verification
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import orjson
from msgspec import Struct

from gateway.doctor_finding import Finding, shown
from gateway.doctor_settings import Given
from gateway.signature import SigningKey
from shared.settings import GatewaySettings

PATH = "/slack/events"
SLACK_WAITS_S = 3.0
ANSWER_MAX_BYTES = 10_000
SUBJECT = "request URL"

SAME = "restart it with the same {}"
CURES = {
    401: SAME.format("SLACK_SIGNING_SECRET as here; both clocks must be right, too"),
    403: SAME.format("SLACK_APP_ID, SLACK_TEAM_ID and SLACK_VERIFICATION_TOKEN as here")
    + "; if it was not the gateway that refused: let POST through",
    404: "set PUBLIC_URL to the gateway's base, such as https://bot.example.org, and pass "
    f"{PATH} on to it unchanged",
    405: f"let POST {PATH} through to the gateway",
    415: "let whatever is in between leave the content type alone",
}
REDIRECTS = "set PUBLIC_URL to the address that it leads to: Slack follows none"
BEHIND = "start the gateway; whatever ends TLS in front of it runs, but does not reach it"
ANOTHER = "set PUBLIC_URL to the gateway's address: something else answers there"


class Got(Struct, frozen=True):
    """What came back.

    Args:
        trouble: why nothing did, and its cure.
    """

    status: int = 0
    body: bytes = b""
    trouble: tuple[str, str] = ("", "")


async def request_url_finding(given: Given, team: str, app: str, now_s: float) -> Finding:
    """Say whether Slack's requests reach a gateway with these settings.

    Args:
        team, app: of the bot's token, empty if not known.
    """
    if given.socket_mode:
        return Finding("skipped", SUBJECT, "Socket Mode needs none")
    if given.address is None or given.gateway is None:
        return Finding("skipped", SUBJECT, "the settings above have to be right first")
    if not given.address.public_url:
        text = "PUBLIC_URL is not set, so that nothing is known of the way from Slack to here"
        return Finding("skipped", SUBJECT, text)
    url, challenge = f"{given.address.public_url}{PATH}", secrets.token_hex(16)
    body = question(given.gateway, challenge, team, app)
    got = await send(url, body, signed(given.gateway, body, now_s))
    return judged(url, got, challenge)


def question(settings: GatewaySettings, challenge: str, team: str, app: str) -> bytes:
    """Return the body of a url_verification."""
    token = settings.slack_verification_token
    fields = {
        "type": "url_verification",
        "challenge": challenge,
        "team_id": team or settings.slack_team_id,
        "api_app_id": app or settings.slack_app_id,
        "token": token.get_secret_value() if token else "",
    }
    return orjson.dumps({name: value for name, value in fields.items() if value})


def signed(settings: GatewaySettings, body: bytes, now_s: float) -> dict[str, str]:
    """Return the headers that Slack would send with a body."""
    key = SigningKey(settings.slack_signing_secrets[0].get_secret_value())
    timestamp = str(int(now_s))
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": key.sign(timestamp.encode(), body).decode(),
    }


async def send(url: str, body: bytes, headers: dict[str, str]) -> Got:
    """Send a request as Slack does, and wait as long."""
    timeout = aiohttp.ClientTimeout(total=SLACK_WAITS_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as http,
            http.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return Got(answer.status, await answer.content.read(ANSWER_MAX_BYTES))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Got(trouble=trouble_of(error))


def trouble_of(error: Exception) -> tuple[str, str]:
    """Return why no answer came, and what to do."""
    if isinstance(error, TimeoutError):
        cure = "look whether the gateway runs, and whether a firewall drops what comes to it"
        return f"does not answer within {SLACK_WAITS_S:g} s, as long as Slack waits", cure
    if isinstance(error, aiohttp.ClientSSLError):
        cure = "use one of a public authority, with its intermediate ones; Slack takes no other"
        return "has a certificate that is not trusted", cure
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "has a name that nobody knows", "correct PUBLIC_URL, or make the DNS entry"
    cure = "start the gateway, and let whatever is in front of it lead there"
    return f"cannot be reached ({type(error).__name__})", cure


def judged(url: str, got: Got, challenge: str) -> Finding:
    """Say what an answer means."""
    trouble, cure = got.trouble
    name = without_password(url)
    if not trouble and got.status == 200 and field(got.body, "challenge") != challenge:
        trouble, cure = "answers, but not with the challenge", ANOTHER
    elif not trouble and got.status != 200:
        reason = shown(str(field(got.body, "error") or ""))
        trouble = f"answers {got.status}" + (f" ({reason})" if reason else "")
        cure = cure_of(got.status)
    if trouble:
        return Finding("wrong", SUBJECT, f"{name} {trouble}", cure)
    if url.startswith("http://"):
        text = f"{name} is the gateway's, but without TLS"
        return Finding("note", SUBJECT, text, "give Slack an https:// address")
    return Finding("ok", SUBJECT, f"{name} is the gateway's, with the same settings")


def without_password(url: str) -> str:
    """Return an address as it may stand in a line."""
    parts = urlsplit(url)
    return shown(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))


def cure_of(status: int) -> str:
    """Return what to do about a status."""
    if 300 <= status < 400:
        return REDIRECTS
    return CURES.get(status, BEHIND if status >= 500 else ANOTHER)


def field(body: bytes, name: str) -> Any:
    """Return a field of a JSON object, None of anything else."""
    try:
        parsed = orjson.loads(body)
    except ValueError:
        return None
    return parsed.get(name) if isinstance(parsed, dict) else None
