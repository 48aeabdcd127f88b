"""Several instances at once, killed and frozen: one is active, and a stale one writes nothing."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from itertools import pairwise
from pathlib import Path

import pytest
from redis.asyncio import Redis

from dev.slack.control import Slack as Workspace
from shared import keys
from tests.bgtasks.conftest import Start
from tests.processes import Process
from tests.waiting import until

SECOND_NS = 1_000_000_000
Witness = list[tuple[int, int, int]]


def read(path: Path) -> Witness:
    """Return the accepted writes as (token, began, ended) in the order of their ends."""
    lines = path.read_text().splitlines() if path.exists() else []
    rows = [tuple(map(int, line.split())) for line in lines]
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: row[2])


def outdated(writes: Witness) -> Witness:
    """Return the writes that were accepted though one with a newer token had been before."""
    found, newest = [], 0
    ends = list(writes)
    for token, began, ended in sorted(writes, key=lambda row: row[1]):
        while ends and ends[0][2] < began:
            newest = max(newest, ends.pop(0)[0])
        if token < newest:
            found.append((token, began, ended))
    return found


def longest_gap_s(writes: Witness) -> float:
    """Return the longest time without an accepted write."""
    return max(later[2] - earlier[2] for earlier, later in pairwise(writes)) / SECOND_NS


def leader_of(instances: list[Process], writes: Witness) -> Process | None:
    """Return the running instance whose write was the last to be accepted."""
    for instance in instances:
        tokens = {line["fence"] for line in instance.lines("lease.won")}
        if instance.status() is None and writes and writes[-1][0] in tokens:
            return instance
    return None


def test_the_check_sees_an_outdated_write() -> None:
    assert outdated([(1, 0, 10), (2, 20, 30), (1, 40, 50)]) == [(1, 40, 50)]


async def test_after_a_crash_another_instance_takes_over_within_15_s(
    start: Start, redis: Redis
) -> None:
    first = start()
    await until(lambda: first.lines("lease.won"), 10)
    second = start()
    fence = int(await redis.get(keys.fence("burrow")) or 0)
    first.kill()
    began_s = time.monotonic()
    await until(lambda: second.lines("lease.won"), 20)
    assert time.monotonic() - began_s < 15
    assert int(await redis.get(keys.fence("burrow")) or 0) > fence > 0
    await until(lambda: second.lines("channels.refreshed"), 10)


async def test_after_a_clean_stop_another_instance_takes_over_at_its_next_attempt(
    start: Start,
) -> None:
    first = start()
    await until(lambda: first.lines("lease.won"), 10)
    second = start()
    assert await asyncio.to_thread(first.stop) == 0
    await until(lambda: second.lines("lease.won"), 4)


async def test_a_frozen_holder_gives_up_when_it_wakes_and_its_writes_are_refused(
    start: Start, tmp_path: Path
) -> None:
    witness = tmp_path / "witness"
    first = start("tests.bgtasks.contender", WITNESS=str(witness))
    await until(lambda: len(read(witness)) > 5)
    second = start("tests.bgtasks.contender", WITNESS=str(witness))
    first.send(signal.SIGSTOP)
    await until(lambda: second.lines("lease.won"))
    first.send(signal.SIGCONT)
    await until(lambda: first.lines("lease.given_up"))
    await until(lambda: len({row[0] for row in read(witness)}) == 2)
    so_far = len(read(witness))
    await until(lambda: len(read(witness)) > so_far + 20)
    assert outdated(read(witness)) == []
    assert first.status() is None


async def test_a_second_hand_doubles_no_post(
    start: Start, tmp_path: Path, workspace: Workspace
) -> None:
    settings = {"WITNESS": str(tmp_path / "witness"), "CHANNEL": "C0GENERAL01"}
    # The post takes effect and the holder dies before it hears of that.
    workspace.fault("chat.postMessage", "hang_after", seconds=30)
    first = start("tests.bgtasks.contender", **settings)
    await workspace.eventually(lambda: workspace.messages("general"))
    first.kill()
    second = start("tests.bgtasks.contender", **settings)
    await until(lambda: second.lines("lease.won"))
    await workspace.eventually(lambda: len(workspace.calls("conversations.history")) == 1)
    fired = len(read(tmp_path / "witness"))
    await until(lambda: len(read(tmp_path / "witness")) > fired + 20)
    assert [message["text"] for message in workspace.messages("general")] == ["version 1.2 is out"]
    assert len(workspace.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("times", [3, pytest.param(40, marks=pytest.mark.soak)])
async def test_kills_and_freezes_never_let_two_instances_write_in_turns(
    start: Start, tmp_path: Path, times: int
) -> None:
    witness, chance = tmp_path / "witness", random.Random(7)
    settings = {"WITNESS": str(witness)}
    instances = [start("tests.bgtasks.contender", **settings) for _ in range(3)]
    await until(lambda: read(witness), 10)
    for _ in range(times):
        await until(lambda: leader_of(instances, read(witness)), 10)
        leader = leader_of(instances, read(witness))
        assert leader
        await disturb(leader, chance)
        if leader.status() is not None:
            instances[instances.index(leader)] = start(
                "tests.bgtasks.contender", wait=False, **settings
            )
    await until(lambda: len({row[0] for row in read(witness)}) > times, 10)
    assert outdated(read(witness)) == []
    # 1.2 s is what the lease asks; the rest is for a machine that has more to do.
    assert longest_gap_s(read(witness)) < 5


async def disturb(leader: Process, chance: random.Random) -> None:
    """Kill the leader, or freeze it for longer than its lease; then leave it alone for a while."""
    if chance.random() < 0.6:
        leader.kill()
    else:
        leader.send(signal.SIGSTOP)
        await asyncio.sleep(1.5)
        leader.send(signal.SIGCONT)
    await asyncio.sleep(chance.uniform(0.2, 0.8))
