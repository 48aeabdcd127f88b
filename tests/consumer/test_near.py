"""Which commands come near to what somebody typed: near enough in its words and in its letters.

| text                          | words in any order | letter by letter | is near |
|-------------------------------|--------------------|------------------|---------|
| `coin flipp` to `flip a coin` | enough             | enough           | yes     |
| `hello there` to `help`       | enough             | too little       | no      |
| `thanks a lot` to             | too little         | enough           | no      |
| `project layout`              |                    |                  |         |
"""

from __future__ import annotations

import pytest

from consumer.registry import COMPARED_CHARS, Registry
from consumer.router import Router
from tests.consumer.test_registry import function

COMMANDS = [
    ("flip a coin", ("flip coin", "coin flip")),
    ("help [about]", ()),
    ("books", ()),
    ("fyne books", ()),
    ("go tour", ()),
    ("newbie resources", ()),
    ("project layout", ("project structure",)),
    ("package layout", ()),
    ("find <term>", ()),
]
NEAR = [
    ("flip coins", ["flip a coin"]),
    ("coin flipp", ["flip a coin"]),
    ("FLIP A  KOIN", ["flip a coin"]),
    ("bokos", ["books", "fyne books"]),
    ("newbie", ["newbie resources"]),
    ("layout", ["project layout", "package layout"]),
    ("finde", ["find <term>"]),
]
LIKE_IN_WORDS_ALONE = [
    "hello there",
    "help me please",
    "list all the books you know",
    "resources for newbies",
    "tell me about go",
]
LIKE_IN_LETTERS_ALONE = ["thanks a lot", "good morning"]
LIKE_NOTHING = ["", "xxxx", "?", "flip a coin " * COMPARED_CHARS]


@pytest.fixture
def registry() -> Registry:
    """A few commands, some of them with aliases or parameters."""
    router = Router()
    for at, (words, aliases) in enumerate(COMMANDS):
        router.command(words, aliases=aliases, help="")(function(f"run_{at}"))
    return Registry(router.handlers)


def near(registry: Registry, text: str) -> list[str]:
    """Return the usages of what comes near."""
    return [handler.usage for handler in registry.near(text)]


@pytest.mark.parametrize(("text", "expected"), NEAR)
def test_mistyped_command_is_found_best_first_and_once(
    registry: Registry, text: str, expected: list[str]
) -> None:
    assert near(registry, text) == expected


@pytest.mark.parametrize("text", LIKE_IN_WORDS_ALONE)
def test_talk_that_holds_a_word_like_a_command_is_near_to_none(
    registry: Registry, text: str
) -> None:
    assert near(registry, text) == []


@pytest.mark.parametrize("text", LIKE_IN_LETTERS_ALONE)
def test_talk_that_shares_letters_with_a_command_is_near_to_none(
    registry: Registry, text: str
) -> None:
    assert near(registry, text) == []


@pytest.mark.parametrize("text", LIKE_NOTHING, ids=lambda text: text[:12])
def test_nonsense_is_near_to_nothing(registry: Registry, text: str) -> None:
    assert near(registry, text) == []
