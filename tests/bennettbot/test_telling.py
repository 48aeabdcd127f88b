"""Cases 22 to 27, 42, 43 and 47: what is told of an end, and how it arrives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bennettbot.stack import Stack
from tests.bennettbot.talk import (
    ALICE,
    C1,
    DM,
    DONE,
    SUPPORT,
    Said,
    ask,
    calls,
    files,
    last_post,
    last_run,
    link,
    notices,
    posts,
    reactions,
    runs,
    say,
    texts,
)
from tests.inventory.calls import Like


def failed(run: int, job: str, printed: str) -> Like:
    """Return what is said of a failure, but for tech-support."""
    more = rf"`logs {run}` shows more" if printed == ERRORS else rf"`show {run}` tells more"
    return Like(
        rf"`{job}` \(run {run}\) failed after .* s: exit code 3\.{printed}\n"
        rf"{more}\. The log files are in `/srv/logs/{job}/\d{{8}}-\d{{6}}-{run}`\."
    )


ERRORS = r"\nThe last lines of its errors:\n```\nno such luck\n```"


def test_case_22_failure_is_told_with_its_errors_and_support_is_called(stack: Stack) -> None:
    said = ask(stack, "demo bad")
    report, called = posts(stack)
    text, _, support = report[2].rpartition("\n")
    assert (report[:2], text) == ((C1, ""), failed(last_run(stack), "demo_bad", ERRORS))
    assert support == "I am calling tech-support."
    assert called == (SUPPORT, "", link(last_post(stack, C1)))
    assert reactions(stack, said) == {"+1", "x"}


def test_case_23_nobody_is_called_by_a_direct_message_or_against_the_flag(stack: Stack) -> None:
    direct = say(stack, "demo bad", DM)
    stack.settle()
    assert posts(stack) == [(DM, "", failed(last_run(stack), "demo_bad", ERRORS))]
    flagged = ask(stack, "demo badx")
    told = failed(last_run(stack), "demo_badx", r" It printed nothing\.")
    assert posts(stack)[1:] == [(C1, "", told)]
    assert [reactions(stack, said) for said in (direct, flagged)] == [{"+1", "x"}] * 2


TOLD: list[tuple[str, list[Any]]] = [
    ("quiet", []),
    ("ok", [Like(r"`demo_ok` \(run \d+\) succeeded in .* s\.")]),
    ("none", [Like(r"No output from `demo_none` \(run \d+\): it succeeded in .* s\.")]),
    ("noneq", []),
]


def success(stack: Stack, job: str, told: list[Any]) -> None:
    """Check what is told of a job that succeeds."""
    said = ask(stack, f"demo {job}")
    assert (texts(stack), len(notices(stack))) == (told, 1)
    assert reactions(stack, said) == {"+1", DONE}


@pytest.mark.parametrize(("job", "told"), TOLD[:2])
def test_case_24_success_is_told_if_the_job_says_so(
    stack: Stack, job: str, told: list[Any]
) -> None:
    success(stack, job, told)


@pytest.mark.parametrize(("job", "told"), TOLD[2:])
def test_case_25_no_output_is_told_unless_the_job_says_otherwise(
    stack: Stack, job: str, told: list[Any]
) -> None:
    success(stack, job, told)


def test_case_26_long_code_is_a_file(stack: Stack) -> None:
    ask(stack, "demo code 100")
    assert posts(stack) == [(C1, "", f"```\n{'x' * 100}\n```")]
    ask(stack, "demo code 5000")
    [upload] = files(stack)
    [file] = [one for one in stack.slack.messages("general")[-1]["files"]]
    assert (upload["channel_id"], file["size"]) == (C1, 5000)
    assert len(posts(stack)) == 1


def test_case_27_blocks_are_posted_with_a_text_for_notifications(stack: Stack) -> None:
    ask(stack, "demo blk")
    [post] = [one.args for one in calls(stack, "chat.postMessage") if one.args["channel"] == C1]
    board = {"type": "mrkdwn", "text": "*Done*: everything"}
    assert post["blocks"] == [{"type": "section", "text": board}]
    assert post["text"] == "*Done*: everything"


@pytest.mark.parametrize("kind", ["status", "status_after", "drop_before", "ratelimited"])
def test_case_42_report_is_shown_once_however_slack_fails_twice(stack: Stack, kind: str) -> None:
    stack.slack.fault("chat.postMessage", kind, times=2, channel=C1)  # type: ignore[arg-type]
    said = ask(stack, "demo hi")
    shown = [one["text"] for one in stack.slack.messages("general") if float(one["ts"]) > at(said)]
    assert shown == ["hi"]
    assert runs(stack) == [("demo_hi", "succeeded")]
    assert len(notices(stack)) == 1


def at(said: Said) -> float:
    """Return when something was said."""
    return float(said.ts)


def test_case_43_report_that_a_channel_never_takes_comes_directly(stack: Stack) -> None:
    stack.slack.fault("chat.postMessage", "error", error="is_archived", times=99, channel=C1)
    ask(stack, "demo hi")
    told, report = posts(stack)
    assert told[0] == report[0] == ALICE
    assert told[2] == Like(
        rf"I could not report on `demo_hi` \(run \d+\) in <#{C1}>: the channel is archived\. .*"
    )
    assert report[2] == "hi"
    assert runs(stack) == [("demo_hi", "succeeded")]
    assert stack.db.zcard("{jobs}:active") == 0


def test_case_47_blocks_that_are_no_json_are_told_as_such(stack: Stack) -> None:
    said = ask(stack, "extra torn")
    assert texts(stack) == [
        Like(r"`extra_torn` .* its output cannot be shown as blocks: it is not JSON .*```\n\[.*")
    ]
    assert reactions(stack, said) == {"+1", "x"}
