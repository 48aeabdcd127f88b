"""A TCP proxy that stands between a client and a server and breaks their connection on request.

| fault                    | what the client sees                                              |
|--------------------------|-------------------------------------------------------------------|
| `latency_s`, `jitter_s`  | everything comes later, in both directions                        |
| `blackhole`              | nothing comes any more, and no FIN: a dead host, a lost route     |
| `refusing`               | new connections are closed at once                                |
| `cut(reset=...)`         | the connections there are end, by FIN or RST                      |
| `reset_reply_at(n)`      | the next reply breaks off by RST after n bytes                    |
| `lose_reply_to(needle)`  | the server carries the command out, the reply never comes, RST    |
| `answer_with(garbage)`   | the next reply is replaced                                        |

    async with FaultProxy("127.0.0.1", redis_server.port) as proxy:
        settings = … f"redis://127.0.0.1:{proxy.port}/0"
        proxy.blackhole = True

The last three wait for the next traffic and then happen once.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from types import TracebackType
from typing import Self

CHUNK_BYTES = 65_536
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with 0 s: close() sends RST


class FaultProxy:
    """Forwards to one server, from a free port on loopback.

    Args:
        seed: of the jitter.
    """

    def __init__(self, host: str, port: int, seed: int = 1) -> None:
        self.target = (host, port)
        self.latency_s = self.jitter_s = 0.0
        self.refusing = False
        self.accepted = 0
        self.links: set[Link] = set()
        self.chance = random.Random(seed)
        self.once = Once()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where clients connect."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def blackhole(self) -> bool:
        """Whether nothing passes, in either direction."""
        return not self._flowing.is_set()

    @blackhole.setter
    def blackhole(self, swallowing: bool) -> None:
        if swallowing:
            self._flowing.clear()
        else:
            self._flowing.set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.blackhole = False
        self.cut()
        await asyncio.gather(*(link.ended.wait() for link in set(self.links)))

    def cut(self, *, reset: bool = False) -> int:
        """End the connections there are; return how many."""
        links = set(self.links)
        for link in links:
            link.end(reset=reset)
        return len(links)

    def reset_reply_at(self, offset_bytes: int) -> None:
        """Let the next reply break off after so many bytes."""
        self.once.reset_at = offset_bytes

    def lose_reply_to(self, needle: bytes) -> None:
        """Lose the reply to the next command that contains this."""
        self.once.needle = needle

    def answer_with(self, garbage: bytes) -> None:
        """Replace the next reply."""
        self.once.garbage = garbage

    async def held(self) -> None:
        """Wait while the proxy is a black hole, then for as long as the latency asks."""
        await self._flowing.wait()
        if delay_s := self.latency_s + self.jitter_s * self.chance.random():
            await asyncio.sleep(delay_s)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.refusing:
            writer.close()
            return
        link = Link(self, reader, writer)
        self.links.add(link)
        try:
            await link.run()
        finally:
            self.links.discard(link)


class Once:
    """The faults that wait for the next traffic."""

    def __init__(self) -> None:
        self.reset_at: int | None = None
        self.needle: bytes | None = None
        self.garbage: bytes | None = None

    def reply(self, data: bytes) -> tuple[bytes, bool]:
        """Return what becomes of a reply, and whether the connection breaks after it."""
        if (garbage := self.garbage) is not None:
            self.garbage = None
            return garbage, False
        if (offset := self.reset_at) is not None:
            self.reset_at = None
            return data[:offset], True
        return data, False


class Link:
    """One client's connection and ours to the server."""

    def __init__(
        self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.proxy, self.reader, self.writer = proxy, reader, writer
        self.up: asyncio.StreamWriter | None = None
        self.losing = False
        self.ended = asyncio.Event()
        self._pumps: asyncio.Future[tuple[None, None]] | None = None

    async def run(self) -> None:
        """Forward until one side ends."""
        try:
            from_server, self.up = await asyncio.open_connection(*self.proxy.target)
            self._pumps = asyncio.gather(self._requests(self.up), self._replies(from_server))
            await self._pumps
        except (OSError, asyncio.CancelledError):
            pass  # either side may go at any time; that is what this is for
        finally:
            self.end()
            self.ended.set()

    async def _requests(self, up: asyncio.StreamWriter) -> None:
        tail = b""
        while data := await self.reader.read(CHUNK_BYTES):
            await self.proxy.held()
            needle = self.proxy.once.needle
            if needle is not None and needle in tail + data:
                self.proxy.once.needle, self.losing = None, True
            tail = (tail + data)[-256:]
            up.write(data)
            await up.drain()
        self.end()

    async def _replies(self, from_server: asyncio.StreamReader) -> None:
        while data := await from_server.read(CHUNK_BYTES):
            await self.proxy.held()
            if self.losing:
                return self.end(reset=True)
            data, broken = self.proxy.once.reply(data)
            self.writer.write(data)
            await self.writer.drain()
            if broken:
                return self.end(reset=True)
        return self.end()

    def end(self, *, reset: bool = False) -> None:
        """Close both sides."""
        connection: socket.socket | None = self.writer.get_extra_info("socket")
        if reset and connection is not None and not self.writer.is_closing():
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        for writer in (self.writer, self.up):
            if writer is not None:
                writer.close()
        if self._pumps is not None:
            self._pumps.cancel()
