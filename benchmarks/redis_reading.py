"""The Redis of a benchmark, and what it used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import redis

from benchmarks.processes import cpu_s
from dev.redis_server import RedisServer


class BenchRedis:
    """A server without persistence.

    Args:
        server: the running server.
        client: a connection to it.
    """

    def __init__(self, server: RedisServer, client: redis.Redis) -> None:
        self.server, self.client, self.url = server, client, server.url

    def cpu_s(self) -> float:
        """Return the CPU that the server has used so far."""
        return cpu_s(self.server.pid)

    def empty(self) -> None:
        """Forget all streams, and the marks of a gateway that deduplicates."""
        self.client.flushall()

    def length(self, stream: str) -> int:
        """Return how many entries a stream has; no gateway here trims."""
        return int(self.client.xlen(stream))


@contextlib.contextmanager
def redis_for(folder: Path) -> Iterator[BenchRedis]:
    """Run a Redis while the block runs."""
    with (
        RedisServer(folder) as server,
        redis.Redis(port=server.port, protocol=2) as client,
    ):
        yield BenchRedis(server, client)
