"""Looks for values wherever a process may have left them.

| place          | what is read                                                           |
|----------------|------------------------------------------------------------------------|
| a log          | all that a process printed, at LOG_LEVEL=debug                         |
| /metrics       | of a process that serves it                                            |
| redis          | every key, by its type and as DUMP has it                              |
| redis's wire   | every command that Redis was given, so also what is gone since         |
| a file         | whatever stands in STATE_DIR                                           |
| an answer      | what the gateway said                                                  |
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import redis

from tests.processes import Process

READS: Mapping[str, tuple[str, ...]] = {
    "string": ("GET", "{}"),
    "hash": ("HGETALL", "{}"),
    "list": ("LRANGE", "{}", "0", "-1"),
    "set": ("SMEMBERS", "{}"),
    "zset": ("ZRANGE", "{}", "0", "-1", "WITHSCORES"),
    "stream": ("XRANGE", "{}", "-", "+"),
}


class Wire:
    """Records every command that a Redis is given, while `open`."""

    def __init__(self, port: int) -> None:
        self.port, self.heard = port, bytearray()

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Record for the length of the block."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"MONITOR\r\n")
            assert connection.recv(5) == b"+OK\r\n"
            thread = threading.Thread(target=self._hear, args=(connection,))
            thread.start()
            try:
                yield
            finally:
                connection.shutdown(socket.SHUT_RDWR)
                thread.join()

    def _hear(self, connection: socket.socket) -> None:
        while data := connection.recv(65_536):
            self.heard += data


def flat(value: Any) -> bytes:
    """Return all texts in a reply of Redis, one after the other."""
    if isinstance(value, dict):
        return b"\n".join(flat(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set):
        return b"\n".join(map(flat, value))
    return value if isinstance(value, bytes) else str(value).encode()


def kept(port: int) -> bytes:
    """Return everything that a Redis holds."""
    client: Any = redis.Redis(port=port, protocol=2)
    found = []
    for key in client.scan_iter(count=1000):
        kind = client.type(key).decode()
        command = [key if word == "{}" else word for word in READS[kind]]
        found += [key, flat(client.execute_command(*command)), client.dump(key) or b""]
    client.close()
    return b"\n".join(found)


def written(folder: Path) -> bytes:
    """Return the names and contents of all files of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in files)


def places(processes: list[Process], wire: Wire, state: Path) -> dict[str, bytes]:
    """Return what stands in each place, but for what is served over HTTP."""
    logs = {f"log of {one.log_path.name}": one.log_path.read_bytes() for one in processes}
    return logs | {
        "redis": kept(wire.port),
        "redis's wire": bytes(wire.heard),
        "files": written(state),
    }


def leaks(values: Mapping[str, str], found: Mapping[str, bytes]) -> list[str]:
    """Return which value stands where."""
    return [
        f"{name} in {place}"
        for place, content in found.items()
        for name, value in values.items()
        if value.encode() in content
    ]
