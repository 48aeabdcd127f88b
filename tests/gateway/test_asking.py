"""The lane from the gateway's side: what a consumer replies, and what is answered without."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from gateway.intake import Intake, form_mark
from shared import lane
from shared.errors import StoreUnavailable
from shared.lane import Reply, Request
from tests.gateway.doors import SUBMIT, SUGGEST, VIEW
from tests.gateway.lane import (
    LIST,
    NO_OPTIONS,
    SHORT_S,
    Answering,
    Consumer,
    says,
    send,
    stored,
)
from tests.waiting import until

ERRORS = {"response_action": "errors", "errors": {"term": "too long"}}
SHOWN = {"response_action": "update", "view": {"type": "modal", "blocks": []}}
PUSHED = {"response_action": "push", "view": {"type": "modal", "blocks": []}}


@pytest.mark.parametrize(
    ("reply", "answer", "entries"),
    [
        ({"accepted": True}, {}, 1),
        ({"accepted": True, "body": {"response_action": "clear"}}, {"response_action": "clear"}, 1),
        ({"body": ERRORS}, ERRORS, 0),
        ({"body": SHOWN}, SHOWN, 0),
        ({"body": PUSHED}, PUSHED, 0),
    ],
    ids=["accepted", "clear", "errors", "update", "push"],
)
async def test_a_form_is_answered_as_the_consumer_says_and_stored_if_accepted(
    intake: Intake,
    redis: Redis,
    answering: Answering,
    reply: dict[str, Any],
    answer: Any,
    entries: int,
) -> None:
    await answering(says(**reply))
    assert await send(intake, SUBMIT) == answer
    assert [fields[b"event_id"].decode() for fields in await stored(redis)] == [
        form_mark(SUBMIT)
    ] * entries


async def test_the_question_is_the_form_as_it_is_stored(
    intake: Intake, redis: Redis, consumer: Consumer, answering: Answering
) -> None:
    await answering(says(accepted=True))
    before_ms = int(time.time() * 1000)
    await send(intake, SUBMIT | {"bot_access_token": "xwfp-1"})
    (asked,) = consumer.asked
    (fields,) = await stored(redis)
    assert asked.payload == orjson.loads(fields[b"json"])
    assert "token" not in asked.payload
    assert before_ms <= asked.asked_ms <= time.time() * 1000


async def test_a_form_that_is_sent_again_is_accepted_again_and_stored_once(
    intake: Intake, redis: Redis, consumer: Consumer, answering: Answering
) -> None:
    await answering(says(accepted=True))
    assert await asyncio.gather(*(send(intake, SUBMIT) for _ in range(5))) == [{}] * 5
    assert (len(consumer.asked), len(await stored(redis))) == (5, 1)


async def test_a_form_of_another_hash_is_another_one(
    intake: Intake, redis: Redis, answering: Answering
) -> None:
    await answering(says(accepted=True))
    await send(intake, SUBMIT)
    await send(intake, SUBMIT | {"view": VIEW | {"hash": "later"}})
    assert len(await stored(redis)) == 2


async def test_a_menu_gets_what_the_consumer_finds(
    intake: Intake, redis: Redis, answering: Answering
) -> None:
    options = {"options": [{"text": {"type": "plain_text", "text": "monad"}, "value": "monad"}]}
    await answering(says(body=options))
    assert await send(intake, SUGGEST) == options
    assert await stored(redis) == []


async def test_without_a_consumer_the_defined_answers_come_in_time_and_nothing_piles_up(
    intake: Intake, redis: Redis
) -> None:
    began_s = time.monotonic()
    form, menu = await asyncio.gather(send(intake, SUBMIT), send(intake, SUGGEST))
    took_s = time.monotonic() - began_s
    assert (form["response_action"], list(form["errors"]), menu) == ("errors", ["term"], NO_OPTIONS)
    assert SHORT_S <= took_s < SHORT_S + 0.3
    with pytest.raises(StoreUnavailable):
        await send(intake, SUBMIT | {"view": {"id": "V1", "blocks": []}})
    assert intake.asker.waiting == {}
    async with asyncio.timeout(1):
        while await redis.exists(LIST):  # noqa: ASYNC110  the last is taken back just now
            await asyncio.sleep(0.01)
    assert await stored(redis) == []


async def test_a_question_that_its_asker_left_behind_goes_by_itself(
    intake: Intake, redis: Redis
) -> None:
    asking_one = asyncio.create_task(intake.asker.ask(SUGGEST))
    async with asyncio.timeout(1):
        while not await redis.exists(LIST):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    assert 0 < await redis.pttl(LIST) <= 2500
    await asking_one


async def test_a_reply_that_comes_late_is_heard_by_nobody(
    intake: Intake, redis: Redis, consumer: Consumer, answering: Answering
) -> None:
    gone, go = asyncio.Event(), says(accepted=True)

    async def late(request: Request) -> bytes | None:
        await gone.wait()
        return await go(request)

    await answering(late)
    assert (await send(intake, SUBMIT))["response_action"] == "errors"
    gone.set()
    await until(lambda: consumer.heard_by)
    assert await send(intake, SUBMIT) == {}  # the one after it is heard, and stored once
    assert len(await stored(redis)) == 1


async def test_beyond_a_thousand_questions_are_not_waited_for(
    intake: Intake, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "WAITING_MAX", 2)
    await redis.rpush(LIST, b"a", b"b")
    began_s = time.monotonic()
    assert await send(intake, SUGGEST) == NO_OPTIONS
    assert time.monotonic() - began_s < SHORT_S
    async with asyncio.timeout(1):
        while await redis.llen(LIST) != 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_fifty_questions_at_once_are_told_apart(
    intake: Intake, redis: Redis, answering: Answering
) -> None:
    async def answer(request: Request) -> bytes:
        typed = request.payload["value"]
        return lane.encode(Reply(request.id, body={"options": [typed]}))

    await answering(answer)
    menus = [SUGGEST | {"value": str(number)} for number in range(50)]
    answers = await asyncio.gather(*(send(intake, menu) for menu in menus))
    assert [one["options"] for one in answers] == [[str(number)] for number in range(50)]
