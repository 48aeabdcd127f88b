"""List the open pull requests of a repository that wait for a review, the oldest first.

python reviews.py OWNER/NAME
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from jobs import blocks
from jobs.github.api import GitHub, Record, run

TITLE_CHARS = 120


def main(words: Sequence[str]) -> int:
    """Print the list; return the exit status."""
    [repository] = words
    return run(lambda github: report(github, repository, datetime.now(UTC)))


def report(github: GitHub, repository: str, now: datetime) -> None:
    """Print the pull requests as blocks."""
    path = f"/repos/{repository}/pulls"
    pulls = github.each(path, state="open", sort="created", direction="asc")
    lines = [line_of(one, now) for one in pulls if waits(one)]
    said = blocks.listing(lines or ["None: nobody keeps anybody waiting."])
    blocks.show([blocks.header(f"Waiting for a review in {repository}"), *said])


def waits(pull: Record) -> bool:
    """Return whether a review was asked for and has not come."""
    return not pull["draft"] and bool(pull["requested_reviewers"] or pull["requested_teams"])


def line_of(pull: Record, now: datetime) -> str:
    """Return a pull request as one line; names of GitHub mention nobody in Slack."""
    people = [one["login"] for one in pull["requested_reviewers"]]
    whom = ", ".join(people + [team["slug"] for team in pull["requested_teams"]])
    title = pull["title"][:TITLE_CHARS]
    asked = blocks.escaped(f"by {pull['user']['login']}, for {whom}")
    address = blocks.link(pull["html_url"], f"#{pull['number']} {title}")
    return f"• {address} {asked}, {age(pull['created_at'], now)}"


def age(created: str, now: datetime) -> str:
    """Return how long ago something was, in days."""
    days = (now - datetime.fromisoformat(created)).days
    return {0: "today", 1: "1 day"}.get(days, f"{days} days")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
