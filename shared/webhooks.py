"""What travels in `json` of webhook_github and webhook_run: written by gateways, read by consumers.

| field of webhook_github | type   | meaning                                                       |
|-------------------------|--------|---------------------------------------------------------------|
| type                    | text   | `webhook_github`                                              |
| project                 | text   | the namespace in the path                                     |
| delivery                | text   | GitHub's id of the event, the same when sent again, or ""     |
| digest                  | text   | SHA-256 of the body: replays may come with another delivery   |
| payload                 | object | Merge: what is needed of what GitHub says                     |

| field of webhook_run    | type   | meaning                                                       |
|-------------------------|--------|---------------------------------------------------------------|
| type                    | text   | `webhook_run`                                                 |
| run_id                  | int    | the run                                                       |
| channel, thread_ts      | text   | where it was asked for; the thread may be ""                  |
| message                 | text   | as it was sent: 1 to 40,000 characters                        |

Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct, field

from shared.errors import Reject
from shared.events import Event


class Repository(Struct, frozen=True):
    """Where it happened: `owner/name`."""

    full_name: str = ""


class Branch(Struct, frozen=True):
    """What was merged into."""

    ref: str = ""


class Person(Struct, frozen=True):
    """Who did it."""

    login: str = ""


class PullRequest(Struct, frozen=True):
    """A pull request; `merged_at` is ISO 8601."""

    number: int = 0
    title: str = ""
    html_url: str = ""
    merged: bool = False
    merged_at: str | None = None
    base: Branch = field(default_factory=Branch)
    merged_by: Person | None = None


class Merge(Struct, frozen=True):
    """A pull request that was merged."""

    repository: Repository = field(default_factory=Repository)
    pull_request: PullRequest = field(default_factory=PullRequest)


class Delivery(Struct, frozen=True, tag_field="type", tag="webhook_github"):
    """A merge that GitHub told."""

    project: str
    delivery: str
    digest: str
    payload: Merge


class RunReport(Struct, frozen=True, tag_field="type", tag="webhook_run"):
    """What a run says from elsewhere."""

    run_id: int
    channel: str
    thread_ts: str
    message: str


Shape = TypeVar("Shape", Delivery, RunReport)


def read(event: Event, shape: type[Shape]) -> Shape:
    """Return what an event says.

    Raises:
        Reject: no gateway of ours wrote it.
    """
    try:
        return msgspec.convert(event.body, shape)
    except msgspec.ValidationError as error:
        raise Reject(f"field json has the wrong shape: {error}") from None
