"""Handlers that could never run, and triggers that stand in each other's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared.errors import ContentError
from tests.consumer.test_registry import function


@pytest.fixture
def router() -> Router:
    return Router()


def not_async(message: Message, reply: Reply) -> None:
    """Do nothing."""


def blank(router: Router) -> None:
    router.command("", help="")(function("one"))


def blank_alias(router: Router) -> None:
    router.command("one", aliases=(" ",), help="")(function("one"))


def blank_phrase(router: Router) -> None:
    router.contains(" ")(function("one"))


def blank_prefix(router: Router) -> None:
    router.prefix("", help="")(function("one"))


def same_words(router: Router) -> None:
    router.command("go", help="")(function("one"))
    router.command("Go", help="")(function("two"))


def same_alias(router: Router) -> None:
    router.command("go <where>", help="")(function("one"))
    router.command("walk", aliases=("run", "go"), help="")(function("two"))


def own_alias(router: Router) -> None:
    router.command("go", aliases=("run", "GO"), help="")(function("one"))


def same_phrase(router: Router) -> None:
    router.contains("go")(function("one"))
    router.contains("Go")(function("two"))


def phrase_that_is_a_command(router: Router) -> None:
    router.contains("go")(function("one"))
    router.command("go", help="")(function("two"))


def curly_phrase(router: Router) -> None:
    router.contains("don't")(function("one"))
    router.contains("don’t")(function("two"))


def prefix_in_a_prefix(router: Router) -> None:
    router.prefix("issue:open", help="")(function("one"))
    router.prefix("zebra:", help="")(function("zebra"))
    router.prefix("Issue:", help="")(function("two"))


def prefix_of_a_command(router: Router) -> None:
    router.prefix("def", help="")(function("one"))
    router.command("define <term>", help="")(function("two"))


def prefix_behind_a_command(router: Router) -> None:
    router.command("run <job>", help="")(function("one"))
    router.prefix("Run now ", help="")(function("two"))


def topic(router: Router) -> None:
    router.command("Basics", help="")(function("one"))


def swapped(router: Router) -> None:
    async def run(reply: Reply, message: Message) -> None:
        """Do nothing."""

    router.command("go", help="")(run)


def misspelt_tools(router: Router) -> None:
    async def run(message: Message, reply: Reply, tool: object) -> None:
        """Do nothing."""

    router.command("go", help="")(run)


def alias_that_is_no_tuple(router: Router) -> None:
    router.command("go", aliases="run", help="")(function("one"))  # type: ignore[arg-type]


def prefix_behind_a_blank(router: Router) -> None:
    router.prefix(" issue:", help="")(function("one"))


def mention(router: Router) -> None:
    router.contains("<@U0BOT> go")(function("one"))


def mention_as_typed(router: Router) -> None:
    router.command("@burrow go", help="")(function("one"))


def parameter_in_an_alias(router: Router) -> None:
    router.command("go <where>", aliases=("run <where>",), help="")(function("one"))


def glued_parameter(router: Router) -> None:
    router.command("go<where>", help="")(function("one"))


def long_help(router: Router) -> None:
    router.command("go", help="x" * 101)(function("one"))


def help_of_two_lines(router: Router) -> None:
    router.command("go", help="one\ntwo")(function("one"))


def bad_usage(router: Router) -> None:
    router.command("go <where:place>", help="")(function("one"))


def same_name(router: Router) -> None:
    router.contains("go")(function("one"))
    router.contains("walk")(function("one"))


def plain_function(router: Router) -> None:
    router.command("go", help="")(not_async)  # type: ignore[arg-type]


def unknown_event(router: Router) -> None:
    router.event("chanel_created")(function("one"))


def message_event(router: Router) -> None:
    router.event("app_mention")(function("one"))


def registry_of(router: Router, register: Callable[[Router], None]) -> Registry:
    register(router)
    return Registry(router.handlers)


TAKEN = "takes something else: write (message, reply) or (message, reply, tools)"
MENTION = "has a mention, and texts are searched without: leave it out"
PARAMETER = "has brackets: only a usage has parameters, behind a blank"
REFUSED = [
    (blank, "test_registry.one: command: is blank: write what triggers it"),
    (blank_alias, "test_registry.one: command: is blank: write what triggers it"),
    (blank_phrase, "test_registry.one: contains: is blank: write what triggers it"),
    (blank_prefix, "test_registry.one: prefix: is blank: write what triggers it"),
    (
        same_words,
        "test_registry.two: Go: is already taken by test_registry.one: choose another",
    ),
    (
        same_alias,
        "test_registry.two: go: is already taken by test_registry.one: choose another",
    ),
    (own_alias, "test_registry.one: GO: is its own already: choose another"),
    (
        same_phrase,
        "test_registry.two: Go: is already taken by test_registry.one: choose another",
    ),
    (
        phrase_that_is_a_command,
        "test_registry.two: go: is already taken by test_registry.one: choose another",
    ),
    (
        curly_phrase,
        "test_registry.two: don’t: is already taken by test_registry.one: choose another",
    ),
    (
        prefix_in_a_prefix,
        "test_registry.one: issue:open: begins with the prefix 'Issue:' of test_registry.two: "
        "choose another",
    ),
    (
        prefix_of_a_command,
        "test_registry.two: define: begins with the prefix 'def' of test_registry.one: "
        "choose another",
    ),
    (
        prefix_behind_a_command,
        "test_registry.two: Run now: begins with the command 'run' of test_registry.one: "
        "choose another",
    ),
    (topic, "test_registry.one: Basics: is also a topic of help: rename one"),
    (swapped, f"test_collisions.run: {TAKEN}"),
    (misspelt_tools, f"test_collisions.run: {TAKEN}"),
    (alias_that_is_no_tuple, 'test_registry.one: go: write aliases=("run",)'),
    (
        prefix_behind_a_blank,
        "test_registry.one:  issue:: begins with a blank, and no text does: cut it",
    ),
    (mention, f"test_registry.one: <@U0BOT> go: {MENTION}"),
    (mention_as_typed, f"test_registry.one: @burrow go: {MENTION}"),
    (parameter_in_an_alias, f"test_registry.one: run <where>: {PARAMETER}"),
    (glued_parameter, f"test_registry.one: go<where>: {PARAMETER}"),
    (long_help, "test_registry.one: help: write one line, at most 100 long"),
    (help_of_two_lines, "test_registry.one: help: write one line, at most 100 long"),
    (
        bad_usage,
        "test_registry.one: go <where:place>: 'place' is no kind: "
        "use channel, int, line, text, user, word or one|other",
    ),
    (
        same_name,
        "test_registry.one: test_registry.one: is the name of two handlers: rename one",
    ),
    (plain_function, "test_collisions.not_async: is no coroutine: write async def"),
    (
        unknown_event,
        "test_registry.one: chanel_created: has no stream: use a type of shared/events.py",
    ),
    (
        message_event,
        "test_registry.one: app_mention: has no stream: use a type of shared/events.py",
    ),
]


@pytest.mark.parametrize(
    ("register", "reason"), REFUSED, ids=[register.__name__ for register, _ in REFUSED]
)
def test_handler_that_could_never_run_is_refused_with_the_cure(
    router: Router, register: Callable[[Router], None], reason: str
) -> None:
    with pytest.raises(ContentError) as caught:
        registry_of(router, register)
    assert str(caught.value) == reason
