"""GitHub's webhooks: bad input, each with its status, in the order of the contract."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import orjson
import pytest
from redis.asyncio import Redis

from gateway.http import BODY_MAX_BYTES
from tests.gateway.conftest import HUB_SECRET, Slack
from tests.gateway.webhooks import MERGED, deliver, event, hub_headers

FORGED = "not-the-secret"


@dataclass
class Sent:
    """A delivery that has something wrong."""

    body: bytes = MERGED
    method: str = "POST"
    path: str = "/github/site/"
    changed: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    secret: str = HUB_SECRET
    algorithm: str = "sha256"

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return a signed delivery's headers with what is wrong about them."""
        signed = hub_headers(self.body, secret=self.secret, algorithm=self.algorithm)
        kept = {name: value for name, value in signed.items() if name not in self.without}
        return [
            (name.encode(), value.encode("latin-1"))
            for name, value in (kept | self.changed).items()
        ]


HUGE = b" " * (BODY_MAX_BYTES + 1)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SIGNATURE = "X-Hub-Signature-256"
RIGHT = hub_headers(MERGED)[SIGNATURE]

# In each row of a pair of neighbours both checks would fail; the earlier one answers.
ROWS = {
    "no project": (404, Sent(path="/github/")),
    "two projects": (404, Sent(path="/github/site/shop/")),
    "GET": (405, Sent(b"", "GET")),
    "method before size": (405, Sent(HUGE, "PUT")),
    "too large": (413, Sent(HUGE)),
    "size before content type": (413, Sent(HUGE, changed=FORM)),
    "form": (415, Sent(b"payload=%7B%7D", changed=FORM)),
    "no content type": (415, Sent(without=("Content-Type",))),
    "content type before signature": (415, Sent(changed=FORM, secret=FORGED)),
    "forged": (403, Sent(secret=FORGED)),
    "no signature": (403, Sent(without=(SIGNATURE,))),
    "SHA-1 only": (403, Sent(algorithm="sha1")),
    "junk": (403, Sent(changed={SIGNATURE: "sha256=\x80junk"})),
    "without its name": (403, Sent(changed={SIGNATURE: RIGHT.partition("=")[2]})),
    "with a blank": (403, Sent(changed={SIGNATURE: RIGHT.replace("=", "= ")})),
    "in capitals": (403, Sent(changed={SIGNATURE: RIGHT.upper()})),
    "of another body": (403, Sent(b"{}", changed={SIGNATURE: RIGHT})),
    "signature before JSON": (403, Sent(b"{", secret=FORGED)),
    "signature before project": (403, Sent(path="/github/nope/", secret=FORGED)),
    "signature of a ping": (403, Sent(changed={"X-GitHub-Event": "ping"}, secret=FORGED)),
    "not UTF-8": (400, Sent(b'{"a":"\xff"}')),
    "not JSON": (400, Sent(b"{")),
    "empty": (400, Sent(b"")),
    "a list": (400, Sent(b"[]")),
    "a ping that is a list": (400, Sent(b"[]", changed={"X-GitHub-Event": "ping"})),
    "nested too deeply": (400, Sent(b"[" * 100_000)),
    "no pull request": (400, Sent(b'{"action":"closed","pull_request":null}')),
    "merged is no truth": (400, Sent(orjson.dumps(event(merged="yes")))),
    "number is a text": (400, Sent(orjson.dumps(event(number="7")))),
    "half a character": (400, Sent(MERGED.replace(b"deeper", b"\\ud800"))),
    "unknown project": (400, Sent(path="/github/nope/")),
    "unknown project, odd name": (400, Sent(path="/github/%0A%00..%C3%BC/")),
}


@pytest.mark.parametrize(("status", "sent"), ROWS.values(), ids=ROWS.keys())
async def test_bad_input_is_refused_with_one_log_line_and_not_published(
    slack: Slack, redis: Redis, status: int, sent: Sent
) -> None:
    request_id = str(uuid.uuid4())
    headers = [*sent.headers(), (b"X-Request-ID", request_id.encode())]
    answer = await slack.http.request(sent.method, sent.path, content=sent.body, headers=headers)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert await redis.dbsize() == 0
    (line,) = [one for one in slack.process.lines() if one.get("request_id") == request_id]
    assert (line["status"], line["reason"]) == (status, answer.json()["error"])


@pytest.mark.parametrize(
    ("path", "changed", "said"),
    [
        ("/github/nope/", {}, "unknown project: nope"),
        ("/github/site/", FORM, "choose it as the webhook's content type"),
        ("/github/site/", {SIGNATURE: "sha256="}, "the sha256 signature does not match the body"),
    ],
)
async def test_a_refusal_says_what_to_mend(
    slack: Slack, path: str, changed: dict[str, str], said: str
) -> None:
    answer = await slack.http.post(path, content=MERGED, headers=hub_headers(MERGED) | changed)
    assert said in answer.json()["error"]


async def test_bodies_and_signatures_are_never_logged(slack: Slack) -> None:
    body = orjson.dumps(event(title="what-a-stranger-wrote"))
    forged = hub_headers(body, secret=FORGED)
    await slack.http.post("/github/site/", content=body, headers=forged)
    await deliver(slack, body)
    secrets = (HUB_SECRET, "what-a-stranger-wrote", forged[SIGNATURE], hub_headers(body)[SIGNATURE])
    log = slack.process.text()
    assert [text for text in secrets if text in log] == []
