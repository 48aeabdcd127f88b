"""Entries of gopherbot's gateway, read by our consumer; its groups, and what it left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.inventory import gopherbot_entries
from tests.inventory.calls import Call
from tests.inventory.gopherbot_entries import ENTRIES, PRIVATE, PUBLIC, STREAM_LENGTH, GoEntry
from tests.inventory.gopherbot_reader import TYPES, read
from tests.inventory.sent import Sent
from tests.inventory.stack import APP, Stack, running
from tests.processes import wait_for

QUESTION = ENTRIES[0]
DIRECT = next(entry for entry in ENTRIES if entry.stream == PRIVATE)
IDLE_MS = 20_000  # a consumer that has been silent for so long is dead, to gopherbot and to us
BACKLOG = 2 * STREAM_LENGTH
CLAIM_S = 15.0
EARLIER, HELD, WAITING = 590, 591, 592  # people whom no other test has speak


@dataclass
class Inheritance:
    """What gopherbot's processes leave in Redis.

    Args:
        earlier: a question from before its group, which reads from `$` on.
        held: one that a dead consumer had read and not acknowledged.
        waiting: one behind as many entries as gopherbot keeps.
    """

    sent: dict[str, Sent] = field(default_factory=dict)

    def leave(self, db: Any) -> None:
        """Write and read as gopherbot's gateway and consumer do."""
        self.sent["earlier"] = QUESTION.add(db, EARLIER)
        for stream in TYPES:
            db.xgroup_create(stream, APP, id="$", mkstream=True)
        self.sent["held"] = DIRECT.add(db, HELD)
        [[_, [(held_id, _)]]] = db.xreadgroup(APP, "consumer.1", {PRIVATE: ">"}, count=1)
        db.xclaim(PRIVATE, APP, "consumer.1", 0, [held_id], idle=IDLE_MS)
        for number in range(BACKLOG):
            fields = ambient(number)
            db.xadd(PUBLIC, fields, maxlen=STREAM_LENGTH, approximate=True)
        self.sent["waiting"] = QUESTION.add(db, WAITING)


def ambient(number: int) -> dict[str, str]:
    """Return an entry of something that nobody needs to answer."""
    json = f'{{"type":"message","text":"hi","user":"U2","ts":"{time.time():.6f}","channel":"CGEN"}}'
    at_s = int(time.time())
    stamps = {"gateway_ts": str(at_s * 1000), "event_ts": str(at_s)}
    return {"request_id": "", "event_id": f"EvAMBIENT{number}", "json": json, **stamps}


@pytest.fixture(scope="module")
def answered(stack: Stack) -> dict[str, list[Call]]:
    """What became of each entry, by name."""
    sent = gopherbot_entries.add_all(stack)
    stack.settle()
    return {name: stack.calls(one) for name, one in sent.items()}


@pytest.fixture(scope="module")
def inheritance() -> Inheritance:
    """What is left before we start."""
    return Inheritance()


@pytest.fixture(scope="module")
def heirs(inheritance: Inheritance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Burrow, started on what gopherbot left, with its name for the group."""
    with running(tmp_path_factory.mktemp("heirs"), before=inheritance.leave) as started:
        yield started


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_entry_of_gopherbot_is_answered(answered: dict[str, list[Call]], entry: GoEntry) -> None:
    assert answered[entry.name] == entry.calls


def test_every_stream_of_gopherbot_has_an_entry() -> None:
    assert {entry.stream for entry in ENTRIES} == TYPES.keys()


def test_group_of_gopherbot_is_read_on(heirs: Stack, inheritance: Inheritance) -> None:
    assert heirs.db.xlen(PUBLIC) >= STREAM_LENGTH
    wait_for(lambda: heirs.is_read(PUBLIC), CLAIM_S, "reading all that is there")
    assert heirs.calls(inheritance.sent["waiting"]) == QUESTION.calls
    assert heirs.dead(PUBLIC) == []


def test_what_a_dead_go_consumer_held_is_answered(heirs: Stack, inheritance: Inheritance) -> None:
    wait_for(lambda: heirs.calls(inheritance.sent["held"]), CLAIM_S, "claiming")
    assert heirs.calls(inheritance.sent["held"]) == DIRECT.calls


def test_group_of_gopherbot_keeps_its_beginning(heirs: Stack, inheritance: Inheritance) -> None:
    wait_for(lambda: heirs.is_read(PUBLIC), CLAIM_S, "reading all that is there")
    assert heirs.calls(inheritance.sent["earlier"]) == []


def test_our_gateway_fills_the_streams_of_the_same_group(heirs: Stack) -> None:
    sent = heirs.say("<@UBOT> books")
    heirs.settle()
    assert heirs.calls(sent) == QUESTION.calls
    [(_, fields)] = heirs.db.xrevrange(PUBLIC, count=1)
    assert read(PUBLIC, fields)["type"] == "message"
