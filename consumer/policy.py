"""Who may do what: the one place that says so.

| whose job           | members of the workspace | guests, people of elsewhere, reminders          |
|---------------------|--------------------------|-------------------------------------------------|
| open namespace      | ask, see, cancel         | ask, see; `cancel` what they asked for          |
|                     |                          | themselves; whatever its own commands do        |
| restricted          | ask, see, cancel         | nothing                                         |
| gone or broken      | see, cancel              | nothing                                         |

Where Slack cannot say who somebody is, they are treated as no member. A schedule of a job, a signed
webhook and the command line are trusted: their authors can change the jobs themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from consumer.message import REMINDERS
from shared.errors import NotKnown
from shared.run_record import Run, Suppression

if TYPE_CHECKING:
    from consumer.handler import Handler
    from consumer.interaction import Interaction
    from consumer.message import Message
    from consumer.tools import Tools

TRUSTED = frozenset({"github", "cli"})

OfJob = TypeVar("OfJob", Run, Suppression)


class Principal(Struct, frozen=True):
    """Who asks: identity is team and user together.

    Args:
        user_id: empty if nobody did, as for a schedule of a job.
        kind: user, schedule, github or cli.
    """

    team_id: str
    user_id: str
    kind: str = "user"

    @property
    def is_trusted(self) -> bool:
        """Whether it is no person, and may do what its definition says."""
        return self.kind in TRUSTED or (self.kind == "schedule" and not self.user_id)


def principal_of(interaction: Interaction) -> Principal:
    """Return whose rights count: of whoever clicked, chose or sent something."""
    return Principal(interaction.team_id, interaction.place.user)


async def refusal(principal: Principal, command: Handler, tools: Tools) -> str:
    """Return why somebody may not run a command, or nothing if they may."""
    if not command.restricted or principal.is_trusted:
        return ""
    return await stranger(principal.team_id, principal.user_id, f"`{command.namespace}`", tools)


async def refusal_of_run(run: Run, message: Message, tools: Tools, *, own: bool = False) -> str:
    """Return why somebody may not see a run, or cancel it, or nothing if they may.

    Args:
        own: guests may do it with what they asked for themselves, and no more.
    """
    team_id, user_id = message.event.team_id or tools.me.team_id, message.place.user
    is_theirs = (run.team_id, run.user_id) == (team_id, user_id)
    if not is_restricted(run, tools) and (is_theirs or not own):
        return ""
    return await stranger(team_id, user_id, f"run {run.run_id}", tools)


def is_restricted(of_job: Run | Suppression, tools: Tools) -> bool:
    """Return whether only members may see it; of a job that is gone, nobody knows."""
    job = tools.jobs.job(of_job.job)
    return job is None or job.restricted


async def stranger(team_id: str, user_id: str, what: str, tools: Tools) -> str:
    """Return the refusal for who is no member, or nothing for a member."""
    if user_id == REMINDERS:
        return f":no_entry: Sorry, a reminder cannot use {what}: I cannot see who set it."
    try:
        if user_id and await tools.members.is_member(team_id or tools.me.team_id, user_id):
            return ""
    except NotKnown as error:
        return f":no_entry: Only members of this workspace may use {what}. {error}"
    return f":no_entry: Sorry, only members of this workspace may use {what}."


async def seen(of_jobs: list[OfJob], message: Message, tools: Tools) -> list[OfJob]:
    """Return those of the runs or suppressions that somebody may see."""
    team_id, user_id = message.event.team_id, message.place.user
    open_ones = [one for one in of_jobs if not is_restricted(one, tools)]
    if len(open_ones) == len(of_jobs) or await stranger(team_id, user_id, "the others", tools):
        return open_ones
    return of_jobs
