"""Commands that have forms, and the forms of them as Slack sends them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from tests.consumer.bot import ALICE, Bot
from tests.consumer.demo_jobs import registry_of

JOBS = """
[jobs.paint]
run_args_template = "echo {what} {colour} {times}"
[jobs.paint.params.colour]
choices = ["red", "very dark blue"]
[jobs.paint.params.times]
type = "int"
default = 1

[[slack]]
command = "paint [what] [colour] [times]"
help = "paints it"
action = "schedule_job"
job_type = "paint"
"""
SEC = """
restricted = true
[jobs.open]
run_args_template = "echo {door}"
[[slack]]
command = "open [door]"
help = "opens a door"
action = "schedule_job"
job_type = "open"
"""
SHADES = [f"{at}%" for at in range(120)]
GONE = (
    'There is no such command any more: it was renamed or taken out. Type "help" to see what there '
    "is."
)
TICKET = '{"command":"%s","trigger":"%s","channel":"C0GENERAL01"}'
DEFINE = TICKET % ("define.define", "define")
PAINT = TICKET % ("jobs.demo_paint_[what]_[colour]_[times]", "demo paint")
SHADE = TICKET % ("forms.shade", "shade")
OPEN = TICKET % ("jobs.sec_open_[door]", "sec open")
GONE_ONE = TICKET % ("define.define", "explain")


def registry_with_forms(folder: Path) -> Registry:
    """Return the product's handlers, a command with more choices than a menu has, and two jobs."""
    found = registry_of(folder, demo=JOBS, sec=SEC)
    return Registry([*found.handlers, *shades().handlers], found.jobs)


def shades() -> Router:
    """Return a command with more choices than a menu has."""
    router = Router()

    @router.command(f"shade <which:{'|'.join(SHADES)}>", help="shades it")
    async def shade(message: Message, reply: Reply) -> None:
        await reply.text(message.arguments["which"])

    return router


def trigger(bot: Bot, user: str = ALICE) -> str:
    """Return what Slack gives for a click that somebody did just now."""
    workspace = bot.slack.workspace
    return workspace.triggers.issue(user, workspace.clock())


def view_of(values: dict[str, str], private_metadata: str) -> dict[str, Any]:
    """Return a form as Slack sends it: the elements as ours, the values as in its `state`."""
    return {
        "id": "V1",
        "hash": "1.a",
        "type": "modal",
        "callback_id": "form",
        "private_metadata": private_metadata,
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {
            "values": {name: {f"form:{name}": {"value": text}} for name, text in values.items()}
        },
    }
