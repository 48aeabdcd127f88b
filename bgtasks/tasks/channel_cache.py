"""Keep the names of the channels in Redis, so that no handler has to list the workspace.

Public ones, and private ones that the bot is in. Archived ones are left out.

Source: https://docs.slack.dev/reference/methods/conversations.list
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared import keys
from shared.errors import SlackRefused, SlackUnavailable
from shared.scripts import flat

schedule = Schedule()

PAGE = 200  # Slack advises no more
TIMEOUT_S = 9 * 60  # 10,000 channels are 50 pages, of which Slack gives out 20 a minute
LONGEST_WAIT_S = 70.0  # Slack's limits are by the minute


@schedule.every(minutes=10, timeout_s=TIMEOUT_S)
async def refresh_channel_names(tools: Tools) -> None:
    """Replace the cache as a whole: a renamed channel must not keep its old name as well."""
    began = await tools.now()
    names = await listed(tools)
    if not names:
        # Every workspace has a channel that cannot be deleted.
        raise SlackUnavailable("conversations.list named no channel; the cache stays as it is")
    await replace(tools, names, began)
    tools.log.info("channels.refreshed", count=len(names))


async def replace(tools: Tools, names: Mapping[str, str], began: datetime) -> None:
    """Put a listing in the cache's place, but for what events noted since it began.

    Raises:
        LeaseLost: another instance is active; nothing was written.
    """
    cache = tools.channels
    await tools.fenced(
        "refresh_channels",
        [cache.by_id, cache.by_name, cache.noted],
        int(began.timestamp() * 1_000_000),
        keys.CACHE_KEPT_S,
        *flat(names),
    )


async def listed(tools: Tools) -> dict[str, str]:
    """Return the names of the channels that we may know of, by id."""
    try:
        return await listed_of(tools, "public_channel,private_channel")
    except SlackRefused as error:
        if error.code != "missing_scope":
            raise
        # An app that was installed with gopherbot's scopes has not groups:read.
        return await listed_of(tools, "public_channel")


async def listed_of(tools: Tools, types: str) -> dict[str, str]:
    """Return the names of the channels of some types, by id."""
    channels = tools.slack.pages(
        "conversations.list",
        "channels",
        longest_wait_s=LONGEST_WAIT_S,
        types=types,
        exclude_archived=True,
        limit=PAGE,
    )
    return {channel["id"]: channel["name"] async for channel in channels}
