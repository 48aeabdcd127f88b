"""What is answered 200: each event in its stream, once; and what carries no event."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import orjson
import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from shared.events import parse
from tests import payloads
from tests.gateway.conftest import OLD_SECRET, Slack, Start, signed

Fields = dict[bytes, bytes]


async def entries(redis: Redis, stream: str) -> list[Fields]:
    """Return the fields of all entries of a stream."""
    found: Any = await redis.xrange(stream)
    return [fields for _, fields in found]


async def all_streams(redis: Redis) -> dict[str, int]:
    """Return the length of each stream there is."""
    names = [name.decode() async for name in redis.scan_iter(_type="stream")]
    return {name: await redis.xlen(name) for name in names}


@pytest.mark.parametrize(("name", "stream"), payloads.STREAMS)
async def test_an_event_is_in_the_stream_of_its_type_when_200_is_answered(
    slack: Slack, redis: Redis, name: str, stream: str
) -> None:
    answer = await slack.deliver(name)
    assert (answer.status_code, answer.content) == (200, b"")
    assert await all_streams(redis) == {stream: 1}
    (fields,) = await entries(redis, stream)
    assert parse(stream, "1-0", fields).body == payloads.load(name)["event"]


@pytest.mark.parametrize(("channel_type", "stream"), payloads.CHANNEL_TYPES)
async def test_the_channel_type_decides_between_public_and_private(
    slack: Slack, redis: Redis, channel_type: Any, stream: str
) -> None:
    event = {"type": "message", "text": "hello", "channel_type": channel_type}
    answer = await slack.deliver("message_public", event=event)
    assert answer.status_code == 200
    assert await all_streams(redis) == {stream: 1}


async def test_an_entry_has_gopherbots_five_fields_and_ours(slack: Slack, redis: Redis) -> None:
    event = b'{ "type":"message", "text":"caf\\u00e9 \xf0\x9f\x90\x87", "n": 1.50 }'
    body = (
        b'{"event":%b,"event_id":"Ev77","event_time":1767225600,"team_id":"T0RABBIT01",'
        b'"api_app_id":"A0BURROW01","unknown":{"a":[1]}}' % event
    )
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    before_ms = time.time_ns() // 1_000_000
    answer = await slack.send(body, X_Request_ID="request-77", traceparent=trace)
    after_ms = time.time_ns() // 1_000_000
    assert answer.headers["x-request-id"] == "request-77"
    (fields,) = await entries(redis, "slack_message_public")
    gateway_ts_ms = int(fields.pop(b"gateway_ts"))
    assert before_ms <= gateway_ts_ms <= after_ms
    assert fields == {
        b"request_id": b"request-77",
        b"event_ts": b"1767225600",
        b"event_id": b"Ev77",
        b"json": event,
        b"team_id": b"T0RABBIT01",
        b"app_id": b"A0BURROW01",
        b"traceparent": trace.encode(),
    }


async def test_what_slack_left_out_is_empty_or_the_second_of_receipt(
    slack: Slack, redis: Redis
) -> None:
    before_s = int(time.time())
    assert (await slack.send(b'{"event":{"type":"message"},"event_id":"Ev1"}')).status_code == 200
    (fields,) = await entries(redis, "slack_message_public")
    assert before_s <= int(fields[b"event_ts"]) <= int(time.time())
    assert fields[b"request_id"] == fields[b"team_id"] == fields[b"app_id"] == b""
    assert b"traceparent" not in fields


async def test_a_timestamp_of_sixteen_digits_is_passed_on(slack: Slack, redis: Redis) -> None:
    await slack.deliver("app_mention_odd_values")
    (fields,) = await entries(redis, "slack_app_mention")
    assert fields[b"event_ts"] == b"1767225660000700"
    assert orjson.loads(fields[b"json"])["event_ts"] == "1767225660000700"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"X-Request-ID": "r" * 300}, b"r" * 200),
        ({"X-Request-ID": "a\tb"}, b"ab"),
        ({"X-Request-ID": "café"}, b"caf"),
        ({"traceparent": "00-junk"}, b""),
        ({"traceparent": "x" * 55}, b""),
    ],
)
async def test_headers_from_outside_are_bounded_before_they_are_stored(
    slack: Slack, redis: Redis, sent: dict[str, str], stored: bytes
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    body = payloads.raw("message_public")
    signature = [(name.encode(), value.encode()) for name, value in signed(body).items()]
    answer = await slack.http.post("/slack/events", content=body, headers=raw + signature)
    assert answer.status_code == 200
    (fields,) = await entries(redis, "slack_message_public")
    assert (fields[b"request_id"], b"traceparent" in fields) == (stored, False)


async def test_gopherbots_path_and_the_secret_before_the_rotation_are_accepted(
    slack: Slack, redis: Redis
) -> None:
    body = payloads.raw("message_public")
    headers = signed(body, secret=OLD_SECRET)
    answer = await slack.http.post("/slack/event", content=body, headers=headers)
    assert (answer.status_code, await all_streams(redis)) == (200, {"slack_message_public": 1})


async def test_the_mark_lives_as_long_as_slack_may_send_again(slack: Slack, redis: Redis) -> None:
    await slack.deliver("message_public")
    ttl_s = await redis.ttl("{slack_message_public}:seen:Ev0PUBLIC01")
    assert 890 <= ttl_s <= 900


async def test_one_event_sent_20_times_at_once_through_two_gateways_is_one_entry(
    start: Start, redis_server: RedisServer, redis: Redis
) -> None:
    gateways = [start(redis_server.url, wait=False), start(redis_server.url)]
    await ready(gateways[0])
    sends = [slack.deliver("message_public") for _ in range(10) for slack in gateways]
    answers = await asyncio.gather(*sends)
    assert [answer.status_code for answer in answers] == [200] * 20
    assert await all_streams(redis) == {"slack_message_public": 1}


async def ready(slack: Slack) -> None:
    """Wait until a gateway answers."""
    async with asyncio.timeout(15):
        while True:
            try:
                await slack.http.get("/healthz")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def test_url_verification_is_answered_with_its_challenge(slack: Slack, redis: Redis) -> None:
    answer = await slack.deliver("url_verification")
    challenge = payloads.load("url_verification")["challenge"]
    assert (answer.status_code, answer.json()) == (200, {"challenge": challenge})
    assert answer.headers["content-type"] == "application/json"
    assert await all_streams(redis) == {}


async def test_app_rate_limited_is_answered_counted_and_logged(slack: Slack, redis: Redis) -> None:
    before = await metric(slack, "burrow_gateway_app_rate_limited_total")
    assert (await slack.deliver("app_rate_limited")).status_code == 200
    assert await metric(slack, "burrow_gateway_app_rate_limited_total") == before + 1
    assert slack.process.lines("slack.app_rate_limited") != []
    assert await all_streams(redis) == {}


@pytest.mark.parametrize("path", ["/slack/events", "/slack/event"])
async def test_ssl_check_is_answered_unverified_and_publishes_nothing(
    slack: Slack, redis: Redis, path: str
) -> None:
    answer = await slack.http.post(path, data={"ssl_check": "1", "token": "anything"})
    assert answer.status_code == 200
    assert await all_streams(redis) == {}


async def test_a_type_without_a_stream_is_answered_counted_and_logged_once(
    slack: Slack, redis: Redis
) -> None:
    name = 'burrow_gateway_events_unrouted_total{kind="star_added"}'
    before = await metric(slack, name)
    answers = [await slack.deliver("star_added", event_id=f"Ev{n}") for n in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert await metric(slack, name) == before + 3
    lines = [line["kind"] for line in slack.process.lines("event.unrouted")]
    assert lines.count("star_added") == 1
    assert await all_streams(redis) == {}


async def test_published_and_repeated_events_are_counted(slack: Slack, redis: Redis) -> None:
    published = 'burrow_gateway_events_published_total{stream="slack_team_join"}'
    repeated = 'burrow_gateway_events_duplicate_total{stream="slack_team_join"}'
    before = await metric(slack, published), await metric(slack, repeated)
    for _ in range(3):
        await slack.deliver("team_join")
    after = await metric(slack, published), await metric(slack, repeated)
    assert after == (before[0] + 1, before[1] + 2)
    assert await metric(slack, "burrow_gateway_publish_seconds_count") >= 3


async def metric(slack: Slack, name: str) -> float:
    """Return one value of /metrics, 0 if it is not there."""
    text = (await slack.http.get("/metrics")).text
    values = [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(name + " ")]
    return float(values[0]) if values else 0.0
