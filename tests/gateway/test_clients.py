"""Clients that leave, send slowly, or never end: none of them harms another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from redis.asyncio import Redis

from gateway.http import BODY_MAX_BYTES
from tests import payloads
from tests.gateway.conftest import Slack, signed


def request_bytes(body: bytes, **more: str) -> bytes:
    """Return a signed event as it goes over the wire; headers are added, with _ for -."""
    headers = {"Host": "gateway", "Content-Length": str(len(body))} | signed(body)
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body


async def exchange(slack: Slack, *pieces: bytes) -> bytes:
    """Send pieces with a pause between them; return what comes back, up to a header's end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", slack.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    writer.close()
    return answer


async def test_clients_that_leave_in_the_middle_harm_nothing(slack: Slack, redis: Redis) -> None:
    seen = len(slack.process.lines())
    whole = request_bytes(payloads.raw("message_public"))
    for sent in [whole[:20], whole[:-200], whole, whole + whole[:300]] * 25:
        _, writer = await asyncio.open_connection("127.0.0.1", slack.port)
        writer.write(sent)
        await writer.drain()
        writer.transport.abort()
    assert (await slack.deliver("message_public")).status_code == 200
    wrong = [line for line in slack.process.lines()[seen:] if line["level"] == "error"]
    assert wrong == []
    assert await redis.xlen("slack_message_public") == 1


async def test_a_request_in_pieces_is_read(slack: Slack, redis: Redis) -> None:
    whole = request_bytes(payloads.raw("message_public"))
    answer = await exchange(slack, *(whole[at : at + 100] for at in range(0, len(whole), 100)))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert await redis.xlen("slack_message_public") == 1


async def test_two_requests_sent_at_once_are_both_answered(slack: Slack, redis: Redis) -> None:
    bodies = [payloads.raw("message_public", event_id=f"Ev{n}") for n in range(2)]
    reader, writer = await asyncio.open_connection("127.0.0.1", slack.port)
    writer.write(b"".join(map(request_bytes, bodies)))
    answers = [await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5) for _ in bodies]
    writer.close()
    assert [answer[:13] for answer in answers] == [b"HTTP/1.1 200 "] * 2
    assert await redis.xlen("slack_message_public") == 2


async def test_an_announced_size_over_the_limit_is_refused_before_the_body_comes(
    slack: Slack,
) -> None:
    head = request_bytes(b"", Content_Length=str(BODY_MAX_BYTES + 1), Expect="100-continue")
    answer = await exchange(slack, head)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer


async def test_a_body_that_never_ends_is_cut_off(slack: Slack) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100_000):
            yield b" " * 65_536

    began_s = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", slack.port)
    head = b"POST /slack/events HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head)
    sending = asyncio.create_task(send_chunks(writer, endless()))
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    await asyncio.wait_for(sending, 10)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - began_s < 8


async def send_chunks(writer: asyncio.StreamWriter, chunks: AsyncIterator[bytes]) -> None:
    """Send chunks until the other side has had enough."""
    try:
        async for chunk in chunks:
            writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            await writer.drain()
    except ConnectionError:
        return
    raise AssertionError("the gateway took it all")
