"""What the values in a jobs.toml have to be; each refusal says what to write instead."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from jobs import cron
from shared.toml import Words

DAY_S = 86_400
LONGEST_S = 7 * DAY_S  # a run's record, and with it what is known of it, lives no longer
PATTERN_CHARS = 500

PARAM_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
CHANNEL = re.compile(r"#?[^\s#<>@]{1,80}")
SHA256 = re.compile(r"[0-9a-fA-F]{64}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def line(text: str) -> str:
    """Return a text on one line."""
    if "\n" in text.strip():
        raise ValueError("has several lines: write one")
    return text.strip()


def as_text(value: Any) -> Any:
    """Return a whole number as the text that it is typed as; anything else as it is."""
    return str(value) if type(value) is int else value


def channel(name: str) -> str:
    """Return the name or id of a channel without its sign."""
    if not CHANNEL.fullmatch(name):
        raise ValueError(f"'{name}' is no channel: write its name, such as \"#tech\", or its id")
    return name.removeprefix("#")


def regular(pattern: str) -> str:
    """Refuse what is no regular expression."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return pattern


def variable_name(name: str) -> str:
    """Refuse what cannot name a variable, and what Burrow sets itself."""
    if not VARIABLE_NAME.fullmatch(name):
        raise ValueError(f"'{name}' names no variable: use letters, digits and _")
    if name.startswith("BURROW_"):
        raise ValueError(f"'{name}' is set by Burrow: leave it out")
    return name


def repository(name: str) -> str:
    """Refuse what is no repository of GitHub."""
    if not REPOSITORY.fullmatch(name):
        raise ValueError(f"'{name}' is no repository: write owner/name")
    return name


def address(url: str) -> str:
    """Refuse what nobody could fetch, and what anybody on the way could change."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"https", "http"} or re.search(r"\s", url):
        raise ValueError(f"'{url}' is no address: write https://…")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError("could be changed by anybody on the way: write https://")
    return url


def sha256(digest: str) -> str:
    """Refuse what is no SHA-256."""
    if not SHA256.fullmatch(digest):
        raise ValueError("is no SHA-256: write the 64 digits that sha256sum prints")
    return digest.lower()


OneLine = Annotated[str, AfterValidator(line)]
Line = Annotated[Words, AfterValidator(line)]
Value = Annotated[str, BeforeValidator(as_text)]
Seconds = Annotated[float, Field(ge=1, le=LONGEST_S, allow_inf_nan=False)]
Regular = Annotated[str, Field(max_length=PATTERN_CHARS), AfterValidator(regular)]
Variable = Annotated[str, AfterValidator(variable_name)]
Channel = Annotated[str, AfterValidator(channel)]
Repository = Annotated[str, AfterValidator(repository)]
Address = Annotated[str, AfterValidator(address)]
Sha256 = Annotated[str, AfterValidator(sha256)]
CronLine = Annotated[str, AfterValidator(cron.expression)]
TimeZone = Annotated[str, AfterValidator(lambda name: cron.zone(name).key)]
