"""What people see of a run in Slack: reactions, report, the call of tech-support."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from consumer.runs.telling import Result
from shared.run_record import Run, Where
from tests.runs.ends import BOB, GENERAL, RUN, a_job, a_run, failed, printed
from tests.runs.told import Told

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "all *well*"}}]
SUCCEEDED = "`demo_hi` (run 12) succeeded in 5 s."
NO_OUTPUT = "No output from `demo_hi` (run 12): it succeeded in 5 s."

SAID: list[tuple[dict[str, Any], str, list[str]]] = [
    ({}, "hi\n", [SUCCEEDED]),
    ({"report_success": False}, "hi\n", []),
    ({"report_stdout": True}, "hi\n", ["hi"]),
    ({"report_stdout": True, "report_success": False}, "hi\n", ["hi"]),
    ({"report_stdout": True}, "", [NO_OUTPUT]),
    ({"report_stdout": True}, " \n", [NO_OUTPUT]),
    ({"report_stdout": True, "suppress_empty": True}, "", []),
    ({"report_stdout": True, "suppress_empty": True}, "\n\n", []),
    ({"report_stdout": True, "suppress_empty": True}, "hi", ["hi"]),
    ({"report_format": "blocks"}, "[]", [SUCCEEDED]),
    ({"report_format": "file"}, "hi", [SUCCEEDED]),
    ({"report_stdout": True, "report_format": "blocks"}, "", [NO_OUTPUT]),
    ({"report_stdout": True, "report_format": "blocks"}, "[]\n", [NO_OUTPUT]),
    ({"report_stdout": True, "report_format": "blocks"}, '{"blocks": []}', [NO_OUTPUT]),
    ({"report_stdout": True, "report_format": "file"}, "", [NO_OUTPUT]),
    ({"report_stdout": True, "report_format": "code"}, "a<b\n", ["```\na&lt;b\n```"]),
    ({"report_stdout": True, "report_format": "code"}, "x" * 100, [f"```\n{'x' * 100}\n```"]),
]


@pytest.mark.parametrize(("flags", "output", "texts"), SAID)
async def test_flags_and_output_decide_what_is_said_of_a_success(
    told: Told, flags: dict[str, Any], output: str, texts: list[str]
) -> None:
    await told.ended(RUN, a_job(**flags), printed(output))
    assert told.texts() == texts
    assert [m for m in told.workspace.messages("general") if m.get("blocks")] == []


async def test_blocks_are_posted_with_a_text_for_notifications(told: Told) -> None:
    job = a_job(report_stdout=True, report_format="blocks")
    await told.ended(RUN, job, printed(json.dumps(BLOCKS)))
    [message] = told.workspace.messages("general")
    assert (message["blocks"], message["text"]) == (BLOCKS, "all *well*")


@pytest.mark.parametrize("report_format", ["file", "code", "text"])
async def test_a_file_is_posted_without_another_message(told: Told, report_format: str) -> None:
    job = a_job(report_stdout=True, report_format=report_format)
    output = b"\xff" + b"x" * 5_000
    await told.ended(RUN, job, printed(output))
    assert (told.texts(), told.files()) == ([""], ["demo_hi-12.txt"])
    assert told.content("demo_hi-12.txt") == output


async def test_a_file_with_the_beginning_only_says_so(told: Told) -> None:
    job = a_job(report_stdout=True, report_format="file")
    await told.ended(a_run(stdout_bytes=9_000_000), job, printed(b"x" * 4_194_304))
    [text] = told.texts()
    assert text == (
        "The first 4 MiB of the output of `demo_hi` (run 12). "
        "The log files are in `/var/log/burrow/demo_hi/20231114-221320-12`."
    )


async def test_broken_blocks_are_told_as_a_failure_of_the_report(told: Told) -> None:
    request = told.workspace.say("alice", "general", "demo blk")
    run = a_run(where=Where(GENERAL, "", request))
    job = a_job(report_stdout=True, report_format="blocks")
    await told.ended(run, job, printed("no <json> at all" + "x" * 500))
    [_, text] = told.texts()
    assert "its output cannot be shown as blocks: it is not JSON" in text
    assert f"```\nno &lt;json&gt; at all{'x' * 184}…\n```" in text
    assert told.workspace.reactions("general", request) == {"x": ["U0BURROWBOT"]}
    assert told.workspace.messages("support") == []


async def test_report_goes_where_the_request_was(told: Told) -> None:
    root = told.workspace.say("alice", "general", "a thread")
    reply = told.workspace.say("alice", "general", "demo hi", root)
    await told.ended(a_run(where=Where(GENERAL, root, reply)))
    assert [message["text"] for message in told.workspace.replies("general", root)] == [
        "demo hi",
        SUCCEEDED,
    ]
    assert len(told.workspace.messages("general")) == 1


async def test_a_run_without_a_request_is_told_in_the_channel_that_its_job_names(
    told: Told,
) -> None:
    links = await told.ended(a_run(where=Where("tech"), user_id="", via="schedule"))
    assert told.texts("tech") == [SUCCEEDED]
    assert links == [("C0TECH00001", told.workspace.messages("tech")[0]["ts"])]


REACTIONS: list[tuple[Run, Result, set[str]]] = [
    (a_run(), printed(), {"white_check_mark"}),
    (failed(), printed(), {"x"}),
    (a_run(state="timed out"), printed(), {"x"}),
    (a_run(state="cancelled", ended_by=BOB), printed(), {"x"}),
    (a_run(state="lost"), printed(), {"x"}),
    (failed(retries=1), printed(again=True), set()),
]


@pytest.mark.parametrize(("run", "result", "emoji"), REACTIONS)
async def test_running_reaction_gives_way_to_that_of_the_end(
    told: Told, run: Run, result: Result, emoji: set[str]
) -> None:
    request = told.workspace.say("alice", "general", "demo hi")
    run = msgspec.structs.replace(run, where=Where(GENERAL, "", request))
    await told.teller.running(run, told.writer())
    assert set(told.workspace.reactions("general", request)) == {"hourglass_flowing_sand"}
    await told.ended(run, a_job(), result)
    assert set(told.workspace.reactions("general", request)) == emoji


async def test_reaction_is_there_before_the_report(told: Told) -> None:
    request = told.workspace.say("alice", "general", "demo hi")
    await told.ended(a_run(where=Where(GENERAL, "", request)))
    methods = [call.method for call in told.workspace.calls()]
    assert methods == ["reactions.remove", "reactions.add", "chat.postMessage"]


async def test_a_run_that_came_from_no_message_gets_no_reaction(told: Told) -> None:
    await told.teller.running(RUN, told.writer())
    await told.ended(RUN)
    assert [call.method for call in told.workspace.calls()] == ["chat.postMessage"]


TROUBLE = [
    {"kind": "error", "error": "too_many_reactions"},
    {"kind": "ratelimited", "retry_after_s": 30},
    {"kind": "status", "times": 9},
]


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_trouble_with_reactions_and_the_notice_never_keeps_the_report_back(
    told: Told, trouble: dict[str, Any]
) -> None:
    request = told.workspace.say("alice", "general", "demo hi")
    run = a_run(where=Where(GENERAL, "", request))
    for method in ("reactions.add", "reactions.remove"):
        told.workspace.fault(method, **trouble)
    told.workspace.fault("chat.postMessage", **trouble, channel="C0BOTLOGS01")
    await told.teller.started(run, a_job(), told.writer())
    await told.teller.running(run, told.writer())
    await told.ended(run)
    assert told.texts() == ["demo hi", SUCCEEDED]


async def test_a_reaction_for_which_slack_had_no_time_is_tried_once_more(told: Told) -> None:
    request = told.workspace.say("alice", "general", "demo hi")
    told.workspace.fault("reactions.add", "drop_before")
    await told.ended(a_run(where=Where(GENERAL, "", request)))
    assert set(told.workspace.reactions("general", request)) == {"white_check_mark"}


async def test_output_on_another_host_is_told_by_its_end(told: Told) -> None:
    result = printed(stdout=None, text="a<b\n", stderr="")
    await told.ended(a_run(stdout_bytes=4), a_job(report_stdout=True), result)
    assert told.texts() == [
        "The whole output of `demo_hi` (run 12) is on another machine. Its end, errors included:\n"
        "```\na&lt;b\n```"
    ]


async def test_blocks_on_another_host_are_taken_from_the_end_if_it_is_all(told: Told) -> None:
    result = printed(stdout=None, text=json.dumps(BLOCKS))
    job = a_job(report_stdout=True, report_format="blocks")
    await told.ended(a_run(stdout_bytes=60), job, result)
    assert told.workspace.messages("general")[0]["blocks"] == BLOCKS


async def test_no_output_on_another_host_is_no_output(told: Told) -> None:
    await told.ended(RUN, a_job(report_stdout=True), printed(stdout=None))
    assert told.texts() == [NO_OUTPUT]


async def test_a_run_whose_job_is_not_defined_any_more_is_told_of(told: Told) -> None:
    await told.ended(failed(reason="it is not defined any more", exit_code=None), None)
    assert told.texts()[0].startswith(
        "`demo_hi` (run 12) failed after 5 s: it is not defined any more."
    )
