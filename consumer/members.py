"""Who belongs to this workspace: guests, bots and people of other workspaces do not.

What Slack says is kept for an hour, and replaced by each event about the person. Whoever cannot be
asked about is no member: it fails closed.

| record of a user                                   | member                               |
|----------------------------------------------------|--------------------------------------|
| `is_restricted`, `is_ultra_restricted`             | no: a guest; absent counts as guest  |
| `is_bot`, `is_workflow_bot`, USLACKBOT             | no                                   |
| `deleted`                                          | no                                   |
| `is_stranger`, `team_id` of another workspace      | no, unless `enterprise_user.teams`   |
|                                                    | has ours                             |

Source: https://docs.slack.dev/reference/objects/user-object
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from redis.asyncio import Redis

from shared import keys
from shared.errors import NotKnown, Reject, Retry, SlackRefused
from shared.events import REMINDERS
from shared.scripts import source
from shared.slack import Identity, Slack

LOOK_UPS_PER_MIN = 30  # by each process, of the 100 that Slack gives out to all of them
MINUTE_S = 60.0
# Slack knows nobody of this id, or shows them to others only.
NOT_OURS = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
UNKNOWN = "I cannot find out right now whether you are a member here. Please try again in a minute."

log = structlog.get_logger()


class Members:
    """The members of one workspace.

    Args:
        clock: in s; only differences count.
    """

    def __init__(
        self,
        redis: Redis,
        app: str,
        slack: Slack,
        me: Identity,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.redis, self.app, self.slack, self.me, self.clock = redis, app, slack, me, clock
        self.note_person = redis.register_script(source("note_person"))
        self.asking: dict[str, asyncio.Task[bool]] = {}
        self.asked: deque[float] = deque(maxlen=LOOK_UPS_PER_MIN)

    async def is_member(self, team_id: str, user_id: str) -> bool:
        """Return whether somebody belongs here.

        Args:
            team_id: the workspace that their event came from; empty if it does not say.

        Raises:
            NotKnown: Slack cannot say; the message is for them.
        """
        if not user_id or user_id == REMINDERS or team_id not in {"", self.me.team_id}:
            return False
        noted: Any = await self.redis.get(keys.people(self.app, user_id))
        if noted is not None:
            return bool(noted.endswith(b" 1"))
        if user_id not in self.asking:
            self._ask(user_id)
        # Shielded: whoever asked first may run out of time, the others still wait.
        return await asyncio.shield(self.asking[user_id])

    def _ask(self, user_id: str) -> None:
        """Begin the one look-up that all who ask now wait for."""

        def forget(task: asyncio.Task[bool]) -> None:
            del self.asking[user_id]
            if not task.cancelled():
                task.exception()  # seen, even if nobody waits any more

        self.asking[user_id] = asyncio.create_task(self._look_up(user_id))
        self.asking[user_id].add_done_callback(forget)

    async def note(self, user: Mapping[str, Any]) -> bool:
        """Note what an event says of somebody; return whether they are a member now."""
        return await self._note(user, keys.PERSON_NOTED_S)

    async def _look_up(self, user_id: str) -> bool:
        self._count()
        try:
            answer = await self.slack.read("users.info", user=user_id)
        except SlackRefused as error:
            if error.code not in NOT_OURS:
                log.error("members.refused", code=error.code, cure="look at the app's scopes")
                raise NotKnown(UNKNOWN) from error
            return await self._note({"id": user_id}, keys.PERSON_KEPT_S)
        except (Retry, Reject) as error:
            log.warning("members.not_known", reason=str(error))
            raise NotKnown(UNKNOWN) from error
        return await self._note(answer.get("user", {}) | {"id": user_id}, keys.PERSON_KEPT_S)

    def _count(self) -> None:
        """Allow one more look-up in this minute, or refuse."""
        now_s = self.clock()
        if len(self.asked) == LOOK_UPS_PER_MIN and now_s - self.asked[0] < MINUTE_S:
            log.warning("members.not_known", reason=f"over {LOOK_UPS_PER_MIN} look-ups a minute")
            raise NotKnown(UNKNOWN)
        self.asked.append(now_s)

    async def _note(self, user: Mapping[str, Any], new_for_s: int) -> bool:
        held = await self.note_person(
            keys=[keys.people(self.app, str(user["id"]))],
            args=[
                updated(user),
                int(belongs(user, self.me.team_id)),
                keys.PERSON_KEPT_S,
                new_for_s,
            ],
        )
        return bool(held)


def belongs(user: Mapping[str, Any], team_id: str) -> bool:
    """Return whether a user's record is that of a member of this workspace."""
    # Slack leaves the roles out of the records of former members: absent is not False.
    if user.get("is_restricted") is not False or user.get("is_ultra_restricted"):
        return False
    if user.get("is_bot") is not False or user.get("is_workflow_bot") or user["id"] == REMINDERS:
        return False
    if user.get("deleted"):
        return False
    grid = user.get("enterprise_user")
    teams = grid.get("teams", []) if isinstance(grid, Mapping) else []
    ours = user.get("team_id") == team_id and not user.get("is_stranger")
    return ours or team_id in teams


def updated(user: Mapping[str, Any]) -> int:
    """Return when Slack last updated a record, in s."""
    at = user.get("updated", 0)
    return int(at) if isinstance(at, int | float) and at > 0 else 0
