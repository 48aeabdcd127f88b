"""Bad input: each with its status, in the order of the contract, a JSON error and one log line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import httpx
import pytest
from redis.asyncio import Redis

from gateway.http import BODY_MAX_BYTES
from tests import payloads
from tests.gateway.conftest import SECRET, Slack, signed

EVENT = payloads.raw("message_public")
HUGE = b" " * (BODY_MAX_BYTES + 1)


@dataclass
class Sent:
    """A request that has something wrong."""

    body: bytes = EVENT
    method: str = "POST"
    path: str = "/slack/events"
    changed: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    secret: str = SECRET
    age_s: int = 0

    def headers(self) -> dict[str, str]:
        """Return a signed request's headers with what is wrong about them."""
        headers = signed(self.body, secret=self.secret, age_s=self.age_s) | self.changed
        return {name: value for name, value in headers.items() if name not in self.without}


TEXT = {"Content-Type": "text/plain"}
FORGED = "not-the-signing-secret"
FOREIGN = payloads.raw("message_public", team_id="T0ELSEWHERE")
SHAPELESS = payloads.raw("message_public", event_id=7, team_id="T0ELSEWHERE")

# In each row of a pair of neighbours both checks would fail; the earlier one answers.
ROWS = {
    "unknown path": (404, Sent(path="/slack/eventss")),
    "slash at the end": (404, Sent(path="/slack/events/")),
    "slash at the end of a health path": (404, Sent(path="/healthz/", method="GET")),
    "unknown path before method": (404, Sent(path="/nowhere", method="DELETE")),
    "GET": (405, Sent(body=b"", method="GET")),
    "PUT": (405, Sent(method="PUT")),
    "method before size": (405, Sent(body=HUGE, method="PUT")),
    "method before signature": (405, Sent(method="DELETE", secret=FORGED)),
    "too large": (413, Sent(body=HUGE)),
    "size before content type": (413, Sent(body=HUGE, changed=TEXT)),
    "text/plain": (415, Sent(changed=TEXT)),
    "no content type": (415, Sent(without=("Content-Type",))),
    "content type before signature": (415, Sent(changed=TEXT, secret=FORGED)),
    "forged": (401, Sent(secret=FORGED)),
    "no signature": (401, Sent(without=("X-Slack-Signature",))),
    "no timestamp": (401, Sent(without=("X-Slack-Request-Timestamp",))),
    "301 s old": (401, Sent(age_s=302)),
    "301 s ahead": (401, Sent(age_s=-302)),
    "junk timestamp": (401, Sent(changed={"X-Slack-Request-Timestamp": "1" * 5000})),
    "junk signature": (401, Sent(changed={"X-Slack-Signature": "v0=\x80junk"})),
    "signature before JSON": (401, Sent(body=b"{", secret=FORGED)),
    "signed url_verification only": (
        401,
        Sent(body=payloads.raw("url_verification"), secret=FORGED),
    ),
    "not UTF-8": (400, Sent(body=b'{"event_id":"\xff"}')),
    "not JSON": (400, Sent(body=b"{")),
    "empty": (400, Sent(body=b"")),
    "wrong shape": (400, Sent(body=payloads.raw("message_public", event_id=7))),
    "no challenge": (400, Sent(body=b'{"type":"url_verification"}')),
    "shape before origin": (400, Sent(body=SHAPELESS)),
    "event before origin": (400, Sent(body=payloads.raw("message_public", event=1, team_id="T2"))),
    "another team": (403, Sent(body=FOREIGN)),
    "another app": (403, Sent(body=payloads.raw("message_public", api_app_id="A0OTHER"))),
    "another token": (403, Sent(body=payloads.raw("message_public", token="other"))),
    "another team's url": (403, Sent(body=payloads.raw("url_verification", token="other"))),
    "another app's limit": (403, Sent(body=payloads.raw("app_rate_limited", api_app_id="A2"))),
    "another team's unknown type": (403, Sent(body=payloads.raw("star_added", team_id="T2"))),
}


@pytest.mark.parametrize(("status", "sent"), ROWS.values(), ids=ROWS.keys())
async def test_bad_input_is_refused_with_one_log_line_and_not_published(
    slack: Slack, redis: Redis, status: int, sent: Sent
) -> None:
    request_id = str(uuid.uuid4())
    headers = sent.headers() | {"X-Request-ID": request_id}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = await slack.http.request(sent.method, sent.path, content=sent.body, headers=raw)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert await redis.dbsize() == 0
    (line,) = refusals(slack, request_id)
    assert (line["status"], line["reason"]) == (status, answer.json()["error"])


def refusals(slack: Slack, request_id: str) -> list[dict[str, object]]:
    """Return the log lines about one request."""
    return [line for line in slack.process.lines() if line.get("request_id") == request_id]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_told_what_is_allowed(slack: Slack, method: str) -> None:
    answer = await slack.http.request(method, "/slack/events")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_method_that_a_health_path_does_not_know_is_405(slack: Slack) -> None:
    answer = await slack.http.post("/healthz")
    assert (answer.status_code, list(answer.json())) == (405, ["error"])
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=latin-1"],
)
async def test_json_in_any_spelling_is_accepted(
    slack: Slack, redis: Redis, content_type: str
) -> None:
    answer = await slack.send(EVENT, Content_Type=content_type)
    assert (answer.status_code, await redis.xlen("slack_message_public")) == (200, 1)


async def test_a_body_of_exactly_the_limit_is_read(slack: Slack, redis: Redis) -> None:
    answer = await slack.send(EVENT.ljust(BODY_MAX_BYTES))
    assert (answer.status_code, await redis.xlen("slack_message_public")) == (200, 1)


async def test_refusals_are_counted_by_status_and_kind(slack: Slack) -> None:
    await slack.http.post("/slack/events", content=EVENT)
    text = (await slack.http.get("/metrics")).text
    name = 'burrow_gateway_requests_refused_total{reason="WrongContentType",status="415"}'
    assert name in text


async def test_secrets_bodies_and_signatures_are_never_logged(slack: Slack) -> None:
    marker = "what-a-stranger-wrote"
    headers = signed(marker.encode(), secret=FORGED)
    await slack.http.post("/slack/events", content=marker, headers=headers)
    await slack.deliver("message_public", token="wrong-token-value")
    log = slack.process.text()
    signature = headers["X-Slack-Signature"]
    leaked = [text for text in (SECRET, marker, signature, "wrong-token-value") if text in log]
    assert leaked == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/_ruok", 200), ("/check/", 200), ("/readyz", 200), ("/metrics", 200)],
)
async def test_operators_pages_answer(slack: Slack, path: str, status: int) -> None:
    assert (await slack.http.get(path)).status_code == status


async def test_connections_are_kept(slack: Slack) -> None:
    async with httpx.AsyncClient(verify=False, limits=httpx.Limits(max_connections=1)) as http:  # noqa: S501
        url = f"http://127.0.0.1:{slack.port}/slack/events"
        for _ in range(3):
            answer = await http.post(url, content=EVENT, headers=signed(EVENT))
            assert "connection" not in answer.headers
