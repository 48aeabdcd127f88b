"""GitHub's webhooks: what is published, and what is only answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer, free_port
from tests.gateway.conftest import Slack, Start, with_namespaces
from tests.gateway.webhooks import (
    DELIVERY,
    MERGED,
    address,
    deliver,
    digest_of,
    event,
    hub_headers,
    published,
)

STREAM = "webhook_github"


@pytest.mark.parametrize("path", ["/github/site/", "/github/site", "/github/site/?from=here"])
async def test_a_merge_becomes_one_entry_with_what_is_needed_of_it(
    slack: Slack, redis: Redis, path: str
) -> None:
    answer = await deliver(slack, path=path)
    assert (answer.status_code, answer.content, answer.history) == (200, b"", [])
    assert await published(redis, STREAM) == [
        {
            "type": "webhook_github",
            "project": "site",
            "delivery": DELIVERY,
            "digest": digest_of(MERGED),
            "payload": {
                "repository": {"full_name": "warren/site"},
                "pull_request": {
                    "number": 7,
                    "title": "Dig deeper <!channel>",
                    "html_url": "https://github.com/warren/site/pull/7",
                    "merged": True,
                    "merged_at": "2026-01-01T10:00:00Z",
                    "base": {"ref": "main"},
                    "merged_by": {"login": "hazel"},
                },
            },
        }
    ]


async def entries(redis: Redis) -> Any:
    """Return the entries, as Redis has them."""
    return await redis.xrange(STREAM)


async def test_the_entry_is_one_that_every_reader_knows(slack: Slack, redis: Redis) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    answer = await deliver(slack, X_Request_ID="r1", traceparent=trace)
    [(_, fields)] = await entries(redis)
    assert answer.headers["x-request-id"] == "r1"
    assert fields[b"request_id"] == b"r1"
    assert fields[b"traceparent"] == trace.encode()
    assert fields[b"event_id"] == f"github:site:{DELIVERY}".encode()
    assert int(fields[b"gateway_ts"]) // 1000 == int(fields[b"event_ts"])


@pytest.mark.parametrize(
    ("delivery", "path", "count"),
    [
        (DELIVERY, "/github/site/", 1),
        (DELIVERY, "/github/shop/", 2),
        ("another", "/github/site/", 2),
    ],
    ids=["delivered again", "two webhooks of one repository", "another event"],
)
async def test_a_delivery_is_published_once_for_each_project(
    slack: Slack, redis: Redis, delivery: str, path: str, count: int
) -> None:
    statuses = [
        (await deliver(slack)).status_code,
        (await deliver(slack, path=path, X_GitHub_Delivery=delivery)).status_code,
    ]
    assert (statuses, await redis.xlen(STREAM)) == ([200, 200], count)


@pytest.mark.parametrize("delivery", ["", "a:b", "}:seen", "x" * 101])
async def test_without_an_id_that_can_be_one_the_body_tells_deliveries_apart(
    slack: Slack, redis: Redis, delivery: str
) -> None:
    for _ in range(2):
        await deliver(slack, X_GitHub_Delivery=delivery)
    [(_, fields)] = await entries(redis)
    assert fields[b"event_id"] == f"github:site:{digest_of(MERGED)}".encode()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ping", {"zen": "Keep it logically awesome.", "hook_id": 1}),
        ("push", {"ref": "refs/heads/main"}),
        ("issues", {"action": "opened", "issue": {"number": 1}}),
        ("pull_request", event("opened", merged=False, merged_by=None, merged_at=None)),
        ("pull_request", event("closed", merged=False, merged_by=None, merged_at=None)),
        ("pull_request", event("labeled")),
        ("pull_request", {}),
        ("pull_request_review", event("submitted")),
        ("check_run", event()),
        ("", event()),
        ("Ünnamed", event()),
    ],
)
@pytest.mark.parametrize("project", ["site", "nope"])
async def test_what_is_no_merge_is_answered_and_forgotten(
    slack: Slack, redis: Redis, name: str, body: dict[str, object], project: str
) -> None:
    raw = orjson.dumps(body)
    headers = hub_headers(raw) | {"X-GitHub-Event": name}
    sent = [(key.encode(), value.encode()) for key, value in headers.items()]
    answer = await slack.http.post(f"/github/{project}/", content=raw, headers=sent)
    assert (answer.status_code, answer.content, await redis.dbsize()) == (200, b"", 0)


async def test_what_is_forgotten_is_counted(slack: Slack) -> None:
    await deliver(slack, b"{}", X_GitHub_Event="watch")
    text = (await slack.http.get("/metrics")).text
    assert 'burrow_gateway_events_unrouted_total{kind="github_watch"} 1.0' in text


async def test_a_gateway_takes_sha1_where_it_is_configured_and_no_report_without_a_secret(
    start: Start, redis: Redis, redis_server: RedisServer, tmp_path: Path
) -> None:
    slack = start(
        redis_server.url,
        GITHUB_WEBHOOK_SHA1="1",
        HOOKS_SECRET="",
        JOBS_DIR=str(with_namespaces(tmp_path)),
    )
    assert (await deliver(slack, algorithm="sha1")).status_code == 200
    answer = await slack.http.post(address(), json={"message": "done"})
    assert (answer.status_code, await redis.xlen(STREAM)) == (403, 1)
    assert answer.json()["error"].startswith("HOOKS_SECRET is not set")


async def test_without_redis_a_webhook_is_a_503_and_not_a_promise(
    start: Start, tmp_path: Path
) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}"
    slack = start(nowhere, JOBS_DIR=str(with_namespaces(tmp_path)))
    answers = [await deliver(slack), await slack.http.post(address(), json={"message": "done"})]
    assert [answer.status_code for answer in answers] == [503, 503]
