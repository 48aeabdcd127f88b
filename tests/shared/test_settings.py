"""What the environment decides."""

from __future__ import annotations

import socket

import pytest
from pydantic_settings import BaseSettings

from shared.settings import BgtasksSettings, ConsumerSettings, GatewaySettings
from tests.shared.conftest import Read

REDIS = {"REDIS_URL": "redis://127.0.0.1:6379/0"}
TOKEN = {"SLACK_BOT_TOKEN": "xoxb-1"}
SIGNING = {"SLACK_SIGNING_SECRET": "shhh"}
LIVE = {
    "LIVE_STATUS_URL": "https://a.example/live/status",
    "LIVE_COUNTDOWN_URL": "https://a.example/countdown?of=it",
}
NEEDED: dict[type[BaseSettings], dict[str, str]] = {
    GatewaySettings: REDIS | SIGNING,
    ConsumerSettings: REDIS | TOKEN,
    BgtasksSettings: REDIS | TOKEN,
}


@pytest.mark.parametrize(
    ("kind", "field", "expected"),
    [
        (GatewaySettings, "port", 8080),
        (GatewaySettings, "web_concurrency", 1),
        (GatewaySettings, "slack_app_id", ""),
        (GatewaySettings, "slack_team_id", ""),
        (GatewaySettings, "slack_verification_token", None),
        (ConsumerSettings, "consumer_concurrency", 64),
        (ConsumerSettings, "health_port", None),
        (ConsumerSettings, "slack_api_url", "https://slack.com/api/"),
        (BgtasksSettings, "health_port", None),
        (BgtasksSettings, "app_name", "burrow"),
        (BgtasksSettings, "dyno", socket.gethostname()),
        (BgtasksSettings, "release", ""),
        (BgtasksSettings, "shadow_mode", True),
        (BgtasksSettings, "log_level", "info"),
        (BgtasksSettings, "log_format", "json"),
        (BgtasksSettings, "redis_verifies", True),
        (BgtasksSettings, "slack_admins_channel", ""),
        (BgtasksSettings, "gerrit_url", ""),
        (BgtasksSettings, "gerrit_channel", "golang-cls"),
        (BgtasksSettings, "gerrit_every_s", 600),
        (BgtasksSettings, "gerrit_change_url", "https://golang.org/cl"),
        (BgtasksSettings, "live_status_url", ""),
        (BgtasksSettings, "live_countdown_url", ""),
        (BgtasksSettings, "live_channel", "gotimefm"),
        (BgtasksSettings, "live_every_s", 60),
        (BgtasksSettings, "live_show", "GoTimeFM"),
        (BgtasksSettings, "mastodon_url", ""),
        (BgtasksSettings, "mastodon_channel", "gotimefm"),
        (BgtasksSettings, "mastodon_every_s", 300),
        (BgtasksSettings, "mastodon_username", "Changelog"),
        (ConsumerSettings, "playground_url", ""),
    ],
)
def test_what_is_not_set_has_its_default(
    read: Read, kind: type[BaseSettings], field: str, expected: object
) -> None:
    assert getattr(read(kind, NEEDED[kind]), field) == expected


@pytest.mark.parametrize(
    ("kind", "variables", "field", "expected"),
    [
        (GatewaySettings, {"PORT": "9000"}, "port", 9000),
        (GatewaySettings, {"WEB_CONCURRENCY": "4"}, "web_concurrency", 4),
        (GatewaySettings, {"SLACK_APP_ID": "A1"}, "slack_app_id", "A1"),
        (GatewaySettings, {"GOPHER_SLACK_APP_ID": "A2"}, "slack_app_id", "A2"),
        (GatewaySettings, {"SLACK_TEAM_ID": "T1"}, "slack_team_id", "T1"),
        (GatewaySettings, {"GOPHER_SLACK_TEAM_ID": "T2"}, "slack_team_id", "T2"),
        (ConsumerSettings, {"CONSUMER_CONCURRENCY": "8"}, "consumer_concurrency", 8),
        (ConsumerSettings, {"HEALTH_PORT": "9001"}, "health_port", 9001),
        (ConsumerSettings, {"SLACK_API_URL": "http://x/"}, "slack_api_url", "http://x/"),
        (BgtasksSettings, {"HEALTH_PORT": "9001"}, "health_port", 9001),
        (BgtasksSettings, {"APP_NAME": "mole"}, "app_name", "mole"),
        (BgtasksSettings, {"HEROKU_APP_NAME": "hare"}, "app_name", "hare"),
        (BgtasksSettings, {"DYNO": "clock.1"}, "dyno", "clock.1"),
        (BgtasksSettings, {"HEROKU_DYNO_ID": "abc"}, "dyno", "abc"),
        (BgtasksSettings, {"RELEASE": "f00"}, "release", "f00"),
        (BgtasksSettings, {"HEROKU_SLUG_COMMIT": "ba5"}, "release", "ba5"),
        (BgtasksSettings, {"ENV": "production"}, "shadow_mode", False),
        (BgtasksSettings, {"ENV": "staging"}, "shadow_mode", True),
        (BgtasksSettings, {"LOG_LEVEL": "debug"}, "log_level", "debug"),
        (BgtasksSettings, {"LOG_LEVEL": "WARN"}, "log_level", "warning"),
        (BgtasksSettings, {"GOPHER_LOG_LEVEL": "trace"}, "log_level", "debug"),
        (BgtasksSettings, {"GOPHER_LOG_LEVEL": "panic"}, "log_level", "critical"),
        (BgtasksSettings, {"LOG_FORMAT": "console"}, "log_format", "console"),
        (BgtasksSettings, {"REDIS_TLS_VERIFY": "0"}, "redis_verifies", False),
        (BgtasksSettings, {"REDIS_TLS_VERIFY": "1"}, "redis_verifies", True),
        (BgtasksSettings, {"GOPHER_REDIS_SKIPVERIFY": "1"}, "redis_verifies", False),
        (BgtasksSettings, {"GOPHER_REDIS_SKIPVERIFY": "0"}, "redis_verifies", True),
        (BgtasksSettings, {"GOPHER_REDIS_SKIPVERIFY": "yes"}, "redis_verifies", True),
        (BgtasksSettings, {"SLACK_ADMINS_CHANNEL": "#admins"}, "slack_admins_channel", "admins"),
        (BgtasksSettings, {"GERRIT_URL": "https://g.example/"}, "gerrit_url", "https://g.example"),
        (BgtasksSettings, {"GERRIT_URL": "http://[::1]:80"}, "gerrit_url", "http://[::1]:80"),
        (BgtasksSettings, {"GERRIT_CHANNEL": "#reviews"}, "gerrit_channel", "reviews"),
        (BgtasksSettings, {"GERRIT_CHANNEL": "C2VU4UTFZ"}, "gerrit_channel", "C2VU4UTFZ"),
        (BgtasksSettings, {"GERRIT_EVERY_S": "30"}, "gerrit_every_s", 30),
        (BgtasksSettings, {"GERRIT_CHANGE_URL": "http://g/c/"}, "gerrit_change_url", "http://g/c"),
        (BgtasksSettings, {"LIVE_CHANNEL": "show"}, "live_channel", "show"),
        (BgtasksSettings, {"LIVE_EVERY_S": "30"}, "live_every_s", 30),
        (BgtasksSettings, {"LIVE_SHOW": "Ours"}, "live_show", "Ours"),
        (BgtasksSettings, LIVE, "live_status_url", "https://a.example/live/status"),
        (BgtasksSettings, LIVE, "live_countdown_url", "https://a.example/countdown?of=it"),
        (BgtasksSettings, {"MASTODON_URL": "https://m/1/"}, "mastodon_url", "https://m/1"),
        (BgtasksSettings, {"MASTODON_CHANNEL": "toots"}, "mastodon_channel", "toots"),
        (BgtasksSettings, {"MASTODON_EVERY_S": "86400"}, "mastodon_every_s", 86_400),
        (BgtasksSettings, {"MASTODON_USERNAME": "Us"}, "mastodon_username", "Us"),
        (BgtasksSettings, {"MASTODON_ICON_URL": "https://i/"}, "mastodon_icon_url", "https://i/"),
        (
            ConsumerSettings,
            {"PLAYGROUND_URL": "https://go.dev/"},
            "playground_url",
            "https://go.dev",
        ),
    ],
)
def test_every_variable_and_its_older_name_is_read(
    read: Read,
    kind: type[BaseSettings],
    variables: dict[str, str],
    field: str,
    expected: object,
) -> None:
    assert getattr(read(kind, NEEDED[kind] | variables), field) == expected


@pytest.mark.parametrize(
    ("variables", "field", "expected"),
    [
        ({"APP_NAME": "ours", "HEROKU_APP_NAME": "older"}, "app_name", "ours"),
        ({"APP_NAME": "", "HEROKU_APP_NAME": "older"}, "app_name", "older"),
        ({"APP_NAME": "", "HEROKU_APP_NAME": ""}, "app_name", "burrow"),
        ({"DYNO": "ours", "HEROKU_DYNO_ID": "older"}, "dyno", "ours"),
        ({"RELEASE": "ours", "HEROKU_SLUG_COMMIT": "older"}, "release", "ours"),
        ({"LOG_LEVEL": "error", "GOPHER_LOG_LEVEL": "debug"}, "log_level", "error"),
        ({"LOG_LEVEL": "", "GOPHER_LOG_LEVEL": "debug"}, "log_level", "debug"),
        ({"SLACK_TEAM_ID": "ours", "GOPHER_SLACK_TEAM_ID": "older"}, "slack_team_id", "ours"),
        ({"HEALTH_PORT": ""}, "health_port", None),
        ({"LOG_FORMAT": ""}, "log_format", "json"),
        ({"REDIS_TLS_VERIFY": "1", "GOPHER_REDIS_SKIPVERIFY": "1"}, "redis_verifies", True),
        ({"REDIS_TLS_VERIFY": "", "GOPHER_REDIS_SKIPVERIFY": "1"}, "redis_verifies", False),
    ],
)
def test_our_name_wins_and_an_empty_variable_is_not_set(
    read: Read, variables: dict[str, str], field: str, expected: object
) -> None:
    assert getattr(read(BgtasksSettings, REDIS | TOKEN | variables), field) == expected


@pytest.mark.parametrize(
    ("variables", "token"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-ours"}, "xoxb-ours"),
        ({"GOPHER_SLACK_BOT_ACCESS_TOKEN": "xoxb-older"}, "xoxb-older"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-ours", "GOPHER_SLACK_BOT_ACCESS_TOKEN": "xoxb-older"},
            "xoxb-ours",
        ),
        ({"SLACK_BOT_TOKEN": "", "GOPHER_SLACK_BOT_ACCESS_TOKEN": "xoxb-older"}, "xoxb-older"),
    ],
)
def test_the_token_is_read_under_either_name(
    read: Read, variables: dict[str, str], token: str
) -> None:
    settings = read(BgtasksSettings, REDIS | variables)
    assert settings.slack_bot_token.get_secret_value() == token


@pytest.mark.parametrize(
    ("variables", "secrets"),
    [
        ({"SLACK_SIGNING_SECRET": "one"}, ["one"]),
        ({"SLACK_SIGNING_SECRET": "one, two ,,three"}, ["one", "two", "three"]),
        ({"GOPHER_SLACK_REQUEST_SECRET": "older"}, ["older"]),
        ({"SLACK_SIGNING_SECRET": "ours", "GOPHER_SLACK_REQUEST_SECRET": "older"}, ["ours"]),
    ],
)
def test_signing_secrets_may_be_several(
    read: Read, variables: dict[str, str], secrets: list[str]
) -> None:
    settings = read(GatewaySettings, REDIS | variables)
    assert [one.get_secret_value() for one in settings.slack_signing_secrets] == secrets


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({"REDIS_URL": "redis://h:1/0"}, "redis://h:1/0"),
        ({"REDIS_URL": "rediss://h:1/0"}, "rediss://h:1/0"),
        ({"REDIS_URL": "rediss://h:1/0", "GOPHER_REDIS_INSECURE": "1"}, "redis://h:1/0"),
        ({"REDIS_URL": "rediss://h:1/0", "GOPHER_REDIS_INSECURE": "0"}, "rediss://h:1/0"),
        ({"REDIS_URL": "rediss://h:1/0", "GOPHER_REDIS_INSECURE": "true"}, "rediss://h:1/0"),
        ({"REDIS_URL": "redis://h:1/0", "GOPHER_REDIS_INSECURE": "1"}, "redis://h:1/0"),
    ],
)
def test_tls_goes_only_when_the_older_variable_says_1(
    read: Read, variables: dict[str, str], address: str
) -> None:
    assert read(BgtasksSettings, TOKEN | variables).redis_address == address
