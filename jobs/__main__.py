"""For who writes jobs.

| command                                                   | does                                 |
|-----------------------------------------------------------|--------------------------------------|
| `python -m jobs check [folder]`                           | says what is wrong with definitions  |
| `python -m jobs import file.py [--to folder] [--force]`   | converts those of a bennettbot       |

Without a folder both take the one that this module is in, or JOBS_DIR.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import jobs
from jobs import importing
from jobs.catalogue import Catalogue
from jobs.definition import Namespace

HERE = Path(__file__).parent


def main(words: list[str]) -> int:
    """Do what the words ask for, and return the exit code."""
    asked = parser().parse_args(words)
    if asked.command == "import":
        return importing.run(asked.file, asked.to, force=asked.force)
    return check(asked.folder)


def parser() -> argparse.ArgumentParser:
    """Return what reads the words."""
    whole = argparse.ArgumentParser(prog="python -m jobs", description="For who writes jobs.")
    commands = whole.add_subparsers(dest="command", required=True)
    default = Path(os.environ.get("JOBS_DIR") or HERE)
    checked = commands.add_parser("check", help="say what is wrong with definitions")
    checked.add_argument("folder", nargs="?", type=Path, default=default)
    imported = commands.add_parser("import", help="convert the configuration of a bennettbot")
    imported.add_argument("file", type=Path, help="its job_configs.py, which is read and not run")
    imported.add_argument("--to", type=Path, default=default, help="where namespaces are written")
    imported.add_argument("--force", action="store_true", help="overwrite those that are there")
    return whole


def check(folder: Path) -> int:
    """Say what there is, or everything that is wrong with it."""
    if not folder.is_dir():
        sys.stderr.write(f"{folder}: is no folder\n")
        return 1
    catalogue = jobs.load(folder)
    for warning in catalogue.warnings:
        sys.stdout.write(f"warning: {warning}\n")
    errors = [error for found in catalogue.broken.values() for error in found]
    for error in errors:
        sys.stderr.write(f"{error}\n")
    sys.stdout.write(f"{counts(catalogue)}\n")
    if errors:
        broken = counted(len(catalogue.broken), "namespace")
        sys.stderr.write(f"{counted(len(errors), 'error')} in {broken}\n")
    return 1 if errors else 0


def counts(catalogue: Catalogue) -> str:
    """Return how many of each there are among what is in order."""
    found: Iterable[Namespace] = catalogue.namespaces.values()
    all_jobs = [job for one in found for job in one.jobs.values()]
    numbers = {
        "namespace": len(catalogue.namespaces),
        "job": len(all_jobs),
        "command": len(catalogue.commands),
        "schedule": len([job for job in all_jobs if job.schedule]),
    }
    return ", ".join(counted(number, thing) for thing, number in numbers.items())


def counted(number: int, thing: str) -> str:
    """Return a number of things, in the singular or plural."""
    return f"{number} {thing}" + "s" * (number != 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
