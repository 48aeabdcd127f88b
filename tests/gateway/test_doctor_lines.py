"""Single lines of the doctor's report, where nothing has to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import doctor_redis
from gateway.doctor import clock_finding
from gateway.doctor_address import Got, judged
from gateway.doctor_finding import Finding
from gateway.doctor_slack import MANIFEST, Said, refused, scope_findings

URL = "https://bot.example.org/slack/events"
SOME_SCOPES = {"x-oauth-scopes": "chat:write, commands"}


@pytest.mark.parametrize(
    ("name", "cmd", "idle", "mark"),
    [
        ("burrow-worker.1", "xreadgroup", "2", "ok"),
        ("burrow-worker.1", "xreadgroup", "15", "wrong"),
        ("burrow-web.1", "evalsha", "0", "wrong"),
        ("another-worker.1", "xreadgroup", "0", "wrong"),
    ],
)
def test_consumer_is_who_asks_for_entries(name: str, cmd: str, idle: str, mark: str) -> None:
    clients = [{"name": name, "cmd": cmd, "idle": idle}]
    assert doctor_redis.live(clients, "burrow").mark == mark


def test_right_challenge_over_tls_is_ok() -> None:
    finding = judged(URL, Got(200, b'{"challenge":"random"}'), "random")
    assert str(finding) == f"ok       request URL: {URL} is the gateway's, with the same settings."


@pytest.mark.parametrize(
    ("told", "mark", "text"),
    [
        ({"Redis": 160.0, "Slack": None}, "ok", "within 60 s of Redis"),
        ({"Redis": None, "Slack": 161.0}, "wrong", "Slack is 61 s ahead, compared with"),
        ({"Redis": 39.0, "Slack": 100.0}, "wrong", "Redis is 61 s behind, compared with"),
        ({"Redis": None, "Slack": None}, "skipped", "neither Redis nor Slack tells"),
    ],
)
def test_clock_may_be_a_minute_off(told: dict[str, float | None], mark: str, text: str) -> None:
    finding = clock_finding(100.0, told)
    assert finding.mark == mark
    assert finding.text.startswith(text)


@pytest.mark.parametrize(
    ("said", "manifest"),
    [
        (None, MANIFEST),
        (Said(error="invalid_auth", headers=SOME_SCOPES), MANIFEST),
        (Said(), MANIFEST),
        (Said(headers=SOME_SCOPES), Path("no-such-manifest.json")),
        (Said(headers=SOME_SCOPES), Path(__file__)),
    ],
)
def test_scopes_are_skipped_where_there_is_nothing_to_compare(
    said: Said | None, manifest: Path
) -> None:
    assert [finding.mark for finding in scope_findings(said, manifest)] == ["skipped"]


@pytest.mark.parametrize(
    ("said", "text", "cure"),
    [
        (Said(error="ratelimited"), "Slack asks to wait", "try again in a minute"),
        (Said(error="token_expired"), "refuses TOKEN (token_expired)", "copy it"),
        (
            Said(error="org_login_required"),
            "(org_login_required)",
            "try again in a minute, or copy",
        ),
        (Said(error="TimeoutError", came=False), "cannot be reached (TimeoutError)", "network"),
    ],
)
def test_refused_token_is_told_with_the_cure(said: Said, text: str, cure: str) -> None:
    finding = refused("token", "TOKEN", said, "copy it")
    assert text in finding.text
    assert cure in finding.cure


def test_line_ends_with_the_cure_if_there_is_one() -> None:
    assert str(Finding("ok", "Redis", "7.0")) == "ok       Redis: 7.0."
    assert str(Finding("wrong", "Redis", "away", "start it")) == (
        "wrong    Redis: away. Cure: start it."
    )
