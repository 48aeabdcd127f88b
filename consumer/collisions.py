"""Refuses triggers that stand in each other's way, and handlers that could never run."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from consumer.handler import BY_ID, CLICKED, HELP_CHARS, LOOKING, Handler, Run
from consumer.matcher import folded_trigger
from shared import mentions
from shared.errors import ContentError
from shared.events import OTHER_STREAMS, ROUTES

TRIGGERLESS = frozenset({"matches", "edited", "otherwise"})
TAKEN = frozenset({("reply",), ("reply", "tools")})  # behind the message or event
TAKEN_LOOKING = frozenset({("tools",)})  # in the lane nothing is answered with a Reply
NAMED = re.compile(r"[a-z][a-z0-9_.-]{0,199}")  # Slack takes 255; a colon and more may follow
FIRST = {"event": "event", "step": "answered"} | dict.fromkeys((*CLICKED, *LOOKING), "interaction")
BRACKETS = re.compile(r"<\w[^<>]*>|\[\w[^\[\]]*\]|\{\w+\}")
TYPES = (ROUTES.keys() - {"app_mention"}) | OTHER_STREAMS.keys()
EXAMPLE = "'run.cancel': small letters, digits, dots, no colon"
OPENING = frozenset({"prefix", "command"})  # what a text begins with


def check(handlers: Sequence[Handler]) -> None:
    """Look at every handler, alone and beside the others.

    Raises:
        ContentError: it names the handler, where it comes from, and the cure.
    """
    for handler in handlers:
        check_alone(handler)
    check_words(handlers)
    check_names(handlers)
    check_prefixes(handlers)
    check_topics(handlers)
    runs: dict[str, Run] = {}
    for handler in handlers:
        # Marks of what has been done carry the name: one of two would never run.
        if runs.setdefault(handler.name, handler.run) is not handler.run:
            raise ContentError(
                handler.source, handler.name, "is the name of two handlers: rename one"
            )


def check_alone(handler: Handler) -> None:
    """Refuse a handler that could never run, or would run for everything."""
    if handler.problem:
        raise ContentError(handler.source, handler.trigger, handler.problem)
    check_function(handler)
    if "\n" in handler.help or len(handler.help) > HELP_CHARS:
        raise ContentError(handler.source, "help", f"write one line, at most {HELP_CHARS} long")
    if handler.kind in BY_ID and not NAMED.fullmatch(handler.trigger):
        raise ContentError(handler.source, handler.trigger, f"write a name such as {EXAMPLE}")
    if handler.kind in TRIGGERLESS | BY_ID:
        return
    for words in triggers(handler):
        check_trigger(handler, words)
    if handler.kind == "event" and handler.trigger not in TYPES:
        raise ContentError(
            handler.source, handler.trigger, "has no stream: use a type of shared/events.py"
        )


def check_function(handler: Handler) -> None:
    """Refuse a function that cannot be called as a handler is."""
    if not inspect.iscoroutinefunction(handler.run):
        raise ContentError(handler.source, "", "is no coroutine: write async def")
    taken = tuple(inspect.signature(handler.run).parameters)[1:]
    first = FIRST.get(handler.kind, "message")
    if handler.kind in LOOKING:
        if taken not in TAKEN_LOOKING:
            raise ContentError(handler.source, "", f"takes something else: write ({first}, tools)")
    elif taken not in TAKEN:
        raise ContentError(
            handler.source,
            "",
            f"takes something else: write ({first}, reply) or ({first}, reply, tools)",
        )


def check_trigger(handler: Handler, words: str) -> None:
    """Refuse words that no text ever has."""
    if not folded_trigger(words).strip():
        raise ContentError(handler.source, handler.kind, "is blank: write what triggers it")
    if handler.kind == "prefix" and words[0].isspace():
        raise ContentError(handler.source, words, "begins with a blank, and no text does: cut it")
    if mentions.find(words) or words.lstrip().startswith("@"):
        raise ContentError(
            handler.source, words, "has a mention, and texts are searched without: leave it out"
        )
    if BRACKETS.search(words):
        raise ContentError(
            handler.source, words, "has brackets: only a usage has parameters, behind a blank"
        )


def check_words(handlers: Iterable[Handler]) -> None:
    """Refuse the same trigger or alias twice, of whatever kind."""
    owners: dict[str, Handler] = {}
    for handler, words in said(handlers):
        key = folded_trigger(words).strip()
        if key in owners:
            own = owners[key].name == handler.name
            taken = "its own already" if own else f"already taken by {owners[key].source}"
            raise ContentError(handler.source, words.strip(), f"is {taken}: choose another")
        owners[key] = handler


def check_names(handlers: Iterable[Handler]) -> None:
    """Refuse two buttons, forms or steps of one name."""
    owners: dict[tuple[str, str], Handler] = {}
    for handler in handlers:
        if handler.kind in BY_ID:
            other = owners.setdefault((handler.kind, handler.trigger), handler)
            if other is not handler:
                cure = f"is taken by {other.source}: choose another"
                raise ContentError(handler.source, handler.trigger, cure)


def check_topics(handlers: Iterable[Handler]) -> None:
    """Refuse a command that `help` would take for a topic."""
    topics = {folded_trigger(handler.topic) for handler in handlers}
    for handler, words in said(handlers):
        if handler.kind == "command" and folded_trigger(words).strip() in topics:
            raise ContentError(handler.source, words.strip(), "is also a topic of help: rename one")


def check_prefixes(handlers: Iterable[Handler]) -> None:
    """Refuse a prefix that begins another, or a command, or is what a command may take."""
    openings = [
        (folded_trigger(words), one, words) for one, words in said(handlers) if one.kind in OPENING
    ]
    # Behind a prefix in alphabetical order stands, first of all, what begins with it.
    openings.sort(key=lambda opening: (opening[0], opening[1].kind != "prefix"))
    for (start, one, words), (longer, other, others_words) in pairwise(openings):
        if one.kind == "prefix" and longer.startswith(start):
            refuse(other, others_words, one, words)
    taking = {start: (one, words) for start, one, words in openings if one.parameters}
    for start, one, words in openings:
        if one.kind == "prefix":
            for behind in (match.end() for match in re.finditer(" ", start)):
                if start[:behind] in taking:
                    refuse(one, words, *taking[start[:behind]])


def refuse(handler: Handler, words: str, other: Handler, others_words: str) -> None:
    """Refuse words that another handler answers as well."""
    reason = f"begins with the {other.kind} '{others_words.rstrip()}' of {other.source}"
    raise ContentError(handler.source, words.strip(), f"{reason}: choose another")


def said(handlers: Iterable[Handler]) -> Iterator[tuple[Handler, str]]:
    """Yield everything that people can type or that can be in a text."""
    for handler in handlers:
        if handler.kind not in TRIGGERLESS | BY_ID | {"event"}:
            # A parameter follows after a blank, so that the prefix `define ` begins it.
            behind = " " if handler.parameters else ""
            for words in triggers(handler):
                yield handler, words + behind


def triggers(handler: Handler) -> tuple[str, ...]:
    """Return a handler's trigger and aliases."""
    return (handler.trigger, *handler.aliases)
