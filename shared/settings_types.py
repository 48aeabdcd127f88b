"""The kinds of values that settings have, each refused with the cure where it is wrong."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

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


Level = Annotated[str, BeforeValidator(level_name)]
Secrets = Annotated[
    tuple[SecretStr, ...], NoDecode, BeforeValidator(comma_separated), Field(min_length=1)
]
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
