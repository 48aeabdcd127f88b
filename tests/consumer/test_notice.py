"""The notice that a message came too late: it is worth one try, and keeps no entry."""

from __future__ import annotations

import time
from typing import Any

import pytest
from structlog.testing import capture_logs

from dev.slack.faults import Kind
from shared import keys
from shared.events import PUBLIC
from tests.consumer.bot import Bot, Event, ephemeral

NOTICE = ephemeral(
    "Your message reached me 5 minutes late, so I did not act on it. "
    "If you still need it, please send it again."
)


def late(bot: Bot) -> Event:
    """Return an event of a message to the bot that is 5 minutes old."""
    return bot.say("<@bot> flip a coin") | {"ts": f"{time.time() - 5 * 60:.6f}"}


TROUBLE: list[tuple[Kind, dict[str, Any]]] = [
    ("ratelimited", {}),
    ("status", {}),
    ("drop_before", {}),
    ("drop_after", {}),
    ("error", {"error": "user_not_in_channel"}),  # which may pass
    ("error", {"error": "is_archived"}),
]


@pytest.mark.parametrize(
    ("kind", "more"), TROUBLE, ids=[more.get("error", kind) for kind, more in TROUBLE]
)
async def test_notice_that_slack_does_not_take_is_over(
    bot: Bot, kind: Kind, more: dict[str, Any]
) -> None:
    bot.slack.fault("chat.postEphemeral", kind, **more)
    with capture_logs() as lines:
        assert await bot.hear(late(bot)) == [NOTICE]
    said = [line["event"] for line in lines if line["log_level"] in {"warning", "error"}]
    assert said == ["notice.failed"]
    assert await bot.redis.zcard(keys.parked(PUBLIC)) == 0
    assert await bot.redis.xlen(keys.dead(PUBLIC)) == 0


async def test_late_message_is_told_and_not_run(bot: Bot) -> None:
    assert await bot.hear(late(bot)) == [NOTICE]
    assert bot.writes() == [NOTICE]
