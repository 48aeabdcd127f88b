"""The lease on a real Redis; time is an argument."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bgtasks.lease import Lease, Times
from dev.redis_server import RedisServer
from shared import keys, redis_client
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from tests.faults import FaultProxy

HOUR_MS = 3_600_000


@pytest.fixture
def ours(scripts: Scripts) -> Lease:
    """The lease as one instance sees it."""
    return Lease(scripts, "burrow", "ours", Times())


@pytest.fixture
def theirs(scripts: Scripts) -> Lease:
    """The lease as another instance sees it."""
    return Lease(scripts, "burrow", "theirs", Times())


async def test_only_one_instance_holds_the_lease(ours: Lease, theirs: Lease) -> None:
    await ours.ask(began_s=100.0)
    await theirs.ask(began_s=100.0)
    assert ours.valid(100.0)
    assert theirs.valid(100.0) is None


async def test_renewing_keeps_the_token_and_the_lifetime(ours: Lease, redis: Redis) -> None:
    await ours.ask(began_s=100.0)
    first = ours.token
    await redis.pexpire(keys.lease("burrow"), 1_000)
    await ours.ask(began_s=102.0)
    assert ours.token == first
    assert await redis.pttl(keys.lease("burrow")) > 9_000


async def test_a_lease_that_ran_out_goes_to_another_with_a_newer_token(
    ours: Lease, theirs: Lease, redis: Redis
) -> None:
    await ours.ask(began_s=100.0)
    await redis.delete(keys.lease("burrow"))
    await theirs.ask(began_s=110.0)
    assert theirs.token is not None
    assert ours.token is not None
    assert theirs.token > ours.token


@pytest.mark.parametrize(
    ("now_s", "active"),
    [(100.0, True), (107.9, True), (108.0, False), (110.0, False)],
)
async def test_the_holder_stops_two_seconds_before_the_lease_runs_out(
    ours: Lease, now_s: float, active: bool
) -> None:
    await ours.ask(began_s=100.0)
    assert (ours.valid(now_s) is not None) is active


@pytest.mark.parametrize(
    ("now_s", "failed", "pause_s"),
    [(100.0, False, 2.0), (100.0, True, 0.5), (107.75, True, 0.25), (109.0, True, 0.5)],
)
async def test_the_holder_never_sleeps_past_the_end_of_its_lease(
    ours: Lease, now_s: float, failed: bool, pause_s: float
) -> None:
    await ours.ask(began_s=100.0)
    assert ours.pause_s(now_s, failed=failed) == pause_s


async def test_a_holder_that_lost_the_lease_learns_of_it(
    ours: Lease, theirs: Lease, redis: Redis
) -> None:
    await ours.ask(began_s=100.0)
    await redis.delete(keys.lease("burrow"))
    await theirs.ask(began_s=102.0)
    await ours.ask(began_s=102.0)
    assert ours.valid(102.0) is None


async def test_a_redis_that_lost_its_data_gives_no_token_out_again(
    ours: Lease, theirs: Lease, redis: Redis
) -> None:
    await ours.ask(began_s=100.0)
    await redis.flushall()
    await theirs.ask(began_s=101.0)
    assert ours.token is not None
    assert theirs.token is not None
    assert theirs.token > ours.token


async def test_a_holder_whose_fence_was_deleted_gets_a_newer_token(
    ours: Lease, redis: Redis
) -> None:
    await ours.ask(began_s=100.0)
    first = ours.token or 0
    await redis.delete(keys.fence("burrow"))
    await ours.ask(began_s=101.0)
    assert (ours.token or 0) > first


async def test_a_token_follows_the_last_one_even_if_the_clock_was_set_back(
    ours: Lease, redis: Redis
) -> None:
    ahead = (int(time.time()) + 3_600) * 1_000_000
    await redis.set(keys.fence("burrow"), ahead)
    await ours.ask(began_s=100.0)
    assert ours.token == ahead + 1


async def test_a_lease_prolonged_by_a_clock_set_back_is_shortened_again(
    ours: Lease, theirs: Lease, redis: Redis
) -> None:
    await ours.ask(began_s=100.0)
    await redis.pexpire(keys.lease("burrow"), HOUR_MS)
    await theirs.ask(began_s=101.0)
    assert await redis.pttl(keys.lease("burrow")) <= 10_000


async def test_releasing_frees_the_lease_at_once(ours: Lease, theirs: Lease) -> None:
    await ours.ask(began_s=100.0)
    await ours.release()
    await theirs.ask(began_s=100.1)
    assert ours.valid(100.1) is None
    assert theirs.valid(100.1)


async def test_releasing_leaves_the_lease_of_another_alone(ours: Lease, theirs: Lease) -> None:
    await theirs.ask(began_s=100.0)
    await ours.release()
    await ours.ask(began_s=100.1)
    assert ours.valid(100.1) is None


async def test_a_holder_whose_reply_was_lost_knows_that_it_holds_the_lease(
    redis: Redis, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FaultProxy("127.0.0.1", redis_server.port) as proxy:
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{proxy.port}/0")
        client = redis_client.commands(ProcessSettings(), connections=1)
        scripts = Scripts(client, allow_oom=False)
        await scripts.load()
        lease = Lease(scripts, "burrow", "ours", Times())
        proxy.lose_reply_to(b"ours")
        await lease.ask(began_s=100.0)
        assert lease.valid(100.0) == int(await redis.get(keys.fence("burrow")) or 0)
        assert proxy.accepted == 2
        await client.aclose()


async def test_a_frozen_redis_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RedisServer(tmp_path) as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        client = redis_client.commands(ProcessSettings(), connections=1)
        lease = Lease(Scripts(client, allow_oom=False), "burrow", "ours", Times(attempt_s=0.2))
        await lease.ask(began_s=100.0)
        server.send(signal.SIGSTOP)
        began_s = time.monotonic()
        with pytest.raises(TimeoutError):
            await lease.ask(began_s=102.0)
        assert time.monotonic() - began_s < 1.0
        assert lease.valid(107.9)
        server.send(signal.SIGCONT)
        await client.aclose()
