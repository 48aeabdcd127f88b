"""Keep the channel cache fresh between two of its refreshes."""

from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.events import Event

router = Router()


@router.event("channel_created")
@router.event("channel_rename")
async def note_channel(event: Event, reply: Reply, tools: Tools) -> None:
    """Note a channel's name, new or changed."""
    channel = event.body.get("channel")
    if isinstance(channel, dict) and channel.get("id") and channel.get("name"):
        await tools.channels.put(str(channel["id"]), str(channel["name"]))


@router.event("channel_unarchive")
async def note_again(event: Event, reply: Reply, tools: Tools) -> None:
    """Ask for the name of a channel that is back: its event has only the id."""
    channel = event.body.get("channel")
    if isinstance(channel, str) and channel:
        await tools.channels.learn(tools.slack, channel)


@router.event("channel_archive")
@router.event("channel_deleted")
async def forget_channel(event: Event, reply: Reply, tools: Tools) -> None:
    """Forget a channel that nobody can post to any more."""
    await tools.channels.remove(str(event.body.get("channel", "")))
