"""The fenced scripts: the newest token writes, every other one is refused."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared import keys
from shared import scripts as shared_scripts
from shared.events import PUBLIC
from shared.scripts import Call, Scripts

FENCE, HASH, OTHER = keys.fence("burrow"), "{burrow}:one", "{burrow}:other"
NEWEST, OLD, FUTURE = 1_700_000_000_000_002, 1_700_000_000_000_001, 1_700_000_000_000_003


@pytest.fixture(autouse=True)
async def fence(redis: Redis) -> None:
    """The newest token that was given out."""
    await redis.set(FENCE, NEWEST)


@pytest.mark.parametrize(("token", "written"), [(NEWEST, 1), (OLD, 0), (FUTURE, 0), (0, 0)])
async def test_fields_are_set_by_the_newest_token_only(
    scripts: Scripts, redis: Redis, token: int, written: int
) -> None:
    assert await scripts.run("fenced_set", [FENCE, HASH], token, 0, "field", "value") == written
    assert await redis.exists(HASH) == written


@pytest.mark.parametrize(("token", "written"), [(NEWEST, 1), (OLD, 0), (FUTURE, 0), (0, 0)])
async def test_hashes_are_replaced_by_the_newest_token_only(
    scripts: Scripts, redis: Redis, token: int, written: int
) -> None:
    await redis.hset(HASH, "before", "1")
    arguments = (token, 0, 1, "after", "1")
    assert await scripts.run("fenced_replace", [FENCE, HASH], *arguments) == written
    assert await redis.hkeys(HASH) == [[b"before"], [b"after"]][written]


@pytest.mark.parametrize(
    ("token", "answer"), [(NEWEST, [b"go"]), (OLD, [b"lost"]), (FUTURE, [b"lost"]), (0, [b"lost"])]
)
async def test_an_intent_is_noted_by_the_newest_token_only(
    scripts: Scripts, redis: Redis, token: int, answer: list[bytes]
) -> None:
    assert await scripts.run("fenced_intend", [FENCE, HASH], token, "field", "{}", 60) == answer
    assert await redis.exists(HASH) == (answer == [b"go"])


async def test_without_a_fence_nobody_writes(scripts: Scripts, redis: Redis) -> None:
    await redis.delete(FENCE)
    assert await scripts.run("fenced_set", [FENCE, HASH], NEWEST, 0, "field", "value") == 0


async def test_several_hashes_are_replaced_in_one_step_and_an_empty_one_goes(
    scripts: Scripts, redis: Redis
) -> None:
    await redis.hset(HASH, "before", "1")
    await redis.hset(OTHER, "before", "1")
    arguments = (NEWEST, 60, 2, "a", "1", "b", "2", 0)
    await scripts.run("fenced_replace", [FENCE, HASH, OTHER], *arguments)
    assert await redis.hgetall(HASH) == {b"a": b"1", b"b": b"2"}
    assert await redis.exists(OTHER) == 0
    assert 55 < await redis.ttl(HASH) <= 60


@pytest.mark.parametrize(("lifetime_s", "ttl_s"), [(0, -1), (60, 60)])
async def test_a_hash_lives_for_ever_or_as_long_as_told(
    scripts: Scripts, redis: Redis, lifetime_s: int, ttl_s: int
) -> None:
    await scripts.run("fenced_set", [FENCE, HASH], NEWEST, lifetime_s, "field", "value")
    assert await redis.ttl(HASH) == pytest.approx(ttl_s, abs=1)


async def test_a_server_that_forgot_the_scripts_is_told_them_again(
    scripts: Scripts, redis: Redis
) -> None:
    await redis.script_flush()
    assert await scripts.run("trim", [PUBLIC], 1_000, 10) == [0, 0, 0]
    await redis.script_flush()
    calls = [Call("trim", [PUBLIC], [1_000, 10])] * 2
    assert await scripts.run_all(calls) == [[0, 0, 0], [0, 0, 0]]


async def test_one_failing_script_of_several_leaves_the_others_alone(
    scripts: Scripts, redis: Redis
) -> None:
    await redis.set("text", "no stream")
    answers = await scripts.run_all(
        [Call("trim", ["text"], [1_000, 10]), Call("trim", [PUBLIC], [1_000, 10])]
    )
    assert isinstance(answers[0], Exception)
    assert answers[1] == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "allow_oom", "flagged"),
    [
        ("lease", True, True),
        ("trim", True, True),
        ("fenced_set", True, True),
        ("publish", True, False),
        ("unpark", True, False),
        ("lease", False, False),
    ],
)
def test_only_what_frees_memory_may_run_when_it_is_full(
    name: str, allow_oom: bool, flagged: bool
) -> None:
    text = shared_scripts.source(name, allow_oom=allow_oom)
    assert text.startswith("#!lua flags=allow-oom\n") is flagged


async def test_the_lease_can_be_taken_when_the_memory_is_full(
    scripts: Scripts, redis: Redis
) -> None:
    if not scripts.texts["lease"].startswith("#!lua"):
        pytest.skip("Redis 6.2 lets no script write when the memory is full")
    await redis.config_set("maxmemory", 1)
    try:
        token = await scripts.run("lease", [keys.lease("burrow"), FENCE], "ours", 10_000)
    finally:
        await redis.config_set("maxmemory", 0)
    assert token > NEWEST
