"""Whatever comes to the webhooks' paths: never a 5xx, and nothing published but what is proven."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import redis as blocking_redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dev.redis_server import RedisServer
from gateway.run_reports import MESSAGE_CHARS
from tests.gateway.test_arbitrary_input import ANYTHING, VALUES, Target
from tests.gateway.webhooks import MERGED, WHERE, address, digest_of, event, hub_headers
from tests.processes import Process

EXAMPLES = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Headers = list[tuple[str, bytes]]


class Webhooks(Target):
    """The shared gateway, spoken to at its other paths."""

    def send(self, path: str, body: bytes, headers: Headers) -> int:
        """Send a POST to an empty Redis; return the status."""
        self.redis.flushall()
        return self.request("POST", path, body, headers)[0]

    def from_hub(self, path: str, body: bytes) -> int:
        """Send a body that GitHub signed."""
        return self.send(path, body, [(n, v.encode()) for n, v in hub_headers(body).items()])

    def entries(self, stream: str) -> list[Any]:
        """Return the inner events of a stream."""
        found: Any = self.redis.xrange(stream)
        return [json.loads(fields[b"json"]) for _, fields in found]


@pytest.fixture
def webhooks(shared_process: tuple[Process, int], redis_server: RedisServer) -> Iterator[Webhooks]:
    """The shared gateway with an empty Redis."""
    redis = blocking_redis.Redis(port=redis_server.port)
    redis.flushall()
    yield Webhooks(shared_process[1], redis)
    redis.close()


NAMES = st.sampled_from(
    (
        "X-Hub-Signature-256",
        "X-Hub-Signature",
        "X-GitHub-Event",
        "X-GitHub-Delivery",
        "Idempotency-Key",
        "Authorization",
        "Content-Type",
        "X-Request-ID",
    )
)
PATHS = st.sampled_from(
    ("/github/site/", "/github/%FF", "/github//", "/hooks/run", "/hooks/run?token=a.b", "/hooks/x")
)


@EXAMPLES
@given(
    path=PATHS,
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=6),
    body=st.binary(max_size=100) | st.sampled_from([MERGED, b'{"message":"a"}']),
)
def test_arbitrary_headers_prove_nothing(
    webhooks: Webhooks, path: str, headers: Headers, body: bytes
) -> None:
    status = webhooks.send(path, body, [("Content-Type", b"application/json"), *headers])
    assert status in {400, 403, 404, 415}
    assert webhooks.redis.dbsize() == 0


@EXAMPLES
@given(token=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_arbitrary_tokens_prove_nothing(webhooks: Webhooks, token: str) -> None:
    path = f"/hooks/run?token={token.replace('#', '')}"
    headers = [("Content-Type", b"text/plain")]
    assert webhooks.send(path, b"said", headers) in {400, 403}
    assert webhooks.redis.dbsize() == 0


PULL_REQUESTS = st.fixed_dictionaries(
    {"merged": st.just(True) | ANYTHING},
    optional={
        "number": st.integers(1, 9) | ANYTHING,
        "title": st.text(max_size=9) | ANYTHING,
        "html_url": ANYTHING,
        "base": st.fixed_dictionaries({"ref": st.text(max_size=9)}) | ANYTHING,
        "merged_by": st.none() | st.fixed_dictionaries({"login": ANYTHING}) | ANYTHING,
    },
)
LIKELY = st.fixed_dictionaries(
    {"action": st.just("closed") | ANYTHING, "pull_request": PULL_REQUESTS | ANYTHING},
    optional={"repository": st.fixed_dictionaries({"full_name": ANYTHING}) | ANYTHING},
)
MERGES = st.fixed_dictionaries({"title": st.text(max_size=50), "number": st.integers(0, 2**31)})


@EXAMPLES
@given(document=LIKELY | ANYTHING, project=st.sampled_from(["site", "nope"]))
def test_arbitrary_json_from_github(webhooks: Webhooks, document: Any, project: str) -> None:
    body = json.dumps(document, ensure_ascii=False).encode(errors="surrogatepass")
    status = webhooks.from_hub(f"/github/{project}/", body)
    found = webhooks.entries("webhook_github")
    assert status in {200, 400}
    assert [one["digest"] for one in found] in ([], [digest_of(body)])
    assert all(document["action"] == "closed" for _ in found)
    assert all(document["pull_request"]["merged"] is True for _ in found)
    assert not found or (status, project) == (200, "site")


@EXAMPLES
@given(changes=MERGES)
def test_every_merge_is_published_as_github_said_it(
    webhooks: Webhooks, changes: dict[str, Any]
) -> None:
    status = webhooks.from_hub("/github/site/", json.dumps(event(**changes)).encode())
    (found,) = webhooks.entries("webhook_github")
    told = found["payload"]["pull_request"]
    assert (status, {name: told[name] for name in changes}) == (200, changes)


@EXAMPLES
@given(
    body=st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: text.encode(errors="surrogatepass"))
    | (ANYTHING | st.fixed_dictionaries({"message": ANYTHING})).map(
        lambda document: json.dumps(document).encode()
    ),
    kind=st.sampled_from([b"application/json", b"text/plain"]),
)
def test_arbitrary_reports_with_a_token(webhooks: Webhooks, body: bytes, kind: bytes) -> None:
    status = webhooks.send(address(12), body, [("Content-Type", kind)])
    found = webhooks.entries("webhook_run")
    assert status in {200, 400}
    assert len(found) == (status == 200)
    assert [(one["run_id"], one["channel"]) for one in found] in ([], [(12, WHERE.channel)])
    assert all(1 <= len(one["message"]) <= MESSAGE_CHARS for one in found)
