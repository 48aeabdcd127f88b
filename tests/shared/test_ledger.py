"""Intents and answers, kept by whoever is in charge and by nobody else."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared import keys
from shared.errors import LeaseLost, OwnershipLost
from shared.events import PUBLIC
from shared.ledger import EntryLedger, TaskLedger, intent
from shared.scripts import Scripts
from tests.shared.deliveries import GROUP, OURS, THEIRS

NOTE = intent("chat.postMessage", {"channel": "C1", "text": "hi"}, 1_700_000_000.0)
ANSWERED = {"method": "chat.postMessage", "arguments": NOTE["arguments"], "answer": {"ts": "1.2"}}
NAME = "define:0"


@pytest.fixture
async def entry_ledger(scripts: Scripts, redis: Redis) -> EntryLedger:
    """The ledger of an entry that we hold."""
    await redis.xgroup_create(PUBLIC, GROUP, "0", mkstream=True)
    await redis.xadd(PUBLIC, {"event_id": "Ev1"}, id="1700000000000-0")
    await redis.xreadgroup(GROUP, OURS, {PUBLIC: ">"}, count=1)
    return EntryLedger(scripts, PUBLIC, GROUP, OURS, "1700000000000-0", "Ev1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"blocks": [{"x": 1}]}, {"blocks": [{"x": 1}]}, True),
        ({"blocks": [{"x": 1}]}, {"blocks": [{"x": 2}]}, False),
    ],
)
def test_arguments_are_known_by_what_they_say(
    one: dict[str, object], other: dict[str, object], same: bool
) -> None:
    first, second = intent("m", one, 1.0), intent("m", other, 2.0)
    assert (first["arguments"] == second["arguments"]) is same


async def test_an_entry_notes_an_intent_once(entry_ledger: EntryLedger) -> None:
    assert await entry_ledger.intend(NAME, NOTE) is None
    assert await entry_ledger.intend(NAME, NOTE) == NOTE


async def test_a_task_notes_an_intent_once(task_ledger: TaskLedger) -> None:
    assert await task_ledger.intend(NAME, NOTE) is None
    assert await task_ledger.intend(NAME, NOTE) == NOTE


async def test_a_later_run_of_an_entry_gets_the_answer(entry_ledger: EntryLedger) -> None:
    await entry_ledger.intend(NAME, NOTE)
    await entry_ledger.settle(NAME, ANSWERED)
    assert await entry_ledger.intend(NAME, NOTE) == ANSWERED


async def test_a_later_run_of_a_task_gets_the_answer(task_ledger: TaskLedger) -> None:
    await task_ledger.intend(NAME, NOTE)
    await task_ledger.settle(NAME, ANSWERED)
    assert await task_ledger.intend(NAME, NOTE) == ANSWERED


async def test_what_was_taken_back_may_be_intended_again(
    entry_ledger: EntryLedger, task_ledger: TaskLedger
) -> None:
    for ledger in (entry_ledger, task_ledger):
        await ledger.intend(NAME, NOTE)
        await ledger.forget(NAME)
        assert await ledger.intend(NAME, NOTE) is None


async def test_whoever_lost_the_entry_notes_nothing(
    entry_ledger: EntryLedger, redis: Redis
) -> None:
    await redis.xclaim(PUBLIC, GROUP, THEIRS, 0, [entry_ledger.entry_id])
    with pytest.raises(OwnershipLost, match=entry_ledger.entry_id):
        await entry_ledger.intend(NAME, NOTE)
    assert await redis.exists(entry_ledger.chain) == 0


async def test_whoever_lost_the_entry_is_not_told_an_answer_either(
    entry_ledger: EntryLedger, redis: Redis
) -> None:
    await entry_ledger.settle(NAME, ANSWERED)
    await redis.xack(PUBLIC, GROUP, entry_ledger.entry_id)
    with pytest.raises(OwnershipLost):
        await entry_ledger.intend(NAME, NOTE)


async def test_an_old_fencing_token_notes_nothing(task_ledger: TaskLedger, redis: Redis) -> None:
    await redis.set(keys.fence("burrow"), task_ledger.token + 1)
    with pytest.raises(LeaseLost, match=str(task_ledger.token)):
        await task_ledger.intend(NAME, NOTE)
    assert await redis.exists(task_ledger.key) == 0


async def test_notes_of_a_task_live_a_week(task_ledger: TaskLedger, redis: Redis) -> None:
    await task_ledger.intend(NAME, NOTE)
    await task_ledger.settle(NAME, ANSWERED)
    assert await redis.ttl(task_ledger.key) == pytest.approx(7 * 24 * 3600, abs=5)


async def test_a_note_never_shortens_the_life_of_a_chain(
    entry_ledger: EntryLedger, redis: Redis
) -> None:
    await redis.hset(entry_ledger.chain, "begun", "1")
    await redis.expire(entry_ledger.chain, 100_000)
    await entry_ledger.intend(NAME, NOTE)
    await entry_ledger.settle(NAME, ANSWERED)
    assert await redis.ttl(entry_ledger.chain) > 99_000
