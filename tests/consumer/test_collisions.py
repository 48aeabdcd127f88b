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
        bad_usage,
        "command: go <where:place>: 'place' is no kind: use channel, int, text, user, word or "
        "one|other",
    ),
    (
        same_name,
        "test_registry.one: test_registry.one: is the name of two functions: rename one",
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
