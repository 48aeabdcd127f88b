"""A tally tells of a whole backlog, or of nothing."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.tally import FILL_AT_ONCE, Tally, in_batches


def test_tally_is_there_when_the_last_message_was_handled_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "tally.json"
    tally = Tally(3, path)
    there = []
    for _ in range(3):
        tally.count()
        there.append(path.exists())
    assert there == [False, False, True]


def test_tally_names_messages_wall_time_and_cpu_time(tmp_path: Path) -> None:
    tally = Tally(2, tmp_path / "tally.json")
    tally.handled, tally.started_s, tally.started_cpu_s = 2, 10.0, 1.0
    tally.write(12.5, 3.0)
    figures = json.loads((tmp_path / "tally.json").read_text())
    assert figures == {"messages": 2, "seconds": 2.5, "cpu_s": 2.0}


def test_every_message_is_in_one_batch() -> None:
    messages = [{"n": n} for n in range(FILL_AT_ONCE * 2 + 1)]
    batches = list(in_batches(messages))
    assert [len(batch) for batch in batches] == [FILL_AT_ONCE, FILL_AT_ONCE, 1]
    assert [message for batch in batches for message in batch] == messages
