"""Requests that wait for their time: what people schedule with `in 2h …` and `at 09:00 …`.

They wait in Redis. Moving the due ones to the stream `requests` is one script, which any process
may run: each is moved once, none before its time, and none is lost.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from shared import keys
from shared.events import REQUESTS
from shared.requests import Request, encoded
from shared.scripts import Scripts

MOVED_AT_ONCE = 100  # 5 ms of Redis; more would hold up everybody else
# What asks may be parked and come again; longer than any parking lasts.
ASKED_KEPT_S = 24 * 60 * 60

Word = Literal["removed", "theirs", "unknown"]


class OneOff(Struct, frozen=True):
    """A request and when it is due."""

    id: int
    due_ms: int
    request: Request


class OneOffs:
    """All that wait, in this Redis."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts = scripts
        self.names = [keys.later(), keys.later("requests")]

    async def add(self, key: str, due_ms: int, request: Request) -> OneOff:
        """Keep a request until it is due, once for each key.

        Args:
            key: names what asks, the same if it comes again: an event's id.
        """
        names = [*self.names, keys.later("ids"), keys.later("asked", key)]
        body = encoded(request)
        one_id, kept_ms = await self.scripts.run("request_add", names, due_ms, body, ASKED_KEPT_S)
        return OneOff(int(one_id), int(kept_ms), request)

    async def is_asked(self, key: str) -> bool:
        """Return whether something was kept for this key already."""
        return bool(await self.scripts.redis.exists(keys.later("asked", key)))

    async def waiting(self) -> list[OneOff]:
        """Return all that wait, the next first."""
        pipe = self.scripts.redis.pipeline(transaction=True)
        pipe.zrange(self.names[0], 0, -1, withscores=True)
        pipe.hgetall(self.names[1])
        due, requests = await pipe.execute()
        return [
            OneOff(int(one), int(due_ms), decoded(requests[one]))
            for one, due_ms in due
            if one in requests
        ]

    async def remove(
        self, key: str, one_id: int, team_id: str = "", user_id: str = ""
    ) -> tuple[Word, Request | None]:
        """Call off a request, once for each key; return what became of it.

        Args:
            team_id, user_id: whose it must be; empty: anybody's.
        """
        names = [*self.names, keys.later("asked", "remove", key)]
        arguments = (one_id, team_id, user_id, ASKED_KEPT_S)
        word, *request = await self.scripts.run("request_remove", names, *arguments)
        return word.decode(), decoded(request[0]) if request else None

    async def move(self) -> list[int]:
        """Publish what is due; return how late each was, in ms."""
        late_ms: list[int] = []
        while True:
            names = [REQUESTS, *self.names]
            answer: Any = await self.scripts.run(
                "request_move", names, MOVED_AT_ONCE, keys.SEEN_TTL_S
            )
            now_ms, *due = answer
            late_ms += [now_ms - due_ms for due_ms in due]
            if len(due) < MOVED_AT_ONCE:
                return late_ms


def decoded(request: bytes) -> Request:
    """Return a request as it was kept."""
    return msgspec.json.decode(request, type=Request)
