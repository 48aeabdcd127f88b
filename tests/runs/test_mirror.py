"""The mirror writes what is new, and nothing else."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from consumer.runs.mirror import Mirror


class Paper:
    """What a mirror wrote; the first writes may fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.written = failures, list[tuple[bytes, bytes]]()

    async def write(self, text: bytes, stderr: bytes) -> bool:
        """Take it, or fail."""
        self.failures -= 1
        if self.failures >= 0:
            raise RedisConnectionError("gone")
        self.written.append((text, stderr))
        return True


async def test_of_a_run_that_prints_nothing_nothing_is_written() -> None:
    paper = Paper()
    await Mirror(paper.write).flush()
    assert paper.written == []


async def test_what_came_is_written_once() -> None:
    paper = Paper()
    mirror = Mirror(paper.write)
    mirror.add("out", b"one ")
    await mirror.flush()
    await mirror.flush()
    mirror.add("err", b"two")
    await mirror.flush()
    assert paper.written == [(b"one ", b""), (b"one two", b"two")]


async def test_what_could_not_be_written_is_written_later() -> None:
    paper = Paper(failures=1)
    mirror = Mirror(paper.write)
    mirror.add("out", b"one")
    with pytest.raises(RedisConnectionError):
        await mirror.flush()
    await mirror.flush()
    assert paper.written == [(b"one", b"")]
