"""All namespaces, read from their folders; a broken one is left out and says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jobs import command_faults, namespaces
from jobs.definition import Command, Job, Namespace
from shared.errors import ContentError

MARKED = (".", "_")  # folders that begin so are tools' and authors' own: no namespaces


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What can run, and what people type for it.

    Args:
        namespaces: those that are in order, by name, sorted.
        broken: everything that is wrong with each of the others, by name.
        strays: what looks like a namespace and is none.
    """

    namespaces: Mapping[str, Namespace]
    broken: Mapping[str, tuple[ContentError, ...]]
    strays: tuple[str, ...] = ()
    commands: tuple[Command, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = [command for one in self.namespaces.values() for command in one.commands]
        object.__setattr__(self, "commands", tuple(sorted(found, key=lambda one: one.text)))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What works, but hardly as its author meant it."""
        found = (warning for one in self.namespaces.values() for warning in one.warnings)
        return (*self.strays, *found)

    def job(self, type: str) -> Job | None:
        """Return the job of a type, such as `demo_hi`."""
        name, _, job = type.partition("_")
        namespace = self.namespaces.get(name)
        return namespace.jobs.get(job) if namespace else None


def load(folder: Path) -> Catalogue:
    """Read every namespace of a folder; one that is not there has none."""
    healthy: dict[str, Namespace] = {}
    broken: dict[str, tuple[ContentError, ...]] = {}
    for name in sorted(names(folder)):
        found, errors = namespaces.examine(folder / name)
        errors = errors or doubled(found, healthy.values(), folder / name)
        if errors:
            broken[name] = tuple(errors)
        elif found:
            healthy[name] = found
    return Catalogue(healthy, broken, tuple(strays(folder)))


def names(folder: Path) -> frozenset[str]:
    """Return the names of all namespaces of a folder, without a look at what they define."""
    return frozenset(one.name for one in folders(folder) if (one / namespaces.FILE).exists())


def folders(folder: Path) -> list[Path]:
    """Return the folders in a folder that may be namespaces."""
    if not folder.is_dir():
        return []
    found = (one for one in folder.iterdir() if not one.name.startswith(MARKED))
    return sorted(one for one in found if one.is_dir())


def strays(folder: Path) -> list[str]:
    """Return a line for each folder that lacks a file of definitions."""
    file = namespaces.FILE
    lacking = (one for one in folders(folder) if not (one / file).exists())
    return [
        f"{one.name}: has no {file}, and is no namespace: add one, or a _ in front"
        for one in lacking
    ]


def doubled(
    found: Namespace | None, others: Iterable[Namespace], folder: Path
) -> list[ContentError]:
    """Return an error for each command that a namespace before this one has: the case differs."""
    taken = {command_faults.sample(one): one for other in others for one in other.commands}
    path = str(folder / namespaces.FILE)
    return [
        ContentError(
            path, "", f"'{one.text}' is already taken by '{other.text}': rename the folder"
        )
        for one in (found.commands if found else ())
        if (other := taken.get(command_faults.sample(one)))
    ]
