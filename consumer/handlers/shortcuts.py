"""What Slack's menus offer: to ask the bot from anywhere, and to call tech-support to a message."""

from typing import Any

from msgspec.structs import replace

from consumer import blocks
from consumer.arguments import text_behind
from consumer.asking import namespace_help
from consumer.calls_by_menu import call
from consumer.deadlines import OUTER_LIMIT_S
from consumer.forms import modal, opening
from consumer.forms.ticket import ticket_for
from consumer.handler import Handler
from consumer.handlers import say
from consumer.handlers.forms import plain_words
from consumer.handlers.unknown import namespace_in
from consumer.interaction import Interaction
from consumer.lane_answers import Checked, Errors, Show
from consumer.later.requested import handler_for
from consumer.message import Message
from consumer.policy import principal_of, refusal
from consumer.reply import Reply
from consumer.router import Router
from consumer.submit import correction
from consumer.tools import Tools
from shared.errors import BadArguments
from shared.text import escape

ASK = "ask_burrow"
FIELD = "command"
CALL = "call_support"
TECH_SUPPORT = "SLACK_TECH_SUPPORT_CHANNEL"
NEAR = 2  # more is too much beside a field
EMPTY = 'Write what I should do: "help" lists it all.'

router = Router()


@router.shortcut(ASK, name="Ask Burrow", help="Say a command to the bot, wherever you are")
async def ask(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Show the window in which one says a command, or the button that does."""
    await open_window(reply)


@router.action(ASK)
async def ask_again(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Show the window after all."""
    await open_window(reply)


async def open_window(reply: Reply) -> None:
    """Open the window; Slack lets us for some seconds only."""
    if not await reply.open(window()):
        await opening.offer(reply, ASK)


def window() -> dict[str, Any]:
    """Return the window with its one field."""
    field = {
        "type": "input",
        "block_id": FIELD,
        "label": blocks.plain("What should I do?", blocks.HEADER_CHARS),
        "hint": blocks.plain("I answer in our direct messages.", blocks.HEADER_CHARS),
        "element": {
            "type": "plain_text_input",
            "action_id": FIELD,
            "placeholder": blocks.plain("help, status, define idempotent", blocks.HEADER_CHARS),
            "max_length": blocks.VALUE_CHARS // len("&amp;"),  # room for what is escaped
        },
    }
    return blocks.modal(ASK, "Ask Burrow", [field], submit="Ask")


@router.check(ASK)
async def look_at_command(interaction: Interaction, tools: Tools) -> Checked:
    """Accept what is a command that this person may run, with words that fit."""
    if not typed_in(interaction).strip():
        return Errors({FIELD: EMPTY})
    message = message_typed(interaction, tools)
    found = handler_for(message, tools.registry)
    if not found:
        return Errors({FIELD: not_understood(message.bare, tools)})
    handler, part = found
    if reason := await refusal(principal_of(interaction), handler, tools):
        return Errors({FIELD: plain_words(reason)})
    arguments = text_behind(handler, part)
    if not arguments and opening.has_form(handler):
        return Show(modal.form(handler, ticket_for(handler, interaction.place)))
    problem = misfit(handler, arguments)
    return Errors({FIELD: problem}) if problem else None


def misfit(handler: Handler, arguments: str) -> str:
    """Return what does not fit a command, nothing if all does."""
    try:
        handler.parameters.values(handler.parameters.split(arguments))
    except BadArguments as error:
        return plain_words(correction(handler, str(error)))
    return ""


@router.submission(ASK, limit_s=OUTER_LIMIT_S)
async def run_command(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Run the command, and answer in the direct messages."""
    message = message_typed(interaction, tools)
    if not await say.run(message, interaction, reply, tools):
        await reply.text(escape(not_understood(message.bare, tools)))


def message_typed(interaction: Interaction, tools: Tools) -> Message:
    """Return what somebody wrote as their message."""
    message = say.message_in(escape(typed_in(interaction)), interaction, tools)
    # To the command it is a shortcut: its own form is yet to be filled in.
    return replace(message, door=replace(interaction.door, kind="shortcut"))


def typed_in(interaction: Interaction) -> str:
    """Return what somebody wrote into the field."""
    return interaction.view.values.get(FIELD, "") if interaction.view else ""


def not_understood(text: str, tools: Tools) -> str:
    """Say beside a field that something is no command, and what is near."""
    namespace = namespace_in(text)
    if namespace in tools.jobs.broken:
        return plain_words(namespace_help.broken(namespace, tools.jobs))
    near = " or ".join(f'"{one.usage}"' for one in tools.registry.near(text, NEAR))
    meant = f"Did you mean {near}? " if near else ""
    return f'I know no such command. {meant}"help" lists all of them.'


@router.shortcut(
    CALL, name="Call tech-support", help="Show this message to tech-support", on="message"
)
async def call_support(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Pass the message on as if it had called, and tell whoever did it what came of that."""
    await reply.text(await call(TECH_SUPPORT, interaction, reply, tools))
