"""The kinds of values that settings have, each refused with the cure where it is wrong."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

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

# Of every class of settings: variables are written in capitals, and an empty one is unset.
CONFIG = SettingsConfigDict(case_sensitive=True, env_ignore_empty=True, extra="ignore", frozen=True)

KEY_CHARS = 32  # of random letters: more than anybody can try
RANDOM_TEXT = "openssl rand -hex 32 prints one"


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


def http_address(value: Any) -> Any:
    """Refuse what is not an address of a web service; none at all is the default: off."""
    if value == "":
        return value
    try:
        parts = urlsplit(str(value))
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        whole = False
    if not whole:
        raise ValueError("use an address that begins with https:// or http://")
    return value


def without_slash(value: str) -> str:
    """Return an address that a path can be put behind."""
    return value.rstrip("/")


def without_play(value: str) -> str:
    """Return the playground's base also from the address that everybody knows."""
    return value.removesuffix("/play")


def without_hash(value: str) -> str:
    """Return a channel's name as Slack has it, also if somebody wrote `#general`."""
    return value.strip().removeprefix("#")


def without_colons(value: str) -> str:
    """Return an emoji's name as Slack's API takes it, also if somebody wrote `:wave:`."""
    return value.strip().strip(":")


def long_enough(values: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """Refuse keys that could be guessed."""
    if any(len(one.get_secret_value()) < KEY_CHARS for one in values):
        raise ValueError(f"use a random text of {KEY_CHARS} characters or more: {RANDOM_TEXT}")
    return values


def app_level(value: SecretStr) -> SecretStr:
    """Refuse a bot's or a person's token where the app's own is needed."""
    if not value.get_secret_value().startswith("xapp-"):
        raise ValueError("use the app-level token, which begins with xapp-")
    return value


def one_worker(value: int) -> int:
    """Refuse several workers in Socket Mode."""
    if value != 1:
        raise ValueError(
            "in Socket Mode a process is one worker: start more processes instead; "
            "Slack allows an app 10 connections, and each process has two"
        )
    return value


Level = Annotated[str, BeforeValidator(level_name)]
AnySecrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(comma_separated)]
Secrets = Annotated[AnySecrets, Field(min_length=1)]
Keys = Annotated[
    tuple[SecretStr, ...], NoDecode, BeforeValidator(comma_separated), AfterValidator(long_enough)
]
AppToken = Annotated[SecretStr, AfterValidator(app_level)]
OneWorker = Annotated[int, AfterValidator(one_worker)]
Port = Annotated[int, Field(ge=1, le=65_535)]
RedisAddress = Annotated[str, BeforeValidator(redis_scheme)]
Address = Annotated[str, BeforeValidator(http_address)]
# In this order: pydantic runs the last one first.
BaseAddress = Annotated[str, BeforeValidator(without_slash), BeforeValidator(http_address)]
PlaygroundAddress = Annotated[BaseAddress, AfterValidator(without_play)]
Channel = Annotated[str, BeforeValidator(without_hash)]
Emoji = Annotated[str, BeforeValidator(without_colons)]
# Sooner than each second asks too much of whoever serves it; later than daily is a mistake.
Interval = Annotated[int, Field(ge=1, le=86_400)]


def either(*names: str) -> AliasChoices:
    """Read the first of these variables that is set."""
    return AliasChoices(*names)
