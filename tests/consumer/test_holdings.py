"""The entries that a process holds."""

from __future__ import annotations

import asyncio

import pytest

from consumer.holdings import Holdings, key_of
from shared.streams import Entry

FIRST, SECOND, THIRD = (Entry("slack_message_public", f"{n}-0", {}) for n in (1, 2, 3))


@pytest.fixture
def holdings() -> Holdings:
    return Holdings(room=2)


async def forever() -> None:
    await asyncio.Event().wait()


def test_entry_is_held_once(holdings: Holdings) -> None:
    assert holdings.add([FIRST, SECOND]) == [FIRST, SECOND]
    assert holdings.add([FIRST]) == []
    assert holdings.free == 0


def test_same_id_in_another_stream_is_another_entry(holdings: Holdings) -> None:
    twin = Entry("slack_message_private", "1-0", {})
    assert holdings.add([FIRST, twin]) == [FIRST, twin]


def test_room_is_never_negative(holdings: Holdings) -> None:
    holdings.add([FIRST, SECOND, THIRD])
    assert holdings.free == 0


def test_entry_that_only_waits_to_be_settled_frees_its_place(holdings: Holdings) -> None:
    holdings.add([FIRST, SECOND])
    holdings.close(FIRST)
    assert (holdings.free, len(holdings.entries)) == (1, 2)
    holdings.release(FIRST)
    holdings.close(FIRST)
    assert (holdings.free, len(holdings.entries)) == (1, 1)


async def test_lost_entry_stops_its_task(holdings: Holdings) -> None:
    holdings.add([FIRST])
    task = asyncio.create_task(forever())
    holdings.attach(FIRST, task)
    assert holdings.lose(key_of(FIRST)) is True
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (holdings.entries, holdings.tasks) == ({}, {})


def test_entry_that_is_not_held_or_is_being_settled_cannot_be_lost(holdings: Holdings) -> None:
    holdings.add([FIRST])
    holdings.close(FIRST)
    assert holdings.lose(key_of(FIRST)) is False
    assert holdings.lose(key_of(SECOND)) is False
    assert list(holdings.entries.values()) == [FIRST]


async def test_waits_end_with_the_change_that_they_wait_for(holdings: Holdings) -> None:
    holdings.add([FIRST, SECOND])
    free, alone, gone = (
        asyncio.create_task(holdings.until_free()),
        asyncio.create_task(holdings.until_at_most(0)),
        asyncio.create_task(holdings.until_gone(FIRST)),
    )
    async with asyncio.timeout(5):
        holdings.release(SECOND)
        await free
        assert (alone.done(), gone.done()) == (False, False)
        holdings.release(FIRST)
        await asyncio.gather(alone, gone)
