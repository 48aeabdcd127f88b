"""Slack in trouble and consumers that crash: everything is told, each part of it once."""

from __future__ import annotations

import contextlib
import itertools
import json
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from consumer.runs.telling import Result
from jobs.definition import Job
from shared.errors import OwnershipLost, SlackUnavailable, Throttled
from shared.run_record import Run, Where
from tests.runs.ends import ALICE, GENERAL, RUN, a_job, a_run, failed, printed
from tests.runs.told import Crash, Mortal, Told

POST, COMPLETE = "chat.postMessage", "files.completeUploadExternal"
SUCCEEDED = "`demo_hi` (run 12) succeeded in 5 s."
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "all *well*"}}]
NOWHERE = "1700000000.000001"
SHORT, LONG = printed("one\ntwo\n"), printed("word " * 2_000)
# Job, end and output; then how many messages and files are shown, and calls of tech-support.
ENDS: list[tuple[Job, Run, Result, tuple[int, int, int]]] = [
    (a_job(report_stdout=True), a_run(), LONG, (3, 0, 0)),
    (a_job(report_stdout=True, report_format="file"), a_run(), SHORT, (0, 1, 0)),
    (a_job(), failed(), SHORT, (1, 0, 1)),
    (a_job(stream_output=True), failed(), SHORT, (2, 1, 1)),
]


async def told_through_a_crash(
    told: Told, step: int, job: Job, run: Run, result: Result
) -> tuple[bool, tuple[int, int, int]]:
    """Crash at a step and tell again; return whether it did, and how much is shown."""
    workspace = told.workspace
    channel = workspace.create_channel(f"step-{step}", with_bot=True)
    request = workspace.say("alice", channel, "demo hi")
    run = msgspec.structs.replace(run, where=Where(channel, "", request))
    support = len(workspace.messages("support"))
    told.begin_anew()
    with pytest.MonkeyPatch.context() as patched, contextlib.suppress(Crash):
        mortal = Mortal(patched, step)
        await told.ended(run, job, result)
    await told.ended(run, job, result)
    said = [*workspace.messages(channel), *workspace.replies(channel, request)]
    shown = [message for message in said if "bot_id" in message]
    files = sum("files" in message for message in shown)
    assert len(workspace.reactions(channel, request)) == 1
    return mortal.died, (len(shown) - files, files, len(workspace.messages("support")) - support)


@pytest.mark.parametrize(("job", "run", "result", "shown"), ENDS)
async def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(
    told: Told, job: Job, run: Run, result: Result, shown: tuple[int, int, int]
) -> None:
    seen = {}
    for step in itertools.count():
        died, seen[step] = await told_through_a_crash(told, step, job, run, result)
        if not died:
            break
    assert set(seen.values()) == {shown}
    assert len(seen) > 10


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "status_after", "ratelimited"])
@pytest.mark.parametrize("method", [POST, COMPLETE, "chat.getPermalink", "chat.update"])
async def test_slack_that_fails_in_between_is_asked_again_and_nothing_is_doubled(
    told: Told, method: str, kind: Any
) -> None:
    request = told.workspace.say("alice", "general", "demo hi")
    run, job = failed(where=Where(GENERAL, "", request)), a_job(stream_output=True)
    told.workspace.fault(method, kind)
    for _ in range(3):
        with contextlib.suppress(Throttled, SlackUnavailable):
            await told.ended(run, job, SHORT)
        await told.wait_for_slack()
    assert len(told.workspace.messages("general")) == 2
    assert len(told.workspace.replies("general", request)) == 2
    assert len(told.workspace.messages("support")) == 1


async def test_slack_that_is_down_is_for_the_caller_to_wait_for(told: Told) -> None:
    told.workspace.fault(POST, "status", times=2)
    for _ in range(2):
        with pytest.raises(SlackUnavailable):
            await told.ended(RUN)
    await told.ended(RUN)
    assert told.texts() == [SUCCEEDED]


async def test_whoever_lost_the_entry_tells_nothing_more(told: Told) -> None:
    await told.claimed_by_another()
    with pytest.raises(OwnershipLost):
        await told.ended(a_run(where=Where(GENERAL, "", NOWHERE)))
    assert told.workspace.calls() == []


async def test_another_consumer_that_tells_the_rest_doubles_nothing(told: Told) -> None:
    told.workspace.fault(POST, "ratelimited", after_calls=1)
    with pytest.raises(Throttled):
        await told.ended(failed())
    other = printed(stdout=None, text="two\n")
    await told.wait_for_slack()
    await told.ended(failed(), result=other)
    assert (len(told.texts()), len(told.texts("support"))) == (1, 1)


PLACES = [
    ("channel_not_found", "the channel is gone, or I am not in it"),
    ("is_archived", "the channel is archived"),
    ("not_in_channel", "I am not in the channel; `/invite` me there"),
    ("restricted_action_read_only_channel", "Slack says `restricted_action_read_only_channel`"),
]


@pytest.mark.parametrize(("error", "why"), PLACES)
async def test_what_a_channel_does_not_take_comes_as_a_direct_message_that_says_why(
    told: Told, error: str, why: str
) -> None:
    told.workspace.fault(POST, "error", error=error, channel=GENERAL, times=9)
    for _ in range(2):
        await told.ended(RUN, a_job(report_stdout=True), printed("hi"))
    assert told.texts("D0ALICE0001") == [
        f"I could not report on `demo_hi` (run 12) in <#{GENERAL}>: {why}. So here it is:",
        "hi",
    ]
    assert [call.args["channel"] for call in told.workspace.calls(POST)].count(GENERAL) == 1


async def test_a_file_that_a_channel_does_not_take_comes_as_a_direct_message(told: Told) -> None:
    told.workspace.archive("general")
    await told.ended(RUN, a_job(report_stdout=True, report_format="file"), printed("x"))
    assert told.files("D0ALICE0001") == ["demo_hi-12.txt"]


async def test_what_belongs_to_a_thread_that_is_gone_comes_at_the_top_level(told: Told) -> None:
    await told.ended(a_run(where=Where(GENERAL, NOWHERE)))
    assert told.texts() == [SUCCEEDED]


@pytest.mark.parametrize("user_id", ["", ALICE])
async def test_what_nobody_can_be_told_is_an_error_in_the_log(told: Told, user_id: str) -> None:
    told.workspace.fault(POST, "error", error="restricted_action", times=9)
    with capture_logs() as lines:
        assert await told.ended(a_run(user_id=user_id), a_job(report_stdout=True), LONG) == []
    assert [line for line in lines if line["log_level"] == "error"] == [
        {
            "event": "run.not_told",
            "log_level": "error",
            "run": 12,
            "job": "demo_hi",
            "code": "restricted_action",
        }
    ]


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "new_error"])
async def test_blocks_that_slack_refuses_are_posted_as_a_file_that_says_so(
    told: Told, error: str
) -> None:
    told.workspace.fault(POST, "error", error=error)
    job = a_job(report_stdout=True, report_format="blocks")
    for _ in range(2):
        await told.ended(RUN, job, printed(json.dumps(BLOCKS)))
    assert told.texts() == [
        f"Slack refused the report of `demo_hi` (run 12): `{error}`. Here it is as a file.",
        "",
    ]
    assert json.loads(told.content("demo_hi-12.txt")) == BLOCKS


async def test_blocks_that_are_too_large_as_a_whole_are_posted_as_a_file(told: Told) -> None:
    large = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}] * 5
    job = a_job(report_stdout=True, report_format="blocks")
    await told.ended(RUN, job, printed(json.dumps(large)))
    assert "`msg_blocks_too_long`" in told.texts()[0]
    assert told.files() == ["demo_hi-12.txt"]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", COMPLETE])
async def test_a_file_that_slack_refuses_is_told_by_its_beginning(told: Told, method: str) -> None:
    told.workspace.fault(method, "error", error="file_uploads_disabled")
    job = a_job(report_stdout=True, report_format="file")
    for _ in range(2):
        await told.ended(RUN, job, printed("a<b\n" + "x" * 5_000))
    [text] = told.texts()
    assert text.startswith(
        "Slack refused the output of `demo_hi` (run 12) as a file: `file_uploads_disabled`. "
        "`logs 12` shows it. It begins with:\n```\na&lt;b\nxxx"
    )


async def test_a_text_that_slack_refuses_twice_comes_as_a_direct_message(told: Told) -> None:
    told.workspace.fault(POST, "error", error="msg_too_long", channel=GENERAL, times=9)
    await told.ended(RUN)
    assert told.texts("D0ALICE0001")[1:] == [SUCCEEDED]


async def test_a_place_that_the_cache_does_not_know_yet_is_waited_for(
    told: Told, redis: Redis
) -> None:
    await redis.delete(*await redis.keys("*:channels:*"))
    with pytest.raises(SlackUnavailable):
        await told.ended(a_run(where=Where("tech")))
    await told.teller.channels.put("C0TECH00001", "tech")
    await told.ended(a_run(where=Where("tech")))
    assert told.texts("tech") == [SUCCEEDED]


async def test_a_channel_that_does_not_exist_is_told_to_the_requester(told: Told) -> None:
    await told.ended(a_run(where=Where("nowhere")))
    assert told.texts("D0ALICE0001") == [
        "I could not report on `demo_hi` (run 12) in #nowhere: "
        "the channel is gone, or I am not in it. So here it is:",
        SUCCEEDED,
    ]
