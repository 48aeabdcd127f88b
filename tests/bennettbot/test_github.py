"""Cases 37 to 41: what GitHub tells of pull requests."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.bennettbot.stack import OPS, Stack
from tests.bennettbot.talk import (
    ask,
    day_long,
    deliver,
    due_in_s,
    last_run,
    merge,
    posts,
    record,
    runs,
    sign,
)
from tests.inventory.calls import Like


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_case_37_merge_schedules_the_deploy_in_a_minute(stack: Stack, algorithm: str) -> None:
    payload = merge()
    answer = deliver(stack, payload, signature=sign(orjson.dumps(payload), algorithm))
    assert (answer.status_code, runs(stack)) == (200, [("sec_deploy", "scheduled")])
    run = last_run(stack)
    assert 50 < due_in_s(stack, run) <= 60
    noted = record(stack, run)
    assert (noted["channel"], noted["thread_ts"], noted["user_id"]) == (OPS, "", "")
    assert posts(stack) == []


def test_case_38_deploy_that_is_held_back_is_told_once(stack: Stack) -> None:
    start, end = day_long()
    ask(stack, f"sec deploy hold from {start} to {end}")
    answer = deliver(stack, merge())
    assert (answer.status_code, runs(stack)) == (200, [("sec_deploy", "scheduled")])
    (channel, thread, text) = posts(stack)[-1]
    assert (len(posts(stack)), channel, thread) == (2, OPS, "")
    assert "warren/sec#7 was merged into main by hazel" in text
    assert text == Like(rf".*`sec_deploy` is held back until .*{end.split()[-1]} UTC: run .*")
    assert "`sec deploy hold cancel` lets it begin at once." in text


MERGE = orjson.dumps(merge())
SIGNATURES = [
    {},
    sign(MERGE, secret="not the secret"),
    sign(MERGE, "sha1", secret="not the secret"),
    {"X-Hub-Signature": "sha1"},
    {"X-Hub-Signature-256": "sha256=zebra"},
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_case_39_what_github_did_not_sign_is_refused(
    stack: Stack, signature: dict[str, str]
) -> None:
    answer = deliver(stack, orjson.loads(MERGE), signature=signature)
    assert (answer.status_code, runs(stack)) == (403, [])


OTHERS = [
    ("pull_request", merge(merged=False)),
    ("pull_request", merge("opened", merged=False)),
    ("issues", {"action": "opened", "issue": {"number": 1}}),
    ("ping", {"zen": "Keep it logically awesome."}),
]


@pytest.mark.parametrize(("event", "payload"), OTHERS)
def test_case_40_what_is_no_merge_schedules_nothing(
    stack: Stack, event: str, payload: dict[str, Any]
) -> None:
    answer = deliver(stack, payload, event=event)
    assert (answer.status_code, runs(stack)) == (200, [])


def test_case_41_project_that_nobody_knows_is_named(stack: Stack) -> None:
    answer = deliver(stack, merge(), "nope")
    assert (answer.status_code, runs(stack)) == (400, [])
    assert "nope" in answer.text
