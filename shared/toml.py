"""The one reader of content files: TOML in, checked models out, each error with file, key, cure."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from shared.errors import ContentError

# By pydantic's name of what is wrong; its own words are about Python.
CURES = {
    "missing": "is missing: add it",
    "string_type": "is no text: put quotes around it",
    "bool_type": "is neither true nor false: write one of them, without quotes",
    "int_type": "is no whole number: write one, without quotes",
    "float_type": "is no number: write one, without quotes",
    "tuple_type": "is no list: put it in [square brackets], or each table below [[its name]]",
    "literal_error": "is not known here: write {expected}",
    "dict_type": "is no table: write its keys below [its name]",
    "model_type": "is no table: write its keys below [its name]",
}


class Content(BaseModel):
    """What a content file holds; a key that is not declared is a typing error, and refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def not_blank(text: str) -> str:
    """Refuse a text that says nothing; as a trigger it would fit every message."""
    if not text.strip():
        raise ValueError("is blank: write something")
    return text


AnyContent = TypeVar("AnyContent", bound=Content)
Words = Annotated[str, AfterValidator(not_blank)]


def read(path: Path, kind: type[AnyContent]) -> AnyContent:
    """Read one file.

    Raises:
        ContentError: the file cannot be read, is not TOML, or a key is missing, unknown or wrong.
    """
    content, errors = examine(path, kind)
    if content is None:
        raise errors[0]
    return content


def examine(path: Path, kind: type[AnyContent]) -> tuple[AnyContent | None, list[ContentError]]:
    """Read one file; return what it holds, or else everything that is wrong with it."""
    try:
        # Strict: `one_in = "5"` is no number. As JSON, in which an array is a tuple all the same.
        return kind.model_validate_json(json_in(path), strict=True), []
    except ContentError as error:
        return None, [error]
    except ValidationError as error:
        # A mistyped key first: the right one is missing because of it.
        found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        return None, [ContentError(str(path), *complaint(one, kind)) for one in found]


def files_in(folder: Path) -> tuple[list[Path], list[ContentError]]:
    """Return the files of a folder of content, and a complaint of each that nobody would read."""
    found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    files = [path for path in found if path.suffix == ".toml" and path.is_file()]
    cure = "is not read: name it {}.toml, or remove it"
    strays = [path for path in found if path not in files and path.suffix != ".md"]
    return files, [ContentError(str(path), "", cure.format(path.stem)) for path in strays]


def json_in(path: Path) -> str:
    """Return the table that a file is, as JSON.

    Raises:
        ContentError: the file cannot be read, or is not TOML.
    """
    try:
        return json.dumps(tomllib.loads(path.read_text(encoding="utf-8-sig")), default=no_text)
    except OSError as error:
        raise ContentError(str(path), "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ContentError(str(path), "", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ContentError(str(path), "", f"is not TOML: {error}") from None


def no_text(date: object) -> dict[str, str]:
    """Return a date without quotes, which no content has, as what is no text to pydantic."""
    return {"date": str(date)}


def complaint(error: Any, kind: type[Content]) -> tuple[str, str]:
    """Return key and cure of one validation error."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return key, f"is not known here: the keys are {', '.join(table_at(error['loc'], kind))}"
    if cure := CURES.get(error["type"]):
        return key, cure.format_map(error.get("ctx", {}))
    return key, error["msg"].removeprefix("Value error, ")


def table_at(place: tuple[str | int, ...], kind: Any) -> Iterable[str]:
    """Return the keys of the table that a place is in."""
    for step in place[:-1]:
        if hasattr(kind, "model_fields"):
            kind = kind.model_fields[step].annotation
        else:  # tuple[Table, ...] or dict[str, Table]
            kind = last_of(kind)
        if NoneType in get_args(kind):  # Table | None
            kind = last_of(kind)
    return tuple(kind.model_fields)


def last_of(kind: Any) -> Any:
    """Return what a type holds, by its last argument that says so."""
    return [one for one in get_args(kind) if one not in {..., NoneType}][-1]
