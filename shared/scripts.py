"""The Lua scripts, loaded from shared/lua/ and run by their SHA.

Each file's header says its KEYS, ARGV and answer, and why it must be one step. All of them may be
repeated when a reply was lost, so the client's own retries are safe for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

FOLDER = Path(__file__).with_name("lua")

# What a consumer writes about an event that it already holds frees more than it takes, so a full
# memory must not stop it; publishing stays refused. Redis 6.2 does not know the flag.
ALLOW_OOM = "#!lua flags=allow-oom\n"
NEVER_ALLOW_OOM = frozenset(
    {
        "publish", "unpark", "replay", "run_schedule", "run_suppress",
        "fenced_fire", "request_add", "request_move", "step_put",
    }
)  # fmt: skip

Argument = str | bytes | int | float
Name = TypeVar("Name")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Call:
    """One run of a script: its name, keys and arguments."""

    script: str
    keys: Sequence[str]
    arguments: Sequence[Argument]


def source(name: str, *, allow_oom: bool = False) -> str:
    """Return the text of a script as it is sent to the server."""
    text = (FOLDER / f"{name}.lua").read_text(encoding="utf-8")
    return ALLOW_OOM + text if allow_oom and name not in NEVER_ALLOW_OOM else text


def flat(fields: Mapping[Name, Value]) -> list[Name | Value]:
    """Return fields and values in turn, as scripts take them."""
    return [part for pair in fields.items() for part in pair]


def sha1(text: str) -> str:
    """Return the name under which a server knows a script."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


class Scripts:
    """All scripts on one client.

    Args:
        allow_oom: the server is Redis 7 or newer and knows the flag of that name.
    """

    def __init__(self, redis: Redis, *, allow_oom: bool) -> None:
        self.redis = redis
        names = [path.stem for path in FOLDER.glob("*.lua")]
        self.texts = {name: source(name, allow_oom=allow_oom) for name in names}
        self.shas = {name: sha1(text) for name, text in self.texts.items()}

    async def load(self) -> None:
        """Send every script to the server; needed again after each restart of it."""
        pipe = self.redis.pipeline(transaction=False)
        for text in self.texts.values():
            pipe.execute_command("SCRIPT LOAD", text)
        await pipe.execute()

    async def run(self, script: str, keys: Sequence[str], *arguments: Argument) -> Any:
        """Run one script and return its answer."""
        sha = self.shas[script]
        try:
            return await self.redis.evalsha(sha, len(keys), *keys, *arguments)
        except NoScriptError:
            await self.load()
            return await self.redis.evalsha(sha, len(keys), *keys, *arguments)

    async def run_all(self, calls: Sequence[Call]) -> list[Any]:
        """Run several scripts in one round trip; an answer may be an exception.

        Raises:
            RedisError: the round trip itself failed.
        """
        answers = await self._pipelined(calls)
        if any(isinstance(answer, NoScriptError) for answer in answers):
            await self.load()
            again = [n for n, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
            repeated = await self._pipelined([calls[n] for n in again])
            for n, answer in zip(again, repeated, strict=True):
                answers[n] = answer
        return answers

    async def _pipelined(self, calls: Sequence[Call]) -> list[Any]:
        pipe = self.redis.pipeline(transaction=False)
        for call in calls:
            pipe.evalsha(self.shas[call.script], len(call.keys), *call.keys, *call.arguments)
        return await pipe.execute(raise_on_error=False)
