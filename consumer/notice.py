"""Tells somebody that their message came too late, or that what it asked for went wrong."""

from __future__ import annotations

import structlog

from consumer.plan import Plan
from consumer.reply import Reply
from consumer.timings import Timings
from shared import metrics
from shared.errors import Reject, Retry
from shared.streams import Verdict
from shared.writes import Writer

TEXT = (
    "Your message reached me {age} late, so I did not act on it. "
    "If you still need it, please send it again."
)
FAILED = (
    "Something went wrong on my side, and what you asked for is not done, or not whole. "
    "Those who run me can see why (event `{event}`); you may try it again."
)
MINUTE_S = 60

log = structlog.get_logger()


async def tell(plan: Plan, verdict: Verdict, writer: Writer, timings: Timings) -> None:
    """Send one notice, if the bot was meant and somebody may still be waiting.

    Raises:
        OwnershipLost: another consumer has the entry now.
    """
    if not plan.is_awaited or verdict.age_ms > timings.notice_s * 1000:
        return
    reply = Reply(writer, "notice.tell", plan.place)
    try:
        await reply.ephemeral(TEXT.format(age=spoken(verdict.age_ms / 1000)))
        metrics.STALE_NOTICES.inc()
    except (Retry, Reject) as error:
        # A notice is worth one try: the message itself is over.
        log.warning("notice.failed", event_id=plan.event.event_id, reason=str(error))


async def tell_failure(plan: Plan, reply: Reply, emoji: str) -> None:
    """React and say in the thread that a command failed for good, not why: that is in the log.

    Raises:
        OwnershipLost: another consumer has the entry now.
    """
    if not plan.door and not any(one.kind == "command" for one in plan.handlers):
        return
    try:
        await reply.react(emoji)
        await reply.text(FAILED.format(event=plan.event.event_id), under=True)
    except (Retry, Reject) as error:
        log.warning("notice.failed", event_id=plan.event.event_id, reason=str(error))


def spoken(seconds: float) -> str:
    """Return a duration as one says it."""
    if seconds < 2 * MINUTE_S:
        return f"{seconds:.0f} seconds"
    return f"{seconds / MINUTE_S:.0f} minutes"
