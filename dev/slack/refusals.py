"""The answers of the Web API that are not `ok`.

Source: https://docs.slack.dev/apis/web-api/#slack_responses
"""

from collections.abc import Mapping, Sequence


class Refused(Exception):
    """Slack's `{"ok": false, "error": …}`, with the fields that some errors carry."""

    def __init__(self, error: str, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.fields = dict(fields or {})

    def answer(self) -> dict[str, object]:
        """Return the JSON body."""
        return {"ok": False, "error": self.error, **self.fields}


def explained(error: str, messages: Sequence[str]) -> Refused:
    """Refuse with Slack's `[ERROR] …` sentences, which name the argument or the place."""
    return Refused(error, {"response_metadata": {"messages": [f"[ERROR] {m}" for m in messages]}})


def missing_scope(needed: str, provided: frozenset[str]) -> Refused:
    """Refuse a call that the token's scopes do not cover."""
    return Refused("missing_scope", {"needed": needed, "provided": ",".join(sorted(provided))})
