"""A command that nobody is typing just now: asked for by a schedule, a webhook or a program.

It is an entry of the stream `requests`, whose `json` is a Request with `"type": "request"`:

| field     | holds                                                                          |
|-----------|--------------------------------------------------------------------------------|
| principal | whose rights it has: team_id, user_id (empty: nobody's), kind                  |
| command   | what a person would type, as Slack writes it down (mentions and links as       |
|           | markup); empty if a job is named                                               |
| job       | a type of jobs/, `<namespace>_<name>`                                          |
| arguments | of the job, by name                                                            |
| context   | where it is answered: channel, thread_ts, message_ts, is_dm; the channel is    |
|           | empty if nobody asked: then it is the job's default one                        |

Who may do what is decided when it runs, by the consumer.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from shared import keys
from shared.errors import Reject
from shared.events import REQUESTS
from shared.run_record import Where
from shared.scripts import Scripts, flat

Fields = dict[str, str | int | bytes]
NOWHERE = Where("")


class Asker(Struct, frozen=True):
    """Whose rights a request has.

    Args:
        kind: user, schedule, github or cli.
    """

    team_id: str
    user_id: str
    kind: str = "user"


class Request(Struct, frozen=True, tag_field="type", tag="request"):
    """A request; see the table above."""

    principal: Asker
    command: str = ""
    job: str = ""
    arguments: dict[str, str] = {}
    context: Where = NOWHERE


async def ask(scripts: Scripts, key: str, request: Request, now_ms: int) -> bool:
    """Publish a request, once for each key; return False if the key is known.

    Args:
        key: names what is asked for, so that asking again within 15 min adds nothing.
    """
    names = [REQUESTS, keys.seen(REQUESTS, key)]
    fields = entry(key, request, due_ms=now_ms, now_ms=now_ms)
    is_new, _ = await scripts.run("publish", names, keys.SEEN_TTL_S, *flat(fields))
    return bool(is_new)


def entry(key: str, request: Request, *, due_ms: int, now_ms: int) -> Fields:
    """Return the fields of the entry that a request is."""
    return {
        "request_id": "",
        "gateway_ts": now_ms,
        "event_ts": due_ms // 1000,
        "event_id": key,
        "json": encoded(request),
        "team_id": request.principal.team_id,
    }


def encoded(request: Request) -> bytes:
    """Return a request as JSON."""
    return msgspec.json.encode(request)


def read(body: dict[str, Any]) -> Request:
    """Return the request that an entry's `json` is.

    Raises:
        Reject: it is none; the message names the field.
    """
    try:
        return msgspec.convert(body, Request)
    except msgspec.ValidationError as error:
        raise Reject(f"not a request: {error}") from None
