"""Promises 1, 2, 4: replies are lost, break off, come late or never; all through a proxy."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from shared.scripts import sha1, source
from tests.promises.house import House, url_of
from tests.promises.reckoning import reckon
from tests.promises.sender import said
from tests.promises.test_crashes import PRODUCT

SLACKS_PATIENCE_S = 3.0
PUBLIC = "slack_message_public"


def script(name: str) -> bytes:
    """Return what a command that runs this script contains on the wire."""
    return sha1(source(name, allow_oom=True)).encode()


async def test_event_whose_reply_from_redis_was_lost_is_stored_and_answered_once(
    house: House,
) -> None:
    await house.consumer()
    async with house.proxy() as proxy:
        await house.gateway(url_of(proxy))
        envelope = house.slack.envelope(said("<@U0BURROWBOT> echo howdy"))
        proxy.lose_reply_to(str(envelope["event_id"]).encode())
        first = await house.sender.post(envelope)
        await house.sender.insist(envelope)
        await reckon(house)
        assert first == 503
        assert house.db.xlen(PUBLIC) == 1
        assert house.answers() == {envelope["event_id"]: ["howdy"]}


@pytest.mark.parametrize(
    "needle",
    [
        pytest.param(b"XREADGROUP", id="XREADGROUP"),
        *(pytest.param(script(name), id=name) for name in ("begin", "intend", "answer", "settle")),
        *(pytest.param(script(name), id=name) for name in ("limit", "renew", "park", "unpark")),
        pytest.param(script("bury"), id="bury"),
    ],
)
async def test_consumer_that_loses_a_reply_neither_loses_nor_doubles(
    house: House, needle: bytes
) -> None:
    async with house.proxy() as proxy:
        await asyncio.gather(house.consumer(url_of(proxy)), house.gateway())
        await house.answered([await house.say("echo warm")])
        proxy.lose_reply_to(needle)
        answered = await asyncio.gather(
            house.say("slow 0.5"), house.say("again 0.2"), house.say("echo howdy")
        )
        buried = await house.say("reject")
        await house.until(lambda: proxy.once.needle is None, what="the loss")
        await house.answered(answered)
        await reckon(house, reruns=1)
        texts = sorted(text for one in answered for text in house.answers_to(one))
        assert texts == ["first part", "howdy", "second part", "waited 0.5"]
        assert [line["event_id"] for line in house.lines("entry.dead")] == [buried]


async def test_replies_that_break_off_anywhere_are_never_taken_for_one_another(
    house: House,
) -> None:
    chance, events = random.Random(14), dict[str, list[str]]()
    async with house.proxy() as proxy:
        url = url_of(proxy)
        await asyncio.gather(house.consumer(url), house.consumer(url), house.gateway())
        for n in range(200):
            events[await house.say(f"echo word-{n}")] = [f"word-{n}"]
            proxy.reset_reply_at(chance.randrange(200))
            await asyncio.sleep(0.02)
        await house.answered(list(events), 20)
        await reckon(house, reruns=1)
        assert house.answers() == events


async def test_gateway_whose_replies_break_off_has_each_event_stored_once(house: House) -> None:
    chance, events = random.Random(15), dict[str, list[str]]()
    async with house.proxy() as proxy:
        await asyncio.gather(house.consumer(), house.gateway(url_of(proxy)))
        for n in range(6):
            proxy.reset_reply_at(chance.randrange(80))
            said = [house.say(f"echo word-{n}-{one}") for one in range(10)]
            ids = await asyncio.gather(*said)
            events |= {one: [f"word-{n}-{place}"] for place, one in enumerate(ids)}
        await house.answered(list(events))
        await reckon(house)
        assert house.answers() == events


async def test_black_hole_of_5_s_is_a_503_in_time_and_nobody_piles_up(house: House) -> None:
    async with house.proxy() as proxy:
        url = url_of(proxy)
        await asyncio.gather(house.consumer(url), house.gateway(url))
        running = await house.say("slow 0.5")
        await house.until(lambda: house.runs()["slow", running] == 1)
        proxy.blackhole, ends_s = True, time.monotonic() + 5
        envelopes = [house.slack.envelope(said("<@U0BURROWBOT> echo howdy")) for _ in range(50)]
        while time.monotonic() < ends_s:
            statuses = await asyncio.gather(*map(house.sender.post, envelopes))
            assert set(statuses) == {503}
        proxy.blackhole = False
        house.disturbances += 1
        await asyncio.gather(*map(house.sender.insist, envelopes))
        await house.answered([running, *(str(one["event_id"]) for one in envelopes)], 15)
        await reckon(house)
        assert house.sender.slowest_s < SLACKS_PATIENCE_S
        assert {len(texts) for texts in house.answers().values()} == {1}


async def test_distant_redis_is_slow_and_nothing_else(house: House) -> None:
    async with house.proxy() as proxy:
        url = url_of(proxy)
        [consumer, _] = await asyncio.gather(
            house.consumer(url, timings=PRODUCT), house.gateway(url)
        )
        proxy.latency_s, proxy.jitter_s = 0.1, 0.05  # each way: 200 to 300 ms for a round trip
        began_s = time.monotonic()
        sent = await asyncio.gather(*(house.say(f"slow {n % 3}") for n in range(12)))
        await house.answered(sent, 15)
        assert time.monotonic() - began_s < 10
        await reckon(house)
        assert house.sender.statuses.keys() == {200}
        assert [line for line in consumer.lines() if line["level"] != "info"] == []
