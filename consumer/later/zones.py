"""In which time zone somebody means `09:00`: that of their Slack profile, else UTC.

Source: https://docs.slack.dev/reference/objects/user-object (`tz`, a name of the tz database)
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import structlog
from redis.asyncio import Redis

from jobs.cron import zone
from shared import keys
from shared.errors import SlackRefused
from shared.slack import Slack

UTC_ZONE = ZoneInfo("UTC")

log = structlog.get_logger()


async def zone_of(redis: Redis, app: str, slack: Slack, user_id: str) -> tuple[ZoneInfo, bool]:
    """Return somebody's time zone, and whether Slack told; without that it is UTC.

    Raises:
        Throttled, SlackUnavailable: Slack may tell later; a wrong time would be worse than that.
    """
    key = keys.time_zone(app, user_id)
    noted: Any = await redis.get(key)
    if noted is None:
        name = await asked(slack, user_id)
        await redis.set(key, name, ex=keys.TIME_ZONE_KEPT_S)
    else:
        name = noted.decode()
    try:
        return zone(name), True
    except ValueError:  # none, or one that is newer than our list
        return UTC_ZONE, False


async def asked(slack: Slack, user_id: str) -> str:
    """Return the time zone that Slack has for somebody, empty if it does not say."""
    try:
        answer: dict[str, Any] = await slack.read("users.info", user=user_id)
    except SlackRefused as error:
        log.warning("zones.refused", code=error.code, cure="look at the app's scopes")
        return ""
    name = answer.get("user", {}).get("tz")
    return name if isinstance(name, str) else ""
