"""What the environment decides, read once by each `__main__`.

An empty variable counts as unset. Where a variable has an older name (gopherbot's, Heroku's), ours
wins. A missing or wrong one raises SettingsError, whose message names the variable and the cure.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings

from shared.errors import SettingsError
from shared.settings_types import (
    CONFIG,
    AnySecrets,
    AppToken,
    BaseAddress,
    Channel,
    Emoji,
    Keys,
    Level,
    OneWorker,
    PlaygroundAddress,
    Port,
    RedisAddress,
    Secrets,
    either,
)
from shared.settings_watchers import WatcherSettings

CURES = {
    "REDIS_URL": "set it to the address of a Redis, such as redis://127.0.0.1:6379/0",
    "SLACK_SIGNING_SECRET": "copy it from your Slack app's Basic Information page",
    "SLACK_APP_TOKEN": "make one on your Slack app's Basic Information page, under App-Level "
    "Tokens, with the scope connections:write (xapp-…)",
    "SLACK_BOT_TOKEN": "copy it from your Slack app's OAuth & Permissions page (xoxb-…)",
}


class ProcessSettings(BaseSettings):
    """What every process reads."""

    model_config = CONFIG

    redis_url: RedisAddress = Field(validation_alias="REDIS_URL", repr=False)
    redis_tls_verify: bool = Field(True, validation_alias="REDIS_TLS_VERIFY")
    gopher_redis_skipverify: str = Field("", validation_alias="GOPHER_REDIS_SKIPVERIFY")
    gopher_redis_insecure: str = Field("", validation_alias="GOPHER_REDIS_INSECURE")
    app_name: str = Field("burrow", validation_alias=either("APP_NAME", "HEROKU_APP_NAME"))
    dyno: str = Field(
        default_factory=socket.gethostname, validation_alias=either("DYNO", "HEROKU_DYNO_ID")
    )
    release: str = Field("", validation_alias=either("RELEASE", "HEROKU_SLUG_COMMIT"))
    env: str = Field("development", validation_alias="ENV")
    log_level: Level = Field("info", validation_alias=either("LOG_LEVEL", "GOPHER_LOG_LEVEL"))
    log_format: Literal["json", "console"] = Field(
        default_factory=lambda: "console" if sys.stdout.isatty() else "json",
        validation_alias="LOG_FORMAT",
    )

    @property
    def shadow_mode(self) -> bool:
        """Whether another bot answers here and this one only listens along."""
        return self.env.lower() != "production"

    @property
    def redis_address(self) -> str:
        """The URL to connect to; GOPHER_REDIS_INSECURE=1 takes the TLS out of it."""
        if self.gopher_redis_insecure == "1" and self.redis_url.startswith("rediss://"):
            return "redis://" + self.redis_url.removeprefix("rediss://")
        return self.redis_url

    @property
    def redis_verifies(self) -> bool:
        """Whether the server's certificate is checked; REDIS_TLS_VERIFY wins if it is set."""
        if "redis_tls_verify" in self.model_fields_set:
            return self.redis_tls_verify
        return self.gopher_redis_skipverify != "1"


class SlackApiSettings(BaseSettings):
    """What every process that calls Slack reads."""

    model_config = CONFIG

    slack_bot_token: SecretStr = Field(
        validation_alias=either("SLACK_BOT_TOKEN", "GOPHER_SLACK_BOT_ACCESS_TOKEN")
    )
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")


class TeamSettings(BaseSettings):
    """Which app in which workspace; unset means any."""

    model_config = CONFIG

    slack_app_id: str = Field("", validation_alias=either("SLACK_APP_ID", "GOPHER_SLACK_APP_ID"))
    slack_team_id: str = Field("", validation_alias=either("SLACK_TEAM_ID", "GOPHER_SLACK_TEAM_ID"))


class JobsSettings(BaseSettings):
    """Where job definitions are; every process that knows of them reads it."""

    model_config = CONFIG

    jobs_dir: Path = Field(Path("jobs"), validation_alias="JOBS_DIR")


class DoorSettings(BaseSettings):
    """What keeps Slack's addresses for answers unreadable; gateway and consumer read the same."""

    model_config = CONFIG

    secrets_keys: Keys = Field((), validation_alias="SECRETS_KEY")


class GatewaySettings(DoorSettings, JobsSettings, TeamSettings, ProcessSettings):
    """`python -m gateway`."""

    port: Port = Field(8080, validation_alias="PORT")
    web_concurrency: int = Field(1, ge=1, le=64, validation_alias="WEB_CONCURRENCY")
    slack_signing_secrets: Secrets = Field(
        validation_alias=either("SLACK_SIGNING_SECRET", "GOPHER_SLACK_REQUEST_SECRET")
    )
    slack_verification_token: SecretStr | None = Field(
        None, validation_alias=either("SLACK_VERIFICATION_TOKEN", "GOPHER_SLACK_REQUEST_TOKEN")
    )
    github_webhook_secret: SecretStr | None = Field(None, validation_alias="GITHUB_WEBHOOK_SECRET")
    github_webhook_sha1: bool = Field(False, validation_alias="GITHUB_WEBHOOK_SHA1")
    hooks_secret: SecretStr | None = Field(None, validation_alias="HOOKS_SECRET")


class SocketModeSettings(GatewaySettings):
    """`python -m gateway --socket-mode`; nothing is signed there."""

    web_concurrency: OneWorker = Field(1, validation_alias="WEB_CONCURRENCY")
    slack_signing_secrets: AnySecrets = Field(
        (), validation_alias=either("SLACK_SIGNING_SECRET", "GOPHER_SLACK_REQUEST_SECRET")
    )
    slack_app_token: AppToken = Field(validation_alias="SLACK_APP_TOKEN")
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")


class RunSettings(JobsSettings):
    """How runs are carried out, and who is told; a channel is a name or an id, empty is off."""

    jobs_concurrency: int = Field(8, ge=0, le=1_000, validation_alias="JOBS_CONCURRENCY")
    state_dir: Path = Field(Path(".burrow"), validation_alias="STATE_DIR")
    logs_dir: Path | None = Field(None, validation_alias="LOGS_DIR")
    host_logs_dir: str = Field("", validation_alias="HOST_LOGS_DIR")
    absolute_bin: str = Field("", validation_alias="ABSOLUTE_BIN")
    public_url: BaseAddress = Field("", validation_alias="PUBLIC_URL")
    hooks_secret: SecretStr | None = Field(None, validation_alias="HOOKS_SECRET")

    slack_logs_channel: Channel = Field("", validation_alias="SLACK_LOGS_CHANNEL")
    slack_tech_support_channel: Channel = Field("", validation_alias="SLACK_TECH_SUPPORT_CHANNEL")
    slack_admins_channel: Channel = Field("", validation_alias="SLACK_ADMINS_CHANNEL")

    reaction_accepted: Emoji = Field("+1", validation_alias="REACTION_ACCEPTED")
    reaction_running: Emoji = Field("hourglass_flowing_sand", validation_alias="REACTION_RUNNING")
    reaction_succeeded: Emoji = Field("white_check_mark", validation_alias="REACTION_SUCCEEDED")
    reaction_failed: Emoji = Field("x", validation_alias="REACTION_FAILED")

    @property
    def logs(self) -> Path:
        """The folder of log files of runs, absolute."""
        return (self.logs_dir or self.state_dir / "logs").absolute()


class ConsumerSettings(DoorSettings, RunSettings, SlackApiSettings, TeamSettings, ProcessSettings):
    """`python -m consumer`."""

    health_port: Port | None = Field(None, validation_alias="HEALTH_PORT")
    consumer_concurrency: int = Field(64, ge=1, le=10_000, validation_alias="CONSUMER_CONCURRENCY")
    join_channels: bool = Field(False, validation_alias="JOIN_CHANNELS")
    playground_url: PlaygroundAddress = Field("", validation_alias="PLAYGROUND_URL")


class BgtasksSettings(
    JobsSettings, WatcherSettings, SlackApiSettings, TeamSettings, ProcessSettings
):
    """`python -m bgtasks`."""

    health_port: Port | None = Field(None, validation_alias="HEALTH_PORT")
    join_channels: bool = Field(False, validation_alias="JOIN_CHANNELS")
    slack_user_token: SecretStr | None = Field(
        None, validation_alias=either("SLACK_USER_TOKEN", "SLACK_BOT_USER_TOKEN")
    )
    slack_tech_support_channel: Channel = Field("", validation_alias="SLACK_TECH_SUPPORT_CHANNEL")
    slack_admins_channel: Channel = Field("", validation_alias="SLACK_ADMINS_CHANNEL")


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def load(kind: type[AnySettings]) -> AnySettings:
    """Read the settings of one kind of process from the environment.

    Raises:
        SettingsError: a variable is missing or wrong; all of them are named, no value is repeated.
    """
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError("; ".join(map(complaint, error.errors()))) from None


def complaint(error: Any) -> str:
    """Say in one phrase which variable is wrong and what to do; secrets are never repeated."""
    said = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return said  # about two variables, both of which it names
    variable = str(error["loc"][0])
    if error["type"] == "missing":
        cure = CURES.get(variable, "set it")
        return f"{variable} is not set: {cure}"
    return f"{variable} is wrong: {said}"
