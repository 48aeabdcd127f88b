"""Slash commands and interactions that are Slack's: what is stored, once, and what is answered."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import orjson
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from shared.sealing import Sealer
from tests.gateway.conftest import APP, TEAM, Slack, Start, signed
from tests.gateway.doors import (
    ALICE,
    CLICK,
    CLOSED,
    FORM,
    KEY,
    NEWER_KEY,
    ON_MESSAGE,
    RESPONSE_URL,
    SHORTCUT,
    SLASH,
    SUBMIT,
    SUGGEST,
    interaction,
    slash,
)
from tests.gateway.test_events import all_streams, entries, metric, ready

SECRET_FIELDS = {"token", "response_url", "bot_access_token", "interactivity"}
COMMANDS, INTERACTIONS = "slack_command", "slack_interaction"
INTERACTIVITY = {"interactor": {"id": ALICE, "secret": "an-interactors-secret"}}


@pytest.fixture
async def sealing(start: Start, redis_server: RedisServer, redis: Redis) -> Slack:
    """A gateway that has a key."""
    return start(redis_server.url, SECRETS_KEY=f"{NEWER_KEY}, {KEY}")


async def send(slack: Slack, body: bytes, **headers: str) -> Any:
    """Send a signed form."""
    return await slack.send(body, Content_Type=FORM, **headers)


def without_secrets(given: dict[str, Any]) -> dict[str, Any]:
    """Return what of a body may be stored."""
    return {name: value for name, value in given.items() if name not in SECRET_FIELDS}


def mark_of(body: bytes) -> bytes:
    """Return the event id of a body that is signed now."""
    return f"Sg{signed(body)['X-Slack-Signature'][3:35]}".encode()


STORED = {
    "slash command": (
        COMMANDS,
        slash(),
        without_secrets(SLASH) | {"type": "slash_command", "sealed_response_url": ""},
    ),
    "fields that pretend": (
        COMMANDS,
        slash(type="message", sealed_response_url="x"),
        without_secrets(SLASH) | {"type": "slash_command", "sealed_response_url": ""},
    ),
    "a repeated field": (
        COMMANDS,
        slash() + b"&text=the+last+one",
        without_secrets(SLASH)
        | {"type": "slash_command", "text": "the last one", "sealed_response_url": ""},
    ),
    "empty and foreign letters": (
        COMMANDS,
        slash(text="", channel_name="caf\u00e9 \U0001f407\0"),
        without_secrets(SLASH)
        | {"type": "slash_command", "text": "", "channel_name": "caf\u00e9 \U0001f407\0"}
        | {"sealed_response_url": ""},
    ),
    "click": (
        INTERACTIONS,
        interaction(CLICK, bot_access_token="xwfp-1", interactivity=INTERACTIVITY),
        without_secrets(CLICK) | {"sealed_response_url": ""},
    ),
    "shortcut": (
        INTERACTIONS,
        interaction(SHORTCUT, sealed_response_url="x"),
        without_secrets(SHORTCUT) | {"sealed_response_url": ""},
    ),
    "shortcut on a message": (
        INTERACTIONS,
        interaction(ON_MESSAGE),
        without_secrets(ON_MESSAGE) | {"sealed_response_url": ""},
    ),
    "form closed": (
        INTERACTIONS,
        interaction(CLOSED, response_urls="no list"),
        without_secrets(CLOSED) | {"sealed_response_url": ""},
    ),
    "a number of 30 digits": (
        INTERACTIONS,
        interaction(SHORTCUT).replace(b"%22ask%22", b"1" * 30),
        without_secrets(SHORTCUT) | {"callback_id": float("1" * 30), "sealed_response_url": ""},
    ),
}


@pytest.mark.parametrize(("stream", "body", "stored"), STORED.values(), ids=STORED.keys())
async def test_an_entry_is_what_slack_sent_without_what_is_secret(
    slack: Slack, redis: Redis, stream: str, body: bytes, stored: dict[str, Any]
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    before_ms, possible = time.time_ns() // 1_000_000, {mark_of(body)}
    answer = await send(slack, body, X_Request_ID="request-5", traceparent=trace)
    after_ms = time.time_ns() // 1_000_000
    assert (answer.status_code, answer.content) == (200, b"")
    assert await all_streams(redis) == {stream: 1}
    (fields,) = await entries(redis, stream)
    assert orjson.loads(fields.pop(b"json")) == stored
    assert before_ms <= int(fields.pop(b"gateway_ts")) <= after_ms
    assert before_ms // 1000 <= int(fields.pop(b"event_ts")) <= after_ms // 1000
    assert fields.pop(b"event_id") in possible | {mark_of(body)}
    assert fields == {
        b"request_id": b"request-5",
        b"team_id": TEAM.encode(),
        b"app_id": APP.encode(),
        b"traceparent": trace.encode(),
    }


@pytest.mark.parametrize(
    "team", [None, {"id": TEAM}, {}, {"id": None}], ids=["null", "ours", "empty", "id is null"]
)
async def test_an_organisations_click_is_of_its_users_team(
    slack: Slack, redis: Redis, team: Any
) -> None:
    answer = await send(slack, interaction(CLICK, team=team))
    assert answer.status_code == 200
    (fields,) = await entries(redis, INTERACTIONS)
    assert fields[b"team_id"] == TEAM.encode()


@pytest.mark.parametrize("path", ["/slack/events", "/slack/event"])
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", ";charset=latin-1"])
async def test_a_form_in_any_spelling_is_taken(
    slack: Slack, redis: Redis, path: str, charset: str
) -> None:
    body = slash(text="é")
    headers = signed(body) | {"Content-Type": FORM.title() + charset}
    answer = await slack.http.post(path, content=body, headers=headers)
    assert (answer.status_code, await all_streams(redis)) == (200, {COMMANDS: 1})


@pytest.mark.parametrize(
    ("stream", "body"), [(COMMANDS, slash()), (INTERACTIONS, interaction(CLICK))]
)
async def test_a_request_that_was_recorded_and_sent_again_is_refused(
    slack: Slack, redis: Redis, stream: str, body: bytes
) -> None:
    reason = 'burrow_gateway_requests_refused_total{reason="Replayed",status="401"}'
    before = await metric(slack, reason)
    headers = signed(body) | {"Content-Type": FORM}
    sends = (slack.http.post("/slack/events", content=body, headers=headers) for _ in range(5))
    answers = await asyncio.gather(*sends)
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
    refused = next(answer for answer in answers if answer.status_code == 401)
    assert refused.json()["error"].endswith("was taken before: each is taken once")
    assert await redis.xlen(stream) == 1
    assert await metric(slack, reason) == before + 4


async def test_the_same_words_said_twice_are_two_commands(slack: Slack, redis: Redis) -> None:
    said = [slash(trigger_id=f"13345.{number}") for number in range(2)]
    assert [(await send(slack, body)).status_code for body in said] == [200, 200]
    assert await redis.xlen(COMMANDS) == 2


async def test_ssl_check_is_answered_unsigned_and_stores_nothing(
    slack: Slack, redis: Redis
) -> None:
    form = {"ssl_check": "1", "token": "anything"}
    answer = await slack.http.post("/slack/events", data=form)
    assert (answer.status_code, answer.content, await redis.dbsize()) == (200, b"", 0)


@pytest.mark.parametrize(
    "kind", ["interactive_message", "dialog_submission", "workflow_step_edit", "new_thing", ""]
)
async def test_a_type_without_use_is_answered_counted_and_not_stored(
    slack: Slack, redis: Redis, kind: str
) -> None:
    counted = f'burrow_gateway_events_unrouted_total{{kind="{kind}"}}'
    before = await metric(slack, counted)
    answer = await send(slack, interaction(CLICK, type=kind))
    assert (answer.status_code, answer.content, await redis.dbsize()) == (200, b"", 0)
    assert await metric(slack, counted) == before + 1


async def test_without_redis_a_command_and_a_click_are_503(start: Start) -> None:
    slack = start("redis://127.0.0.1:1/0", wait=False)
    await ready(slack)
    for body in (slash(), interaction(CLICK)):
        answer = await send(slack, body)
        assert (answer.status_code, list(answer.json())) == (503, ["error"])
    answers = await asyncio.gather(
        send(slack, interaction(SUBMIT)),
        send(slack, interaction(SUBMIT, view={"id": "V1", "blocks": [{"type": "section"}]})),
        send(slack, interaction(SUGGEST)),
    )
    assert [answer.status_code for answer in answers] == [200, 503, 200]
    said = answers[0].json()
    assert (said["response_action"], list(said["errors"])) == ("errors", ["term"])
    assert "nothing was done" in said["errors"]["term"]
    assert answers[2].json() == {"options": []}


async def test_addresses_for_answers_are_stored_sealed(sealing: Slack, redis: Redis) -> None:
    place = {"channel_id": "C1", "block_id": "b", "response_url": RESPONSE_URL + "/form"}
    bodies = (slash(), interaction(CLICK, response_urls=[place, "no place", place]))
    assert [(await send(sealing, body)).status_code for body in bodies] == [200, 200]
    said = orjson.loads((await entries(redis, COMMANDS))[0][b"json"])
    clicked = orjson.loads((await entries(redis, INTERACTIONS))[0][b"json"])
    newer = Sealer([SecretStr(NEWER_KEY)])
    seals = [said["sealed_response_url"], clicked["sealed_response_url"]]
    assert [newer.unseal(seal, time.time()) for seal in seals] == [RESPONSE_URL] * 2
    assert [set(one) for one in clicked["response_urls"]] == [
        {"channel_id", "block_id", "sealed_response_url"}
    ] * 2
    seal = clicked["response_urls"][0]["sealed_response_url"]
    assert newer.unseal(seal, time.time()) == RESPONSE_URL + "/form"
