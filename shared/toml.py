"""The one reader of content files: TOML in, checked models out, each error with file, key, cure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from shared.errors import ContentError


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
        return kind.model_validate(table_in(path)), []
    except ContentError as error:
        return None, [error]
    except ValidationError as error:
        # A mistyped key first: the right one is missing because of it.
        found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        return None, [ContentError(str(path), *complaint(one, kind)) for one in found]


def table_in(path: Path) -> dict[str, Any]:
    """Return the table that a file is.

    Raises:
        ContentError: the file cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContentError(str(path), "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ContentError(str(path), "", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ContentError(str(path), "", f"is not TOML: {error}") from None


def complaint(error: Any, kind: type[Content]) -> tuple[str, str]:
    """Return key and cure of one validation error."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return key, "is missing: add it"
    if error["type"] == "extra_forbidden":
        return key, f"is not known here: the keys are {', '.join(table_at(error['loc'], kind))}"
    return key, error["msg"].removeprefix("Value error, ")


def table_at(place: tuple[str | int, ...], kind: Any) -> Iterable[str]:
    """Return the keys of the table that a place is in."""
    for step in place[:-1]:
        if hasattr(kind, "model_fields"):
            kind = kind.model_fields[step].annotation
        else:  # tuple[Table, ...] or dict[str, Table]
            kind = [one for one in get_args(kind) if one is not ...][-1]
    return tuple(kind.model_fields)
