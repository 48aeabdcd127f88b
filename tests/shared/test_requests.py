"""Requests: published once for each key, and those that wait for their time moved once."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dev.redis_server import RedisServer
from shared import keys, redis_client, requests
from shared.errors import Reject
from shared.events import REQUESTS, parse
from shared.one_offs import OneOffs
from shared.requests import Asker, Request, ask
from shared.run_record import Where
from shared.scripts import Scripts
from shared.settings import ProcessSettings

ASKED = Request(
    Asker("T1", "U1", "schedule"),
    command="define <https://x.org|x> <@U7>",
    context=Where("C1", "1.0", "2.0"),
)
DURABLE = {"appendonly": "yes", "appendfsync": "always"}
PAST_MS = 1_000


async def ids(redis: Redis) -> list[str]:
    """Return the event ids of the stream, oldest first."""
    entries: Any = await redis.xrange(REQUESTS)
    return [fields[b"event_id"].decode() for _, fields in entries]


async def test_a_request_is_published_once_for_each_key(scripts: Scripts, redis: Redis) -> None:
    assert await ask(scripts, "cli:1", ASKED, 5_000)
    assert not await ask(scripts, "cli:1", ASKED, 6_000)
    assert await ask(scripts, "cli:2", ASKED, 6_000)
    assert await ids(redis) == ["cli:1", "cli:2"]


async def test_a_request_is_read_as_it_was_asked(scripts: Scripts, redis: Redis) -> None:
    await ask(scripts, "cli:1", ASKED, 5_000)
    entries: Any = await redis.xrange(REQUESTS)
    [(entry_id, fields)] = entries
    event = parse(REQUESTS, entry_id.decode(), fields)
    assert (event.type, event.team_id, event.event_ts_s) == ("request", "T1", 5)
    assert requests.read(event.body) == ASKED


@pytest.mark.parametrize(
    ("body", "culprit"),
    [
        ({"type": "request"}, "principal"),
        ({"type": "request", "principal": {"team_id": "T1"}}, "user_id"),
        ({"type": "message"}, "message"),
        ({"type": "request", "principal": {"team_id": "T1", "user_id": 7}}, "user_id"),
    ],
)
def test_what_is_no_request_is_rejected_by_the_field(body: dict[str, Any], culprit: str) -> None:
    with pytest.raises(Reject, match=culprit):
        requests.read(body)


async def test_what_waits_is_listed_by_its_time_and_asked_for_once(scripts: Scripts) -> None:
    one_offs = OneOffs(scripts)
    late = await one_offs.add("Ev1", 9_000_000_000_000, ASKED)
    soon = await one_offs.add("Ev2", 8_000_000_000_000, ASKED)
    again = await one_offs.add("Ev1", 7_000_000_000_000, ASKED)
    assert (late.id, soon.id, again) == (1, 2, late)
    assert await one_offs.waiting() == [soon, late]


async def test_ids_are_never_given_again(scripts: Scripts) -> None:
    one_offs = OneOffs(scripts)
    await one_offs.add("Ev1", 9_000_000_000_000, ASKED)
    await one_offs.remove("Ev2", 1)
    await one_offs.add("Ev3", PAST_MS, ASKED)
    await one_offs.move()
    assert (await one_offs.add("Ev4", PAST_MS, ASKED)).id == 3


@pytest.mark.parametrize(
    ("owner", "word", "left"),
    [
        (("T1", "U1"), "removed", 0),
        (("", ""), "removed", 0),
        (("T1", "U2"), "theirs", 1),
        (("T2", "U1"), "theirs", 1),
    ],
)
async def test_only_the_owner_calls_off_unless_anybody_may(
    scripts: Scripts, owner: tuple[str, str], word: str, left: int
) -> None:
    one_offs = OneOffs(scripts)
    await one_offs.add("Ev1", 9_000_000_000_000, ASKED)
    assert await one_offs.remove("Ev2", 1, *owner) == (word, ASKED)
    assert len(await one_offs.waiting()) == left


async def test_a_second_run_of_calling_off_hears_what_the_first_did(scripts: Scripts) -> None:
    one_offs = OneOffs(scripts)
    await one_offs.add("Ev1", 9_000_000_000_000, ASKED)
    assert await one_offs.remove("Ev2", 1, "T1", "U1") == ("removed", ASKED)
    assert await one_offs.remove("Ev2", 1, "T1", "U1") == ("removed", ASKED)
    assert await one_offs.remove("Ev3", 1, "T1", "U1") == ("unknown", None)


async def test_only_what_is_due_is_moved(scripts: Scripts, redis: Redis) -> None:
    one_offs = OneOffs(scripts)
    await one_offs.add("Ev1", PAST_MS, ASKED)
    await one_offs.add("Ev2", 9_000_000_000_000, ASKED)
    [late_ms] = await one_offs.move()
    entries: Any = await redis.xrange(REQUESTS)
    [(entry_id, fields)] = entries
    event = parse(REQUESTS, entry_id.decode(), fields)
    assert (event.event_id, event.team_id, event.event_ts_s) == ("later:1", "T1", 1)
    assert event.gateway_ts_ms == late_ms + PAST_MS
    assert requests.read(event.body) == ASKED
    assert await redis.get(keys.seen(REQUESTS, "later:1")) == entry_id
    assert [one.id for one in await one_offs.waiting()] == [2]


async def test_many_are_moved_in_batches(scripts: Scripts, redis: Redis) -> None:
    one_offs = OneOffs(scripts)
    await asyncio.gather(*(one_offs.add(f"Ev{n}", PAST_MS + n, ASKED) for n in range(250)))
    assert len(await one_offs.move()) == 250
    assert await redis.xlen(REQUESTS) == 250


@asynccontextmanager
async def connected(server: RedisServer, count: int) -> AsyncIterator[list[OneOffs]]:
    """Open so many clients of a server, each of its own."""
    settings = ProcessSettings.model_validate({"REDIS_URL": server.url})
    clients = [redis_client.commands(settings, connections=1) for _ in range(count)]
    try:
        yield [OneOffs(Scripts(client, allow_oom=False)) for client in clients]
    finally:
        for client in clients:
            await client.aclose()


async def test_racing_movers_and_kills_of_redis_move_each_once_and_none_early(
    tmp_path: Path,
) -> None:
    with RedisServer(tmp_path, DURABLE) as server:
        async with connected(server, 8) as movers:
            redis = movers[0].scripts.redis
            seconds, _ = await redis.time()
            due_ms = {f"later:{n + 1}": int(seconds) * 1000 + n * 4 for n in range(500)}
            for n, at_ms in enumerate(due_ms.values()):
                await movers[n % 8].add(f"Ev{n}", at_ms, ASKED)
            moving = [asyncio.create_task(move_on(mover)) for mover in movers]
            for _ in range(3):
                await asyncio.sleep(0.3)
                server.kill()
                server.start()
            await asyncio.wait_for(asyncio.gather(*moving), 20)
            entries: Any = await redis.xrange(REQUESTS)
    moved = {fields[b"event_id"].decode(): entry_id for entry_id, fields in entries}
    assert len(entries) == len(moved)
    assert moved.keys() == due_ms.keys()
    early = [one for one, at in moved.items() if int(at.split(b"-")[0]) < due_ms[one]]
    assert early == []


async def move_on(one_offs: OneOffs) -> None:
    """Move whatever is due until nothing waits, whatever happens to Redis."""
    while True:
        with contextlib.suppress(RedisError, OSError):
            await one_offs.move()
            if not await one_offs.scripts.redis.exists(keys.later()):
                return


async def test_an_append_only_file_that_breaks_off_anywhere_tears_no_move(tmp_path: Path) -> None:
    chance, whole = random.Random(29), tmp_path / "whole"
    with RedisServer(whole, DURABLE) as server:
        async with connected(server, 1) as [one_offs]:
            for n in range(30):
                await one_offs.add(f"Ev{n}", PAST_MS, ASKED)
            added_bytes = log_of(whole).stat().st_size
            names = [REQUESTS, *one_offs.names]
            for _ in range(10):
                await one_offs.scripts.run("request_move", names, 3, 900)
    for cut_bytes in chance.choices(range(added_bytes, log_of(whole).stat().st_size), k=12):
        assert await found_after(whole, tmp_path / f"cut-{cut_bytes}", cut_bytes) == (
            [str(n) for n in range(1, 31)],
            [],
        )


def log_of(folder: Path) -> Path:
    """Return the file that a server appends to."""
    [log] = folder.glob("appendonlydir/*.incr.aof")
    return log


async def found_after(whole: Path, folder: Path, cut_bytes: int) -> tuple[list[str], list[str]]:
    """Load what is left of a log; return which ids are in one place, and which are torn."""
    shutil.copytree(whole, folder)
    with log_of(folder).open("r+b") as log:
        log.truncate(cut_bytes)
    with RedisServer(folder, DURABLE) as server:
        async with connected(server, 1) as [one_offs]:
            redis: Any = one_offs.scripts.redis
            ordered = {one.decode() for one in await redis.zrange(keys.later(), 0, -1)}
            kept = {one.decode() for one in await redis.hkeys(keys.later("requests"))}
            moved = [one.removeprefix("later:") for one in await ids(redis)]
            marked = [one async for one in redis.scan_iter(f"{{{REQUESTS}}}:seen:*")]
    torn = ordered ^ kept | ordered & set(moved)
    assert len(marked) == len(moved)
    return sorted([*ordered, *moved], key=int), sorted(torn)
