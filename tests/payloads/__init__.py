"""Bodies of requests in Slack's documented shapes, one file each, written for these tests.

`app_mention_odd_values` holds what Slack's own examples hold: an event_time of 16 digits, an
event_ts without a dot, an authorization without a team, unknown fields; `star_added` is of a type
for which Burrow has no stream.

Source: https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str, **changes: Any) -> dict[str, Any]:
    """Return a body, with some of the envelope's fields changed."""
    body: dict[str, Any] = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    return body | changes


def raw(name: str, **changes: Any) -> bytes:
    """Return a body as it is sent."""
    return orjson.dumps(load(name, **changes))
