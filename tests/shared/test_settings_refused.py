"""What settings say that are missing or wrong, and what they never say."""

from __future__ import annotations

import pytest
from pydantic_settings import BaseSettings

from shared.errors import SettingsError
from shared.settings import BgtasksSettings, ConsumerSettings, GatewaySettings
from tests.shared.conftest import Read

REDIS = {"REDIS_URL": "redis://127.0.0.1:6379/0"}
TOKEN = {"SLACK_BOT_TOKEN": "xoxb-1"}
SIGNING = {"SLACK_SIGNING_SECRET": "shhh"}
TOO_SHORT = "SECRETS_KEY is wrong: use a random text of 32 characters or more: openssl rand -hex 32"


@pytest.mark.parametrize(
    ("kind", "variables", "message"),
    [
        (GatewaySettings, REDIS, "SLACK_SIGNING_SECRET is not set: copy it from"),
        (GatewaySettings, SIGNING, "REDIS_URL is not set: set it to the address"),
        (ConsumerSettings, REDIS, "SLACK_BOT_TOKEN is not set: copy it from"),
        (ConsumerSettings, REDIS | {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set: copy it"),
        (GatewaySettings, REDIS | {"SLACK_SIGNING_SECRET": ","}, "SLACK_SIGNING_SECRET is wrong:"),
        *(
            (kind, REDIS | SIGNING | TOKEN | {"SECRETS_KEY": key}, TOO_SHORT)
            for kind in (GatewaySettings, ConsumerSettings)
            for key in ("short", "x" * 31, f"{'x' * 32},short", f"short, {'x' * 32}")
        ),
        (GatewaySettings, REDIS | SIGNING | {"PORT": "0"}, "PORT is wrong:"),
        (GatewaySettings, REDIS | SIGNING | {"PORT": "http"}, "PORT is wrong:"),
        (GatewaySettings, REDIS | SIGNING | {"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is wrong:"),
        (ConsumerSettings, REDIS | TOKEN | {"HEALTH_PORT": "70000"}, "HEALTH_PORT is wrong:"),
        (
            ConsumerSettings,
            REDIS | TOKEN | {"CONSUMER_CONCURRENCY": "-1"},
            "CONSUMER_CONCURRENCY is wrong:",
        ),
        (
            BgtasksSettings,
            REDIS | TOKEN | {"LOG_LEVEL": "loud"},
            "LOG_LEVEL is wrong: use one of trace, debug",
        ),
        (BgtasksSettings, REDIS | TOKEN | {"LOG_FORMAT": "xml"}, "LOG_FORMAT is wrong:"),
        (
            BgtasksSettings,
            TOKEN | {"REDIS_URL": "redis+sentinel://h"},
            "REDIS_URL is wrong: redis+sentinel:// is not supported yet",
        ),
        (
            BgtasksSettings,
            TOKEN | {"REDIS_URL": "localhost:6379"},
            "REDIS_URL is wrong: use redis:// or rediss://",
        ),
        *(
            (kind, REDIS | TOKEN | {variable: value}, f"{variable} is wrong: use an address that")
            for kind, variable in (
                (BgtasksSettings, "GERRIT_URL"),
                (BgtasksSettings, "MASTODON_URL"),
                (BgtasksSettings, "LIVE_STATUS_URL"),
                (ConsumerSettings, "PLAYGROUND_URL"),
            )
            for value in ("go.dev", "ftp://go.dev", "https://", "http://[::1", "http://a:99999")
        ),
        (BgtasksSettings, REDIS | TOKEN | {"GERRIT_EVERY_S": "0"}, "GERRIT_EVERY_S is wrong:"),
        (BgtasksSettings, REDIS | TOKEN | {"LIVE_EVERY_S": "1h"}, "LIVE_EVERY_S is wrong:"),
        (
            BgtasksSettings,
            REDIS | TOKEN | {"LIVE_STATUS_URL": "https://a.example"},
            "LIVE_COUNTDOWN_URL is not set: set both LIVE_STATUS_URL and LIVE_COUNTDOWN_URL",
        ),
        (
            BgtasksSettings,
            REDIS | TOKEN | {"LIVE_COUNTDOWN_URL": "https://a.example"},
            "LIVE_STATUS_URL is not set: set both LIVE_STATUS_URL and LIVE_COUNTDOWN_URL",
        ),
    ],
)
def test_a_missing_or_wrong_variable_is_named_with_the_cure(
    read: Read, kind: type[BaseSettings], variables: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(kind, variables)
    assert str(caught.value).startswith(message)


def test_all_that_is_wrong_is_named_at_once(read: Read) -> None:
    with pytest.raises(SettingsError, match=r"REDIS_URL.*; .*SLACK_BOT_TOKEN|SLACK_BOT.*REDIS_URL"):
        read(BgtasksSettings, {})


@pytest.mark.parametrize(
    ("kind", "variables"),
    [
        (GatewaySettings, {"SLACK_SIGNING_SECRET": "s3cret", "PORT": "s3cret"}),
        (GatewaySettings, SIGNING | {"REDIS_URL": "http://:s3cret@host"}),
        (BgtasksSettings, {"SLACK_BOT_TOKEN": "xoxb-s3cret", "REDIS_URL": "amqp://:s3cret@h"}),
        (BgtasksSettings, REDIS | TOKEN | {"GERRIT_URL": "s3cret"}),
        (BgtasksSettings, REDIS | TOKEN | {"LIVE_STATUS_URL": "https://u:s3cret@a.example"}),
    ],
)
def test_no_value_is_repeated_in_a_complaint(
    read: Read, kind: type[BaseSettings], variables: dict[str, str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(kind, variables)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "variables"),
    [
        (
            GatewaySettings,
            {"SLACK_SIGNING_SECRET": "s3cret", "SLACK_VERIFICATION_TOKEN": "s3cret"},
        ),
        (BgtasksSettings, {"SLACK_BOT_TOKEN": "xoxb-s3cret"}),
        (BgtasksSettings, TOKEN | {"GERRIT_URL": "https://u:s3cret@a.example"}),
    ],
)
def test_secrets_are_not_printed(
    read: Read, kind: type[BaseSettings], variables: dict[str, str]
) -> None:
    settings = read(kind, variables | {"REDIS_URL": "rediss://u:s3cret@host:1/0"})
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in str(settings)
