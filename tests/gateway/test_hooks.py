"""Reports of jobs on other machines: whose they are is in the token, and nowhere else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from gateway.http import BODY_MAX_BYTES
from gateway.run_reports import MESSAGE_CHARS
from tests.gateway.conftest import HOOKS_SECRET, Slack
from tests.gateway.webhooks import WHERE, address, published

STREAM = "webhook_run"
TEXT = {"Content-Type": "text/plain; charset=utf-8"}
JSON = {"Content-Type": "application/json"}
LONGEST = "ü" * MESSAGE_CHARS


@pytest.mark.parametrize(
    ("headers", "body", "message"),
    [
        (JSON, b'{"message":"cohort is ready"}', "cohort is ready"),
        (JSON, b'{"message":" two\\nlines ","more":1}', " two\nlines "),
        (JSON, orjson.dumps({"message": LONGEST}), LONGEST),
        (TEXT, "fertig: 100 % für <!here>".encode(), "fertig: 100 % für <!here>"),
        (TEXT, b'{"message":"as it stands"}', '{"message":"as it stands"}'),
        (TEXT, LONGEST.encode(), LONGEST),
    ],
    ids=["JSON", "more JSON", "longest JSON", "text", "text that looks like JSON", "longest text"],
)
async def test_a_report_becomes_one_entry_bound_to_what_the_token_says(
    slack: Slack, redis: Redis, headers: dict[str, str], body: bytes, message: str
) -> None:
    answer = await slack.http.post(address(12), content=body, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert await published(redis, STREAM) == [
        {
            "type": "webhook_run",
            "run_id": 12,
            "channel": WHERE.channel,
            "thread_ts": WHERE.thread_ts,
            "message": message,
        }
    ]


@pytest.mark.parametrize(
    ("first", "second", "entries"),
    [
        ((12, {}), (12, {}), 2),
        ((12, {"Idempotency-Key": "a"}), (12, {"Idempotency-Key": "a"}), 1),
        ((12, {"Idempotency-Key": "a"}), (12, {"Idempotency-Key": "b"}), 2),
        ((12, {"Idempotency-Key": "a"}), (13, {"Idempotency-Key": "a"}), 2),
        ((12, {"Idempotency-Key": "\x80" * 4000}), (12, {"Idempotency-Key": "\x80" * 4000}), 1),
    ],
    ids=["without a key", "sent again", "another report", "another run", "junk"],
)
async def test_a_report_that_is_sent_again_with_its_key_is_published_once(
    slack: Slack,
    redis: Redis,
    first: tuple[int, dict[str, str]],
    second: tuple[int, dict[str, str]],
    entries: int,
) -> None:
    for run_id, more in (first, second):
        sent = [(name.encode(), text.encode("latin-1")) for name, text in (JSON | more).items()]
        answer = await slack.http.post(address(run_id), content=b'{"message":"a"}', headers=sent)
        assert answer.status_code == 200
    assert await redis.xlen(STREAM) == entries


@dataclass
class Sent:
    """A report that has something wrong."""

    body: bytes = b'{"message":"done"}'
    method: str = "POST"
    path: str = field(default_factory=address)
    headers: dict[str, str] = field(default_factory=lambda: JSON)


HUGE = b" " * (BODY_MAX_BYTES + 1)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FORGED = address(secret="not-the-secret")
RIGHT = address()

# In each row of a pair of neighbours both checks would fail; the earlier one answers.
ROWS = {
    "unknown source": (404, Sent(path=RIGHT.replace("/run", "/cron"))),
    "no source": (404, Sent(path="/hooks/")),
    "slash at the end": (404, Sent(path=RIGHT.replace("/run", "/run/"))),
    "GET": (405, Sent(b"", "GET")),
    "method before size": (405, Sent(HUGE, "PUT")),
    "too large": (413, Sent(HUGE)),
    "size before content type": (413, Sent(HUGE, headers=FORM)),
    "form": (415, Sent(b"message=done", headers=FORM)),
    "no content type": (415, Sent(headers={})),
    "content type before token": (415, Sent(headers=FORM, path=FORGED)),
    "no token": (400, Sent(path="/hooks/run")),
    "empty token": (400, Sent(path="/hooks/run?token=")),
    "too many fields": (400, Sent(path=f"{RIGHT}&{'a=1&' * 200}")),
    "forged": (403, Sent(path=FORGED)),
    "over": (403, Sent(path=address(lasts_s=-1))),
    "cut": (403, Sent(path=RIGHT[:-1])),
    "half": (403, Sent(path=RIGHT.partition(".")[0])),
    "junk": (403, Sent(path="/hooks/run?token=%80%FF.%00")),
    "another secret's": (403, Sent(path=f"/hooks/run?token={HOOKS_SECRET}")),
    "a blank behind": (403, Sent(path=f"{RIGHT}%20")),
    "token before JSON": (403, Sent(b"{", path=FORGED)),
    "not UTF-8": (400, Sent(b'{"message":"\xff"}')),
    "text that is not UTF-8": (400, Sent(b"\xff", headers=TEXT)),
    "not JSON": (400, Sent(b"{")),
    "empty": (400, Sent(b"")),
    "empty text": (400, Sent(b"", headers=TEXT)),
    "a list": (400, Sent(b"[]")),
    "no message": (400, Sent(b'{"text":"done"}')),
    "message is a number": (400, Sent(b'{"message":7}')),
    "message is nothing": (400, Sent(b'{"message":null}')),
    "blank message": (400, Sent(b'{"message":" \\n\\t"}')),
    "half a character": (400, Sent(b'{"message":"\\ud800"}')),
    "too long": (400, Sent(orjson.dumps({"message": LONGEST + "ü"}))),
    "too long a text": (400, Sent((LONGEST + "ü").encode(), headers=TEXT)),
}


@pytest.mark.parametrize(("status", "sent"), ROWS.values(), ids=ROWS.keys())
async def test_bad_input_is_refused_with_one_log_line_and_not_published(
    slack: Slack, redis: Redis, status: int, sent: Sent
) -> None:
    request_id = str(uuid.uuid4())
    headers = sent.headers | {"X-Request-ID": request_id}
    answer = await slack.http.request(sent.method, sent.path, content=sent.body, headers=headers)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert await redis.dbsize() == 0
    (line,) = [one for one in slack.process.lines() if one.get("request_id") == request_id]
    assert (line["status"], line["reason"]) == (status, answer.json()["error"])


async def test_tokens_and_messages_are_in_no_log_line_no_metric_and_no_key(
    slack: Slack, redis: Redis
) -> None:
    addresses = [address(1), address(2, secret="another"), address(3, lasts_s=-1)]
    for one in addresses:
        await slack.http.post(one, json={"message": "what-a-job-wrote"})
    await slack.http.get(address(4))
    metrics = (await slack.http.get("/metrics")).text
    names: Any = await redis.keys()
    entries: Any = await redis.xrange(STREAM)
    kept = [part for _, fields in entries for name, part in fields.items() if name != b"json"]
    seen = slack.process.text() + metrics + str(names) + str(kept)
    tokens = [one.partition("token=")[2] for one in (*addresses, address(4))]
    assert [text for text in (*tokens, "what-a-job-wrote", HOOKS_SECRET) if text in seen] == []
    assert [token for token in tokens if token in str(entries)] == []
