"""The reader of content files: each error names file, key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from shared.errors import ContentError
from shared.toml import Content, Words, examine, files_in, read


class Table(Content):
    """A table in a list."""

    name: Words
    count: int = Field(1, ge=1)
    share: float = 0.5
    shown: bool = False
    words: tuple[str, ...] = ()


class File(Content):
    """A file with tables in all the places where they may stand."""

    title: Words
    one: Table | None = None
    many: tuple[Table, ...] = ()
    named: dict[str, Table] = Field({})
    some: tuple[Table, ...] | None = None


BAD: list[tuple[str, bytes, str, str]] = [
    ("empty", b"", "title", "is missing: add it"),
    ("not TOML", b"title = ", "", "is not TOML: Invalid value (at end of document)"),
    ("twice", b"title = 'a'\ntitle = 'b'", "", "is not TOML: Cannot overwrite a value"),
    ("not UTF-8", b"title = '\xff'", "", "save it as UTF-8"),
    ("blank", b"title = ' '", "title", "is blank: write something"),
    ("number for text", b"title = 7", "title", "is no text: put quotes around it"),
    ("date for text", b"title = 2026-11-21", "title", "is no text: put quotes around it"),
    ("text for a table", b"title = 'a'\none = 'b'", "one", "is no table: write its keys below"),
    ("list for a table", b"title = 'a'\none = ['b']", "one", "is no table: write its keys below"),
    ("table for tables", b"title = 'a'\n[many]\nname = 'b'", "many", "below [[its name]]"),
    ("text for tables", b"title = 'a'\nnamed = 'b'", "named", "is no table: write its keys"),
    ("unknown", b"title = 'a'\nx = 1", "x", "the keys are title, one, many, named, some"),
    ("mistyped", b"titel = 'a'", "titel", "is not known here: the keys are title, one"),
    ("inner missing", b"title = 'a'\n[[many]]\ncount = 2", "many.0.name", "is missing: add it"),
    (
        "inner unknown",
        b"title = 'a'\n[[many]]\nnam = 'b'",
        "many.0.nam",
        "the keys are name, count, share, shown, words",
    ),
    ("in an optional one", b"title = 'a'\n[one]\nnam = 'b'", "one.nam", "the keys are name, count"),
    (
        "in an optional list",
        b"title = 'a'\n[[some]]\nnam = 'b'",
        "some.0.nam",
        "the keys are name, count",
    ),
    (
        "in a second",
        b"title = 'a'\n[[many]]\nname='b'\n[[many]]\nname=''",
        "many.1.name",
        "is blank",
    ),
    (
        "in a named one",
        b"title = 'a'\n[named.x]\nnam = 'b'",
        "named.x.nam",
        "the keys are name, co",
    ),
    (
        "too small",
        b"title = 'a'\n[one]\nname = 'b'\ncount = 0",
        "one.count",
        "greater than or equal",
    ),
]

LIST = "is no list: put it in [square brackets], or each table below [[its name]]"
# What Python would take for the right thing, and whoever reads the file would not.
LOOSE = [
    ("count = '5'", "count", "is no whole number: write one, without quotes"),
    ("count = 5.0", "count", "is no whole number: write one, without quotes"),
    ("count = true", "count", "is no whole number: write one, without quotes"),
    ("share = '0.5'", "share", "is no number: write one, without quotes"),
    ("share = true", "share", "is no number: write one, without quotes"),
    ("shown = 'off'", "shown", "is neither true nor false: write one of them, without quotes"),
    ("shown = 1", "shown", "is neither true nor false: write one of them, without quotes"),
    ("words = 'a'", "words", LIST),
    ("words = ['a', 1]", "words.1", "is no text: put quotes around it"),
    ("name = 2026-11-21", "name", "is no text: put quotes around it"),
    ("words = 07:30:00", "words", LIST),
]


@pytest.mark.parametrize(
    ("text", "key", "cure"), [one[1:] for one in BAD], ids=[one[0] for one in BAD]
)
def test_bad_file_is_refused_with_its_key_and_the_cure(
    tmp_path: Path, text: bytes, key: str, cure: str
) -> None:
    path = tmp_path / "content.toml"
    path.write_bytes(text)
    with pytest.raises(ContentError) as caught:
        read(path, File)
    error = caught.value
    assert (error.file, error.key) == (str(path), key)
    assert cure in error.cure
    assert str(error) == f"{path}: {key}{': ' if key else ''}{error.cure}"


@pytest.mark.parametrize(("line", "key", "cure"), LOOSE)
def test_value_of_another_kind_is_refused_and_not_converted(
    tmp_path: Path, line: str, key: str, cure: str
) -> None:
    path = tmp_path / "content.toml"
    path.write_text(f"title = 'a'\n[one]\n{line}\n")
    _, errors = examine(path, File)
    assert [error.cure for error in errors if error.key == f"one.{key}"] == [cure]


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.toml: cannot be read: No such file"):
        read(tmp_path / "none.toml", File)


def test_good_file_is_read_whole_and_cannot_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "content.toml"
    path.write_text(
        "title = 'naïve ┬─┬ 🎉'\n[[many]]\nname = 'a'\nwords = ['b', 'c']\nshare = 1\n"
        "[named.x]\nname = 'b'\ncount = 3\nshown = true"
    )
    found = read(path, File)
    assert found == File(
        title="naïve ┬─┬ 🎉",
        many=(Table(name="a", words=("b", "c"), share=1.0),),
        named={"x": Table(name="b", count=3, shown=True)},
    )
    with pytest.raises(ValueError, match="frozen"):
        found.title = "other"  # type: ignore[misc]


def test_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "marked.toml"
    file.write_bytes(b"\xef\xbb\xbftitle = 'a'")
    assert read(file, File).title == "a"


def test_file_that_nobody_would_read_is_complained_of(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", "new.TOML", "notes.txt", "README.md", ".hidden"):
        (tmp_path / name).touch()
    files, strays = files_in(tmp_path)
    assert [file.name for file in files] == ["a.toml", "b.toml"]
    assert [str(stray).removeprefix(f"{tmp_path}/") for stray in strays] == [
        "new.TOML: is not read: name it new.toml, or remove it",
        "notes.txt: is not read: name it notes.toml, or remove it",
    ]
