"""What outside services answer: as recorded in their formats, and as a test needs it.

| tests/payloads/watchers/ | is the answer to                                                    |
|--------------------------|---------------------------------------------------------------------|
| `gerrit_merged.json`     | `/changes/?q=status:merged&…`, with Gerrit's prefix: no JSON as such |
| `live_status.json`       | LIVE_STATUS_URL                                                     |
| `live_countdown.json`    | LIVE_COUNTDOWN_URL                                                  |
| `mastodon_statuses.json` | `/api/v1/accounts/<id>/statuses`: a status, a reblog, a reply       |
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parents[1] / "payloads" / "watchers"
MINUTE_0 = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


def recorded(name: str) -> bytes:
    """Return an answer as it came."""
    return (FOLDER / f"{name}.json").read_bytes()


def change(number: int, minute: float | None = None, **more: Any) -> dict[str, Any]:
    """Return a merged change.

    Args:
        minute: when it was submitted; change 12 in minute 12, if not given.
    """
    submitted = MINUTE_0 + timedelta(minutes=number if minute is None else minute)
    plain: dict[str, Any] = {
        "_number": number,
        "project": "go",
        "change_id": f"I{number:040}",
        "subject": f"net: change {number}",
        "submitted": submitted.strftime("%Y-%m-%d %H:%M:%S.%f000"),
    }
    return plain | more


def gerrit(*changes: dict[str, Any]) -> bytes:
    """Return a list of changes as Gerrit sends it."""
    return b")]}'\n" + orjson.dumps(changes)


def status(number: int, age_s: float = 60, **more: Any) -> dict[str, Any]:
    """Return a status of an age."""
    created = datetime.now(UTC) - timedelta(seconds=age_s)
    url = f"https://changelog.social/@changelog/{number}"
    plain = {"id": str(number), "created_at": created.isoformat(), "url": url}
    return plain | more


def countdown(in_s: float) -> bytes:
    """Return the countdown to a show that begins then."""
    return orjson.dumps({"data": (datetime.now(UTC) + timedelta(seconds=in_s)).isoformat()})


def streaming(on: bool) -> bytes:
    """Return the status of the stream."""
    return orjson.dumps({"streaming": on})
