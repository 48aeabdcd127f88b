"""How to reach Redis and what to say first, as redis-py reads the same settings.

redis-py's connection object is made and never connected: one reading of REDIS_URL (escapes, TLS
options in its query) serves both clients.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from redis.asyncio.connection import SSLConnection

from gateway.commands import pack
from shared import redis_client
from shared.settings import ProcessSettings


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where Redis is, and the commands that open a connection."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    greeting: tuple[bytes, ...] = field(default=(), repr=False)  # holds the password

    @classmethod
    def of(cls, settings: ProcessSettings) -> Self:
        """Read REDIS_URL and its companions."""
        pool = redis_client.commands(settings, 1).connection_pool
        connection: Any = pool.connection_class(**pool.connection_kwargs)
        tls = connection.ssl_context.get() if isinstance(connection, SSLConnection) else None
        return cls(connection.host, int(connection.port), tls, greeting(pool.connection_kwargs))


def greeting(options: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Return the commands that log in, choose the database and name the connection."""
    commands = []
    if password := options.get("password"):
        user = options.get("username")
        commands.append(pack("AUTH", user, password) if user else pack("AUTH", password))
    if database := options.get("db"):
        commands.append(pack("SELECT", str(database)))
    if name := options.get("client_name"):
        commands.append(pack("CLIENT", "SETNAME", name))
    return tuple(commands)
