"""From the bytes of a verified body to what is expected in it."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from shared.errors import BadRequest

Shape = TypeVar("Shape")


def read_json(decoder: msgspec.json.Decoder[Shape], body: bytes) -> Shape:
    """Read a body.

    Raises:
        BadRequest: not UTF-8, not JSON, or a field of the wrong type.
    """
    try:
        body.decode()
        return decoder.decode(body)
    except UnicodeDecodeError as error:
        raise BadRequest(f"body is not UTF-8: {error.reason} at byte {error.start}") from None
    except msgspec.ValidationError as error:
        raise BadRequest(f"body has the wrong shape: {error}") from None
    except msgspec.DecodeError as error:
        raise BadRequest(f"body is not JSON: {error}") from None
    except RecursionError:
        raise BadRequest("body is nested too deeply") from None
