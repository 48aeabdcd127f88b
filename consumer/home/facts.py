"""What the home tab shows, gathered in a few round trips, however much there is.

| fact        | of                                                                         |
|-------------|----------------------------------------------------------------------------|
| is_member   | whether what is restricted is theirs to use; refusal says why not          |
| runs        | their newest, those that have not ended first; of_all: how many there are  |
| waiting     | what they scheduled once                                                   |
| by_clock    | the jobs with a schedule that they may see                                 |
| condition   | how the house is                                                           |
"""

from __future__ import annotations

from msgspec import Struct

from consumer import policy
from consumer.home import condition
from consumer.home.condition import Condition
from consumer.later import timetable
from consumer.tools import Tools
from jobs.definition import Job, Namespace
from shared.one_offs import OneOff, OneOffs
from shared.run_record import Run

LOOKED_AT = 500  # of the runs that ended last, as `runs` does
SHOWN_RUNS = 8


class Facts(Struct, frozen=True):
    """All that the tab shows of one person's."""

    user_id: str
    now_ms: int
    refusal: str
    namespaces: list[Namespace]
    runs: list[Run]
    of_all: int
    waiting: list[OneOff]
    by_clock: list[Job]
    condition: Condition

    @property
    def is_member(self) -> bool:
        """Whether they may use what is restricted."""
        return not self.refusal


async def gather(team_id: str, user_id: str, tools: Tools) -> Facts:
    """Return what the tab of somebody shows."""
    refusal = await policy.stranger(team_id, user_id, "what I do not show here", tools)
    active = await tools.runs.active()
    newest, of_all = await runs_of(user_id, active, tools)
    runs = [run for run in newest if not (refusal and policy.is_restricted(run, tools))]
    waiting = await OneOffs(tools.runs.scripts).waiting()
    now_ms = await tools.runs.now_ms()
    return Facts(
        user_id=user_id,
        now_ms=now_ms,
        refusal=refusal,
        namespaces=[
            one for one in tools.jobs.namespaces.values() if not (refusal and one.restricted)
        ],
        runs=runs,
        of_all=of_all - len(newest) + len(runs),
        waiting=[one for one in waiting if one.request.principal.user_id == user_id],
        by_clock=[
            job for job in timetable.scheduled(tools.jobs) if not (refusal and job.restricted)
        ],
        condition=await condition.look(active, tools),
    )


async def runs_of(user_id: str, active: list[Run], tools: Tools) -> tuple[list[Run], int]:
    """Return somebody's newest runs, those that have not ended first, and how many there are."""
    going_on = [run for run in reversed(active) if run.user_id == user_id]
    ended, count = await tools.runs.ended_of(user_id, LOOKED_AT, SHOWN_RUNS)
    return [*going_on, *ended][:SHOWN_RUNS], len(going_on) + count
