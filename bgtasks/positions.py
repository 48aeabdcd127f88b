"""How far a watcher has told what it saw, kept in Redis over restarts and changes of the leader.

| field              | holds                                                                  |
|--------------------|------------------------------------------------------------------------|
| `told`             | ids of what was told last, as a JSON list                              |
| `etag`, `etag_url` | of the last answer that was told to the end; for this address only     |
| others             | what the watcher needs beside them, as text                            |

In shadow mode nothing is kept: production begins where it was, or as at a first run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from bgtasks.tools import Tools
from shared import keys

TOLD_KEPT = 500  # five of Gerrit's pages: what went may come back when somebody comments on it


class Position:
    """Where one watcher stands."""

    def __init__(self, tools: Tools, service: str, fields: Mapping[str, str]) -> None:
        self.tools, self.service, self.fields = tools, service, dict(fields)

    @classmethod
    async def find(cls, tools: Tools, service: str) -> Position:
        """Return where a watcher stands; it has begun if it stands anywhere."""
        noted: Any = await tools.redis.hgetall(keys.watch(tools.app, service))
        return cls(tools, service, {key.decode(): text.decode() for key, text in noted.items()})

    @property
    def begun(self) -> bool:
        """Whether there was a first run."""
        return "told" in self.fields

    @property
    def told(self) -> list[str]:
        """The ids of what was told last."""
        return list(orjson.loads(self.fields.get("told") or "[]"))

    def get(self, field: str) -> str:
        """Return a field, empty if it is not there."""
        return self.fields.get(field, "")

    def etag(self, url: str) -> str:
        """Return the ETag of what was told to the end from this address."""
        return self.get("etag") if self.get("etag_url") == url else ""

    async def move(self, fields: Mapping[str, str]) -> None:
        """Change some fields in one step.

        Raises:
            LeaseLost: another instance is active; nothing was changed.
        """
        self.fields |= fields
        if not self.tools.settings.shadow_mode:
            await self.tools.set_fields(keys.watch(self.tools.app, self.service), fields)

    async def note_told(self, *ids: str, **more: str) -> None:
        """Note what was told, and with it, in one step, what else changes."""
        told = [one for one in self.told if one not in ids] + list(ids)
        await self.move({"told": orjson.dumps(told[-TOLD_KEPT:]).decode(), **more})
