"""Keep what is known of people fresh: a member who became a guest is one at once."""

from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.events import Event

router = Router()


@router.event("user_change")
@router.event("team_join")
async def note_person(event: Event, reply: Reply, tools: Tools) -> None:
    """Note whether somebody is a member now."""
    user = event.body.get("user")
    if isinstance(user, dict) and isinstance(user.get("id"), str):
        await tools.members.note(user)
