"""What may be wrong with an installation, what the doctor then says, and a part of the cure."""

from __future__ import annotations

from collections.abc import Callable

from tests.gateway.doctoring import Installation

NOWHERE = "redis://127.0.0.1:1/0"

Change = Callable[[Installation], None]


def change(**settings: str) -> Change:
    """Change settings; an empty one is unset."""

    def apply(installed: Installation) -> None:
        installed.settings |= settings

    return apply


def without(*scopes: str) -> Change:
    """Take scopes away from the bot's token."""

    def apply(installed: Installation) -> None:
        installed.slack.workspace.scopes -= set(scopes)

    return apply


def slack_fails(method: str, **options: str) -> Change:
    """Let Slack refuse a method."""

    def apply(installed: Installation) -> None:
        installed.slack.fault(method, "error", **options)

    return apply


def clock_off(ahead_s: float) -> Change:
    """Let this machine's clock be wrong."""

    def apply(installed: Installation) -> None:
        installed.ahead_s = ahead_s

    return apply


# In a word, how it comes about, the line, and what is in the cure.
WRONG: list[tuple[str, Change, str, str]] = [
    (
        "a secret is missing",
        change(SLACK_SIGNING_SECRET=""),
        "settings: SLACK_SIGNING_SECRET is not set",
        "copy it from your Slack app's Basic Information page",
    ),
    (
        "a token is missing",
        change(SLACK_BOT_TOKEN=""),
        "settings: SLACK_BOT_TOKEN is not set",
        "OAuth & Permissions",
    ),
    ("a port is none", change(PORT="gopher"), "settings: PORT is wrong", "integer"),
    (
        "a key is short",
        change(SECRETS_KEY="short"),
        "settings: SECRETS_KEY is wrong",
        "openssl rand -hex 32",
    ),
    ("no address of Redis", change(REDIS_URL=""), "settings: REDIS_URL is not set", "redis://"),
    (
        "an address of Redis that is none",
        change(REDIS_URL="redis://:pass/word@localhost:port/0"),
        "Redis: REDIS_URL is no address",
        "odd characters as %40",
    ),
    ("Redis is away", change(REDIS_URL=NOWHERE), "Redis: does not answer", "start it"),
    (
        "the clock is ahead",
        clock_off(75),
        "clock: Redis is 75 s behind, Slack is 7",
        "set the clock of this machine",
    ),
    ("the clock is behind", clock_off(-75), "clock: Redis is 75 s ahead", "set the clock"),
    (
        "a person's token",
        change(SLACK_BOT_TOKEN="xoxp-local"),
        "token: SLACK_BOT_TOKEN is no bot's: it is a person's token, for SLACK_USER_TOKEN",
        "Bot User OAuth Token",
    ),
    (
        "a token that is rotated",
        change(SLACK_BOT_TOKEN="xoxe.xoxb-1-local"),
        "token: SLACK_BOT_TOKEN is no bot's: token rotation is on",
        "Bot User OAuth Token",
    ),
    (
        "another token",
        change(SLACK_BOT_TOKEN="xoxb-of-yesterday"),
        "token: Slack refuses SLACK_BOT_TOKEN (invalid_auth)",
        "Bot User OAuth Token",
    ),
    (
        "Slack is out of order",
        slack_fails("auth.test", error="fatal_error"),
        "token: Slack refuses SLACK_BOT_TOKEN (fatal_error)",
        "try again in a minute",
    ),
    (
        "Slack is away",
        change(SLACK_API_URL="http://127.0.0.1:1/api/"),
        "token: Slack cannot be reached (ClientConnectorError)",
        "HTTPS_PROXY and SLACK_API_URL",
    ),
    (
        "another workspace",
        change(SLACK_TEAM_ID="T0ELSEWHERE"),
        "token: SLACK_TEAM_ID is T0ELSEWHERE, the token is of T0RABBIT01 (Burrow local)",
        "correct it, or leave it empty",
    ),
    (
        "another app",
        change(SLACK_APP_ID="A0ELSEWHERE"),
        "token: SLACK_APP_ID is A0ELSEWHERE, the token is of the app A0BURROW01",
        "correct it, or leave it empty",
    ),
    (
        "no scope for commands",
        without("commands"),
        "scopes: commands is missing: there are no slash commands",
        "Reinstall",
    ),
    (
        "no scope for direct messages",
        without("im:history"),
        "scopes: im:history is missing: Slack does not send message.im",
        "paste slack-manifest.json",
    ),
    (
        "the running gateway has another secret",
        change(SLACK_SIGNING_SECRET="another"),
        "answers 401 (X-Slack-Signature does not match the body)",
        "the same SLACK_SIGNING_SECRET",
    ),
    (
        "the running gateway has another token",
        change(SLACK_VERIFICATION_TOKEN="another"),
        "answers 403 (token is not SLACK_VERIFICATION_TOKEN)",
        "SLACK_VERIFICATION_TOKEN as here",
    ),
    (
        "an address that is none",
        change(PUBLIC_URL="bot.example.org"),
        "settings: PUBLIC_URL is wrong",
        "https://",
    ),
    (
        "nobody listens",
        change(PUBLIC_URL="http://somebody:pass@127.0.0.1:1"),
        "request URL: http://127.0.0.1:1/slack/events cannot be reached",
        "start the gateway",
    ),
    (
        "another name",
        change(APP_NAME="other"),
        "consumers: no group other reads slack_message_public",
        "APP_NAME",
    ),
]
