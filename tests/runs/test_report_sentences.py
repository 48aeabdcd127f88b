"""What people read about the end of a run."""

from __future__ import annotations

from typing import Any

import pytest

from consumer.runs.report import failure
from consumer.runs.sentences import NOT_TRIED_AGAIN, ended_badly, lasting
from jobs.definition import Job
from shared.run_record import Run
from tests.runs.ends import ALICE, BEGAN_MS, a_job, a_run, failed, printed

LASTING = [
    (0.0, "0.1 s"),
    (0.44, "0.4 s"),
    (0.96, "1.0 s"),
    (1.0, "1 s"),
    (59.4, "59 s"),
    (59.6, "1 min"),
    (65, "1 min 5 s"),
    (3_600, "1 h"),
    (3_605, "1 h"),
    (7_380, "2 h 3 min"),
    (86_400 * 3 + 3_600 * 4 + 59, "3 d 4 h"),
]


@pytest.mark.parametrize(("seconds", "shown"), LASTING)
def test_durations_have_their_two_largest_units(seconds: float, shown: str) -> None:
    assert lasting(seconds) == shown


QUICK: dict[str, Any] = {"ended_ms": BEGAN_MS + 65_000}
ENDS: list[tuple[Run, Job | None, str]] = [
    (failed(), a_job(), "failed after 5 s: exit code 3."),
    (failed(**QUICK), a_job(), "failed after 1 min 5 s: exit code 3."),
    (failed(exit_code=None, signal=9), a_job(), "failed after 5 s: ended by the signal SIGKILL."),
    (failed(exit_code=None, signal=99), a_job(), "failed after 5 s: ended by the signal 99."),
    (
        failed(exit_code=None, reason="it used more than 1024 MB of memory"),
        a_job(),
        "failed after 5 s: it used more than 1024 MB of memory.",
    ),
    (
        failed(exit_code=None, reason="it could not be started: <!here>"),
        a_job(),
        "failed after 5 s: it could not be started: &lt;!here&gt;.",
    ),
    (
        a_run(state="timed out", ended_ms=BEGAN_MS + 3_600_000),
        a_job(),
        "timed out after 1 h: it may take 1 h.",
    ),
    (a_run(state="timed out"), None, "timed out after 5 s."),
    (a_run(state="cancelled", ended_by=ALICE), a_job(), f"was cancelled by <@{ALICE}> after 5 s."),
    (
        a_run(state="expired", started_ms=0, ended_ms=BEGAN_MS + 7_200_000),
        a_job(max_age_s=3_600.0),
        "was not started: it waited 2 h for its turn, and may wait 1 h.",
    ),
    (
        a_run(state="lost"),
        a_job(),
        "was lost after 5 s: the consumer that ran it died. What it had done by then is done.",
    ),
    (
        a_run(state="lost", reason="shutdown"),
        a_job(),
        "was stopped after 5 s: the consumer that ran it was shut down.",
    ),
    (
        a_run(state="lost", reason="Redis did not answer for 20 s"),
        a_job(),
        "was lost after 5 s: Redis did not answer for 20 s. What it had done by then is done.",
    ),
]


@pytest.mark.parametrize(("run", "job", "said"), ENDS)
def test_each_way_to_end_badly_is_said_in_words(run: Run, job: Job | None, said: str) -> None:
    assert ended_badly(run, job) == f"`demo_hi` (run 12) {said}"


def test_failure_has_the_last_lines_of_stderr_escaped_and_where_more_is() -> None:
    errors = "".join(f"line {number} <!channel> ```\n" for number in range(30))
    said = failure(failed(), a_job(), printed("out", errors), supported=True).splitlines()
    assert said[1:4] == [
        "The last lines of its errors:",
        "```",
        "line 20 &lt;!channel&gt; `\u200b``",
    ]
    assert said[12:] == [
        "line 29 &lt;!channel&gt; `\u200b``",
        "```",
        "`logs 12` shows more. The log files are in `/var/log/burrow/demo_hi/20231114-221320-12`.",
        "I am calling tech-support.",
    ]


FILES = "The log files are in `/var/log/burrow/demo_hi/20231114-221320-12`."
SHOW = "`show 12` tells more."
GONE: dict[str, Any] = {"reason": "it is not defined any more", "exit_code": None}
FAILURES: list[tuple[Run, dict[str, Any], str, bool]] = [
    (failed(), {"stdout": "only out\n"}, "The last lines of its output:\n```\nonly out\n```", True),
    (failed(), {}, f"exit code 3. It printed nothing.\n`show 12` tells more. {FILES}", True),
    (failed(), {}, "logs 12", False),
    (failed(log=""), {"stderr": "no"}, "`logs 12` shows more.", True),
    (failed(log=""), {}, "log files", False),
    (failed(retries=2), {"again": True}, "I will try it again: attempt 2 of 3.", True),
    (failed(**GONE), {}, "it is not defined any more.\n`show 12` tells more.", True),
    (failed(**GONE), {}, "log files", False),
    (failed(exit_code=None, signal=9), {}, f"SIGKILL. It printed nothing.\n{SHOW} {FILES}", True),
    (a_run(state="expired", started_ms=0), {}, "show 12", False),
    (a_run(state="lost"), {}, f"then is done. {NOT_TRIED_AGAIN}\n{SHOW} {FILES}", True),
    (a_run(state="lost", reason="shutdown"), {}, f"was shut down. {NOT_TRIED_AGAIN}", True),
    (a_run(state="lost"), {"again": True}, NOT_TRIED_AGAIN, False),
    (a_run(state="expired", started_ms=0), {}, "logs 12", False),
    (a_run(state="expired", started_ms=0), {}, "printed nothing", False),
    (a_run(state="lost"), {}, "printed nothing", False),
    (failed(), {"stderr": "x" * 9_000}, "x" * 1_001, False),
]


@pytest.mark.parametrize(("run", "output", "part", "there"), FAILURES)
def test_failure_says_what_there_is_to_say(
    run: Run, output: dict[str, Any], part: str, there: bool
) -> None:
    said = failure(run, a_job(), printed(**output), supported=False)
    assert (part in said) is there
    assert "tech-support" not in said
