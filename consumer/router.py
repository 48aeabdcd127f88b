"""The contract for contributors: how a function becomes a handler.

A handler is a plain async function `(message, reply)`, or `(message, reply, tools)` if it needs
more than the message; for `event` it gets the Event in the message's place, and what is clicked,
chosen or sent is an Interaction. It stands in a module of consumer/handlers/, which has one
`router`, which is listed in consumer/handlers/__init__.py.

| decorator  | runs when                                                          | how many |
|------------|--------------------------------------------------------------------|----------|
| command    | the bot is meant and the whole text is a trigger or alias          | one      |
| prefix     | the text begins with it, anywhere                                  | any      |
| contains   | a word or phrase is in the text, anywhere (or only if spoken to)   | any      |
| matches    | a function of the message says so                                  | any      |
| edited     | an edit made it a message of which a function says so              | any      |
| event      | an event of this type came: `team_join`, `member_joined_channel`…  | any      |
| otherwise  | the bot is spoken to, and nothing else runs                        | any      |
| action     | a button was clicked, or something chosen, whose action_id it is   | one      |
| shortcut   | somebody used a shortcut of Slack's menus                          | one      |
| submission | a form was sent and accepted                                       | one      |
| closed     | a form that asked to tell so was closed                            | one      |
| step       | a question of consumer/steps was answered                          | one      |
| check      | a form was sent: look whether it fits; see consumer/lane.py        | one      |
| options    | somebody types into a menu: what there is to choose; the same      | one      |

It may run twice after a crash: a finished handler does not, and its writes to Slack happen once,
but what it does elsewhere may happen again. Returning means done; `Retry` again later; `Reject`
never again; `Passed` nothing to do after all; any other exception is tried 5 times and then
buried, with the error.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from consumer.handler import BASICS, LIMIT_S, Handler, On, Run, Test
from consumer.message import Message
from consumer.parameters import Parameters, parse


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

    def action(self, action_id: str, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Answer a click or choice; its action_id is this, or this, a colon and anything."""
        return self._add(kind="action", trigger=action_id, limit_s=limit_s)

    def shortcut(
        self, callback_id: str, *, name: str, help: str, on: On = "everywhere"
    ) -> Callable[[Run], Run]:
        """Answer a shortcut; after a new one the Slack app needs the new manifest.

        Args:
            name: as Slack's menus show it, at most 24 characters.
            on: `message` for the menu of a message, `everywhere` for the one beside the composer.
        """
        return self._add(kind="shortcut", trigger=callback_id, title=name, help=help, on=on)

    def submission(self, callback_id: str, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Do what a form is for, once it was sent and its check, if there is one, accepted it."""
        return self._add(kind="submission", trigger=callback_id, limit_s=limit_s)

    def closed(self, callback_id: str) -> Callable[[Run], Run]:
        """Learn that somebody closed a form; only views with `notify_on_close` tell so."""
        return self._add(kind="closed", trigger=callback_id)

    def step(self, name: str, *, limit_s: float = LIMIT_S) -> Callable[[Run], Run]:
        """Go on when a question is answered; see consumer/steps."""
        return self._add(kind="step", trigger=name, limit_s=limit_s)

    def check(self, callback_id: str) -> Callable[[Run], Run]:
        """Look at a form `(interaction, tools)` while its sender waits; change nothing.

        Return None to accept it, or one of consumer/lane_answers.py.
        """
        return self._add(kind="check", trigger=callback_id)

    def options(self, action_id: str) -> Callable[[Run], Run]:
        """Return what there is to choose `(interaction, tools)`, as somebody types."""
        return self._add(kind="options", trigger=action_id)

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
