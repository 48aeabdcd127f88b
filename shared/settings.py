"""What the environment decides, read once by each `__main__`.

An empty variable counts as unset. Where a variable has an older name (gopherbot's, Heroku's), ours
wins. A missing or wrong one raises SettingsError, whose message names the variable and the cure.
"""

from __future__ import annotations

import socket
import sys
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.errors import SettingsError

# gopherbot's level names, for those who move over.
LEVELS = {
    "trace": "debug",
    "debug": "debug",
    "info": "info",
    "warn": "warning",
    "warning": "warning",
    "error": "error",
    "critical": "critical",
    "fatal": "critical",
    "panic": "critical",
}

CURES = {
    "REDIS_URL": "set it to the address of a Redis, such as redis://127.0.0.1:6379/0",
    "SLACK_SIGNING_SECRET": "copy it from your Slack app's Basic Information page",
    "SLACK_BOT_TOKEN": "copy it from your Slack app's OAuth & Permissions page (xoxb-…)",
}


def level_name(value: Any) -> Any:
    """Return the standard library's name of a log level in any of the spellings people use."""
    name = LEVELS.get(str(value).lower())
    if name is None:
        raise ValueError(f"use one of {', '.join(LEVELS)}")
    return name


def comma_separated(value: Any) -> Any:
    """Split `a, b` into its parts; a value that is not a string is left as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def redis_scheme(value: Any) -> Any:
    """Refuse by name the addresses that are not of one primary."""
    scheme = str(value).partition("://")[0].lower()
    if "sentinel" in scheme or "cluster" in scheme:
        raise ValueError(f"{scheme}:// is not supported yet; give the address of one primary")
    if scheme not in {"redis", "rediss"} or "://" not in str(value):
        raise ValueError("use redis:// or rediss://")
    return value


Level = Annotated[str, BeforeValidator(level_name)]
Secrets = Annotated[
    tuple[SecretStr, ...], NoDecode, BeforeValidator(comma_separated), Field(min_length=1)
]
Port = Annotated[int, Field(ge=1, le=65_535)]


def either(*names: str) -> AliasChoices:
    """Read the first of these variables that is set."""
    return AliasChoices(*names)


class ProcessSettings(BaseSettings):
    """What every process reads."""

    model_config = SettingsConfigDict(
        case_sensitive=True, env_ignore_empty=True, extra="ignore", frozen=True
    )

    redis_url: Annotated[str, BeforeValidator(redis_scheme)] = Field(
        validation_alias="REDIS_URL", repr=False
    )
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

    model_config = ProcessSettings.model_config

    slack_bot_token: SecretStr = Field(
        validation_alias=either("SLACK_BOT_TOKEN", "GOPHER_SLACK_BOT_ACCESS_TOKEN")
    )
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")


class TeamSettings(BaseSettings):
    """Which app in which workspace; unset means any."""

    model_config = ProcessSettings.model_config

    slack_app_id: str = Field("", validation_alias=either("SLACK_APP_ID", "GOPHER_SLACK_APP_ID"))
    slack_team_id: str = Field("", validation_alias=either("SLACK_TEAM_ID", "GOPHER_SLACK_TEAM_ID"))


class GatewaySettings(TeamSettings, ProcessSettings):
    """`python -m gateway`."""

    port: Port = Field(8080, validation_alias="PORT")
    web_concurrency: int = Field(1, ge=1, le=64, validation_alias="WEB_CONCURRENCY")
    slack_signing_secrets: Secrets = Field(
        validation_alias=either("SLACK_SIGNING_SECRET", "GOPHER_SLACK_REQUEST_SECRET")
    )
    slack_verification_token: SecretStr | None = Field(
        None, validation_alias=either("SLACK_VERIFICATION_TOKEN", "GOPHER_SLACK_REQUEST_TOKEN")
    )


class ConsumerSettings(SlackApiSettings, TeamSettings, ProcessSettings):
    """`python -m consumer`."""

    health_port: Port | None = Field(None, validation_alias="HEALTH_PORT")
    consumer_concurrency: int = Field(64, ge=1, le=10_000, validation_alias="CONSUMER_CONCURRENCY")


class BgtasksSettings(SlackApiSettings, TeamSettings, ProcessSettings):
    """`python -m bgtasks`."""

    health_port: Port | None = Field(None, validation_alias="HEALTH_PORT")


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
    variable = str(error["loc"][0])
    if error["type"] == "missing":
        cure = CURES.get(variable, "set it")
        return f"{variable} is not set: {cure}"
    return f"{variable} is wrong: {error['msg'].removeprefix('Value error, ')}"
