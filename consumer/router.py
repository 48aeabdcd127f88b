"""The contract for contributors: how a function becomes a handler.

A handler is a plain async function `(message, reply)`, or `(message, reply, tools)` if it needs
more than the message; for `event` it gets the Event in the message's place. It stands in a module
of consumer/handlers/, which has one `router`, which is listed in consumer/handlers/__init__.py.

| decorator  | runs when                                                          | how many |
|------------|--------------------------------------------------------------------|----------|
| command    | the bot is meant and the whole text is a trigger or alias          | one      |
| prefix     | the text begins with it, anywhere                                  | any      |
| contains   | a word or phrase is in the text, anywhere (or only if spoken to)   | any      |
| matches    | a function of the message says so                                  | any      |
| edited     | an edit made it a message of which a function says so              | any      |
| event      | an event of this type came: `team_join`, `member_joined_channel`…  | any      |
| otherwise  | the bot is spoken to, and nothing else runs                        | any      |

It may run twice after a crash: a finished handler does not, and its writes to Slack happen once,
but what it does elsewhere may happen again. Returning means done; `Retry` again later; `Reject`
never again; `Passed` nothing to do after all; any other exception is tried 5 times and then
buried, with the error.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from consumer.message import Message
from consumer.parameters import Parameters, parse
from consumer.reply import Reply

if TYPE_CHECKING:
    from consumer.tools import Tools
    from jobs.patterns import Pattern

LIMIT_S = 10.0  # of one handler; longer work belongs into a job
HELP_CHARS = 100  # more would break into two lines in the list of commands
BASICS = "basics"
KINDS = ("command", "prefix", "contains", "matches", "edited", "event", "otherwise")

Run = Callable[..., Awaitable[None]]
Test = Callable[[Message], bool]


class Takes(Protocol):
    """What a command takes: the parameters of a usage, or the holes of a job's command."""

    def __bool__(self) -> bool: ...

    def split(self, text: str) -> Mapping[str, str]:
        """Return what stands for each parameter in the text behind a command."""

    def values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the values of all parameters."""


@dataclass(frozen=True, slots=True)
class Handler:
    """One function and its trigger.

    Args:
        name: `<module>.<function>`; marks of what has been done use it.
        kind: one of KINDS.
        trigger: what people type, or the type of the event.
        source: where its author would mend it: the function, or a content file.
        topic: under which `help` shows it.
        problem: why it cannot be used, if it cannot.
        instead_of_command: where it has something to do, the message's command does not run.
        namespace: whose job it is about, empty if it is about none.
        restricted: only members may run it.
        pattern: how a command of a job is found, instead of by its trigger alone.
    """

    name: str
    kind: str
    run: Run
    trigger: str = ""
    aliases: tuple[str, ...] = ()
    help: str = ""
    parameters: Takes = field(default_factory=Parameters)
    example: str = ""
    topic: str = BASICS
    source: str = ""
    problem: str = ""
    limit_s: float = LIMIT_S
    test: Test | None = None
    takes_tools: bool = False
    instead_of_command: bool = False
    namespace: str = ""
    restricted: bool = False
    pattern: Pattern | None = None

    @property
    def usage(self) -> str:
        """A command as one types it."""
        return f"{self.trigger} {self.parameters}".strip()

    async def __call__(self, subject: Any, reply: Reply, tools: Tools) -> None:
        """Run the function."""
        await (self.run(subject, reply, tools) if self.takes_tools else self.run(subject, reply))


class Router:
    """The handlers of one module or content file, in the order in which they stand there.

    Args:
        topic: under which `help` shows them.
        source: the content file that they come from, if they do.
    """

    def __init__(self, topic: str = BASICS, source: str = "") -> None:
        self.topic, self.source = topic, source
        self.handlers: list[Handler] = []

    def command(
        self,
        usage: str,
        *,
        help: str,
        aliases: tuple[str, ...] = (),
        example: str = "",
        limit_s: float = LIMIT_S,
    ) -> Callable[[Run], Run]:
        """Answer a command.

        Args:
            usage: as one types it, such as `define <term>`; see consumer/parameters.py.
            help: one line for the list of commands, in plain words; backticks make code.
            example: a whole command that works, if the usage alone does not show it.
        """
        trigger, parameters, problem = usage, Parameters(), ""
        try:
            trigger, parameters = parse(usage)
        except ValueError as error:
            problem = str(error)  # told with everything else that is wrong, not at import
        if isinstance(aliases, str):
            problem = f'write aliases=("{aliases}",)'
        return self._add(
            kind="command",
            trigger=trigger,
            parameters=parameters,
            aliases=aliases,
            help=help,
            example=example,
            problem=problem,
            limit_s=limit_s,
        )

    def prefix(
        self, prefix: str, *, help: str, example: str = "", limit_s: float = LIMIT_S
    ) -> Callable[[Run], Run]:
        """Answer every text that begins so, whoever is meant."""
        return self._add(kind="prefix", trigger=prefix, help=help, example=example, limit_s=limit_s)

    def contains(
        self,
        phrase: str,
        *,
        mentioned: bool = False,
        test: Test | None = None,
        instead_of_command: bool = False,
        limit_s: float = LIMIT_S,
    ) -> Callable[[Run], Run]:
        """Answer every text with this phrase in it.

        Args:
            mentioned: only if the bot is spoken to.
            test: what else must be true of the message; as for `matches`.
            instead_of_command: unless the function raises Passed, the message is no command.
        """
        return self._add(
            kind="contains",
            trigger=phrase,
            test=is_spoken_to if mentioned else test,
            instead_of_command=instead_of_command,
            limit_s=limit_s,
        )

    def matches(self, test: Test, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer every message for which `test` is true; it must be quick, and await nothing."""
        return self._add(kind="matches", test=test, limit_s=limit_s)

    def edited(self, test: Test, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer every message for which `test` is true since a person edited it, and was not."""
        return self._add(kind="edited", test=test, limit_s=limit_s)

    def event(self, event_type: str, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer every event of this type."""
        return self._add(kind="event", trigger=event_type, limit_s=limit_s)

    def otherwise(self, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer what is said to the bot and triggers nothing else."""
        return self._add(kind="otherwise", limit_s=limit_s)

    def _add(self, **facts: Any) -> Callable[[Run], Run]:
        def register(run: Run) -> Run:
            name = f"{run.__module__.rpartition('.')[2]}.{run.__name__}"
            handler = Handler(
                name=name,
                run=run,
                takes_tools="tools" in inspect.signature(run).parameters,
                topic=self.topic,
                source=self.source or name,
                **facts,
            )
            self.handlers.append(handler)
            return run

        return register


def is_spoken_to(message: Message) -> bool:
    """Return whether the bot is mentioned, or nobody else is there."""
    return message.expects_answer
