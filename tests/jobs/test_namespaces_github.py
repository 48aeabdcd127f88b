"""The shipped namespace github, asking the stand-in for GitHub; as a job once each way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from dev.outside import github as stand_in
from dev.slack.blocks import check_blocks
from jobs.github import reviews, workflows
from jobs.github.api import GitHub, NotAnswered
from jobs.github.results import Result, result_of
from jobs.github.reviews import age
from tests.jobs.scripts import Said, run

GATEWAY = "burrow/gateway"


@pytest.fixture
def hub() -> Iterator[stand_in.GitHub]:
    """A GitHub."""
    with stand_in.serve() as hub:
        yield hub


class Asking:
    """Runs the scripts here, which is faster."""

    def __init__(self, hub: stand_in.GitHub, output: pytest.CaptureFixture[str]) -> None:
        self.hub, self.output = hub, output

    def __call__(self, report: Callable[[GitHub], None]) -> Said:
        """Make a report; return what it printed."""
        report(GitHub(self.hub.url, "a-token"))
        return Said(0, *self.output.readouterr())


@pytest.fixture
def ask(hub: stand_in.GitHub, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Makes reports about it."""
    return Asking(hub, capsys)


def test_workflows_are_sorted_by_each_ones_own_result(hub: stand_in.GitHub) -> None:
    said = run("github", "workflows.py", GATEWAY, GITHUB_API_URL=hub.url, GITHUB_TOKEN="a-token")
    page = f"{hub.url}/burrow/gateway/actions"
    assert said.lines == [
        f":red_circle: <{page}/runs/30|Deploy> failure",
        f":large_yellow_circle: <{page}/runs/40|Nightly> running, before that :red_circle: "
        "timed out",
        f":white_circle: <{page}/workflows/5|Release> never ran",
        f":large_green_circle: <{page}/runs/21|Lint> success",  # the fork's failure is not ours
        f":large_green_circle: <{page}/runs/10|Tests> success",
    ]
    assert check_blocks(said.blocks) == said.blocks
    assert json.dumps(said.blocks[-1]).count("3 of 5 are fine") == 1
    assert (hub.written, set(hub.tokens)) == ([], {"Bearer a-token"})


def test_failed_ones_are_shown_alone_or_none_is_said(ask: Asking) -> None:
    failed = ask(lambda github: workflows.report(github, GATEWAY, only_failed=True))
    assert [line.split("|")[1].split(">")[0] for line in failed.lines] == ["Deploy", "Nightly"]
    fine = ask(lambda github: workflows.report(github, "burrow/site", only_failed=True))
    assert fine.lines == [":large_green_circle: Nothing has failed."]
    empty = ask(lambda github: workflows.report(github, "burrow/empty", only_failed=False))
    assert empty.lines == ["There are no workflows."]


def test_more_workflows_than_a_page_or_a_message_holds(ask: Asking) -> None:
    said = ask(lambda github: workflows.report(github, "burrow/monorepo", only_failed=False))
    assert check_blocks(said.blocks) == said.blocks
    assert said.lines[-1].startswith("_and ")
    assert "240 of 240 are fine" in said.stdout


def test_reviews_are_those_that_somebody_was_asked_for(ask: Asking) -> None:
    said = ask(lambda github: reviews.report(github, GATEWAY, datetime.now(UTC)))
    pull = f"{ask.hub.url}/burrow/gateway/pull"
    assert said.lines == [
        f"• <{pull}/1|#1 Answer 413 without reading &lt;everything&gt;> by alice-ames, for "
        "bobberg, 3 days",
        f"• <{pull}/4|#4 Retry once ¦ then say so> by bobberg, for maintainers, today",
    ]
    none = ask(lambda github: reviews.report(github, "burrow/site", datetime.now(UTC)))
    assert none.lines == ["None: nobody keeps anybody waiting."]


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        ((401, {}), "set GITHUB_TOKEN to one that is valid"),
        ((403, {}), "give it read access"),
        (
            (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000000"}),
            "is used up, until 22:13 UTC: wait, or set GITHUB_TOKEN",
        ),
        ((429, {"X-RateLimit-Remaining": "0"}), "is used up: wait"),
        ((500, {}), "HTTP 500: try again later"),
        ((301, {"Location": "http://127.0.0.1:1/repos/burrow/gateway"}), "HTTP 301"),
    ],
)
def test_refusal_says_what_to_do(
    hub: stand_in.GitHub, refusal: tuple[int, dict[str, str]], reason: str
) -> None:
    hub.refusal = refusal
    with pytest.raises(NotAnswered, match=f"/repos/{GATEWAY}: .*{reason}"):
        GitHub(hub.url, "a-token").one(f"/repos/{GATEWAY}")


def test_report_that_cannot_be_made_has_failed(
    hub: stand_in.GitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown = run("github", "workflows.py", "burrow/nothing", GITHUB_API_URL=hub.url)
    assert (unknown.status, unknown.stdout) == (1, "")
    assert "/repos/burrow/nothing: GitHub shows no such thing: check the name" in unknown.stderr
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:1")
    assert reviews.main([GATEWAY]) == 1
    assert "no answer from 127.0.0.1:1" in capsys.readouterr().err
    monkeypatch.setenv("GITHUB_API_URL", hub.url)
    hub.refusal = (200, {})  # and a body that is none of GitHub's
    assert reviews.main([GATEWAY]) == 1
    assert "GitHub's answer has another shape" in capsys.readouterr().err


WORKFLOW = {"id": 1, "name": "CI", "html_url": "w"}


@pytest.mark.parametrize(
    ("runs", "result"),
    [
        ([], Result("CI", "w", "never")),
        ([("completed", "success")], Result("CI", "r0", "success")),
        ([("queued", None)], Result("CI", "r0", "running")),
        (
            [("in_progress", None), ("queued", None), ("completed", "failure")],
            Result("CI", "r0", "running", "failure"),
        ),
    ],
)
def test_result_is_that_of_the_last_run(runs: list[tuple[str, str | None]], result: Result) -> None:
    records = [
        {"status": status, "conclusion": conclusion, "html_url": f"r{n}"}
        for n, (status, conclusion) in enumerate(runs)
    ]
    assert result_of(WORKFLOW, records) == result


@pytest.mark.parametrize(
    ("state", "before", "fine"),
    [
        ("success", "", True),
        ("failure", "", False),
        ("a_new_one", "", False),
        ("running", "", True),
        ("running", "success", True),
        ("running", "failure", False),
    ],
)
def test_one_that_runs_is_as_good_as_the_one_before(state: str, before: str, fine: bool) -> None:
    assert Result("CI", "u", state, before).is_fine is fine


@pytest.mark.parametrize(
    ("created", "shown"),
    [
        ("2026-05-20T00:00:00Z", "today"),
        ("2026-05-19T09:00:00Z", "1 day"),
        ("2025-05-20T09:00:00Z", "365 days"),
    ],
)
def test_age_is_told_in_days(created: str, shown: str) -> None:
    assert age(created, datetime(2026, 5, 20, 9, 30, tzinfo=UTC)) == shown
