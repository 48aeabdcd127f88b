"""The records of the stand-in for GitHub, made from github.toml.

| field of `Repository` | type                                                           |
|-----------------------|----------------------------------------------------------------|
| `about`               | dict, as `GET /repos/<o>/<r>` answers                          |
| `workflows`, `pulls`  | list of dicts, as the API lists them                           |
| `runs`                | list of dicts, the newest first                                |
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("github.toml")
BRANCH = "main"
UNFINISHED = {"running": "in_progress"}

Record = dict[str, Any]


@dataclass(frozen=True)
class Repository:
    """One repository."""

    about: Record
    workflows: list[Record]
    runs: list[Record]
    pulls: list[Record]

    def found(self, what: str, workflow: str | None, branch: str | None) -> list[Record]:
        """Return what a route lists."""
        if what == "/pulls":
            return self.pulls
        if what == "/actions/workflows":
            return self.workflows
        of_branch = [run for run in self.runs if branch in (None, run["head_branch"])]
        return [run for run in of_branch if workflow in (None, str(run["workflow_id"]))]


def repository(url: str, name: str) -> Repository | None:
    """Return the records of one repository, or None if there is none of this name.

    Args:
        url: what links to pages begin with.
    """
    known = tomllib.loads(FILE.read_text())["repositories"].get(name)
    if known is None:
        return None
    page = f"{url}/{name}"
    outcomes = known.get("workflows", {})
    outcomes |= {f"Package {n:03}": ["success"] for n in range(known.get("many", 0))}
    return Repository(
        {"full_name": name, "default_branch": BRANCH, "html_url": page},
        [workflow(page, n, one, states) for n, (one, states) in enumerate(outcomes.items(), 1)],
        list(runs(page, name, outcomes)),
        [pull(page, n, one) for n, one in enumerate(known.get("pulls", []), 1)],
    )


def workflow(page: str, number: int, name: str, states: list[str]) -> Record:
    """Return a workflow as the API lists it."""
    state = "disabled_manually" if states == ["off"] else "active"
    url = f"{page}/actions/workflows/{number}"
    return {"id": number, "name": name, "state": state, "html_url": url}


def runs(page: str, repository: str, outcomes: dict[str, list[str]]) -> Iterator[Record]:
    """Yield the runs, the newest of each workflow first."""
    deepest = max(map(len, outcomes.values()), default=0)
    for age in range(deepest):
        for number, states in enumerate(outcomes.values(), 1):
            if age < len(states) and states[age] not in {"never", "off"}:
                yield run(f"{page}/actions/runs/{number}{age}", number, repository, states[age])


def run(url: str, number: int, repository: str, state: str) -> Record:
    """Return a run as the API lists it."""
    outcome = state.removeprefix("fork: ")
    head = f"somebody/{repository.partition('/')[2]}" if state != outcome else repository
    return {
        "workflow_id": number,
        "head_branch": BRANCH,
        "head_repository": {"full_name": head},
        "status": UNFINISHED.get(outcome, "completed"),
        "conclusion": None if outcome in UNFINISHED else outcome,
        "html_url": url,
    }


def pull(page: str, number: int, known: Record) -> Record:
    """Return a pull request as the API lists it; its age is kept, whatever the date."""
    created = datetime.now(UTC) - timedelta(days=known["days"], minutes=5)
    return {
        "number": number,
        "title": known["title"],
        "html_url": f"{page}/pull/{number}",
        "draft": known.get("draft", False),
        "user": {"login": known["author"]},
        "requested_reviewers": [{"login": name} for name in known.get("reviewers", [])],
        "requested_teams": [{"slug": slug} for slug in known.get("teams", [])],
        "created_at": f"{created:%Y-%m-%dT%H:%M:%SZ}",
    }
