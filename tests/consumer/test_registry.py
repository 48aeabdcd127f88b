"""The contract for contributors: triggers, collisions, order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from consumer.message import Message, Place
from consumer.registry import Registry, Router, Tools
from consumer.reply import Reply
from consumer.submit import arguments_in
from shared.errors import ContentError
from shared.events import Event

Run = Callable[..., Awaitable[None]]


def function(name: str) -> Run:
    """Return a handler of this name."""

    async def run(message: Message, reply: Reply) -> None:
        """Do nothing."""

    run.__name__ = name
    return run


def heard(text: str, *, mentioned: bool = False, is_dm: bool = False) -> Message:
    place = Place("C1", "U1", is_dm=is_dm)
    event = Event("slack_message_public", "1-0", "Ev1", 1, 1, {}, "message")
    return Message(event, place, text, text, (), mentioned)


def names(registry: Registry, message: Message) -> list[str]:
    return [one.name.removeprefix("test_registry.") for one in registry.for_message(message)]


@pytest.fixture
def router() -> Router:
    return Router()


@pytest.fixture
def registry(router: Router) -> Registry:
    """One handler of each kind, and commands that overlap."""
    router.contains("duck")(function("duck"))
    router.command("play <game>", help="")(function("play"))
    router.command("play dead <seconds>", aliases=("possum",), help="")(function("play_dead"))
    router.command("play nothing", help="")(function("play_nothing"))
    router.prefix("issue:", help="")(function("issue"))
    router.matches(lambda message: len(message.text) > 20)(function("long"))
    router.contains("Duck", mentioned=True)(function("duck_for_me"))
    return Registry(router.handlers)


COMMANDS = [
    ("play", "play", ""),
    ("play chess", "play", "chess"),
    ("PLAY Chess  now", "play", "Chess  now"),
    ("play dead", "play_dead", ""),
    ("play dead 5", "play_dead", "5"),
    ("play  dead\n5", "play_dead", "5"),
    ("possum 5", "play_dead", "5"),
    ("play deadly", "play", "deadly"),
    ("play nothing", "play_nothing", None),
    ("play nothing else", "play", "nothing else"),
    ("ﬂy", None, None),
    ("player", None, None),
    ("playchess", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "name", "argument"), COMMANDS)
def test_longest_command_wins_and_its_parameter_takes_the_rest(
    registry: Registry, text: str, name: str | None, argument: str | None
) -> None:
    command = registry.command_in(heard(text).folded)
    found = command and command.name.removeprefix("test_registry.")
    arguments = list(arguments_in(command, text).values()) if command else []
    assert (found, arguments) == (name, [] if argument is None else [argument])


ALIASES = [
    ("de bug", {"what": "bug"}),
    ("de finer", {"what": "finer"}),
    ("de fine r", {"what": "r"}),
    ("STRASSE 7", {"what": "7"}),
    ("straße 7", {"what": "7"}),
    ("ﬁﬁ x", {"what": "x"}),
]


@pytest.mark.parametrize(("text", "arguments"), ALIASES)
def test_arguments_are_what_follows_the_words_that_were_typed(
    router: Router, text: str, arguments: dict[str, str]
) -> None:
    router.command("de <what>", aliases=("de fine", "strasse", "fifi"), help="")(function("run"))
    [command] = Registry(router.handlers).of_kind("command")
    assert arguments_in(command, text) == arguments


AMBIENT = [
    (heard("a duck"), ["duck"]),
    (heard("a DUCK for me", mentioned=True), ["duck", "duck_for_me"]),
    (heard("a duck for me", is_dm=True), ["duck"]),
    (heard("issue: a duck in a long text"), ["duck", "issue", "long"]),
    (heard("Issue:7"), ["issue"]),
    (heard("an issue:7"), []),
    (heard("play duck"), ["duck"]),
    (heard("play duck", mentioned=True), ["duck", "duck_for_me", "play"]),
    (heard("play duck", is_dm=True), ["duck", "play"]),
]


@pytest.mark.parametrize(("message", "expected"), AMBIENT)
def test_any_number_of_ambient_handlers_run_in_order_and_one_command_last(
    registry: Registry, message: Message, expected: list[str]
) -> None:
    assert names(registry, message) == expected


def test_events_go_to_the_handlers_of_their_type_in_order(router: Router) -> None:
    router.event("team_join")(function("first"))
    router.event("channel_created")(function("other"))
    router.event("team_join")(function("second"))
    found = Registry(router.handlers).for_event("team_join")
    assert [one.name for one in found] == ["test_registry.first", "test_registry.second"]


async def test_handler_gets_tools_only_if_it_asks_for_them(router: Router) -> None:
    got: list[tuple[object, ...]] = []

    @router.command("two", help="")
    async def two(message: Message, reply: Reply) -> None:
        got.append((message, reply))

    @router.command("three", help="")
    async def three(message: Message, reply: Reply, tools: Tools) -> None:
        got.append((message, reply, tools))

    for handler in Registry(router.handlers).handlers:
        await handler("message", "reply", "tools")  # type: ignore[arg-type]
    assert got == [("message", "reply"), ("message", "reply", "tools")]


def test_decorated_function_stays_a_plain_function(router: Router) -> None:
    run = function("run")
    assert router.command("run", help="")(run) is run


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


def same_name(router: Router) -> None:
    router.contains("go")(function("one"))
    router.contains("walk")(function("one"))


def plain_function(router: Router) -> None:
    router.command("go", help="")(not_async)  # type: ignore[arg-type]


def unknown_event(router: Router) -> None:
    router.event("chanel_created")(function("one"))


def message_event(router: Router) -> None:
    router.event("app_mention")(function("one"))


REFUSED = [
    (blank, "test_registry.one: command: is blank: write what triggers it"),
    (blank_alias, "test_registry.one: command: is blank: write what triggers it"),
    (blank_phrase, "test_registry.one: contains: is blank: write what triggers it"),
    (blank_prefix, "test_registry.one: prefix: is blank: write what triggers it"),
    (same_words, "test_registry.two: Go: is already taken by test_registry.one"),
    (same_alias, "test_registry.two: go: is already taken by test_registry.one"),
    (same_name, "test_registry.one: is the name of two functions: rename one"),
    (plain_function, "test_registry.not_async: is no coroutine: write async def"),
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
    register(router)
    with pytest.raises(ContentError) as caught:
        Registry(router.handlers)
    assert str(caught.value) == reason


def test_one_function_may_have_several_triggers(router: Router) -> None:
    run = function("both")
    router.contains("go")(run)
    router.contains("walk")(run)
    assert names(Registry(router.handlers), heard("go, walk")) == ["both", "both"]
