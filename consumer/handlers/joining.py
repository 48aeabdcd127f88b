"""Join channels as they are created; bgtasks joins those that were there before."""

import structlog

from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.errors import SlackRefused
from shared.events import Event

log = structlog.get_logger()
router = Router()


@router.event("channel_created")
async def join_channel(event: Event, reply: Reply, tools: Tools) -> None:
    """Join a new public channel, if JOIN_CHANNELS says so."""
    channel = event.body.get("channel")
    if not tools.settings.join_channels or not isinstance(channel, dict) or not channel.get("id"):
        return
    try:
        await reply.join(str(channel["id"]))
    except SlackRefused as error:
        # Archived again, or not for us: nothing is lost, and nobody waits.
        log.warning("channel.not_joined", channel=channel["id"], code=error.code)
