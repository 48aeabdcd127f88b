"""Entries exactly as gopherbot's gateway writes them, for each of its four streams.

| field      | content                                                                    |
|------------|----------------------------------------------------------------------------|
| request_id | the X-Request-ID header, or empty                                          |
| gateway_ts | ms                                                                         |
| event_ts   | s                                                                          |
| event_id   | Slack's                                                                    |
| json       | the inner event without blanks; order, numbers and escapes as Slack's      |

Go's maps have no order, so the five fields come in any. `NOW`, `UALICE` and `D1` are put in.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.inventory import town
from tests.inventory.calls import PM, Call, Like
from tests.inventory.joined import GREETING, WELCOME
from tests.inventory.said import BOOKS
from tests.inventory.sent import Sent
from tests.inventory.stack import Stack
from tests.inventory.triggered import ASK

STREAM_LENGTH = 1024  # gopherbot's MAXLEN, approximate
PUBLIC, PRIVATE = "slack_message_public", "slack_message_private"


@dataclass(frozen=True)
class GoEntry:
    """One entry, and what Burrow does with it.

    Args:
        order: first letters of the fields, in the order in which they come.
    """

    name: str
    stream: str
    json: str
    calls: list[Call]
    order: tuple[str, ...] = ("request_id", "gateway_ts", "event_ts", "event_id", "json")
    request_id: str = ""

    def add(self, db: Any, number: int) -> Sent:
        """Publish it as somebody's, and return how to know the answers."""
        author, direct, ts = town.person(number), town.direct(number), f"{time.time():.6f}"
        json = self.json.replace("NOW", ts).replace("UALICE", author).replace("D1", direct)
        event_id = f"EvGO{number}"
        fields = {
            "request_id": self.request_id,
            "gateway_ts": str(int(time.time() * 1000)),
            "event_ts": str(int(time.time())),
            "event_id": event_id,
            "json": json,
        }
        ordered = {name: fields[name] for name in self.order}
        db.xadd(self.stream, ordered, maxlen=STREAM_LENGTH, approximate=True)
        return Sent(author, (event_id,), {author: "UALICE", direct: "D1", ts: "TS"}, ts)


ENTRIES = (
    GoEntry(
        "a message with a request id, a number and a block that nobody needs",
        PUBLIC,
        '{"client_msg_id":"5f0c3a52","type":"message","text":"<@UBOT> books","user":"UALICE",'
        '"ts":"NOW","team":"T0","blocks":[{"type":"rich_text","odd":1.50}],"channel":"CGEN",'
        '"event_ts":"NOW","channel_type":"channel"}',
        [PM(BOOKS)],
        order=("json", "event_id", "request_id", "event_ts", "gateway_ts"),
        request_id="9b2f3c4e-7d1a-4d55-8f3e-0c9a4a1b2c3d",
    ),
    GoEntry(
        "a message with escapes, without channel_type",
        PUBLIC,
        r'{"type":"message","text":"\u003c@UBOT\u003e don\u2019t ask","user":"UALICE","ts":"NOW",'
        r'"channel":"CGEN"}',
        [PM(ASK)],
        order=("event_ts", "json", "gateway_ts", "event_id", "request_id"),
    ),
    GoEntry(
        "a link with escaped slashes",
        PUBLIC,
        r'{"type":"message","text":"d\/net\/http","user":"UALICE","ts":"NOW","channel":"CGEN",'
        r'"channel_type":"channel"}',
        [PM("<https://godoc.org/net/http>")],
    ),
    GoEntry(
        "a message whose unknown fields have any type",
        PUBLIC,
        '{"type":"message","text":"go proverbs","user":"UALICE","ts":"NOW","channel":"CGEN",'
        '"channel_type":"channel","edited":null,"files":[{"size":"12"}],"upload":0}',
        [PM("<https://go-proverbs.github.io>")],
    ),
    GoEntry(
        "a direct message",
        PRIVATE,
        '{"type":"message","text":"flip a coin","user":"UALICE","ts":"NOW","channel":"D1",'
        '"event_ts":"NOW","channel_type":"im"}',
        [PM(Like("heads|tails"), channel="D1")],
        order=("gateway_ts", "request_id", "json", "event_ts", "event_id"),
    ),
    GoEntry(
        "a new member",
        "slack_team_join",
        '{"type":"team_join","user":{"id":"UALICE","team_id":"T0","name":"new","is_bot":false,'
        '"profile":{"email":"new@example.org"},"updated":1767225670},"event_ts":"NOW"}',
        [(WELCOME[0], WELCOME[1] | {"channel": "UALICE"})],
    ),
    GoEntry(
        "somebody joins the newcomers' channel",
        "slack_channel_join",
        '{"type":"member_joined_channel","user":"UALICE","channel":"CH02","channel_type":"C",'
        '"team":"T0","inviter":"U2","event_ts":"NOW"}',
        [(GREETING[0], GREETING[1] | {"user": "UALICE", "text": Like("<@UALICE> .*")})],
        order=("event_id", "event_ts", "gateway_ts", "json", "request_id"),
    ),
)


def add_all(stack: Stack) -> dict[str, Sent]:
    """Publish all entries, and return what was sent by name."""
    return {entry.name: entry.add(stack.db, next(stack.numbers)) for entry in ENTRIES}
