"""The reader of content files: each error names file, key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from shared.errors import ContentError
from shared.toml import Content, Words, read


class Table(Content):
    """A table in a list."""

    name: Words
    count: int = Field(1, ge=1)


class File(Content):
    """A file with tables in all the places where they may stand."""

    title: Words
    one: Table | None = None
    many: tuple[Table, ...] = ()
    named: dict[str, Table] = Field({})


BAD: list[tuple[str, bytes, str, str]] = [
    ("empty", b"", "title", "is missing: add it"),
    ("not TOML", b"title = ", "", "is not TOML: Invalid value (at end of document)"),
    ("twice", b"title = 'a'\ntitle = 'b'", "", "is not TOML: Cannot overwrite a value"),
    ("not UTF-8", b"title = '\xff'", "", "save it as UTF-8"),
    ("blank", b"title = ' '", "title", "is blank: write something"),
    ("wrong type", b"title = 7", "title", "Input should be a valid string"),
    ("unknown", b"title = 'a'\nx = 1", "x", "the keys are title, one, many, named"),
    ("mistyped", b"titel = 'a'", "titel", "is not known here: the keys are title, one"),
    ("inner missing", b"title = 'a'\n[[many]]\ncount = 2", "many.0.name", "is missing: add it"),
    (
        "inner unknown",
        b"title = 'a'\n[[many]]\nnam = 'b'",
        "many.0.nam",
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


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.toml: cannot be read: No such file"):
        read(tmp_path / "none.toml", File)


def test_good_file_is_read_whole_and_cannot_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "content.toml"
    path.write_text("title = 'naïve'\n[[many]]\nname = 'a'\n[named.x]\nname = 'b'\ncount = 3")
    found = read(path, File)
    expected = File(title="naïve", many=(Table(name="a"),), named={"x": Table(name="b", count=3)})
    assert found == expected
    with pytest.raises(ValueError, match="frozen"):
        found.title = "other"  # type: ignore[misc]
