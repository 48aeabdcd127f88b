"""The addresses that came with a deed, to answer it by: 5 times within 30 min.

| `ReplyUrl`    | type      | note                                                        |
|---------------|-----------|-------------------------------------------------------------|
| `kind`        | str       | `commands`, `actions`, `app` (of a message shortcut, a form) |
| `user_id`     | str       | whose deed it was: an ephemeral answer is for them          |
| `channel_id`  | str       | where answers go                                            |
| `original_ts` | str, None | the message of the bot that may be replaced or deleted      |
| `uses`        | int       |                                                             |

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from dataclasses import dataclass
from typing import Literal

USES = 5
LIFE_S = 1800.0

ReplyKind = Literal["commands", "actions", "app"]


@dataclass
class ReplyUrl:
    """One address."""

    kind: ReplyKind
    user_id: str
    channel_id: str
    at: float
    original_ts: str | None = None
    uses: int = 0

    def refusal(self, now: float) -> str | None:
        """Return why it cannot be used any more."""
        if self.uses >= USES:
            return "used_url"
        return "expired_url" if now - self.at > LIFE_S else None


class ReplyUrls:
    """Every address that was given out, by its secret path."""

    def __init__(self) -> None:
        self._by_path: dict[str, ReplyUrl] = {}

    def issue(self, team_id: str, given: ReplyUrl) -> str:
        """Give out an address and return its path."""
        path = f"/{given.kind}/{team_id}/{secrets.randbelow(10**12)}/{secrets.token_urlsafe(18)}"
        self._by_path[path] = given
        return path

    def of(self, path: str) -> ReplyUrl | None:
        """Return what an address was given out for."""
        return self._by_path.get(path)
