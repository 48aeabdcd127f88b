"""What became of each workflow of a repository, read from its last runs on the default branch.

| field of `Result` | meaning                                                                   |
|-------------------|---------------------------------------------------------------------------|
| `name`, `url`     | the workflow's, and where its last run (if it never ran, itself) is shown |
| `state`           | a key of `EMOJI`: how the last run ended, or `running`, or `never`        |
| `before`          | if it runs: how the one before ended, else empty                          |

Source: https://docs.github.com/en/rest/actions/workflow-runs (status and conclusion)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jobs.github.api import GitHub, Record

# The worst first: so results are sorted.
EMOJI = {
    "failure": "red_circle",
    "startup_failure": "red_circle",
    "timed_out": "red_circle",
    "action_required": "large_orange_circle",
    "stale": "large_orange_circle",
    "cancelled": "white_circle",
    "running": "large_yellow_circle",
    "never": "white_circle",
    "skipped": "white_circle",
    "neutral": "large_green_circle",
    "success": "large_green_circle",
}
RANK = {state: rank for rank, state in enumerate(EMOJI)}
UNKNOWN = "grey_question"  # GitHub may add one
FINE = frozenset({"success", "neutral", "skipped", "never"})
LAST_RUNS = 20  # of one workflow: enough to find one that is the branch's own, and one that ended


class Result(NamedTuple):
    """One workflow."""

    name: str
    url: str
    state: str
    before: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether nobody has to look; one that runs is as good as the one before."""
        state = (self.before or "never") if self.state == "running" else self.state
        return state in FINE


def results(github: GitHub, repository: str, branch: str) -> list[Result]:
    """Return all workflows that are switched on, the worst result first."""
    path = f"/repos/{repository}/actions"
    recent = list(own(github.one(f"{path}/runs", branch=branch, per_page=100), repository))
    found = []
    for workflow in github.each(f"{path}/workflows", "workflows"):
        if workflow["state"] != "active":
            continue
        runs = [run for run in recent if run["workflow_id"] == workflow["id"]]
        if not has_ended(runs):  # it runs seldom: asked for by itself
            url = f"{path}/workflows/{workflow['id']}/runs"
            runs = list(own(github.one(url, branch=branch, per_page=LAST_RUNS), repository))
        found.append(result_of(workflow, runs))
    return sorted(found, key=lambda one: (RANK.get(one.state, -1), one.name.lower()))


def own(answer: Record, repository: str) -> Iterator[Record]:
    """Yield the runs of the repository's own branch: a fork's may have the same name."""
    for run in answer["workflow_runs"]:
        head = run.get("head_repository") or {}
        if head.get("full_name", repository).lower() == repository.lower():
            yield run


def has_ended(runs: Iterable[Record]) -> bool:
    """Return whether one of these is over."""
    return any(run["status"] == "completed" for run in runs)


def result_of(workflow: Record, runs: list[Record]) -> Result:
    """Return what a workflow's runs say, the newest first."""
    if not runs:
        return Result(workflow["name"], workflow["html_url"], "never")
    last, ended = runs[0], [run for run in runs if run["status"] == "completed"]
    if last["status"] == "completed":
        return Result(workflow["name"], last["html_url"], last["conclusion"] or "neutral")
    before = ended[0]["conclusion"] if ended else ""
    return Result(workflow["name"], last["html_url"], "running", before)
