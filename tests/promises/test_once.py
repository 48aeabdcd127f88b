"""Promise 2: one event, one message, one reply, however often and through whomever it comes."""

from __future__ import annotations

import asyncio
import time

import orjson

from tests.promises.house import House
from tests.promises.reckoning import reckon
from tests.promises.sender import said

PUBLIC = "slack_message_public"
MENTIONS = "slack_app_mention"


def mention(house: House, text: str) -> str:
    return f"<@{house.slack.workspace.bot.id}> {text}"


def pair(house: House, text: str) -> list[dict[str, object]]:
    """Return both envelopes that Slack sends for a message that mentions the bot."""
    spoken = said(mention(house, text))
    called = said(mention(house, text), kind="app_mention", ts=spoken["ts"])
    return [house.slack.envelope(spoken), house.slack.envelope(called)]


async def test_event_sent_20_times_at_once_through_two_gateways_is_answered_once(
    house: House,
) -> None:
    await asyncio.gather(house.staff(2), house.gateway())
    envelope = house.slack.envelope(said(mention(house, "echo howdy")))
    statuses = await asyncio.gather(*(house.sender.post(envelope) for _ in range(20)))
    await reckon(house)
    assert statuses == [200] * 20
    assert house.db.xlen(PUBLIC) == 1
    assert house.answers() == {envelope["event_id"]: ["howdy"]}


async def test_message_that_comes_as_message_and_as_app_mention_is_answered_once(
    house: House,
) -> None:
    await house.staff(2)
    pairs = [pair(house, f"echo {n}") for n in range(10)]
    await asyncio.gather(*(house.sender.insist(one) for both in pairs for one in both))
    await reckon(house)
    posted = sorted(text for texts in house.answers().values() for text in texts)
    assert posted == [str(n) for n in range(10)]


async def test_event_that_has_a_message_goes_on_after_a_crash_and_its_twin_does_not(
    house: House,
) -> None:
    await house.staff(2)
    both = pair(house, "die before howdy")
    await house.sender.insist(both[0])
    await house.died()
    await house.sender.insist(both[1])
    await house.answered([str(both[0]["event_id"])])
    await reckon(house)
    assert house.answers() == {both[0]["event_id"]: ["howdy"]}


async def test_entry_of_a_go_gateway_is_answered_and_its_copy_is_not(house: House) -> None:
    await house.staff(2)
    fields = {
        "request_id": "",
        "gateway_ts": int(time.time() * 1000),
        "event_ts": int(time.time()),
        "event_id": "Ev0GOPHER01",
        "json": orjson.dumps(said(mention(house, "echo howdy"))),
    }
    for _ in range(2):
        house.db.xadd(PUBLIC, fields)
    await house.until(lambda: len(house.lines("entry.duplicate")) == 1)
    await reckon(house, copied=["Ev0GOPHER01"])
    assert house.answers() == {"Ev0GOPHER01": ["howdy"]}


async def test_message_and_its_twin_from_a_go_gateway_are_answered_once(house: House) -> None:
    await house.staff(2)
    ours = house.slack.envelope(said(mention(house, "echo howdy")))
    twin = {**ours["event"], "type": "app_mention"}
    fields = {"request_id": "", "gateway_ts": 1, "event_ts": int(time.time()), "event_id": "Ev0GO"}
    house.db.xadd(MENTIONS, fields | {"json": orjson.dumps(twin)})
    await house.sender.insist(ours)
    await reckon(house)
    assert list(house.answers().values()) == [["howdy"]]
