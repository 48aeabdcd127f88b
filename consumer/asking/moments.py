"""Moments in ms since epoch, as people read them: in UTC, as they type them."""

from __future__ import annotations

from datetime import UTC, datetime

MS = 1000


def at(t_ms: int) -> datetime:
    """Return a moment in UTC."""
    return datetime.fromtimestamp(t_ms / MS, UTC)


def moment(t_ms: int, now_ms: int) -> str:
    """Return a moment in words, with its day unless that is today, and seconds if it has any."""
    said = at(t_ms)
    day = "" if said.date() == at(now_ms).date() else f"{said:%Y-%m-%d} "
    return f"{day}{f'{said:%H:%M:%S}'.removesuffix(':00')} UTC"


def stamp(t_ms: int) -> str:
    """Return a moment with its day."""
    return f"{at(t_ms):%Y-%m-%d %H:%M:%S} UTC"
