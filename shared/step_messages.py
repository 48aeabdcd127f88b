"""How the message of a question looks once it has ended: the same, whoever changes it.

| state     | below the question                                   |
|-----------|------------------------------------------------------|
| answered  | what was chosen, or that there is an answer; by whom |
| expired   | until when nobody answered                           |
| withdrawn | that it was taken back                               |

Source: https://docs.slack.dev/reference/methods/chat.update
"""

from __future__ import annotations

from typing import Any

from shared import markup
from shared.step_record import NO, Step
from shared.text import escape

MS = 1000


def ended(step: Step) -> dict[str, Any]:
    """Return text and blocks of an ended question: there is nothing left to click."""
    question, outcome = step.question.text, outcome_of(step)
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": question}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": outcome}]},
    ]
    return {"text": f"{question}\n{outcome}", "blocks": blocks}


def outcome_of(step: Step) -> str:
    """Say what became of a question."""
    if step.state == "expired":
        by = markup.date(step.expires_ms // MS, "{time}")
        return f"Nobody answered by {by}, so I did nothing."
    if step.state == "withdrawn":
        return "This question was taken back."
    return answered(step)


def answered(step: Step) -> str:
    """Say who answered what; what was written is for whom the answer is given to."""
    who = f"<@{step.answered_by}>"
    if step.option is None:
        return f"✓ Answered by {who}"
    mark = "✗" if step.option.value == NO and step.question.kind == "confirm" else "✓"
    return f"{mark} *{escape(step.option.label)}*, {who}"
