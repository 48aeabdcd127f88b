"""Acknowledging in batches: what Redis does not take is kept, held, and tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import cast

import pytest
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import RedisError, ResponseError

from consumer.settler import BATCH, Settler
from shared.streams import Entry, Settlement, Streams

DONE: dict[str, str | int] = {"finished": 1}


class RecordingStreams:
    """Notes each batch; fails as often as it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[Settlement]] = []
        self.failures: list[RedisError] = []
        self.lost: set[str] = set()

    async def settle(self, batch: Sequence[Settlement]) -> list[bool]:
        """Take a batch, or fail."""
        self.batches.append(list(batch))
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        return [one.entry.entry_id not in self.lost for one in batch]


def settlement(n: int, *, ack: bool = True) -> Settlement:
    return Settlement(Entry("slack_message_public", f"{n}-0", {}), f"Ev{n}", DONE, ack)


@pytest.fixture
def streams() -> RecordingStreams:
    return RecordingStreams()


@pytest.fixture
def released() -> list[str]:
    return []


@pytest.fixture
async def settler(streams: RecordingStreams, released: list[str]) -> AsyncIterator[Settler]:
    running = Settler(cast(Streams, streams), lambda entry: released.append(entry.entry_id))
    task = asyncio.create_task(running.run())
    yield running
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def emptied(settler: Settler) -> None:
    async with asyncio.timeout(5):
        await settler.empty.wait()


async def test_what_is_ready_goes_together_and_is_released(
    settler: Settler, streams: RecordingStreams, released: list[str]
) -> None:
    for n in range(3):
        settler.put(settlement(n))
    await emptied(settler)
    assert streams.batches == [[settlement(n) for n in range(3)]]
    assert released == ["0-0", "1-0", "2-0"]


async def test_record_without_acknowledgement_releases_nothing(
    settler: Settler, released: list[str]
) -> None:
    settler.put(settlement(1, ack=False))
    await emptied(settler)
    assert released == []


async def test_batches_are_bounded(settler: Settler, streams: RecordingStreams) -> None:
    for n in range(BATCH + 1):
        settler.put(settlement(n))
    await emptied(settler)
    assert [len(batch) for batch in streams.batches] == [BATCH, 1]


async def test_what_redis_does_not_take_is_tried_again_before_it_is_released(
    settler: Settler, streams: RecordingStreams, released: list[str]
) -> None:
    streams.failures = [RedisGone("gone")]
    settler.put(settlement(1))
    await emptied(settler)
    assert streams.batches == [[settlement(1)], [settlement(1)]]
    assert released == ["1-0"]


async def test_full_redis_gets_acknowledgements_without_records(
    settler: Settler, streams: RecordingStreams
) -> None:
    streams.failures = [ResponseError("OOM command not allowed when used memory > 'maxmemory'")]
    settler.put(settlement(1))
    settler.put(settlement(2, ack=False))
    await emptied(settler)
    bare = Settlement(settlement(1).entry, "Ev1", {}, ack=True)
    assert streams.batches == [[settlement(1), settlement(2, ack=False)], [bare]]


async def test_entry_that_was_lost_is_released_too(
    settler: Settler, streams: RecordingStreams, released: list[str]
) -> None:
    streams.lost = {"1-0"}
    settler.put(settlement(1))
    settler.put(settlement(2))
    await emptied(settler)
    assert released == ["1-0", "2-0"]
