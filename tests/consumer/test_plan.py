"""What an entry asks for: its age, its limit, the message that it is about."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.handlers import load
from consumer.message import Place
from consumer.plan import Plan, read_plan
from consumer.timings import Timings
from shared.errors import Reject
from shared.events import stream_of
from shared.slack import Identity
from shared.streams import Entry

REGISTRY = load()
ME = Identity("U0BOT", "B0BOT", "T0OURS")
SECOND, MS = 1767225600, 1767225600000

Body = dict[str, Any]


def plan_of(body: Body, event_time: object = SECOND, **more: bytes) -> Plan:
    fields = {
        b"gateway_ts": b"1",
        b"event_ts": str(event_time).encode(),
        b"event_id": b"Ev1",
        b"json": orjson.dumps(body),
    }
    fields |= {name.encode(): value for name, value in more.items()}
    stream = stream_of(str(body.get("type")), None) or "slack_other"
    return read_plan(Entry(stream, "1-0", fields), REGISTRY, ME, Timings(), ME.team_id)


def said(**fields: object) -> Body:
    return {"type": "message", "channel": "C1", "user": "U1", "ts": f"{SECOND}.000100"} | fields


AGES: list[tuple[str, Body, object, int, int]] = [
    ("message", said(), 1, MS, 30_000),
    ("mention", said(type="app_mention"), 1, MS, 30_000),
    ("ts without a dot", said(ts=f"{SECOND}000108"), 1, MS, 30_000),
    ("ts without a fraction", said(ts=str(SECOND)), 1, MS, 30_000),
    ("team join", {"type": "team_join"}, SECOND, MS, 600_000),
    ("channel join", {"type": "member_joined_channel"}, SECOND, MS, 600_000),
    ("16-digit event_time", {"type": "team_join"}, f"{SECOND}000108", MS, 600_000),
    ("channel created", {"type": "channel_created"}, SECOND, MS, 0),
    ("own event_ts is not used", {"type": "team_join", "event_ts": "junk"}, SECOND, MS, 600_000),
    ("reaction", {"type": "reaction_added", "event_ts": "1"}, SECOND, MS, 0),
    ("event_time of 0", {"type": "team_join"}, 0, 0, 600_000),
]


@pytest.mark.parametrize(
    ("body", "event_time", "ts_ms", "limit_ms"), [one[1:] for one in AGES], ids=[a[0] for a in AGES]
)
def test_age_and_limit_follow_from_the_type(
    body: Body, event_time: object, ts_ms: int, limit_ms: int
) -> None:
    candidate = plan_of(body, event_time).candidate
    assert (candidate.ts_ms, candidate.limit_ms) == (ts_ms, limit_ms)


@pytest.mark.parametrize("ts", ["", "abc", None, 7, "nan", "inf", "-inf", "1e999", {}])
def test_message_without_a_readable_ts_is_rejected(ts: object) -> None:
    with pytest.raises(Reject, match="ts is not a number"):
        plan_of(said(ts=ts))


KEYS: list[tuple[str, Body, bytes, str]] = [
    ("message", said(), b"T1", f"seen:T1:C1:{SECOND}.000100"),
    ("mention", said(type="app_mention"), b"T1", f"seen:T1:C1:{SECOND}.000100"),
    ("of a Go gateway", said(), b"", f"seen:T0OURS:C1:{SECOND}.000100"),
    ("edit", said(subtype="message_changed"), b"T1", ""),
    ("hidden", said(hidden=True), b"T1", ""),
    ("join", {"type": "team_join"}, b"T1", ""),
]


@pytest.mark.parametrize(
    ("body", "team_id", "key"), [one[1:] for one in KEYS], ids=[one[0] for one in KEYS]
)
def test_message_is_marked_by_team_channel_and_ts(body: Body, team_id: bytes, key: str) -> None:
    assert plan_of(body, team_id=team_id).candidate.message_key == key


PLACES: list[tuple[Body, Place]] = [
    (said(thread_ts="1.2"), Place("C1", "U1", f"{SECOND}.000100", "1.2")),
    (said(channel_type="im"), Place("C1", "U1", f"{SECOND}.000100", is_dm=True)),
    ({"type": "team_join", "user": {"id": "U2", "name": "bob"}}, Place("", "U2")),
    ({"type": "member_joined_channel", "user": "U2", "channel": "C2"}, Place("C2", "U2")),
    (
        {"type": "reaction_added", "user": "U2", "item": {"channel": "C2", "ts": "3.4"}},
        Place("C2", "U2", "3.4"),
    ),
    ({"type": "channel_created", "channel": {"id": "C2"}, "user": 7, "item": []}, Place("", "")),
]


@pytest.mark.parametrize(("body", "place"), PLACES)
def test_place_is_where_an_answer_goes(body: Body, place: Place) -> None:
    assert plan_of(body).place == place


IDLE = [
    (said(text="good morning"), True),
    (said(text="rubber duck"), False),
    (said(text="<@U0BOT> good morning"), False),
    (said(text="good morning", channel_type="im"), False),
    (said(text="<@U0BOT> help", bot_id="B2"), True),
    ({"type": "channel_created"}, False),
    ({"type": "emoji_changed"}, True),
]


@pytest.mark.parametrize(("body", "idle"), IDLE)
def test_entry_without_work_and_without_anybody_to_tell_is_idle(body: Body, idle: bool) -> None:
    assert plan_of(body).is_idle is idle


ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=3,
)
NAMES = ("text", "user", "channel", "channel_type", "subtype", "hidden", "item", "thread_ts")
TYPES = ("message", "app_mention", "team_join", "member_joined_channel", "channel_rename")


@settings(deadline=None)  # the machine may be busy
@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(NAMES), ODD), st.integers())
def test_odd_fields_never_raise_since_a_batch_is_read_together(
    event_type: str, fields: Body, event_time: int
) -> None:
    plan = plan_of(said() | fields | {"type": event_type}, event_time % 10**18)
    assert plan.candidate.event_id == "Ev1"
