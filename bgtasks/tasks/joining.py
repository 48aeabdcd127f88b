"""Join every public channel, so that the bot hears what people write in it (JOIN_CHANNELS=1).

At the start of the active instance, and each hour what was missed. A channel is joined at most once
a day: somebody may have sent the bot away. In shadow mode none is.

Source: https://docs.slack.dev/reference/methods/conversations.join (50 a minute)
"""

from __future__ import annotations

import asyncio

from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared.errors import SlackRefused, Throttled
from shared.writes import Writer

schedule = Schedule()

JOIN = "conversations.join"
PAGE = 200  # Slack advises no more
LONGEST_WAIT_S = 70.0  # Slack's limits are by the minute
SPACING_S = 1.3  # 46 a minute; faster and Slack makes us wait
MOST_AT_ONCE = 2_000  # about 45 min; the next run joins the rest
TIMEOUT_S = 55 * 60


@schedule.every(
    minutes=60,
    timeout_s=TIMEOUT_S,
    when=lambda settings: settings.join_channels and not settings.shadow_mode,
)
async def join_channels(tools: Tools) -> None:
    """Join what the bot is not in."""
    await join_missing(tools, SPACING_S)


async def join_missing(tools: Tools, spacing_s: float) -> None:
    """Join, with pauses, so many as a run has time for."""
    missing = await unjoined(tools)
    writer = tools.writer(f"joining:{(await tools.now()).date()}")
    for channel_id in missing[:MOST_AT_ONCE]:
        await join(tools, writer, channel_id)
        await asyncio.sleep(spacing_s)
    if missing:
        tools.log.info("channels.joined", count=min(len(missing), MOST_AT_ONCE), of=len(missing))


async def unjoined(tools: Tools) -> list[str]:
    """Return the ids of the public channels that the bot is not in."""
    channels = tools.slack.pages(
        "conversations.list",
        "channels",
        longest_wait_s=LONGEST_WAIT_S,
        types="public_channel",
        exclude_archived=True,
        limit=PAGE,
    )
    return [one["id"] async for one in channels if not one.get("is_member")]


async def join(tools: Tools, writer: Writer, channel_id: str) -> None:
    """Join one channel, sleeping through Slack's limits; one that cannot be joined is left out."""
    while True:
        try:
            await writer.write(channel_id, JOIN, {"channel": channel_id})
        except SlackRefused as error:
            tools.log.warning("channel.not_joined", channel=channel_id, code=error.code)
        except Throttled as error:
            if error.after_s > LONGEST_WAIT_S:
                raise
            await asyncio.sleep(error.after_s)
            continue
        return
