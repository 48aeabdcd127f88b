"""Consumers of runs in this process, that do only what a test tells them to do."""

from __future__ import annotations

from typing import Any

from consumer.runs.tenure import Tenure
from shared.run_record import Asked, Run, Where
from shared.streams import Entry, Settlement, Streams

SLOT_MS = 20_000


def asked(job: str = "demo_hi", delay_s: float = 0, **more: Any) -> Asked:
    """Return a request; arguments by `n`."""
    arguments = {"n": more.pop("n")} if "n" in more else {}
    facts: dict[str, Any] = {
        "via": "message",
        "concurrency": 1,
        "where": Where("C1"),
        "user_id": "U1",
    } | more
    return Asked(
        job=job,
        arguments=arguments,
        said="demo hi",
        team_id="T1",
        delay_s=delay_s,
        **facts,
    )


class Worker:
    """One consumer's hold on the stream."""

    def __init__(self, streams: Streams) -> None:
        self.streams, self.tenure = streams, Tenure(streams, SLOT_MS)

    async def read(self) -> list[Entry]:
        """Return what is new."""
        # Without BLOCK: Redis looks only ten times a second whether a wait is over.
        at_once: Any = None
        return await self.streams.read(["jobs"], 100, at_once)

    async def begin(self, entry: Entry) -> tuple[str, Run | None]:
        """Begin what an entry permits."""
        begun = await self.tenure.begin(entry, run_of(entry))
        return begun.word, begun.run

    async def acknowledge(self, entry: Entry) -> None:
        """Be done with an entry."""
        await self.streams.settle([Settlement(entry, "", {}, ack=True)])


def run_of(entry: Entry) -> int:
    """Return the id in an entry's event id."""
    return int(entry.fields[b"event_id"].decode().removeprefix("run:"))
