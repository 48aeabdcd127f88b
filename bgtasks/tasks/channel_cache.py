"""Keep the names of the public channels in Redis, so that no handler has to list the workspace.

Source: https://docs.slack.dev/reference/methods/conversations.list
"""

from __future__ import annotations

from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared import keys
from shared.errors import SlackUnavailable

schedule = Schedule()

PAGE = 200  # Slack advises no more
TIMEOUT_S = 9 * 60  # 10,000 channels are 50 pages, of which Slack gives out 20 a minute
LONGEST_WAIT_S = 70.0  # Slack's limits are by the minute


@schedule.every(minutes=10, timeout_s=TIMEOUT_S)
async def refresh_channel_names(tools: Tools) -> None:
    """Replace the cache as a whole: a renamed channel must not keep its old name as well."""
    names: dict[str, str] = {}
    async for channel in tools.slack.pages(
        "conversations.list",
        "channels",
        longest_wait_s=LONGEST_WAIT_S,
        types="public_channel",
        exclude_archived=True,
        limit=PAGE,
    ):
        names[channel["id"]] = channel["name"]
    if not names:
        # Every workspace has a channel that cannot be deleted.
        raise SlackUnavailable("conversations.list named no channel; the cache stays as it is")
    by_id, by_name = keys.channels_by_id(tools.app), keys.channels_by_name(tools.app)
    ids = {name: channel_id for channel_id, name in names.items()}
    await tools.replace({by_id: names, by_name: ids}, keys.CACHE_KEPT_S)
    tools.log.info("channels.refreshed", count=len(names))
