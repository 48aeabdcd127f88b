"""Tell the admins when a task fails again and again, and when it works again: each once.

| a task …                      | log line         | post to SLACK_ADMINS_CHANNEL             |
|-------------------------------|------------------|------------------------------------------|
| failed three times in a row   | `task.failing`   | once; at each further failure until it   |
|                               |                  | went through                             |
| succeeded after that          | `task.recovered` | once, if the first one was posted        |

The count is in Redis: restarts and changes of the leader neither forget nor repeat. In shadow mode
there is the log line alone.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from bgtasks.posting import place_of, post_once
from bgtasks.tools import Tools
from shared import keys, markup, text
from shared.errors import BurrowError, LeaseLost, NotYet
from shared.log import mask

FAILURES = 3  # with 10 s and 20 s between them: a restart of the other side is over by then
REASON_CHARS = 500


@dataclass(frozen=True, slots=True)
class Failing:
    """How a task fails.

    Args:
        count: in a row.
        since_s: when it began, s since epoch.
        alerted: whether the admins were told.
    """

    task: str
    count: int
    since_s: int
    alerted: bool

    @property
    def subject(self) -> str:
        """What the posts are about: this row of failures and no other."""
        return f"failing:{self.task}:{self.since_s}"

    @property
    def since(self) -> str:
        """When it began, as each reader's Slack shows it."""
        return markup.date(self.since_s, "{date_short_pretty}, {time}")


async def note_failure(tools: Tools, task: str, reason: str, now_s: float) -> None:
    """Count a failed run, and speak up at the third."""
    with contextlib.suppress(RedisError, OSError, LeaseLost):  # then there is nobody to count
        before = await look(tools, task)
        since_s = before.since_s if before else int(now_s)
        failing = Failing(
            task, before.count + 1 if before else 1, since_s, bool(before and before.alerted)
        )
        await keep(tools, failing)
        if failing.count == FAILURES:
            tools.log.error("task.failing", task=task, reason=reason, count=failing.count)
        if failing.count >= FAILURES and not failing.alerted:
            await alert(tools, failing, reason)


async def note_recovery(tools: Tools, task: str) -> None:
    """Forget the failures before a run that succeeded, and say so if they were told."""
    with contextlib.suppress(RedisError, OSError, LeaseLost):
        failing = await look(tools, task)
        if failing is None:
            return
        if failing.count >= FAILURES:
            tools.log.info("task.recovered", task=task, count=failing.count)
        said = f"The background task `{task}` works again. It had failed since {failing.since}."
        if failing.alerted and not await tell_admins(tools, failing.subject, "recovered:0", said):
            return  # said at the next success
        await tools.replace({keys.failing(tools.app, task): {}})


async def alert(tools: Tools, failing: Failing, reason: str) -> None:
    """Tell the admins that a task fails, and note that they know."""
    why = text.escape(mask(text.one_line(reason))[:REASON_CHARS])
    said = f"The background task `{failing.task}` has failed {failing.count} times in a row, "
    said += f"since {failing.since}. The last time: {why}"
    if await tell_admins(tools, failing.subject, "failing:0", said):
        await keep(tools, Failing(failing.task, failing.count, failing.since_s, alerted=True))


async def tell_admins(tools: Tools, subject: str, name: str, said: str) -> bool:
    """Post to the admins' channel, once; return whether that is done, or is not wanted."""
    channel = tools.settings.slack_admins_channel
    if not channel or tools.settings.shadow_mode:
        return True
    try:
        place = await place_of(tools, "SLACK_ADMINS_CHANNEL", channel)
        await post_once(tools, place, subject, name, {"text": said, "unfurl_links": False})
    except NotYet:
        return False
    except LeaseLost:
        raise
    except BurrowError as error:
        tools.log.error("alert.not_posted", subject=subject, reason=str(error))
        return False
    return True


async def look(tools: Tools, task: str) -> Failing | None:
    """Return how a task fails, or None if it does well."""
    noted: Any = await tools.redis.hgetall(keys.failing(tools.app, task))
    if not noted:
        return None
    return Failing(task, int(noted[b"count"]), int(noted[b"since"]), noted[b"alerted"] == b"1")


async def keep(tools: Tools, failing: Failing) -> None:
    """Note how a task fails."""
    fields = {"count": failing.count, "since": failing.since_s, "alerted": int(failing.alerted)}
    key = keys.failing(tools.app, failing.task)
    await tools.set_fields(key, fields, keys.FAILING_KEPT_S)
