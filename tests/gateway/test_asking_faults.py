"""The lane from the gateway's side: replies of nonsense, and connections that break."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from gateway.intake import Intake
from shared.errors import StoreUnavailable
from shared.lane import Request
from tests.faults import FaultProxy
from tests.gateway.doors import SUBMIT, SUGGEST, VIEW
from tests.gateway.lane import (
    NO_OPTIONS,
    Answering,
    says,
    send,
    stored,
)
from tests.waiting import until

NONSENSE = {
    "bytes": b"\xff\xfe",
    "text that is not UTF-8": b'{"id":"\xff"}',
    "no JSON": b"accepted",
    "a list": b"[]",
    "a number for an id": b'{"id":1,"accepted":true}',
    "a text for a body": b'{"id":"ID","body":"clear"}',
    "a list for a body": b'{"id":"ID","accepted":true,"body":[1]}',
    "5,000 deep": b'{"id":"ID","body":{"a":' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "of another question": b'{"id":"another","accepted":true}',
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
async def test_a_reply_of_nonsense_is_none_and_harms_no_other(
    intake: Intake, redis: Redis, answering: Answering, nonsense: bytes
) -> None:
    good = says(body=NO_OPTIONS | {"sure": True})

    async def answer(request: Request) -> bytes | None:
        if request.payload["type"] == "block_suggestion":
            return await good(request)
        return nonsense.replace(b"ID", request.id.encode())

    await answering(answer)
    form, menu = await asyncio.gather(send(intake, SUBMIT), send(intake, SUGGEST))
    assert (form["response_action"], menu["sure"]) == ("errors", True)
    assert await stored(redis) == []


async def test_a_subscription_that_was_cut_is_renewed(
    intake: Intake, redis: Redis, answering: Answering
) -> None:
    await answering(says(accepted=True))
    assert await send(intake, SUBMIT) == {}
    for number in range(3):
        assert await redis.client_kill_filter(_type="pubsub") == 1
        form = SUBMIT | {"view": VIEW | {"id": f"V{number}"}}
        await until_accepted(intake, form)
    assert len(await stored(redis)) == 4


async def test_a_host_that_died_without_a_word_is_noticed(
    intake: Intake, redis: Redis, proxy: FaultProxy, answering: Answering
) -> None:
    await answering(says(accepted=True))
    assert await send(intake, SUBMIT) == {}
    links = set(proxy.links)
    proxy.blackhole = True
    assert await send(intake, SUGGEST) == NO_OPTIONS
    await until(lambda: links.isdisjoint(proxy.links) or len(proxy.links) > len(links), 3)
    proxy.blackhole = False
    await until_accepted(intake, SUBMIT | {"view": VIEW | {"id": "V2"}})


async def until_accepted(intake: Intake, form: dict[str, Any]) -> None:
    """Send a form as often as it takes, as a person would."""
    async with asyncio.timeout(5):
        while True:
            try:
                if await send(intake, form) == {}:
                    return
            except StoreUnavailable:
                await asyncio.sleep(0.05)
