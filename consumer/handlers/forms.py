"""Forms of commands: open one, look at what was filled in, run the command."""

from collections.abc import Mapping, Sequence
from copy import copy

from msgspec.structs import replace

from consumer import blocks
from consumer.deadlines import OUTER_LIMIT_S
from consumer.forms import filled, modal, opening, ticket
from consumer.forms.elements import FORM
from consumer.interaction import Interaction, View
from consumer.lane_answers import Checked, Errors, Option, Show
from consumer.later.requested import message_of
from consumer.policy import principal_of, refusal
from consumer.reply import Reply
from consumer.router import Router
from consumer.submit import Context, correction, submit_in_time
from consumer.tools import Tools
from shared.errors import Passed
from shared.text import folded, unescape

GONE = (
    "There is no such command any more: it was renamed or taken out. Type `help` to see what there "
    "is."
)
UNFIT = "I could make nothing of what you filled in"
NO_ENTRY = ":no_entry: "  # it would not become a picture there
CHANGED = "This command takes something else since you opened the form. Please look again."

router = Router()


@router.action(FORM)
async def open_again(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Open the form that came too late before."""
    found = ticket.command_of(ticket.read(interaction.value), tools.registry)
    if found is None:
        await reply.text(GONE)
    elif reason := await refusal(principal_of(interaction), found, tools):
        await reply.text(reason)
    else:
        await opening.show(found, reply)


@router.check(FORM)
async def look_at_form(interaction: Interaction, tools: Tools) -> Checked:
    """Say beside each field what is wrong with it, before anything is done."""
    view = interaction.view
    if view is None or not inputs_of(view):
        return None
    read = ticket.read(view.private_metadata)
    command = ticket.command_of(read, tools.registry)
    if command is None or read is None:
        return beside_first(view, GONE)
    if reason := await refusal(principal_of(interaction), command, tools):
        return beside_first(view, reason)
    fields = command.parameters.fields
    given = filled.given(fields, view.values)
    if inputs_of(view) != [field.name for field in fields]:
        return Show(modal.form(command, read, given, CHANGED))
    return beside(view, command.parameters.problems(given, await tools.runs.now_ms()))


@router.submission(FORM, limit_s=OUTER_LIMIT_S)
async def run_form(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Run the command that was filled in, and answer where it was called."""
    view = interaction.view
    read = ticket.read(view.private_metadata) if view else None
    command = ticket.command_of(read, tools.registry)
    if view is None or read is None or command is None:
        await reply.text(GONE)
        return
    place = read.place(interaction.place.user)
    given = filled.given(command.parameters.fields, view.values)
    event = replace(interaction.event, team_id=interaction.team_id)
    message = message_of(filled.written(command, given), event, place, tools.me)
    message = replace(message, door=interaction.door)
    answer = copy(reply)
    answer.place = place
    context = Context(message, answer, tools)
    try:
        await submit_in_time(principal_of(interaction), command, given, context)
    except Passed:  # it looked closer; but in a form nobody was talking to anybody else
        await answer.text(correction(command, UNFIT))


@router.options(FORM)
async def choices_of_form(interaction: Interaction, tools: Tools) -> Sequence[Option]:
    """Return the choices that begin with what was typed, then those that have it in them."""
    read = ticket.read(interaction.view.private_metadata) if interaction.view else None
    command = ticket.command_of(read, tools.registry)
    fields = command.parameters.fields if command else ()
    choices = next((one.choices for one in fields if one.name == interaction.tail), ())
    typed = folded(interaction.value)
    found = [one for one in choices if typed in folded(one)]
    found.sort(key=lambda one: not folded(one).startswith(typed))
    return [Option(one, one) for one in found[: blocks.MOST_OPTIONS]]


def beside(view: View, problems: Mapping[str, str]) -> Errors | None:
    """Say what is wrong beside each field; what is about none, beside the first."""
    names = inputs_of(view)
    placed = {name if name in names else names[0]: why for name, why in problems.items()}
    return Errors({name: plain_words(why) for name, why in placed.items()}) if placed else None


def beside_first(view: View, why: str) -> Errors | None:
    """Say something about the whole form: Slack shows it nowhere but beside a field."""
    return beside(view, {"": why})


def inputs_of(view: View) -> list[str]:
    """Return the names of the fields that a form has, which may be an older one."""
    inputs = (one for one in view.blocks if isinstance(one, dict) and one.get("type") == "input")
    return [str(one.get("block_id", "")) for one in inputs]


def plain_words(text: str) -> str:
    """Return a text without markup, which Slack does not read beside a field."""
    return unescape(text.removeprefix(NO_ENTRY).replace("`", '"'))
