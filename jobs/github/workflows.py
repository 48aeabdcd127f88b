"""Say what became of each workflow of a repository.

python workflows.py OWNER/NAME              all of them
python workflows.py OWNER/NAME --failed     those that somebody has to look at
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from jobs import blocks
from jobs.github.api import GitHub, run
from jobs.github.results import EMOJI, UNKNOWN, Result, results


def main(words: Sequence[str]) -> int:
    """Print the report; return the exit status."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    line.add_argument("repository")
    line.add_argument("--failed", action="store_true")
    options = line.parse_args(words)
    return run(lambda github: report(github, options.repository, options.failed))


def report(github: GitHub, repository: str, only_failed: bool) -> None:
    """Print the workflows as blocks."""
    about = github.one(f"/repos/{repository}")
    branch = about["default_branch"]
    found = results(github, about["full_name"], branch)
    shown = [one for one in found if not (only_failed and one.is_fine)]
    said = [line_of(one) for one in shown] or [nothing(found)]
    where = blocks.link(f"{about['html_url']}/actions", about["full_name"])
    summary = f"{where}, branch `{blocks.escaped(branch)}`: {counted(found)}"
    title = "Workflows to look at" if only_failed else "Workflows"
    blocks.show([blocks.header(title), *blocks.listing(said), blocks.context(summary)])


def nothing(found: Sequence[Result]) -> str:
    """Return what is said where there is no line."""
    return ":large_green_circle: Nothing has failed." if found else "There are no workflows."


def counted(found: Sequence[Result]) -> str:
    """Return how many of all are fine."""
    return f"{sum(one.is_fine for one in found)} of {len(found)} are fine"


def line_of(one: Result) -> str:
    """Return a workflow as one line."""
    said = one.state.replace("_", " ") if one.state != "never" else "never ran"
    if one.before:
        said += f", before that :{emoji(one.before)}: {one.before.replace('_', ' ')}"
    return f":{emoji(one.state)}: {blocks.link(one.url, one.name)} {said}"


def emoji(state: str) -> str:
    """Return how a state is drawn."""
    return EMOJI.get(state, UNKNOWN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
