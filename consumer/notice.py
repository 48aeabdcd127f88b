"""Tells somebody that their message came too late and was not run."""

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


def spoken(seconds: float) -> str:
    """Return a duration as one says it."""
    if seconds < 2 * MINUTE_S:
        return f"{seconds:.0f} seconds"
    return f"{seconds / MINUTE_S:.0f} minutes"
