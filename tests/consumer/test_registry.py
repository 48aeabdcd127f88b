"""The contract for contributors: triggers, collisions, order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from consumer.arguments import text_behind
from consumer.message import Message, Place
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
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
    return Message(event, place, text, text, (), mentioned, "U0BOT")


def names(registry: Registry, message: Message) -> list[str]:
    return [one.name.removeprefix("test_registry.") for one in registry.for_message(message)]


@pytest.fixture
def router() -> Router:
    return Router()


@pytest.fixture
def registry(router: Router) -> Registry:
    """One handler of each kind, and commands that overlap."""
    router.contains("duck")(function("duck"))
    router.contains("a duck", mentioned=True)(function("duck_for_me"))
    router.command("play <game>", help="")(function("play"))
    router.command("play dead <seconds>", aliases=("possum",), help="")(function("play_dead"))
    router.command("play nothing", help="")(function("play_nothing"))
    router.prefix("issue:", help="")(function("issue"))
    router.matches(lambda message: len(message.text) > 20)(function("long"))
    router.contains("︵")(function("flip"))
    router.otherwise()(function("nothing"))
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
    ("play nothing", "play_nothing", ""),
    ("play nothing!", "play_nothing", ""),
    ("play.", "play", ""),
    ("Play Chess?", "play", "Chess?"),
    ("play nothing else", "play", "nothing else"),
    ("ﬂy", None, ""),
    ("player", None, ""),
    ("playchess", None, ""),
    ("", None, ""),
]


@pytest.mark.parametrize(("text", "name", "argument"), COMMANDS)
def test_longest_command_wins_and_its_parameter_takes_the_rest(
    registry: Registry, text: str, name: str | None, argument: str
) -> None:
    command = registry.matcher.command_in(heard(text).folded)
    found = command and command.name.removeprefix("test_registry.")
    assert found == name
    assert (text_behind(command, heard(text)) if command else "") == argument


ALIASES = [
    ("de bug", "bug"),
    ("de finer", "finer"),
    ("de fine r", "r"),
    ("STRASSE 7", "7"),
    ("straße 7", "7"),
    ("ﬁﬁ x", "x"),
]


@pytest.mark.parametrize(("text", "behind"), ALIASES)
def test_arguments_are_what_follows_the_words_that_were_typed(
    router: Router, text: str, behind: str
) -> None:
    router.command("de <what>", aliases=("de fine", "strasse", "fifi"), help="")(function("run"))
    [command] = Registry(router.handlers).of_kind("command")
    assert text_behind(command, heard(text)) == behind


AMBIENT = [
    (heard("a duck"), ["duck"]),
    (heard("a DUCK for me", mentioned=True), ["duck", "duck_for_me"]),
    (heard("a duck for me", is_dm=True), ["duck", "duck_for_me"]),
    (heard("issue: a duck in a long text"), ["duck", "issue", "long"]),
    (heard("Issue:7"), ["issue"]),
    (heard("an issue:7"), []),
    (heard("play duck"), ["duck"]),
    (heard("play duck", mentioned=True), ["duck", "play"]),
    (heard("play duck", is_dm=True), ["duck", "play"]),
    (heard("play a duck", is_dm=True), ["duck", "duck_for_me", "play"]),
    (heard("︵", is_dm=True), ["flip"]),
    (heard("well", is_dm=True), ["nothing"]),
    (heard("well", mentioned=True), ["nothing"]),
    (heard("well"), []),
]


@pytest.mark.parametrize(("message", "expected"), AMBIENT)
def test_any_number_of_ambient_handlers_and_one_command_run_in_the_order_of_the_list(
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


def test_one_function_may_have_several_triggers(router: Router) -> None:
    run = function("both")
    router.contains("go")(run)
    router.contains("walk")(run)
    assert names(Registry(router.handlers), heard("go, walk")) == ["both", "both"]
