"""The form of a command, as a view of Slack's.

| block        | block_id            | holds                                                   |
|--------------|---------------------|---------------------------------------------------------|
| section      |                     | what the command does, how it is typed, an example      |
| context      |                     | only if there is something to say about the form itself |
| input, each  | the parameter's name| one field                                               |

Source: https://docs.slack.dev/reference/views/modal-views
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consumer import blocks
from consumer.forms.elements import FORM, element, fits_menu
from consumer.forms.fields import Field
from consumer.forms.ticket import Ticket
from consumer.handler import Handler
from shared.text import escape, one_line

TITLE_CHARS = 24
LABEL_CHARS = 2_000
HINT_CHARS = 2_000
MOST_FIELDS = 98  # of Slack's 100 blocks

Json = dict[str, Any]


def form(
    command: Handler, ticket: Ticket, given: Mapping[str, str] | None = None, note: str = ""
) -> Json:
    """Return the form of a command.

    Args:
        given: what stands in the fields at first, by name, instead of the defaults.
        note: what there is to say about the form itself.
    """
    said = {} if given is None else given
    fields = command.parameters.fields
    inputs = [field_block(one, said.get(one.name, one.default)) for one in fields]
    if inputs:
        inputs[0]["element"]["focus_on_load"] = True
    notes = [blocks.context(note)] if note else []
    return blocks.modal(
        FORM,
        title(command.trigger),
        [blocks.section(intro(command)), *notes, *inputs],
        submit="Run",
        private_metadata=str(ticket),
    )


def field_block(field: Field, given: str) -> Json:
    """Return the block of one field."""
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": blocks.plain(field.label, LABEL_CHARS),
        "element": element(field, given),
        "optional": not field.required,
    }
    hint = hint_of(field)
    return block | ({"hint": blocks.plain(hint, HINT_CHARS)} if hint else {})


def hint_of(field: Field) -> str:
    """Say what fits; choices that are typed are named, since no menu shows them."""
    typed = field.kind == "choice" and not fits_menu(field)
    named = f"One of: {', '.join(field.choices)}." if typed else ""
    return f"{named} {field.hint}".strip()


def intro(command: Handler) -> str:
    """Say what the command does, and how one types it the next time."""
    help_line = f"{command.help[:1].upper()}{command.help[1:]}"
    example = f", for example `{escape(command.example)}`" if command.example else ""
    typed = f"You can type it to me, too: `{escape(command.usage)}`{example}."
    return f"{escape(help_line)}\n{typed}".strip()


def title(trigger: str) -> str:
    """Return a command's words as a title: as many whole ones as Slack takes."""
    words = one_line(trigger)
    if len(words) <= TITLE_CHARS:
        return words
    whole = words[:TITLE_CHARS].rpartition(" ")[0]
    return f"{whole}…" if whole else blocks.cut(words, TITLE_CHARS)
