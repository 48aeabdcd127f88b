"""Slack Web API calls in the inventory's notation, and how they are compared.

| here              | means                                                                       |
|-------------------|-----------------------------------------------------------------------------|
| `PM(text)`        | chat.postMessage(channel=CGEN, text, unfurl_links=false, unfurl_media=false) |
| `PE(text)`        | chat.postEphemeral(channel=CGEN, user=UALICE, text)                         |
| `RA(name)`        | reactions.add(channel=CGEN, timestamp=TS, name)                             |
| `…, channel="D1"` | what deviates; None: that argument is not sent                              |
| UALICE, D1        | the author, and their direct message with the bot                           |
| TS, THREAD        | the message's own ts, and that of its thread                                |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Call = tuple[str, dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Like:
    """Equals every text that the pattern describes as a whole; `.` stands for newlines, too."""

    pattern: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(re.fullmatch(self.pattern, other, re.DOTALL))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Attached:
    """Equals a list of one attachment whose text is so."""

    text: Like

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and [one.get("text") for one in other] == [self.text]

    __hash__ = None  # type: ignore[assignment]


Text = str | Like


def PM(text: Text, **deviating: Any) -> Call:
    """Return a post."""
    usual = {"channel": "CGEN", "text": text, "unfurl_links": False, "unfurl_media": False}
    return "chat.postMessage", sent(usual | deviating)


def PE(text: Text, **deviating: Any) -> Call:
    """Return a message that is shown to one person."""
    return "chat.postEphemeral", sent(
        {"channel": "CGEN", "user": "UALICE", "text": text} | deviating
    )


def RA(name: str, **deviating: Any) -> Call:
    """Return a reaction."""
    return "reactions.add", sent({"channel": "CGEN", "timestamp": "TS", "name": name} | deviating)


def sent(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments without those that are None."""
    return {name: value for name, value in arguments.items() if value is not None}


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Return arguments with the inventory's names in place of this run's."""
    if isinstance(value, dict):
        return {key: renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if not isinstance(value, str):
        return value
    for id_, name in names.items():
        value = value.replace(id_, name)
    return value
