"""Writes to Slack that happen once.

A write is named by its subject (event, or subject of a task), handler and ordinal. Before it, an
intent is noted in a ledger; after it, the answer, so that a second run gets the answer instead of
posting twice. A call whose answer was lost is resolved at the next run, by its method:

| method                                          | what is done                            |
|-------------------------------------------------|-----------------------------------------|
| reactions.add, chat.update, views.publish, …    | made again: the result is the same      |
| chat.postMessage                                | looked up by its metadata 3 s later and |
|                                                 | made again only if it is not there      |
| files.completeUploadExternal                    | looked up by the file's id 3 s later;   |
|                                                 | see shared/uploads.py                   |
| any other                                       | left as it is, and counted              |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog

from shared import ledger, metrics
from shared.errors import SlackRefused, SlackUnavailable, Throttled
from shared.ledger import Ledger, Note
from shared.slack import Slack, UnknownFate

LOOK_UP_AFTER_S = 3.0  # sooner and Slack may not show the post yet
LOOK_UP_MARGIN_S = 120.0  # how far our clock may be from Slack's
LOOK_UP_PAGE = 200  # Slack advises no more
LOOK_UP_POSTS = 2_000  # more posts than a busy channel has in the minutes around a lost one
POST = "chat.postMessage"
REPEATABLE = frozenset(
    {
        "chat.delete",
        "chat.update",
        "conversations.join",
        "reactions.add",
        "reactions.remove",
        "views.publish",
    }
)
KEPT = ("channel", "ts", "message_ts")

log = structlog.get_logger()


class Writer:
    """Writes about one subject."""

    def __init__(self, slack: Slack, notes: Ledger) -> None:
        self.slack, self.notes = slack, notes

    async def write(self, name: str, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a method that changes something, once for this name.

        Args:
            name: `<handler>:<ordinal>`, the same on a second run.

        Returns:
            Slack's `channel` and `ts`, or `view_id`; empty if the call's fate stays unknown.

        Raises:
            OwnershipLost, LeaseLost: somebody else is in charge now; nothing was sent.
            Throttled, SlackUnavailable, SlackRefused: as shared.slack has them.
        """
        if not self.notes.known(name):  # what was answered before needs no slot
            channel = str(arguments.get("channel", ""))
            await self.slack.limiter.wait(method, channel, self.id_of(name))
        note = ledger.intent(method, arguments, time.time())
        earlier = await self.notes.intend(name, note)
        if earlier and "at" in earlier:
            earlier = await self.resolve(name, earlier, arguments)
        if earlier:
            return replay(earlier, note)
        return await self.send(name, note, arguments)

    def id_of(self, name: str) -> str:
        """Return what Slack keeps with a post so that it can be found again."""
        return f"{self.notes.subject}:{name}"

    async def send(self, name: str, note: Note, arguments: dict[str, Any]) -> dict[str, Any]:
        """Make the call and note its answer."""
        if note["method"] == POST:
            arguments = arguments | {"metadata": metadata(self.id_of(name))}
        async with self.noting_failure(name, note):
            answer = await self.slack.call(note["method"], arguments)
        kept = {key: answer[key] for key in KEPT if key in answer}
        if isinstance(view := answer.get("view"), dict):
            kept["view_id"] = view.get("id", "")
        await self.notes.settle(name, settled(note, answer=kept))
        return kept

    @asynccontextmanager
    async def noting_failure(self, name: str, note: Note) -> AsyncIterator[None]:
        """Note what a failure of the calls inside means for this write, and raise it.

        Raises:
            SlackUnavailable: also for a call of unknown fate.
        """
        try:
            yield
        except UnknownFate as error:
            # The intent stays: the next run, 3 s from now, finds out what became of it.
            raise SlackUnavailable(str(error), LOOK_UP_AFTER_S) from None
        except SlackRefused as error:
            await self.notes.settle(name, settled(note, error=error.code))
            raise
        except (Throttled, SlackUnavailable):
            await self.notes.forget(name)
            raise

    async def resolve(self, name: str, earlier: Note, arguments: dict[str, Any]) -> Note | None:
        """Return the settled note of a call of unknown fate, or None if it may be made again."""
        method = earlier["method"]
        found: dict[str, Any] | None = None
        if method == POST:
            found = await self.look_up(name, arguments, earlier["at"])
        if method in REPEATABLE or (method == POST and found is None):
            metrics.SLACK_UNKNOWN.labels(method, "repeated").inc()
            return None
        resolution = "found" if found else "left"
        metrics.SLACK_UNKNOWN.labels(method, resolution).inc()
        log.warning("slack.unknown_fate", method=method, outcome=resolution)
        note = settled(earlier, answer=found or {})
        await self.notes.settle(name, note)
        return note

    async def look_up(
        self, name: str, arguments: dict[str, Any], at_s: float
    ) -> dict[str, Any] | None:
        """Return channel and ts of the post that carries this name, if Slack shows one."""
        await asyncio.sleep(min(LOOK_UP_AFTER_S, max(0.0, at_s + LOOK_UP_AFTER_S - time.time())))
        thread = arguments.get("thread_ts")
        method = "conversations.replies" if thread else "conversations.history"
        channel = await self.slack.conversation_of(arguments["channel"])
        where: dict[str, Any] = {"channel": channel, "oldest": f"{at_s - LOOK_UP_MARGIN_S:.6f}"}
        if thread:
            where["ts"] = thread
        looked_at = 0
        async for message in self.slack.pages(
            method, "messages", **where, limit=LOOK_UP_PAGE, include_all_metadata=True
        ):
            if message.get("metadata", {}).get("event_payload", {}).get("write") == self.id_of(
                name
            ):
                return {"channel": channel, "ts": message["ts"]}
            if (looked_at := looked_at + 1) >= LOOK_UP_POSTS:
                break
        return None


def metadata(write_id: str) -> dict[str, Any]:
    """Return the metadata of a post."""
    return {"event_type": "burrow_write", "event_payload": {"write": write_id}}


def settled(note: Note, **outcome: Any) -> Note:
    """Return the note of a call whose fate is known: the time of its intent is gone."""
    return {key: note[key] for key in ("method", "arguments")} | outcome


def replay(earlier: Note, note: Note) -> dict[str, Any]:
    """Return what an earlier run was answered.

    Raises:
        SlackRefused: the earlier run was refused.
    """
    if (earlier["method"], earlier["arguments"]) != (note["method"], note["arguments"]):
        # The handler decided differently this time; what was posted stays posted.
        log.info("slack.write_differs", method=note["method"])
    if "error" in earlier:
        raise SlackRefused(earlier["method"], earlier["error"])
    return dict(earlier.get("answer", {}))
