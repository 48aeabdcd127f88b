"""The little of HTTP that the endpoints need, without a Request object.

Starlette with its Request would cost 25 to 50 µs more; the whole path now takes about 40.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Send

from shared.errors import BadRequest, BodyTooLarge, WrongContentType

BODY_MAX_BYTES = 2 * 1024 * 1024  # as gopherbot; Slack's own events are under 100 KB
LIMIT = f"limit {BODY_MAX_BYTES} bytes"
BODY_S = 20.0  # a body that takes longer holds a connection and its memory for nothing
LINGER_S = 1.0  # enough for a client to see that it should stop
FORM_FIELDS_MAX = 100
REQUEST_ID_CHARS = 200  # it is stored with each event

TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
UNSAFE = re.compile(rb"[^\x20-\x7e]")  # uvicorn refuses to echo them, and readers decode the field

Headers = Mapping[bytes, bytes]
Answer = tuple[int, tuple[tuple[bytes, bytes], ...], bytes]


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


async def read_body(headers: Headers, receive: Receive) -> bytes:
    """Return the whole body.

    Raises:
        BodyTooLarge: announced or sent; the rest was not read.
        BadRequest: it did not arrive in time.
        ClientGone: nobody waits for an answer.
    """
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit() or int(announced[:20]) > BODY_MAX_BYTES:
        raise BodyTooLarge(f"body is {announced[:20].decode('latin-1')} bytes, {LIMIT}")
    message = await receive()
    if message.get("more_body"):
        return await read_rest(message["body"], receive)
    if message["type"] == "http.disconnect":
        raise ClientGone
    body: bytes = message["body"]
    if len(body) > BODY_MAX_BYTES:
        raise BodyTooLarge(f"body is {len(body)} bytes, {LIMIT}")
    return body


async def read_rest(first: bytes, receive: Receive) -> bytes:
    """Return a body that comes in pieces."""
    pieces, size, more = [first], len(first), True
    try:
        async with asyncio.timeout(BODY_S):
            while more and size <= BODY_MAX_BYTES:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                more = message.get("more_body", False)
    except TimeoutError:
        raise BadRequest(f"{size} bytes of the body came in {BODY_S} s") from None
    if size > BODY_MAX_BYTES:
        raise BodyTooLarge(f"body is over {size} bytes, {LIMIT}")
    return b"".join(pieces)


def media_type(headers: Headers) -> bytes:
    """Return what the body is declared to be, without parameters."""
    declared = headers.get(b"content-type", b"")
    if declared == b"application/json":  # Slack's own spelling, and no work
        return declared
    return declared.partition(b";")[0].strip().lower()


def is_form(headers: Headers) -> bool:
    """Return whether this is a form (True) or JSON (False).

    Raises:
        WrongContentType: neither.
    """
    if (declared := media_type(headers)) == b"application/json":
        return False
    if declared == b"application/x-www-form-urlencoded":
        return True
    raise wrong_type(declared, "application/json or application/x-www-form-urlencoded")


def is_ssl_check(body: bytes) -> bool:
    """Return whether this is the form by which Slack tests TLS; it is not signed."""
    return b"ssl_check=1" in body and form(body).get("ssl_check") == "1"


def wrong_type(declared: bytes, expected: str) -> WrongContentType:
    """Return the refusal of a body that is declared as something else."""
    shown = declared[:100].decode("latin-1") or "missing"
    return WrongContentType(f"content type is {shown}, expected {expected}")


def form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; one that cannot be read has none."""
    try:
        return dict(parse_qsl(body.decode("latin-1"), max_num_fields=FORM_FIELDS_MAX))
    except ValueError:
        return {}


def request_id(headers: Headers) -> bytes:
    """Return X-Request-ID, printable and short, or nothing."""
    given = headers.get(b"x-request-id")
    return UNSAFE.sub(b"", given[:REQUEST_ID_CHARS]).strip() if given else b""


def traceparent(headers: Headers) -> bytes:
    """Return the W3C trace context, or nothing if it is absent or malformed."""
    given = headers.get(b"traceparent")
    return given if given and TRACEPARENT.fullmatch(given) else b""


def json_answer(status: int, content: Mapping[str, str], *headers: tuple[bytes, bytes]) -> Answer:
    """Return an answer with a JSON body."""
    body = orjson.dumps(content)
    described = ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)))
    return status, (*described, *headers), body


async def respond(send: Send, receive: Receive, answer: Answer, request_id: bytes) -> None:
    """Send an answer; that its client has gone meanwhile is no error."""
    try:
        await send_answer(send, receive, answer, request_id)
    except RuntimeError:
        # uvloop's, when the first of our two writes found the socket closed. uvicorn learns of it
        # in the next turn, and would log an unfinished answer if we returned before.
        await discard(receive)


async def send_answer(send: Send, receive: Receive, answer: Answer, request_id: bytes) -> None:
    """Send an answer, with the request's id if it has one."""
    status, headers, body = answer
    if request_id:
        headers = (*headers, (b"x-request-id", request_id))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if status == BodyTooLarge.status:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await discard(receive)
        body = b""
    await send({"type": "http.response.body", "body": body})


async def discard(receive: Receive) -> None:
    """Throw away what still comes of a refused body, for a while.

    Closing over unread bytes is a reset, and the client would see that instead of the answer.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while (await receive()).get("more_body"):
                pass
