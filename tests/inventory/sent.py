"""What was sent, and which calls of Slack's API are about it.

| a call with      | is about it if                                                  |
|------------------|-----------------------------------------------------------------|
| metadata         | the write's name begins with one of its events                  |
| timestamp        | that is the message's own                                       |
| user, file       | that is its author, who sends nothing else, or one of its files |
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Sent:
    """What was sent, and how to know its answers again.

    Args:
        ids: of the events that tell of it: a mention in a channel comes as two.
        names: this run's names, with the inventory's.
    """

    author: str
    ids: tuple[str, ...]
    names: dict[str, str]
    ts: str = ""
    files: frozenset[str] = frozenset()

    def is_about(self, args: Mapping[str, Any]) -> bool:
        """Return whether a call with these arguments is about this."""
        if "metadata" in args:
            return str(args["metadata"]["event_payload"]["write"]).partition(":")[0] in self.ids
        if "timestamp" in args:
            return bool(args["timestamp"] == self.ts)
        return args.get("user") == self.author or args.get("file") in self.files


def ago(age_s: float) -> str:
    """Return the ts of so many seconds ago."""
    return f"{time.time() - age_s:.6f}"
