"""Connections to Redis, and what is asked of the server at start.

redis-py's defaults are wrong for us: they time a blocking read out and send it again for ever, and
turn one lost reply into four entries. So: RESP2 (its check for dirty connections works only there),
our own time-outs, and retries only for what may be repeated (scripts and plain reads).

| client   | connections | for                                             | retries |
|----------|-------------|-------------------------------------------------|---------|
| commands | 3           | scripts and plain keys                          | 3       |
| reader   | 1           | a blocking read; a consumer has three: events,  | none    |
|          |             | the rest (consumer/side_reader.py), the lane;   |         |
|          |             | a gateway one, from its first form on           |         |

Heroku's smallest plan allows 20 connections in all: two gateways (2 each), two consumers (6 each)
and bgtasks (3) fit.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import hiredis
import redis.asyncio as redis
import structlog
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.errors import SettingsError
from shared.settings import ProcessSettings
from shared.silence import Silence

BLOCK_MS = 2_000  # longer and a lost connection is noticed later; shorter only costs commands
CONNECT_TIMEOUT_S = 3.0
COMMAND_TIMEOUT_S = 2.0  # a Redis that needs longer than this is down for our purposes
POOL_WAIT_S = 5.0
COMMAND_CONNECTIONS = 3
ATTEMPT_S = 1.5  # at the start; a Redis that is slower than this is asked again
AGAIN_S = 0.5
PERSIST = "set appendonly yes: without it a restart of Redis loses accepted events"

log = structlog.get_logger()


class Packing(AbstractConnection):
    """Packs commands with hiredis, as redis-py's blocking client does and its asyncio one does not.

    Worth 15 of 60 µs a message to a worker.
    """

    def pack_command(self, *words: Any) -> list[bytes]:
        """Return a command as bytes; its name may be two words, as in `CLIENT ID`."""
        return [hiredis.pack_command((*words[0].split(), *words[1:]))]

    async def send_packed_command(
        self, command: bytes | str | Iterable[bytes], check_health: bool = True
    ) -> None:
        """Send a command.

        Raises:
            RedisError: the connection is gone.
        """
        if not self.is_connected:
            await self.connect_check_health(check_health=False)
        try:
            # Not asyncio.wait_for, as redis-py has it: before Python 3.12 that swallows a
            # cancellation which comes together with its end, and what was told to stop goes on.
            async with asyncio.timeout(self.socket_timeout):
                await self._send_packed_command(chunks(command))
        except TimeoutError:
            await self.disconnect(nowait=True)
            raise RedisTimeoutError("Timeout writing to socket") from None
        except (OSError, RuntimeError) as error:
            # RuntimeError is how uvloop says that the other side has closed.
            await self.disconnect(nowait=True)
            raise RedisConnectionError(f"{type(error).__name__}: {error}") from error
        except BaseException:
            await self.disconnect(nowait=True)  # what was sent by half must not be followed
            raise


def chunks(command: bytes | str | Iterable[bytes]) -> Iterable[bytes]:
    """Return a packed command as the pieces that are written."""
    if isinstance(command, str):
        command = command.encode()
    return [command] if isinstance(command, bytes) else command


class PackingConnection(Packing, redis.Connection):
    """A plain connection."""


class PackingSSLConnection(Packing, redis.SSLConnection):
    """A TLS connection."""


def pool(
    settings: ProcessSettings, connections: int, timeout_s: float, retry: Retry
) -> redis.BlockingConnectionPool:
    """Return a pool of connections to the server that the settings name."""
    made = redis.BlockingConnectionPool.from_url(
        settings.redis_address,
        max_connections=connections,
        timeout=POOL_WAIT_S,
        socket_timeout=timeout_s,
        retry=retry,
        **options(settings),
    )
    tls = issubclass(made.connection_class, redis.SSLConnection)
    made.connection_class = PackingSSLConnection if tls else PackingConnection
    return made


def options(settings: ProcessSettings) -> dict[str, Any]:
    """Return what all our connections have in common."""
    common: dict[str, Any] = {
        "protocol": 2,
        "socket_connect_timeout": CONNECT_TIMEOUT_S,
        "socket_keepalive": True,
        "health_check_interval": 0,
        "client_name": f"{settings.app_name}-{settings.dyno}".replace(" ", "-"),
    }
    if settings.redis_address.startswith("rediss://") and not settings.redis_verifies:
        common |= {"ssl_cert_reqs": ssl.CERT_NONE, "ssl_check_hostname": False}
    return common


def commands(settings: ProcessSettings, connections: int = COMMAND_CONNECTIONS) -> redis.Redis:
    """Return a client for scripts and plain keys. Never send it a bare XADD: it repeats."""
    retry = Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.5), 3)
    return redis.Redis.from_pool(pool(settings, connections, COMMAND_TIMEOUT_S, retry))


def reader(settings: ProcessSettings) -> redis.Redis:
    """Return a client of one connection for the blocking read."""
    timeout_s = BLOCK_MS / 1000 + 3
    return redis.Redis.from_pool(pool(settings, 1, timeout_s, Retry(NoBackoff(), 0)))


@dataclass(frozen=True, slots=True)
class Server:
    """What a server said of itself at start."""

    version: tuple[int, ...]
    persistent: bool

    @property
    def knows_allow_oom(self) -> bool:
        """Whether scripts may carry the flag (Redis 7.0, Valkey)."""
        return self.version >= (7, 0)


async def inspect(client: redis.Redis) -> Server:
    """Ask the server what it is, refuse what would lose events, warn of what may.

    Raises:
        SettingsError: as examine() has it.
    """
    server = await examine(client)
    if not server.persistent:
        log.warning("redis.not_persistent", cure=PERSIST)
    return server


async def examine(client: redis.Redis) -> Server:
    """Ask the server what it is, and refuse what would lose events.

    Raises:
        SettingsError: a wrong password, older than 6.2, a Sentinel or Cluster node, or a policy
            that evicts keys.
    """
    try:
        about = await client.info()
    except AuthenticationError as error:
        raise SettingsError(f"REDIS_URL: the user or password is wrong: {error}") from None
    version = tuple(int(part) for part in str(about["redis_version"]).split(".")[:2])
    if version < (6, 2):
        raise SettingsError(f"REDIS_URL: Redis {about['redis_version']}, needed is 6.2 or newer")
    if (mode := about.get("redis_mode", "standalone")) != "standalone":
        raise SettingsError(f"REDIS_URL: a {mode} node is not supported yet; give one primary")
    policy = about.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise SettingsError(
            f"REDIS_URL: maxmemory-policy is {policy}, which would delete accepted events; "
            "set it to noeviction"
        )
    return Server(version=version, persistent=bool(about.get("aof_enabled")))


async def inspect_patiently(
    client: redis.Redis, silence: Silence, beat: Callable[[], None] = lambda: None
) -> Server:
    """Inspect the server as soon as it answers.

    Args:
        beat: called at each attempt; whoever waits for Redis is healthy.

    Raises:
        SettingsError: as inspect() has it.
    """
    while True:
        began_s = time.monotonic()
        try:
            async with asyncio.timeout(ATTEMPT_S):
                server = await inspect(client)
        except (RedisError, OSError) as error:
            silence.failed(began_s, time.monotonic(), error)
            beat()
            await asyncio.sleep(AGAIN_S)
        else:
            silence.answered(time.monotonic())
            return server
