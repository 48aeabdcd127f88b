"""How a question looks while it is open, and the form that a text is written in.

| question | element            | action_id       | value                 |
|----------|--------------------|-----------------|-----------------------|
| confirm  | a button an option | `step:<id>:<n>` | the option's number n |
| choose   | the same, or a     | the same, or    | the same              |
|          | menu of over five  | `step:<id>`     |                       |
| ask      | a button           | `step:<id>`     |                       |
"""

from __future__ import annotations

from typing import Any

from consumer import blocks
from consumer.blocks import Block, Element
from consumer.runs.sentences import lasting
from shared.step_record import Field, Question, Step

STEP = "step"  # what our action_ids and callback_ids begin with
MOST_BUTTONS = 5  # more are hard to read on a phone
ANSWER = "answer"  # block_id of the field
TITLE = "Your answer"


def blocks_of(step: Step, *, alone: bool) -> list[Block]:
    """Return the blocks of an open question.

    Args:
        alone: nobody but the requester sees it.
    """
    question = step.question
    how_long = f"within {lasting(question.expires_s)}"
    hint = f"Please answer {how_long}." if alone else f"{people(question)} can answer {how_long}."
    return [
        blocks.section(question.text),
        blocks.actions(*elements(step)),
        blocks.context(hint),
    ]


def elements(step: Step) -> list[Element]:
    """Return what can be clicked."""
    action_id, options = f"{STEP}:{step.id}", step.question.options
    if not options:
        return [blocks.button("Answer…", action_id, style="primary")]
    if len(options) > MOST_BUTTONS:
        offered = [blocks.option(one.label, str(n)) for n, one in enumerate(options)]
        return [blocks.select(action_id, "Choose…", offered)]
    return [
        blocks.button(one.label, f"{action_id}:{n}", str(n), one.style)
        for n, one in enumerate(options)
    ]


def people(question: Question) -> str:
    """Say who may answer, at the beginning of a sentence."""
    allowed, barred = question.answerers.allowed, question.answerers.barred
    users = [one.partition("/")[2] for one in allowed]
    named = " or ".join(f"<@{user}>" for user in users if user not in barred)
    if named:
        return f"Only {named}"
    return f"Anybody but <@{barred[0]}>" if barred else "Anybody"


def form(step: Step, field: Field) -> dict[str, Any]:
    """Return the form that a text is written in."""
    typed = {
        "type": "plain_text_input",
        "action_id": ANSWER,
        "multiline": field.multiline,
        "max_length": field.most_chars,
        "focus_on_load": True,
    }
    labelled = {
        "type": "input",
        "block_id": ANSWER,
        "label": blocks.plain(field.label, 2_000),
        "element": typed,
    }
    shown = [blocks.section(step.question.text), labelled]
    return blocks.modal(f"{STEP}:{step.id}", TITLE, shown, submit="Send")
