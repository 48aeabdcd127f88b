"""Schedules of jobs: what is due is fired once, what is new or changed fires no history."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from structlog.testing import capture_logs

from bgtasks.tasks.cron import AHEAD_MS, catalogue_of, fire_cron, fire_one_offs
from bgtasks.tools import Tools
from dev.redis_server import RedisServer
from shared import keys, redis_client, requests
from shared.errors import LeaseLost
from shared.events import REQUESTS, parse
from shared.one_offs import OneOffs
from shared.requests import Asker, Request
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from tests.bgtasks.conftest import shadowed, with_settings
from tests.bgtasks.timetable import (
    MINUTE_MS,
    POSITIONS,
    TEXT,
    fired,
    now_ms,
    position,
    put_back,
    write,
)
from tests.faults import FaultProxy


@pytest.fixture
def scheduled(tools: Tools, tmp_path: Path) -> Tools:
    """Tools in production, with a job that runs each minute and is made up for once."""
    return with_settings(tools, env="production", jobs_dir=write(tmp_path, "tick"))


async def test_a_new_schedule_begins_now(scheduled: Tools, redis: Redis) -> None:
    began_ms = await now_ms(redis)
    await fire_cron(scheduled)
    assert await fired(redis) == []
    at, last, text = await position(redis, "demo_tick")
    assert began_ms <= at <= await now_ms(redis)
    assert (last, text) == (0, TEXT)


async def test_what_is_due_is_fired_once_as_a_request_of_the_job(
    scheduled: Tools, redis: Redis
) -> None:
    await put_back(redis, "demo_tick", 1)
    await fire_cron(scheduled)
    await fire_cron(scheduled)
    entries: Any = await redis.xrange(REQUESTS)
    [(entry_id, fields)] = entries
    due_ms, last_ms, _ = await position(redis, "demo_tick")
    event = parse(REQUESTS, entry_id.decode(), fields)
    assert event.event_id == f"cron:demo_tick:{due_ms}"
    assert (due_ms % MINUTE_MS, last_ms, event.event_ts_s) == (0, due_ms, due_ms // 1000)
    assert requests.read(event.body) == Request(
        Asker("T0BURROW001", "", "schedule"), job="demo_tick"
    )
    assert await redis.get(keys.seen(REQUESTS, event.event_id)) == entry_id


@pytest.mark.parametrize(
    ("misfire", "minutes", "count"),
    [("skip", 30, 1), ("once", 30, 1), ("all", 10, 10), ("all", 300, 24)],
)
async def test_an_absence_is_made_up_for_by_the_policy(
    tools: Tools, redis: Redis, tmp_path: Path, misfire: str, minutes: int, count: int
) -> None:
    folder = write(tmp_path, "tick", misfire=misfire)
    away = with_settings(tools, env="production", jobs_dir=folder)
    await put_back(redis, "demo_tick", minutes)
    with capture_logs() as lines:
        await fire_cron(away)
    last_ms, _, _ = await position(redis, "demo_tick")
    due_ms = [last_ms - MINUTE_MS * ago for ago in reversed(range(count))]
    assert await fired(redis) == [f"cron:demo_tick:{one}" for one in due_ms]
    assert [line["event"] for line in lines].count("cron.missed") == (minutes != count)


async def test_an_hour_missed_is_skipped_if_the_policy_says_so(
    tools: Tools, redis: Redis, tmp_path: Path
) -> None:
    cron = "0 0 1 1 *"
    folder = write(tmp_path, "tick", misfire="skip", cron=cron)
    await put_back(redis, "demo_tick", 400 * 24 * 60, f"UTC {cron}")
    await fire_cron(with_settings(tools, env="production", jobs_dir=folder))
    assert await fired(redis) == []


@pytest.mark.parametrize("change", [{"cron": "*/2 * * * *"}, {"zone": "Europe/London"}])
async def test_a_changed_schedule_begins_now(
    scheduled: Tools, redis: Redis, tmp_path: Path, change: dict[str, str]
) -> None:
    last_ms = await put_back(redis, "demo_tick", 30)
    catalogue_of.cache_clear()
    write(tmp_path, "tick", **change)
    await fire_cron(scheduled)
    assert await fired(redis) == []
    at, last, text = await position(redis, "demo_tick")
    assert at > last_ms + 29 * MINUTE_MS
    assert (last, text) == (
        last_ms,
        f"{change.get('zone', 'UTC')} {change.get('cron', '* * * * *')}",
    )


async def test_another_policy_is_no_other_schedule(
    scheduled: Tools, redis: Redis, tmp_path: Path
) -> None:
    await put_back(redis, "demo_tick", 3)
    catalogue_of.cache_clear()
    write(tmp_path, "tick", misfire="all")
    await fire_cron(scheduled)
    assert len(await fired(redis)) == 3


async def test_what_is_gone_is_forgotten_and_what_is_broken_is_not(
    tools: Tools, redis: Redis, tmp_path: Path
) -> None:
    write(tmp_path, "tick")
    (tmp_path / "hurt").mkdir()
    (tmp_path / "hurt" / "jobs.toml").write_text("jobs = [")
    for job in ("demo_tick", "demo_gone", "hurt_tock"):
        await put_back(redis, job, 0)
    await fire_cron(with_settings(tools, jobs_dir=tmp_path))
    assert set(await redis.hkeys(POSITIONS)) == {b"fence", b"demo_tick", b"hurt_tock"}


async def test_a_stale_instance_fires_nothing(scheduled: Tools, redis: Redis) -> None:
    last_ms = await put_back(redis, "demo_tick", 30)
    await redis.hset(POSITIONS, "fence", scheduled.token + 1)
    with pytest.raises(LeaseLost):
        await fire_cron(scheduled)
    assert await fired(redis) == []
    assert (await position(redis, "demo_tick"))[0] == last_ms


async def test_a_stale_instance_begins_no_schedule(scheduled: Tools, redis: Redis) -> None:
    await redis.hset(POSITIONS, "fence", scheduled.token + 1)
    with pytest.raises(LeaseLost):
        await fire_cron(scheduled)
    assert await redis.hkeys(POSITIONS) == [b"fence"]


@pytest.mark.parametrize(
    ("token", "text", "due", "latest", "word"),
    [
        (5, TEXT, 2000, 0, b"fired"),
        (6, TEXT, 2000, 0, b"fired"),
        (4, TEXT, 2000, 0, b"lost"),
        (5, "UTC 0 * * * *", 2000, 0, b"changed"),
        (5, TEXT, 1000, 0, b"known"),
        (5, TEXT, 999, 0, b"known"),
        (5, TEXT, 2000, 3000, b"passed"),
    ],
)
async def test_the_firing_script_fires_only_what_is_next(
    scripts: Scripts, redis: Redis, token: int, text: str, due: int, latest: int, word: bytes
) -> None:
    await redis.hset(POSITIONS, mapping={"fence": "5", "demo_tick": f"1000 500 {TEXT}"})
    names = [POSITIONS, REQUESTS, keys.seen(REQUESTS, "k")]
    arguments = (token, "demo_tick", text, due, latest, 900, "event_id", "k")
    assert await scripts.run("fenced_fire", names, *arguments) == word
    assert await redis.xlen(REQUESTS) == (word == b"fired")
    moved = {b"fired": f"{due} {due} {TEXT}", b"passed": f"{due} 500 {TEXT}"}
    expected = moved.get(word, f"1000 500 {TEXT}")
    assert await redis.hget(POSITIONS, "demo_tick") == expected.encode()
    again = await scripts.run("fenced_fire", names, *arguments)
    assert again == (b"known" if word in moved else word)


async def test_in_shadow_mode_nothing_is_fired_then_or_later(
    scheduled: Tools, redis: Redis
) -> None:
    before_ms = await put_back(redis, "demo_tick", 5)
    with capture_logs() as lines:
        await fire_cron(shadowed(scheduled))
    assert [line["job"] for line in lines if line["event"] == "shadow.silent"] == ["demo_tick"]
    await fire_cron(scheduled)
    assert await fired(redis) == []
    at, last, _ = await position(redis, "demo_tick")
    assert (at > before_ms, last) == (True, before_ms)


async def test_a_position_ahead_of_the_clock_is_complained_of_and_kept(
    scheduled: Tools, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead_ms = await put_back(redis, "demo_tick", -2 - AHEAD_MS / MINUTE_MS)
    monkeypatch.setattr("bgtasks.tasks.cron.SECOND_MS", MINUTE_MS)  # each second is a due time
    with capture_logs() as lines:
        await fire_cron(scheduled)
    [line] = [line for line in lines if line["event"] == "cron.ahead"]
    assert line["cure"] == f"HDEL {POSITIONS} demo_tick, if the clock is right now"
    assert await fired(redis) == []
    assert (await position(redis, "demo_tick"))[0] == ahead_ms


@pytest.mark.parametrize("script", ["fenced_positions", "fenced_fire", "request_move"])
async def test_a_lost_reply_fires_nothing_twice(
    scheduled: Tools, process_settings: ProcessSettings, redis_server: RedisServer, script: str
) -> None:
    redis = scheduled.redis
    due_ms = await now_ms(redis) - 1
    asked = Request(Asker("T1", "U1", "schedule"), command="help")
    await OneOffs(scheduled.scripts).add("Ev1", due_ms, asked)
    await put_back(redis, "demo_tick", 1)
    async with FaultProxy("127.0.0.1", redis_server.port) as proxy:
        address = f"redis://127.0.0.1:{proxy.port}/0"
        client = redis_client.commands(process_settings.model_copy(update={"redis_url": address}))
        behind = Scripts(client, allow_oom=False)
        await behind.load()
        proxy.lose_reply_to(behind.shas[script].encode())
        await fire_cron(replaced(scheduled, behind))
        await fire_one_offs(replaced(scheduled, behind))
        assert proxy.once.needle is None
        await client.aclose()
    [cron, later] = await fired(redis)
    assert cron.startswith("cron:demo_tick:")
    assert later == "later:1"


def replaced(tools: Tools, scripts: Scripts) -> Tools:
    """Return the same tools with scripts on another connection."""
    return replace(tools, scripts=scripts, redis=scripts.redis)


async def test_a_full_memory_puts_a_firing_off_and_loses_none(
    scheduled: Tools, redis: Redis
) -> None:
    await put_back(redis, "demo_tick", 1)
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(ResponseError, match="maxmemory"):
            await fire_cron(scheduled)
    finally:
        await redis.config_set("maxmemory", 0)
    assert await fired(redis) == []
    await fire_cron(scheduled)
    assert len(await fired(redis)) == 1
