"""What `help` says about the namespaces of jobs, and about one of them."""

from __future__ import annotations

from jobs.catalogue import Catalogue
from jobs.definition import Command, Namespace
from shared.text import escape

LOCK = ":lock:"


def overview(jobs: Catalogue, prefix: str) -> str:
    """List the namespaces, and what to type next; nothing if there are none.

    Args:
        prefix: what a command begins with where it is typed, such as `@burrow `.
    """
    if not jobs.namespaces:
        return ""
    names = sorted(jobs.namespaces)
    listed = "\n".join(line(jobs.namespaces[name]) for name in names)
    return (
        f"Jobs, by namespace:\n{listed}\n"
        f"`{prefix}help {names[0]}` lists the commands of `{names[0]}`, `{prefix}status` what goes "
        f"on, and `{prefix}cancel 12` cancels run 12."
    )


def line(namespace: Namespace) -> str:
    """Describe a namespace in one line."""
    lock = f"{LOCK} " if namespace.restricted else ""
    described = f": {escape(namespace.description)}" if namespace.description else ""
    return f"• {lock}`{namespace.name}`{described}"


def about(namespace: Namespace) -> tuple[str, str]:
    """Return a line about a namespace, and the list of its commands."""
    opening = line(namespace).removeprefix("• ").removeprefix(f"{LOCK} ")
    if namespace.restricted:
        opening = f"{LOCK} Only members of this workspace may use this. {opening}"
    return opening, "\n".join(map(command_line, namespace.commands))


def command_line(command: Command) -> str:
    """Describe a command in one line."""
    return f"• `{escape(command.usage)}` {escape(command.help)}".rstrip()


def broken(name: str, jobs: Catalogue) -> str:
    """Say why a namespace does not work."""
    return f"`{escape(name)}` is disabled: {escape(jobs.broken[name][0].complaint)}"
