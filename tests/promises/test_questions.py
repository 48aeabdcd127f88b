"""A question outlives every process, goes on once whatever dies, and ends in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dev.slack.control import Slack
from tests.processes import Process
from tests.promises.house import House

ASKING = "tests.promises.asking_consumer"
GENERAL, NEWBIES = "C0GENERAL01", "C0NEWBIES01"
DAY_S = 86_400


@pytest.fixture
async def bgtasks(house: House) -> AsyncIterator[Process]:
    """What ends questions; not started yet."""
    process = Process("bgtasks", house.environment("", {}), house.folder)
    yield process
    process.kill()


async def open_doors(house: House) -> None:
    """Start a gateway, to which Slack delivers what people say and click."""
    await house.gateway()
    house.slack.request_urls = house.sender.urls[-1:]


def asked(slack: Slack, channel: str) -> dict[str, Any] | None:
    """Return the question of a channel while it has buttons."""
    found = [one for one in slack.messages(channel) if buttons(one)]
    return found[-1] if found else None


def buttons(message: dict[str, Any]) -> list[str]:
    """Return what can be clicked in a message."""
    rows = [one for one in message.get("blocks", []) if one["type"] == "actions"]
    return [one["action_id"] for row in rows for one in row["elements"]]


def said(slack: Slack, channel: str) -> list[str]:
    """Return what the bot said in a channel, questions included."""
    return [one["text"] for one in slack.messages(channel) if one.get("bot_id")]


async def test_questions_survive_the_restart_of_every_process_and_end_once(
    house: House, bgtasks: Process
) -> None:
    slack = house.slack
    for channel in (GENERAL, NEWBIES):
        for member in (slack.workspace.bot.id, "alice"):
            slack.join(member, channel)
    first, _ = await asyncio.gather(house.consumer(module=ASKING), open_doors(house))
    slack.say("alice", GENERAL, f"<@bot> sure {DAY_S}")
    slack.say("alice", NEWBIES, "<@bot> sure 1")
    question = await house.until(lambda: asked(slack, GENERAL), what="a question")
    await house.until(lambda: asked(slack, NEWBIES), what="a question")
    for process in (first, house.gateways[0]):
        house.kill(process)
    house.kill_redis()
    await house.start_redis()
    bgtasks.start(wait=False)
    await asyncio.gather(
        house.consumer(module=ASKING), house.consumer(module=ASKING), open_doors(house)
    )

    yes = buttons(question)[0]
    clicks = [asyncio.to_thread(slack.click, "alice", GENERAL, question["ts"], yes)]
    clicks.append(asyncio.to_thread(slack.click, "alice", GENERAL, question["ts"], yes))
    assert [one.status for one in await asyncio.gather(*clicks)] == [200, 200]
    await house.died()
    await house.until(lambda: not asked(slack, NEWBIES), what="the end of the short question")
    await house.until(lambda: not house.db.xlen("slack_interaction"), what="the end of the deed")
    assert asked(slack, GENERAL) is None
    _, begun, ended = said(slack, GENERAL)
    assert begun == f"begun with {DAY_S}"
    assert ended.startswith("ended by Sg")
    assert "Nobody answered by" in said(slack, NEWBIES)[0]
