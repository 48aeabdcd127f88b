"""The lane from the consumer's side: what handlers of checks and options bring whoever asked."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from redis.asyncio import Redis

from consumer import lane as consumer_lane
from consumer.interaction import Interaction
from consumer.lane import BROKEN, UNKNOWN
from consumer.lane_answers import Checked, Clear, Errors, Option, Push, Show
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared import keys, lane
from shared.errors import Reject, Retry
from tests.consumer.bot import Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.door_bodies import submit_body

router = Router()
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "Two"}, "blocks": []}
LIST = keys.lane("burrow")
ANSWERS: dict[str, Any] = {
    "none": None,
    "errors": Errors({"term": "too long"}),
    "no errors": Errors({}),
    "show": Show(VIEW),
    "push": Push(VIEW),
    "clear": Clear(),
    "unsayable": Show({"type": object()}),
    "raise": ZeroDivisionError("on purpose"),
    "timeout": TimeoutError(),
    "retry": Retry("later"),
    "reject": Reject("never"),
}


@router.check("form")
async def look(interaction: Interaction, tools: Tools) -> Checked:
    typed = interaction.view.values["term"] if interaction.view else ""
    if typed == "hang":
        await asyncio.Event().wait()
    answer: Checked | Exception = ANSWERS[typed]
    if isinstance(answer, Exception):
        raise answer
    return answer


@router.submission("form")
async def do(interaction: Interaction, reply: Reply) -> None:
    await reply.text("done")


@router.submission("unchecked")
async def do_unchecked(interaction: Interaction, reply: Reply) -> None:
    await reply.text("done")


@router.options("terms")
async def terms(interaction: Interaction, tools: Tools) -> list[Option]:
    if interaction.value == "raise":
        raise ZeroDivisionError("on purpose")
    return [Option(f"{interaction.value}{number}", str(number)) for number in range(150)]


@pytest.fixture
async def asked(open_bot: OpenBot) -> Bot:
    """A consumer with the handlers above."""
    return await open_bot(Registry(router.handlers), JOBS_CONCURRENCY="0")


def errors(why: str) -> tuple[bool, dict[str, Any]]:
    """Return the answer that says why beside the field."""
    return False, {"response_action": "errors", "errors": {"term": why}}


CHECKED: dict[str, Any] = {
    "none": (True, {}),
    "errors": errors("too long"),
    "no errors": (True, {}),
    "show": (False, {"response_action": "update", "view": VIEW}),
    "push": (False, {"response_action": "push", "view": VIEW}),
    "clear": (True, {"response_action": "clear"}),
    "unsayable": errors(BROKEN),
    "raise": errors(BROKEN),
    "timeout": errors(BROKEN),
    "retry": errors(BROKEN),
    "reject": errors(BROKEN),
}


async def test_a_check_decides_and_nothing_is_written(asked: Bot) -> None:
    assert {typed: await asked.check("form", {"term": typed}) for typed in CHECKED} == CHECKED
    assert asked.writes() == []


async def test_a_form_without_a_check_is_accepted_and_one_without_a_deed_is_unknown(
    asked: Bot,
) -> None:
    assert await asked.check("unchecked", {"term": "a"}) == (True, {})
    assert await asked.check("nobody's", {"term": "a"}) == errors(UNKNOWN)


async def test_a_failed_check_of_a_form_without_fields_is_said_in_its_place(asked: Bot) -> None:
    body = submit_body("form", {"term": "raise"})
    body["view"]["blocks"] = [{"type": "section"}]
    reply = await asked.ask(body)
    assert reply
    assert (reply.accepted, reply.body["response_action"]) == (False, "update")
    assert reply.body["view"]["blocks"][0]["text"]["text"] == BROKEN


OFFERED = {
    ("terms", "mo"): [f"mo{number}" for number in range(100)],
    ("terms", "raise"): [],
    ("nobody's", "mo"): [],
}


async def test_a_menu_gets_at_most_a_hundred_options(asked: Bot) -> None:
    body = submit_body("form", {}) | {"type": "block_suggestion"}
    for (action_id, typed), texts in OFFERED.items():
        reply = await asked.ask(body | {"action_id": action_id, "value": typed})
        assert reply
        assert [one["text"]["text"] for one in reply.body["options"]] == texts


async def test_a_check_that_hangs_is_given_up_and_its_place_is_free_again(
    asked: Bot, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "ASK_S", 0.2)
    began_s = time.monotonic()
    for _ in range(consumer_lane.AT_ONCE):
        await push(redis, submit_body("form", {"term": "hang"}))
    assert await asked.check("form", {"term": "none"}) == (True, {})
    assert 0.2 <= time.monotonic() - began_s < 2


MALFORMED = {
    "bytes": b"\xff",
    "text that is not UTF-8": b'{"id":"\xff","reply_to":"a","payload":{},"asked_ms":1}',
    "no JSON": b"{",
    "no payload": b'{"id":"1","reply_to":"a"}',
    "5,000 deep": b'{"payload":{"a":' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "no interaction": b'{"id":"1","reply_to":"a","payload":{"type":"message"},"asked_ms":1}',
    "no type": b'{"id":"1","reply_to":"a","payload":{},"asked_ms":1}',
}


async def test_malformed_questions_are_passed_over(asked: Bot, redis: Redis) -> None:
    await redis.rpush(LIST, *MALFORMED.values())
    assert await asked.check("form", {"term": "none"}) == (True, {})
    assert await redis.exists(LIST) == 0


async def test_a_connection_that_was_cut_between_questions_is_renewed(
    asked: Bot, redis: Redis
) -> None:
    for _ in range(2):
        assert await asked.check("form", {"term": "none"}) == (True, {})
        mine = await redis.client_id()
        for client in await redis.client_list():
            if client["cmd"].startswith("blpop") and client["id"] != str(mine):
                await redis.client_kill_filter(_id=client["id"])
    assert await asked.check("form", {"term": "none"}) == (True, {})


async def push(redis: Redis, body: dict[str, Any]) -> None:
    """Ask, and listen to no reply."""
    request = lane.Request("q", "nobody", body, int(time.time() * 1000))
    await redis.rpush(LIST, lane.encode(request))
