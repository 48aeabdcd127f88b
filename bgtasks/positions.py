"""How far a watcher has told what it saw, kept in Redis over restarts and changes of the leader.

| field              | holds                                                                  |
|--------------------|------------------------------------------------------------------------|
| `told`             | ids of what was told last, as a JSON list                              |
| `etag`, `etag_url` | of the last answer that was told to the end; for this address only     |
| others             | what the watcher needs beside them, as text                            |

A position belongs to an address: ids of another server, or of another account on it, mean something
else. Going back finds the old position again.

In shadow mode nothing is kept: production begins where it was, or as at a first run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from bgtasks.tools import Tools
from shared import keys

TOLD_KEPT = 500  # five of Gerrit's pages: what went may come back when somebody comments on it


class Position:
    """Where one watcher stands.

    Args:
        name: of what is watched, unlike that of anything else; subjects of writes begin with it.
    """

    def __init__(self, tools: Tools, name: str, fields: Mapping[str, str]) -> None:
        self.tools, self.name, self.fields = tools, name, dict(fields)

    @classmethod
    async def find(cls, tools: Tools, name: str) -> Position:
        """Return where a watcher stands; it has begun if it stands anywhere."""
        noted: Any = await tools.redis.hgetall(keys.watch(tools.app, name))
        return cls(tools, name, {key.decode(): text.decode() for key, text in noted.items()})

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
            await self.tools.set_fields(keys.watch(self.tools.app, self.name), fields)

    async def note_told(self, *ids: str, **more: str) -> None:
        """Note what was told, and with it, in one step, what else changes."""
        told = [one for one in self.told if one not in ids] + list(ids)
        await self.move({"told": orjson.dumps(told[-TOLD_KEPT:]).decode(), **more})


def name_at(service: str, address: str) -> str:
    """Return the name of a service at an address, `gerrit:1a2b3c4d`, which tells no password.

    With the scheme or the password in it, a move to https or a new password would begin anew.
    """
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2].lower() + parts.path
    return f"{service}:{hashlib.sha256(place.encode()).hexdigest()[:8]}"
