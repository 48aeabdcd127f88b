"""Whatever a signed form holds: a status of the table, and what is stored can be read and is clean.

The endpoint runs in this process, with a publisher and an asker that only record.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.handlers import load
from consumer.interaction import read_interaction
from consumer.plan import read_plan
from consumer.timings import Timings
from gateway.commands import Entry
from gateway.counts import Counts
from gateway.intake import Intake
from gateway.origin import Origin
from gateway.signature import SigningKey
from gateway.slack_events import SlackEvents
from shared.events import DOOR_STREAMS, parse
from shared.lane import Reply
from shared.sealing import Sealer
from shared.slack import Identity
from shared.streams import Entry as Stored
from tests.gateway.conftest import APP, TEAM, TOKEN
from tests.gateway.doors import CLICK, COMING, FORM, SLASH, SUBMIT

EXAMPLES = settings(max_examples=120, deadline=None)
NOW_S = 1_767_225_600
SIGNING = SigningKey("secret")
ME = Identity("U0BURROWBOT", "B0BURROWBOT", TEAM, "https://burrow.example/")
REGISTRY = load()
STATUSES = {200, 400, 401, 403}


class Recorder:
    """Publishes and asks as far as the intake can tell."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Entry]] = []

    async def publish(self, stream: str, entry: Entry) -> bool:
        """Keep an entry."""
        self.entries.append((stream, entry))
        return True

    async def ask(self, payload: dict[str, Any]) -> Reply | None:
        """Accept everything."""
        return Reply("q1", accepted=True)


def post(body: bytes) -> tuple[int, list[tuple[str, Entry]]]:
    """Send a signed form; return the status and what was stored."""
    recorder: Any = Recorder()
    origin = Origin(APP, TEAM, TOKEN.encode())
    counts = Counts(lambda: 0)
    intake = Intake(origin, recorder, recorder, Sealer(()), counts, lambda: NOW_S)
    timestamp, sent = b"%d" % NOW_S, []
    headers = [
        (b"content-type", FORM.encode()),
        (b"x-slack-request-timestamp", timestamp),
        (b"x-slack-signature", SIGNING.sign(timestamp, body)),
    ]
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": headers}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(SlackEvents([SIGNING], intake, counts)(scope, receive, send))
    return sent[0]["status"], recorder.entries


def read(stream: str, entry: Entry) -> None:
    """Read an entry as a consumer does."""
    fields = {
        b"event_id": entry.event_id,
        b"gateway_ts": b"%d" % entry.gateway_ts_ms,
        b"event_ts": b"%d" % entry.event_ts_s,
        b"json": entry.json,
        b"team_id": entry.team_id,
        b"app_id": entry.app_id,
    }
    assert stream in DOOR_STREAMS
    read_interaction(parse(stream, "1-0", fields), ME)
    read_plan(Stored(stream, "1-0", fields), REGISTRY, ME, Timings(), TEAM)


def taken(body: bytes) -> list[bytes]:
    """Send a form, read what is stored of it, and return that."""
    status, entries = post(body)
    assert status in STATUSES
    assert status == 200 or entries == []
    for stream, entry in entries:
        read(stream, entry)
    return [entry.json for _, entry in entries]


# What nobody else writes, so that it is found wherever it went.
SECRETS = st.integers(0, 10**6).map(lambda number: f"hidden~{number}")
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
NESTED = st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(max_size=8), PLAIN, max_size=3)
# Not st.recursive: between tests of one worker it has drawn differently from the same choices.
ANYTHING = PLAIN | NESTED | st.lists(NESTED, max_size=2)
TEXTS = st.text(max_size=9).map(str.encode)
NAMES = st.sampled_from([*SLASH, "payload", "ssl_check", "type"]) | st.text(max_size=6)


@EXAMPLES
@given(body=st.binary(max_size=80) | st.binary(max_size=40).map(lambda end: b"payload=%7B" + end))
def test_arbitrary_bytes_of_a_form(body: bytes) -> None:
    assert taken(body) == []


@EXAMPLES
@given(
    without=st.sets(st.sampled_from(list(SLASH)), max_size=2),
    more=st.lists(st.tuples(NAMES, TEXTS | st.binary(max_size=9)), max_size=2),
)
def test_arbitrary_fields_of_a_slash_command(
    without: set[str], more: list[tuple[str, bytes]]
) -> None:
    kept = {name: value for name, value in SLASH.items() if name not in without}
    body = "&".join([urlencode(kept), *(urlencode({name: value}) for name, value in more)])
    for stored in taken(body.encode()):
        assert orjson.loads(stored)["sealed_response_url"] == ""


@EXAMPLES
@given(text=st.text(max_size=50), token=st.just(TOKEN), url=SECRETS, extra=st.text(max_size=20))
def test_any_text_of_a_slash_command_is_stored_and_no_secret(
    text: str, token: str, url: str, extra: str
) -> None:
    fields = SLASH | {"text": text, "token": token, "response_url": url, "channel_name": extra}
    (stored,) = taken(urlencode(fields).encode())
    assert orjson.loads(stored)["text"] == text
    assert (url.encode() in stored, token.encode() in stored) == (False, False)


HIDDEN = st.fixed_dictionaries(
    {},
    optional={
        "response_url": SECRETS,
        "bot_access_token": SECRETS | st.lists(SECRETS, max_size=2),
        "interactivity": st.dictionaries(st.text(max_size=4), SECRETS, max_size=2) | SECRETS,
        "response_urls": SECRETS
        | st.fixed_dictionaries({"response_url": SECRETS})
        | st.lists(SECRETS | st.fixed_dictionaries({"response_url": SECRETS, "token": SECRETS})),
    },
)
KINDS = st.sampled_from(
    ["block_actions", "shortcut", "message_action", "view_closed", "view_submission"]
)
VIEWS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text(max_size=5) | ANYTHING,
        "hash": ANYTHING,
        "type": st.sampled_from(["home", "modal"]) | ANYTHING,
        "callback_id": st.sampled_from(["form", "form:x"]) | ANYTHING,
        "private_metadata": ANYTHING,
        "blocks": st.lists(st.just({"type": "input", "block_id": "a"}) | ANYTHING, max_size=2)
        | ANYTHING,
        "state": st.fixed_dictionaries({"values": st.dictionaries(st.text(), ANYTHING, max_size=2)})
        | st.just(SUBMIT["view"]["state"])
        | ANYTHING,
    },
)
ACTION = st.fixed_dictionaries(
    {},
    optional={
        "action_id": st.sampled_from(["say:1", "step", "", ":"]) | ANYTHING,
        "value": ANYTHING,
        "selected_option": st.just({"value": "a"}) | ANYTHING,
        "selected_options": st.lists(ANYTHING, max_size=2) | ANYTHING,
        "selected_users": st.lists(ANYTHING, max_size=2) | ANYTHING,
        "selected_date": ANYTHING,
    },
)
PAYLOADS = st.fixed_dictionaries(
    {"type": KINDS},
    optional={
        "view": VIEWS | ANYTHING,
        "actions": st.lists(ACTION | ANYTHING, max_size=3) | ANYTHING,
        "container": st.just(CLICK["container"]) | ANYTHING,
        "channel": ANYTHING,
        "message": st.just(CLICK["message"]) | ANYTHING,
        "callback_id": ANYTHING,
        "trigger_id": ANYTHING,
        "team": st.sampled_from([{"id": TEAM}, {"id": "T2"}, None]) | ANYTHING,
        "is_enterprise_install": ANYTHING,
        "enterprise": ANYTHING,
    },
)


def encoded(payload: Any) -> bytes:
    """Return a payload as a form, also one that is no JSON of ours: NaN, huge numbers."""
    text = json.dumps(payload, ensure_ascii=False).encode(errors="surrogatepass")
    return b"payload=" + quote_from_bytes(text).encode()


@EXAMPLES
@given(payload=ANYTHING | PAYLOADS | PAYLOADS.map(lambda given: COMING | given))
def test_arbitrary_payloads(payload: Any) -> None:
    taken(encoded(payload))


@settings(EXAMPLES, max_examples=200)
@given(payload=PAYLOADS, hidden=HIDDEN, token=st.sampled_from([TOKEN, None]))
def test_slacklike_payloads_are_stored_without_what_is_secret(
    payload: dict[str, Any], hidden: dict[str, Any], token: str | None
) -> None:
    for stored in taken(encoded(COMING | payload | hidden | {"token": token})):
        assert b"hidden~" not in stored
        assert TOKEN.encode() not in stored
