"""What was about to be written to Slack, and what Slack answered: posts happen once.

A note is JSON: `{"method": …, "arguments": hash, "at": s since epoch}` before the call, and
`{"method": …, "arguments": hash, "answer": {…}}` or `{…, "error": code}` after it. A note without
an answer or an error is a call of unknown fate.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from shared import keys
from shared.errors import LeaseLost, OwnershipLost
from shared.scripts import Scripts

Note = dict[str, Any]


def intent(method: str, arguments: dict[str, Any], now_s: float) -> Note:
    """Return the note of a call that is about to be made."""
    digest = hashlib.sha256(orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS, default=str))
    return {"method": method, "arguments": digest.hexdigest()[:16], "at": now_s}


class Ledger(Protocol):
    """Where the notes about one event, or one subject of a task, are kept."""

    @property
    def subject(self) -> str:
        """What the writes are about; part of the key that Slack keeps with a post."""

    def known(self, name: str) -> bool:
        """Return whether an earlier run noted something under this name."""

    async def intend(self, name: str, note: Note) -> Note | None:
        """Note an intent; return the earlier note if there is one.

        Raises:
            OwnershipLost, LeaseLost: somebody else is in charge now; nothing was noted.
        """

    async def settle(self, name: str, note: Note) -> None:
        """Note what became of it."""

    async def forget(self, name: str) -> None:
        """Take an intent back that was certainly not carried out."""


@dataclass
class EntryLedger:
    """The ledger of one entry that a consumer holds; notes live in the event's chain.

    Args:
        kept_s: how long notes outlive the last of them; longer than anybody goes on trying.
    """

    scripts: Scripts
    stream: str
    group: str
    consumer: str
    entry_id: str
    event_id: str
    earlier: frozenset[str] = field(default_factory=frozenset)
    kept_s: int = keys.SEEN_TTL_S

    @property
    def subject(self) -> str:
        """The event."""
        return self.event_id

    @property
    def chain(self) -> str:
        """The key of the notes."""
        return keys.chain(self.stream, self.group, self.event_id)

    def known(self, name: str) -> bool:
        """Return whether an earlier delivery noted something under this name."""
        return f"write:{name}" in self.earlier

    async def intend(self, name: str, note: Note) -> Note | None:
        """Note an intent, if the entry is still ours."""
        answer = await self.scripts.run(
            "intend",
            [self.stream, self.chain],
            self.group,
            self.consumer,
            self.entry_id,
            f"write:{name}",
            orjson.dumps(note),
            self.kept_s,
        )
        if answer[0] == b"lost":
            raise OwnershipLost(f"entry {self.entry_id} of {self.stream} was claimed")
        return orjson.loads(answer[1]) if answer[0] == b"known" else None

    async def settle(self, name: str, note: Note) -> None:
        """Note what became of it."""
        await self.scripts.run(
            "answer", [self.chain], f"write:{name}", orjson.dumps(note), self.kept_s
        )

    async def forget(self, name: str) -> None:
        """Take an intent back."""
        await self.scripts.run("answer", [self.chain], f"write:{name}", "", self.kept_s)


@dataclass
class TaskLedger:
    """The ledger of one subject of a background task; the fencing token guards it."""

    scripts: Scripts
    app: str
    token: int
    subject: str

    @property
    def key(self) -> str:
        """The key of the notes."""
        return keys.task_writes(self.app, self.subject)

    def known(self, name: str) -> bool:
        """Return False: a task writes seldom, and asks each time."""
        return False

    async def intend(self, name: str, note: Note) -> Note | None:
        """Note an intent, if this instance still holds the lease."""
        answer = await self.scripts.run(
            "fenced_intend",
            [keys.fence(self.app), self.key],
            self.token,
            name,
            orjson.dumps(note),
            keys.WRITES_KEPT_S,
        )
        if answer[0] == b"lost":
            raise LeaseLost(f"fencing token {self.token} is not the newest any more")
        return orjson.loads(answer[1]) if answer[0] == b"known" else None

    async def settle(self, name: str, note: Note) -> None:
        """Note what became of it."""
        await self.scripts.run("answer", [self.key], name, orjson.dumps(note), keys.WRITES_KEPT_S)

    async def forget(self, name: str) -> None:
        """Take an intent back."""
        await self.scripts.run("answer", [self.key], name, "", keys.WRITES_KEPT_S)
