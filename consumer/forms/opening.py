"""Shows the form of a command to somebody who called it with nothing, or a button that does.

Slack opens a form only within 3 s of a click or slash command, and once; a click brings a new
chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from consumer import blocks
from consumer.forms import modal
from consumer.forms.elements import FORM
from consumer.forms.ticket import ticket_for
from consumer.handler import Handler
from consumer.reply import Reply
from shared.errors import SlackRefused
from shared.text import escape

if TYPE_CHECKING:
    from consumer.submit import Context

OPEN = f"{FORM}:open"
DOORS = frozenset({"slash", "button", "shortcut", "home"})  # a form that was sent is filled in


def is_wanted(command: Handler, arguments: Mapping[str, str] | str, context: Context) -> bool:
    """Return whether somebody came in by a door, and said nothing of all that is needed."""
    door = context.message.door
    if door is None or not door.trigger_id or door.kind not in DOORS or arguments:
        return False
    return has_form(command)


def has_form(command: Handler) -> bool:
    """Return whether a command takes what one has to say, and as much as fits into a form."""
    fields = command.parameters.fields
    return len(fields) <= modal.MOST_FIELDS and any(field.required for field in fields)


async def open_form(command: Handler, context: Context) -> bool:
    """Show the form, or say why not, with a button; return whether the form is open."""
    return await show(command, context.reply)


async def show(command: Handler, reply: Reply, given: Mapping[str, str] | None = None) -> bool:
    """Do as open_form, for whoever is answered.

    Args:
        given: what stands in the fields at first, by name.
    """
    ticket = ticket_for(command, reply.place)
    try:
        if await reply.open(modal.form(command, ticket, given)):
            return True
    except SlackRefused:  # the form itself: no click helps
        await reply.text(f"Slack does not take the form of this command. {instead(command)}")
        raise
    of = f" of `{escape(command.trigger)}`"
    await offer(reply, OPEN, str(ticket), of=of, instead=instead(command))
    return False


async def offer(
    reply: Reply, action_id: str, value: str = "", *, of: str = "", instead: str = ""
) -> None:
    """Say that Slack does not let a form open any more, with a button for a new chance.

    Args:
        action_id, value: of the button; whoever handles it opens the form.
        of: what the form is of, for the sentence.
        instead: what does without the form.
    """
    why = f"Slack gives me 3 seconds to open the form{of}, and I was later than that."
    button = blocks.button("Open the form", action_id, value, "primary")
    shown = (blocks.section(why), blocks.actions(button))
    await reply.text(f"{why} {instead}".strip(), blocks=shown)


def instead(command: Handler) -> str:
    """Say what does without a form."""
    return f"You can type it to me instead: `{escape(command.usage)}`."
