"""The community's texts themselves: what every one of them has to be like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consumer import content
from consumer.content import reactions, replies
from consumer.registry import Registry
from shared.errors import ContentError

FOLDER = Path(content.__file__).parent
FILES = sorted(FOLDER.rglob("*.toml"))

UNWANTED = [
    ("a tab", r"\t"),
    ("blanks at the end of a line", r"[ \r]+(\n|$)"),
    ("an empty line at the end", r"\n$"),
    ("two empty lines", r"\n{3}"),
    ("a mention that alerts a channel", r"<!"),
    ("an id of another workspace", r"<[@#]"),
    ("a link that is not closed, or no link", r"<(?!https?://[^\s<>|]+(\|[^<>|\n]+)?>)"),
    # The original has this one bare.
    ("a bare link", r"(?<!<)https?://(?!github\.com/golang/go/wiki/GOPATH$)"),
]
WORDS = "[[reaction]]\nwords = ['Tour']\nemoji = ['x']"
COMMAND = "topic = 'go'\n[[reply]]\ncommand = 'tour'\nhelp = 'x'\ntext = 'x'"


def strings(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield every text in a file, with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from strings(one, f"{key}.{number}")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from strings(one, f"{key}.{name}")


TEXTS = [
    (f"{path.name}{key}", text)
    for path in FILES
    for key, text in strings(tomllib.loads(path.read_text(encoding="utf-8")), "")
]


@pytest.mark.parametrize(("what", "pattern"), UNWANTED, ids=[what for what, _ in UNWANTED])
def test_no_text_has_what_readers_would_stumble_over(what: str, pattern: str) -> None:
    assert [place for place, text in TEXTS if re.search(pattern, text)] == []


def test_every_content_file_is_loaded_without_collision() -> None:
    handlers = [handler for router in content.load() for handler in router.handlers]
    Registry(handlers)
    sources = {handler.source for handler in handlers if handler.kind != "matches"}
    files = {f"consumer/content/{path.relative_to(FOLDER)}" for path in FILES}
    assert sources == files - {"consumer/content/playground.toml"}


def test_word_and_command_that_collide_are_refused_with_both_files(tmp_path: Path) -> None:
    words, commands = tmp_path / "reactions.toml", tmp_path / "go.toml"
    words.write_text(WORDS)
    commands.write_text(COMMAND)
    routers = (reactions.load(words), replies.load_file(commands))
    with pytest.raises(ContentError) as caught:
        Registry([handler for router in routers for handler in router.handlers])
    assert str(caught.value) == f"{commands}: tour: is already taken by {words}: choose another"


def test_another_community_finds_every_file_in_the_table_of_the_folder() -> None:
    named = {path.relative_to(FOLDER).parts[0] for path in FILES}
    table = re.findall(r"^\| (\w+)[./]", content.__doc__ or "", re.MULTILINE)
    assert {name.removesuffix(".toml") for name in named} == set(table) - {"file"}
