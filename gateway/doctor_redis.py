"""The doctor's look at Redis, and through it at the processes behind the gateway.

| asked                        | tells                                                     |
|------------------------------|-----------------------------------------------------------|
| INFO                         | version, eviction policy, persistence                     |
| TIME                         | whose clock is off                                        |
| CLIENT LIST                  | which consumers ask for entries                           |
| XINFO GROUPS, XRANGE         | what they have not read yet                               |
| the lease                    | whether a bgtasks is active                               |

Source: https://redis.io/docs/latest/commands/xinfo-groups/
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from gateway.doctor_finding import Finding
from shared import keys, redis_client
from shared.errors import SettingsError
from shared.events import COMMANDS, PUBLIC
from shared.settings import ProcessSettings

ANSWER_S = 5.0  # of Redis; a slower one is down for our purposes
LIVE_S = 15  # a consumer asks for entries every 2 s; one that has not for so long is stuck
UNREAD_S = 30.0  # what waited longer is not acted on any more
READ = (PUBLIC, COMMANDS)  # each has a reader of its own in every consumer

START_CONSUMER = "start `python -m consumer` with this REDIS_URL and APP_NAME; its log says more"
START_BGTASKS = "start `python -m bgtasks` with this REDIS_URL and APP_NAME"


@asynccontextmanager
async def connected(settings: ProcessSettings | None) -> AsyncIterator[Redis | None]:
    """Hold a client of the Redis that the settings name, if they name one."""
    client = client_of(settings) if settings else None
    try:
        yield client
    finally:
        if client is not None:
            await client.aclose()


def client_of(settings: ProcessSettings) -> Redis | None:
    """Return a client, None if the address is none."""
    try:
        return redis_client.commands(settings, 1)
    except ValueError:  # its text may hold a part of the password
        return None


async def look(client: Redis | None) -> Finding:
    """Say whether Redis is there, and loses nothing."""
    if client is None:
        cure = "write it as redis://user:password@host:6379/0, odd characters as %40 and so on"
        return Finding("wrong", "Redis", "REDIS_URL is no address", cure)
    try:
        async with asyncio.timeout(ANSWER_S):
            server = await redis_client.examine(client)
    except SettingsError as error:
        text, _, cure = str(error).removeprefix("REDIS_URL: ").partition("; ")
        return Finding("wrong", "Redis", text, cure or "correct REDIS_URL")
    except (RedisError, OSError) as error:
        cure = "start it, or correct REDIS_URL (host, port, rediss:// for TLS, REDIS_TLS_VERIFY)"
        return Finding("wrong", "Redis", f"does not answer ({reason(error)})", cure)
    version = ".".join(map(str, server.version))
    if not server.persistent:
        return Finding("note", "Redis", f"{version}, without persistence", redis_client.PERSIST)
    return Finding("ok", "Redis", f"{version}, evicts nothing, keeps an append-only file")


def reason(error: Exception) -> str:
    """Return why Redis does not answer; the error's text may name the address, never a password."""
    return f"nothing within {ANSWER_S:g} s" if isinstance(error, TimeoutError) else str(error)


async def time_of(client: Redis | None) -> float | None:
    """Return the time that Redis has, s since the epoch; None if it does not answer."""
    if client is None:
        return None
    try:
        async with asyncio.timeout(ANSWER_S):
            seconds, micros = await client.time()
    except (RedisError, OSError):
        return None
    return int(seconds) + int(micros) / 1e6


async def look_behind(client: Redis | None, app: str, now_s: float | None) -> list[Finding]:
    """Say whether consumers and bgtasks are at work.

    Args:
        now_s: the time that Redis has; None if it does not answer.
    """
    if client is None or now_s is None:
        why = "Redis has to answer first"
        return [Finding("skipped", subject, why) for subject in ("consumers", "bgtasks")]
    try:
        async with asyncio.timeout(ANSWER_S):
            at_work = live(await client.client_list(), app)
            reading = [await read_in_time(client, stream, app, now_s) for stream in READ]
            return [at_work, *reading, await active(client, app)]
    except (RedisError, OSError) as error:
        cure = "let its user run CLIENT LIST, XINFO, XRANGE and GET"
        return [Finding("wrong", "consumers", f"Redis does not tell ({reason(error)})", cure)]


def live(clients: Sequence[Mapping[str, str]], app: str) -> Finding:
    """Say which consumers ask for entries.

    Not by XINFO CONSUMERS: before Redis 7.2 it knows nothing of those that ask in vain.
    """
    begins = f"{app}-"
    names = {
        one["name"].removeprefix(begins)
        for one in clients
        if one["cmd"] == "xreadgroup"
        and one["name"].startswith(begins)
        and int(one["idle"]) < LIVE_S
    }
    if not names:
        return Finding("wrong", "consumers", "none is at work", START_CONSUMER)
    return Finding("ok", "consumers", f"at work on {', '.join(sorted(names))}")


async def read_in_time(client: Redis, stream: str, app: str, now_s: float) -> Finding:
    """Say whether a stream is read, and in time."""
    group = await group_of(client, stream, app)
    if group is None:
        return Finding("wrong", "consumers", f"no group {app} reads {stream}", START_CONSUMER)
    unread_s = await oldest_unread_s(client, stream, group["last-delivered-id"], now_s)
    if unread_s > UNREAD_S:
        text = f"the oldest entry of {stream} that none read is {unread_s:.0f} s old"
        cure = "start consumers, or more of them; the log names handlers that take long"
        return Finding("wrong", "consumers", text, cure)
    return Finding("ok", "consumers", f"{stream} is read, {group['pending']} in work")


async def group_of(client: Redis, stream: str, app: str) -> dict[str, Any] | None:
    """Return what Redis knows of a consumer group, None if there is none."""
    try:
        groups: list[dict[str, Any]] = await client.xinfo_groups(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return None
        raise
    return next((one for one in groups if one["name"] == app.encode()), None)


async def oldest_unread_s(client: Redis, stream: str, last_id: bytes, now_s: float) -> float:
    """Return the age of the first entry that nobody read, 0 if there is none."""
    entries: Any = await client.xrange(stream, min=b"(" + last_id, count=1)
    if not entries:
        return 0.0
    return max(0.0, now_s - int(entries[0][0].partition(b"-")[0]) / 1000)


async def active(client: Redis, app: str) -> Finding:
    """Say whether a bgtasks trims, watches and fires schedules."""
    holder: Any = await client.get(keys.lease(app))
    if holder is None:
        return Finding("wrong", "bgtasks", "none is active", START_BGTASKS)
    return Finding("ok", "bgtasks", f"{holder.decode()} is active")
