"""POST /github/<project>/: from a merged pull request to one entry of webhook_github.

The gateway knows the names of the namespaces and nothing more of them; whether the repository and
the branch are the right ones is decided by consumers. Everything else that is signed is answered
200, counted and forgotten: a ping, a push, a pull request that was closed without being merged.

Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.types import Receive, Scope

from gateway.commands import Entry
from gateway.counts import Counts
from gateway.endpoint import OK, Endpoint
from gateway.http import Answer, Headers, media_type, read_body, traceparent, wrong_type
from gateway.hub_signature import HubKey
from gateway.json_body import read_json
from gateway.publisher import Publisher
from shared.errors import BadRequest
from shared.events import GITHUB
from shared.webhooks import Delivery, Merge

PATHS = ("/github/{project}/", "/github/{project}")

CURE = "application/json: choose it as the webhook's content type in GitHub's settings"
EVENT = re.compile(rb"[a-z_]{1,60}")  # a metric's label
DELIVERY = re.compile(rb"[\w-]{1,100}")  # a GUID so far; it becomes part of a key
PROJECT_CHARS = 100  # of a name that nobody has, repeated in the answer


class PullRequestEvent(Merge, frozen=True):
    """What GitHub sends about a pull request, as far as anything depends on it."""

    action: str = ""


ANY_EVENT: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])
PULL_REQUEST_EVENT = msgspec.json.Decoder(PullRequestEvent)


class GitHubEvents(Endpoint):
    """The endpoint.

    Args:
        projects: names of the namespaces.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        key: HubKey,
        projects: frozenset[str],
        publisher: Publisher,
        counts: Counts,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(counts)
        self.key, self.projects, self.publisher, self.clock = key, projects, publisher, clock

    async def answer(
        self, scope: Scope, headers: Headers, asked_as: bytes, receive: Receive
    ) -> Answer:
        """Verify a webhook, and publish it if it is about a merge."""
        body = await read_body(headers, receive)
        if (declared := media_type(headers)) != b"application/json":
            raise wrong_type(declared, CURE)
        self.key.verify(headers, body)
        merge = read_merge(headers, body)
        if merge is None:
            self.counts.note_unrouted(f"github_{event_name(headers)}")
            return OK
        project = scope["path_params"]["project"]
        if project not in self.projects:
            raise BadRequest(f"unknown project: {project[:PROJECT_CHARS]}")
        entry = entry_of(project, merge, headers, body, self.clock())
        entry.request_id, entry.traceparent = asked_as, traceparent(headers)
        added = await self.publisher.publish(GITHUB, entry)
        self.counts.note_published(GITHUB, added=added)
        return OK


def event_name(headers: Headers) -> str:
    """Return GitHub's name of the event, or what stands for one that cannot be a name."""
    name = headers.get(b"x-github-event", b"")
    return name.decode() if EVENT.fullmatch(name) else "unnamed"


def read_merge(headers: Headers, body: bytes) -> Merge | None:
    """Return the merge that a body tells of, or None if it is about anything else.

    Raises:
        BadRequest: not UTF-8, not JSON, or of the wrong shape.
    """
    if event_name(headers) != "pull_request":
        read_json(ANY_EVENT, body)
        return None
    event = read_json(PULL_REQUEST_EVENT, body)
    if event.action != "closed" or not event.pull_request.merged:
        return None
    return Merge(event.repository, event.pull_request)


def entry_of(project: str, merge: Merge, headers: Headers, body: bytes, now_s: float) -> Entry:
    """Return the entry of a merge received now."""
    given, digest = headers.get(b"x-github-delivery", b""), hashlib.sha256(body).hexdigest()
    delivery = given.decode() if DELIVERY.fullmatch(given) else ""
    return Entry(
        # With the project: two webhooks of one repository tell of one event under one id.
        event_id=f"github:{project}:{delivery or digest}".encode(),
        gateway_ts_ms=int(now_s * 1000),
        event_ts_s=int(now_s),
        json=msgspec.json.encode(Delivery(project, delivery, digest, merge)),
    )
