"""What the channels of tech-support and of the logs are told of a run."""

from __future__ import annotations

from typing import Any

import pytest

from consumer.runs.telling import Result
from shared.run_record import Run, Where
from tests.runs.ends import ALICE, BOB, GENERAL, RUN, a_job, a_run, failed, printed
from tests.runs.told import Told


async def test_failure_calls_tech_support_with_a_link_to_its_report(told: Told) -> None:
    await told.ended(failed(), result=printed("", "no such host\n"))
    [message] = told.workspace.messages("general")
    assert message["text"].splitlines() == [
        "`demo_hi` (run 12) failed after 5 s: exit code 3.",
        "The last lines of its errors:",
        "```",
        "no such host",
        "```",
        "`logs 12` shows more. The log files are in `/var/log/burrow/demo_hi/20231114-221320-12`.",
        "I am calling tech-support.",
    ]
    link = f"https://burrow-local.slack.com/archives/{GENERAL}/p{message['ts'].replace('.', '')}"
    assert told.texts("support") == [link]


UNSUPPORTED: list[tuple[Run, dict[str, Any], Result]] = [
    (failed(), {"call_tech_support_on_error": False}, printed()),
    (failed(where=Where("D0ALICE0001", is_dm=True)), {}, printed()),
    (failed(retries=1), {}, printed(again=True)),
    (a_run(state="cancelled", ended_by=BOB), {}, printed()),
]


@pytest.mark.parametrize(("run", "flags", "result"), UNSUPPORTED)
async def test_tech_support_is_not_called_where_it_is_not_wanted(
    told: Told, run: Run, flags: dict[str, Any], result: Result
) -> None:
    links = await told.ended(run, a_job(**flags), result)
    text = told.workspace.messages(links[0][0])[0]["text"]
    assert "tech-support" not in text
    assert told.workspace.messages("support") == []


async def test_failure_says_nothing_of_tech_support_where_no_channel_is_set(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = told.teller.settings.model_copy(update={"slack_tech_support_channel": "gone"})
    monkeypatch.setattr(told.teller, "settings", gone)
    await told.ended(failed())
    [text] = told.texts()
    assert "tech-support" not in text


async def test_tech_support_that_cannot_be_called_is_told_to_the_requester(told: Told) -> None:
    told.workspace.archive("support")
    await told.ended(failed())
    assert told.texts()[1:] == ["I could not call tech-support: please do."]


async def test_failure_told_only_in_a_dm_is_told_to_tech_support_in_words(told: Told) -> None:
    told.workspace.archive("general")
    await told.ended(failed())
    assert told.texts("support") == [
        "`demo_hi` (run 12) failed after 5 s: exit code 3. "
        "Where it was asked for I could not say so."
    ]


STARTS = [
    (a_run(), f"asked for by <@{ALICE}> in <#{GENERAL}>."),
    (
        a_run(where=Where("D0ALICE0001", is_dm=True)),
        f"asked for by <@{ALICE}> in a direct message.",
    ),
    (a_run(user_id="", via="schedule", where=Where("tech")), "asked for by its schedule in #tech."),
    (a_run(user_id="", via="github", where=Where("")), "asked for by GitHub."),
    (a_run(attempt=2, retries=2, via="retry"), f"by <@{ALICE}> in <#{GENERAL}>. Attempt 2 of 3."),
]


@pytest.mark.parametrize(("run", "text"), STARTS)
async def test_start_is_noted_once_in_the_logs_channel(told: Told, run: Run, text: str) -> None:
    for _ in range(2):
        await told.teller.started(run, a_job(), told.writer())
    [notice] = told.texts("bot-logs")
    assert notice.startswith("`demo_hi` begins: run 12, ")
    assert notice.endswith(text)


async def test_what_is_wrong_but_ends_no_run_is_said_once_in_the_logs_channel(told: Told) -> None:
    for _ in range(2):
        await told.teller.warned(RUN, "<x> is not there; the old fabfile is used", told.writer())
    assert told.texts("bot-logs") == [
        "`demo_hi` (run 12): &lt;x&gt; is not there; the old fabfile is used"
    ]


async def test_no_logs_channel_means_no_notice(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    off = told.teller.settings.model_copy(update={"slack_logs_channel": ""})
    monkeypatch.setattr(told.teller, "settings", off)
    await told.teller.started(RUN, a_job(), told.writer())
    assert told.workspace.calls() == []
