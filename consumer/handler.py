"""One function and what triggers it: what the decorators of consumer/router.py make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from consumer.forms.fields import Field
from consumer.message import Message
from consumer.parameters import Parameters
from consumer.reply import Reply

if TYPE_CHECKING:
    from consumer.tools import Tools
    from jobs.patterns import Pattern

LIMIT_S = 10.0  # of one handler; longer work belongs into a job
HELP_CHARS = 100  # more would break into two lines in the list of commands
BASICS = "basics"
CLICKED = ("action", "shortcut", "submission", "closed")  # by their action_id or callback_id
LOOKING = ("check", "options")  # in the lane: they look, and change nothing
BY_ID = frozenset({*CLICKED, *LOOKING, "step"})  # found by a name that nobody types
KINDS = (
    *("command", "prefix", "contains", "matches", "edited", "event", "otherwise"),
    *CLICKED,
    "step",
    *LOOKING,
)

Run = Callable[..., Awaitable[Any]]
On = Literal["message", "everywhere"]
Test = Callable[[Message], bool]


class Takes(Protocol):
    """What a command takes: the parameters of a usage, or the holes of a job's command."""

    def __bool__(self) -> bool: ...

    def split(self, text: str) -> Mapping[str, str]:
        """Return what stands for each parameter in the text behind a command."""

    def values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the values of all parameters."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What there is to fill in, in order."""

    def problems(self, given: Mapping[str, str], now_ms: int) -> dict[str, str]:
        """Return what is wrong, all of it, by the name of the field that it is best mended in."""


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
        title: of a shortcut, in Slack's menu, and `on`: of a message, or everywhere.
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
    title: str = ""
    on: On = "everywhere"

    @property
    def usage(self) -> str:
        """A command as one types it."""
        return f"{self.trigger} {self.parameters}".strip()

    async def __call__(self, subject: Any, reply: Reply, tools: Tools) -> None:
        """Run the function."""
        await (self.run(subject, reply, tools) if self.takes_tools else self.run(subject, reply))
