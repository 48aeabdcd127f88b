"""The limiter of all processes, on a real Redis."""

from __future__ import annotations

import asyncio
import time

import pytest
from redis.asyncio import Redis

from shared import redis_client
from shared.errors import Throttled
from shared.limits import Limiter, Pace
from shared.scripts import Scripts
from shared.settings import ProcessSettings

TEAM = "T0BURROW001"
POST = "chat.postMessage"
SPACING_S, BURST = 0.05, 4


@pytest.fixture
def limiter(scripts: Scripts) -> Limiter:
    """The limiter as the product has it: 1/s, burst 5."""
    return Limiter(scripts, TEAM)


async def waits_ms(limiter: Limiter, count: int, channel: str = "C1") -> list[int]:
    """Reserve slots for so many different posts."""
    return [await limiter.reserve(POST, channel, f"Ev{n}:say:0") for n in range(count)]


async def test_five_posts_go_at_once_and_the_rest_in_turn_one_a_second(limiter: Limiter) -> None:
    waits = await waits_ms(limiter, 9)
    assert waits[:5] == [0] * 5
    assert waits[5:] == pytest.approx([1_000, 2_000, 3_000, 4_000], abs=100)


async def test_a_post_that_comes_back_finds_its_own_slot(limiter: Limiter) -> None:
    await waits_ms(limiter, 6)
    first = await limiter.reserve(POST, "C1", "Ev9:say:0")
    again = await limiter.reserve(POST, "C1", "Ev9:say:0")
    other = await limiter.reserve(POST, "C1", "Ev8:say:0")
    assert first == pytest.approx(2_000, abs=100)
    assert again == pytest.approx(first, abs=100)
    assert other == pytest.approx(3_000, abs=100)


async def test_channels_and_methods_do_not_wait_for_each_other(limiter: Limiter) -> None:
    await waits_ms(limiter, 9)
    assert await limiter.reserve(POST, "C2", "Ev9:say:0") == 0
    assert await limiter.reserve("reactions.add", "C1", "Ev9:react:0") == 0


async def test_ephemeral_posts_share_the_limit_of_their_channel(limiter: Limiter) -> None:
    await waits_ms(limiter, 5)
    assert await limiter.reserve("chat.postEphemeral", "C1", "Ev9:hint:0") > 900


async def test_a_wait_of_over_a_second_is_left_to_the_caller(limiter: Limiter) -> None:
    await waits_ms(limiter, 7)
    with pytest.raises(Throttled) as caught:
        await limiter.wait(POST, "C1", "Ev9:say:0")
    assert 2.5 < caught.value.after_s <= 3.0


async def test_a_short_wait_is_slept_here(scripts: Scripts) -> None:
    limiter = Limiter(scripts, TEAM, Pace(spacing_s=0.3, burst=1))
    await limiter.wait(POST, "C1", "Ev1:say:0")
    began_s = time.monotonic()
    await limiter.wait(POST, "C1", "Ev2:say:0")
    assert 0.25 <= time.monotonic() - began_s < 0.8


async def test_a_slot_that_was_used_is_not_found_again(scripts: Scripts) -> None:
    limiter = Limiter(scripts, TEAM, Pace(spacing_s=0.2, burst=1))
    await limiter.wait(POST, "C1", "Ev1:say:0")
    await limiter.wait(POST, "C1", "Ev2:say:0")
    assert await limiter.reserve(POST, "C1", "Ev2:say:0") > 100


@pytest.mark.parametrize(
    ("paused", "asked", "waits"),
    [
        (("chat.postMessage", "C1"), ("chat.postMessage", "C1"), True),
        (("chat.postMessage", "C1"), ("chat.postEphemeral", "C1"), True),
        (("chat.postMessage", "C1"), ("chat.postMessage", "C2"), False),
        (("chat.postMessage", "C1"), ("reactions.add", "C1"), False),
        (("reactions.add", "C1"), ("reactions.add", "C2"), True),
        (("reactions.add", "C1"), ("chat.postMessage", "C1"), False),
    ],
)
async def test_a_429_pauses_its_scope_for_all_processes(
    scripts: Scripts, paused: tuple[str, str], asked: tuple[str, str], waits: bool
) -> None:
    ours, theirs = Limiter(scripts, TEAM), Limiter(scripts, TEAM)
    await ours.pause(*paused, after_s=30.0)
    wait_ms = await theirs.reserve(*asked, "Ev1:say:0")
    assert (wait_ms > 29_000) is waits


async def test_a_pause_ends_by_itself(limiter: Limiter) -> None:
    await limiter.pause("reactions.add", "", after_s=0.2)
    began_s = time.monotonic()
    await limiter.wait("reactions.add", "", "")
    assert 0.1 < time.monotonic() - began_s < 0.8


async def test_workspaces_have_limits_of_their_own(scripts: Scripts) -> None:
    await waits_ms(Limiter(scripts, TEAM), 9)
    assert await waits_ms(Limiter(scripts, "T2"), 1) == [0]


async def test_the_limiter_leaves_nothing_behind(limiter: Limiter, redis: Redis) -> None:
    await waits_ms(limiter, 6)
    ttls = [await redis.pttl(key) for key in await redis.keys("*")]
    assert len(ttls) == 2
    assert min(ttls) > 0


async def test_four_processes_together_keep_the_pace_of_one(
    process_settings: ProcessSettings, redis: Redis
) -> None:
    clients = [redis_client.commands(process_settings) for _ in range(4)]
    went_s: list[float] = []

    async def post(process: int, number: int) -> None:
        pace = Pace(SPACING_S, BURST)
        limiter = Limiter(Scripts(clients[process], allow_oom=False), TEAM, pace)
        while True:
            try:
                await limiter.wait(POST, "C1", f"{process}:{number}")
            except Throttled as error:
                await asyncio.sleep(error.after_s)
            else:
                went_s.append(time.monotonic())
                return

    await asyncio.gather(*(post(process, number) for process in range(4) for number in range(10)))
    for client in clients:
        await client.aclose()
    went_s.sort()
    # 40 posts: 4 at once, 36 spaced; none may come early, and no slot may stay unused.
    spans = [later - earlier for earlier, later in zip(went_s, went_s[BURST + 4 :], strict=False)]
    assert min(spans) > 4 * SPACING_S - 0.02
    assert 35 * SPACING_S < went_s[-1] - went_s[0] < 36 * SPACING_S + 1.0
