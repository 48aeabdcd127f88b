"""Refuses triggers that stand in each other's way, and handlers that could never run."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from consumer.matcher import folded
from consumer.router import Handler, Run
from shared.errors import ContentError
from shared.events import ROUTES

TRIGGERLESS = frozenset({"matches", "otherwise"})


def check(handlers: Sequence[Handler]) -> None:
    """Look at every handler, alone and beside the others.

    Raises:
        ContentError: it names the handler, where it comes from, and the cure.
    """
    runs: dict[str, Run] = {}
    for handler in handlers:
        check_alone(handler)
        # Marks of what has been done carry the name: one of two would never run.
        if runs.setdefault(handler.name, handler.run) is not handler.run:
            raise ContentError(
                handler.source, handler.name, "is the name of two functions: rename one"
            )
    check_words(handlers)
    check_prefixes(handlers)


def check_alone(handler: Handler) -> None:
    """Refuse a handler that could never run, or would run for everything."""
    if not inspect.iscoroutinefunction(handler.run):
        raise ContentError(handler.source, "", "is no coroutine: write async def")
    if handler.kind in TRIGGERLESS:
        return
    if not all(folded(words).strip() for words in triggers(handler)):
        raise ContentError(handler.source, handler.kind, "is blank: write what triggers it")
    if handler.kind == "event" and handler.trigger not in ROUTES.keys() - {"app_mention"}:
        raise ContentError(
            handler.source, handler.trigger, "has no stream: use a type of shared/events.py"
        )


def check_words(handlers: Iterable[Handler]) -> None:
    """Refuse the same trigger or alias twice, of whatever kind."""
    owners: dict[str, Handler] = {}
    for handler, words in said(handlers):
        key = folded(words).strip()
        if key in owners:
            owner = owners[key].source
            taken = "its own already" if owner == handler.source else f"already taken by {owner}"
            raise ContentError(handler.source, words.strip(), f"is {taken}: choose another")
        owners[key] = handler


def check_prefixes(handlers: Iterable[Handler]) -> None:
    """Refuse a prefix that begins another, or a command: both would run."""
    # Behind a prefix in alphabetical order stands, first of all, what begins with it.
    in_order = sorted(
        ((folded(words), handler, words) for handler, words in said(handlers)),
        key=lambda entry: (entry[0], entry[1].kind != "prefix"),
    )
    for (start, one, prefix), (words, other, said_words) in pairwise(
        entry for entry in in_order if entry[1].kind in {"prefix", "command"}
    ):
        if one.kind == "prefix" and words.startswith(start):
            raise ContentError(
                other.source,
                said_words.strip(),
                f"begins with the prefix '{prefix}' of {one.source}: choose another",
            )


def said(handlers: Iterable[Handler]) -> Iterator[tuple[Handler, str]]:
    """Yield everything that people can type or that can be in a text."""
    for handler in handlers:
        if handler.kind not in TRIGGERLESS | {"event"}:
            # A parameter follows after a blank, so that the prefix `define ` begins it.
            behind = " " if handler.parameters else ""
            for words in triggers(handler):
                yield handler, words + behind


def triggers(handler: Handler) -> tuple[str, ...]:
    """Return a handler's trigger and aliases."""
    return (handler.trigger, *handler.aliases)
