"""A button that says a command: run as if whoever clicks it had typed it, and for them alone."""

from msgspec.structs import replace

from consumer.arguments import text_behind
from consumer.blocks import SAY
from consumer.deadlines import OUTER_LIMIT_S
from consumer.home.publishing import publish_again
from consumer.interaction import Interaction
from consumer.later.requested import handler_for, message_of
from consumer.message import Message
from consumer.policy import principal_of
from consumer.reply import Reply
from consumer.router import Router
from consumer.submit import Context, submit_in_time
from consumer.tools import Tools
from shared.errors import Passed
from shared.text import shown

NOTHING = (
    "This button says nothing, so I did nothing. Whoever made it has to give it a command; `help` "
    "shows what there is."
)
GONE = (
    "This button says {said}, but I know no such command any more, so I did nothing. Type `help` "
    "to see what there is."
)

router = Router()


@router.action(SAY, limit_s=OUTER_LIMIT_S)
async def say(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Run the button's command, and show the home tab as it is then, if that has the button."""
    message = message_in(interaction.value, interaction, tools)
    if not await run(message, interaction, reply, tools):
        await reply.text(GONE.format(said=shown(message.text)) if message.text else NOTHING)
    if interaction.door.kind == "home":
        await publish_again(interaction.team_id, interaction.place.user, reply, tools)


def message_in(command: str, interaction: Interaction, tools: Tools) -> Message:
    """Return a command as a message of whoever clicked.

    Args:
        command: as Slack writes it down, with mentions and links as markup.
    """
    event = replace(interaction.event, team_id=interaction.team_id)
    # Not the message with the button: nobody said anything there that could be reacted to.
    message = message_of(command, event, replace(interaction.place, ts=""), tools.me)
    return replace(message, door=interaction.door)


async def run(message: Message, interaction: Interaction, reply: Reply, tools: Tools) -> bool:
    """Run the command that a message is; return False if it is none."""
    found = handler_for(message, tools.registry)
    if not found:
        return False
    handler, part = found
    principal, arguments = principal_of(interaction), text_behind(handler, part)
    context = Context(part, reply, tools)
    try:
        await submit_in_time(principal, handler, arguments, context)
    except Passed:  # it looked closer: `in my opinion` is no plan
        return False
    return True
