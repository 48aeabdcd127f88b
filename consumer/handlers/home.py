"""The bot's home tab: published when somebody opens it, and by its button."""

from consumer.home.page import REFRESH
from consumer.home.publishing import publish
from consumer.interaction import Interaction
from consumer.message import text_field
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.events import Event

router = Router()


@router.event("app_home_opened")
async def show_home(event: Event, reply: Reply, tools: Tools) -> None:
    """Publish the tab of whoever opened it; opening the messages beside it shows nothing new."""
    if event.body.get("tab") == "home" and (user_id := text_field(event.body, "user")):
        await publish(event.team_id, user_id, reply, tools)


@router.action(REFRESH)
async def refresh_home(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Publish the tab again."""
    await publish(interaction.team_id, interaction.place.user, reply, tools)
