"""The contract for contributors: how a function becomes a handler, and which handlers an event has.

A handler is a plain async function `(message, reply)`, or `(message, reply, tools)` if it needs
more than the message; for `event` it gets the Event in the message's place. It stands in a module
of consumer/handlers/, which has one `router`, which is listed in consumer/handlers/__init__.py.

| decorator  | runs when                                                        | how many |
|------------|------------------------------------------------------------------|----------|
| command    | the bot is meant and the whole text is a trigger or alias        | one      |
| prefix     | the text begins with it, anywhere                                | any      |
| contains   | a word or phrase is in the text, anywhere (or only if mentioned) | any      |
| matches    | a function of the message says so                                | any      |
| event      | an event of this type came                                       | any      |

It may run twice after a crash: a finished handler does not, and its writes to Slack happen once,
but what it does elsewhere may happen again. Returning means done; `Retry` again later; `Reject`
never again; any other exception is tried 5 times and then buried, with the error.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import structlog

from consumer.message import Message
from consumer.reply import Reply
from glossary import Glossary
from shared.channels import Channels
from shared.errors import ContentError
from shared.events import ROUTES
from shared.slack import Identity, Slack

LIMIT_S = 10.0  # of one handler; longer work belongs into a job

log = structlog.get_logger()

Run = Callable[..., Awaitable[None]]
Test = Callable[[Message], bool]


@dataclass(frozen=True, slots=True)
class Tools:
    """What a handler may need beside the message.

    Args:
        chance: seeded with the event and the handler, so that a second run throws the same dice.
    """

    registry: Registry
    glossary: Glossary
    channels: Channels
    slack: Slack
    me: Identity
    chance: Random


@dataclass(frozen=True, slots=True)
class Handler:
    """One function and its trigger.

    Args:
        name: `<module>.<function>`; marks of what has been done use it.
        kind: command, prefix, contains, matches or event.
        trigger: what people type, or the type of the event.
        parameter: name of a command's parameter, which takes the rest of the text.
    """

    name: str
    kind: str
    run: Run
    trigger: str = ""
    aliases: tuple[str, ...] = ()
    help: str = ""
    parameter: str = ""
    limit_s: float = LIMIT_S
    test: Test | None = None
    takes_tools: bool = False

    @property
    def usage(self) -> str:
        """A command as one types it."""
        return f"{self.trigger} <{self.parameter}>" if self.parameter else self.trigger

    async def __call__(self, subject: Any, reply: Reply, tools: Tools) -> None:
        """Run the function."""
        await (self.run(subject, reply, tools) if self.takes_tools else self.run(subject, reply))


class Router:
    """The handlers of one module, in the order in which they stand there."""

    def __init__(self) -> None:
        self.handlers: list[Handler] = []

    def command(
        self, usage: str, *, help: str, aliases: tuple[str, ...] = (), limit_s: float = LIMIT_S
    ) -> Callable[[Run], Run]:
        """Answer a command.

        Args:
            usage: as one types it; a last `<word>` is a parameter, which takes the rest.
            help: one line for the list of commands.
        """
        trigger, _, rest = usage.partition(" <")
        parameter = rest.removesuffix(">")
        return self._add(
            kind="command",
            trigger=trigger,
            parameter=parameter,
            aliases=aliases,
            help=help,
            limit_s=limit_s,
        )

    def prefix(self, prefix: str, *, help: str, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer every text that begins so, whoever is meant."""
        return self._add(kind="prefix", trigger=prefix, help=help, limit_s=limit_s)

    def contains(
        self, phrase: str, *, mentioned: bool = False, limit_s: float = LIMIT_S
    ) -> Callable[[Run], Run]:
        """Answer every text with this phrase in it; `mentioned`: only if the bot is."""
        test = is_mentioned if mentioned else None
        return self._add(kind="contains", trigger=phrase, test=test, limit_s=limit_s)

    def matches(self, test: Test, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer every message for which `test` is true."""
        return self._add(kind="matches", test=test, limit_s=limit_s)

    def event(self, event_type: str, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer every event of this type."""
        return self._add(kind="event", trigger=event_type, limit_s=limit_s)

    def _add(self, **facts: Any) -> Callable[[Run], Run]:
        def register(run: Run) -> Run:
            name = f"{run.__module__.rpartition('.')[2]}.{run.__name__}"
            takes_tools = "tools" in inspect.signature(run).parameters
            self.handlers.append(Handler(name=name, run=run, takes_tools=takes_tools, **facts))
            return run

        return register


class Registry:
    """All handlers, in order.

    Raises:
        ContentError: a handler could never run, or two claim the same name or words.
    """

    def __init__(self, handlers: list[Handler]) -> None:
        self.handlers = handlers
        runs: dict[str, Run] = {}
        for handler in handlers:
            check(handler)
            # Marks of what has been done carry the name: one of two would never run.
            if runs.setdefault(handler.name, handler.run) is not handler.run:
                raise ContentError(handler.name, "", "is the name of two functions: rename one")
        self.commands: dict[str, Handler] = {}
        self.ambient = [one for one in handlers if one.kind in {"prefix", "contains", "matches"}]
        self.parametric: list[tuple[str, Handler]] = []
        for handler in self.of_kind("command"):
            self._add_command(handler)

    def _add_command(self, handler: Handler) -> None:
        for words in (handler.trigger, *handler.aliases):
            folded = words.casefold()
            other = self.commands.setdefault(folded, handler)
            if other is not handler:
                raise ContentError(handler.name, words, f"is already taken by {other.name}")
            if handler.parameter:
                self.parametric.append((folded + " ", handler))

    def of_kind(self, kind: str) -> list[Handler]:
        """Return the handlers of one kind, in order."""
        return [handler for handler in self.handlers if handler.kind == kind]

    def for_event(self, event_type: str) -> list[Handler]:
        """Return the handlers of an event that is not a message."""
        return [one for one in self.of_kind("event") if one.trigger == event_type]

    def for_message(self, message: Message) -> list[Handler]:
        """Return what a message triggers: any number of handlers, and at most one command."""
        text = message.folded
        found = [one for one in self.ambient if triggered(one, message, text)]
        command = self.command_in(text) if message.to_bot else None
        return [*found, command] if command else found

    def command_in(self, text: str) -> Handler | None:
        """Return the command that a folded text is, or None."""
        if text in self.commands:
            return self.commands[text]
        fitting = [(words, one) for words, one in self.parametric if text.startswith(words)]
        return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def check(handler: Handler) -> None:
    """Refuse a handler that could never run, or would run for everything.

    Raises:
        ContentError: it names the handler and the cure.
    """
    if not inspect.iscoroutinefunction(handler.run):
        raise ContentError(handler.name, "", "is no coroutine: write async def")
    if handler.kind != "matches" and not all(map(str.strip, (handler.trigger, *handler.aliases))):
        raise ContentError(handler.name, handler.kind, "is blank: write what triggers it")
    if handler.kind == "event" and handler.trigger not in ROUTES.keys() - {"app_mention"}:
        raise ContentError(
            handler.name, handler.trigger, "has no stream: use a type of shared/events.py"
        )


def triggered(handler: Handler, message: Message, text: str) -> bool:
    """Return whether a handler that is not a command runs for a message."""
    if handler.kind == "contains":
        wanted = handler.trigger.casefold() in text
        return wanted and (handler.test is None or handler.test(message))
    if handler.kind == "prefix":
        return text.startswith(handler.trigger.casefold())
    return handler.kind == "matches" and matched(handler, message)


def matched(handler: Handler, message: Message) -> bool:
    """Return what a handler's own test says; one that raises keeps no other from running."""
    try:
        return handler.test is not None and handler.test(message)
    except Exception as error:  # noqa: BLE001  a test may raise anything
        log.error("handler.test_failed", handler=handler.name, reason=repr(error))
        return False


def is_mentioned(message: Message) -> bool:
    """Return whether the bot is mentioned by name."""
    return message.mentioned
