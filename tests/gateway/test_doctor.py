"""`python -m gateway doctor`: each situation has its line, its cure, and the exit status."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from dev.slack.control import Slack as Workspace
from gateway import doctor_settings, doctor_slack
from shared import redis_client
from shared.events import COMMANDS, PUBLIC
from shared.settings import ProcessSettings
from tests.gateway.conftest import APP, Slack
from tests.gateway.doctor_situations import WRONG, Change, change
from tests.gateway.doctoring import APP_TOKEN, Installation, secrets_of, settings_of, town
from tests.processes import ROOT


@pytest.fixture(scope="module")
def slack_town() -> Iterator[Workspace]:
    """One workspace for all tests."""
    with town() as slack:
        yield slack


@pytest.fixture
async def consumer(
    process_settings: ProcessSettings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Redis]:
    """The connection on which a consumer reads."""
    client = redis_client.reader(process_settings.model_copy(update={"dyno": "worker.1"}))
    yield client
    await client.aclose()


@pytest.fixture
async def installed(
    slack_town: Workspace,
    slack: Slack,
    redis_server: RedisServer,
    redis: Redis,
    consumer: Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Installation]:
    """An installation in which nothing is wrong, yet."""
    settings = settings_of(redis_server.url, slack_town, f"http://127.0.0.1:{slack.port}")
    state = slack_town.workspace
    scopes, socket_scopes = state.scopes, state.app_scopes
    here = Installation(settings, slack_town, redis, monkeypatch)
    await here.work(consumer)
    await here.lead()
    yield here
    state.scopes, state.app_scopes = scopes, socket_scopes
    slack_town.clear_faults()


async def test_nothing_is_wrong(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await installed.examined(capsys, socket_mode=False) == 0
    assert installed.found("wrong") == []
    assert [line.partition(":")[0] for line in installed.found("ok")] == [
        *("settings", "clock", "token", "scopes"),
        *("consumers", "consumers", "consumers", "bgtasks"),
    ]
    assert [line.partition(":")[0] for line in installed.found("note")] == ["Redis", "request URL"]
    assert [line.partition(":")[0] for line in installed.found("skipped")] == ["app token"]
    assert installed.lines[-1] == "nothing wrong"


@pytest.mark.parametrize(
    ("wrong", "line", "cure"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
async def test_what_is_wrong_is_said_with_the_cure(
    installed: Installation,
    capsys: pytest.CaptureFixture[str],
    wrong: Change,
    line: str,
    cure: str,
) -> None:
    wrong(installed)
    status = await installed.examined(capsys, socket_mode=False)
    said = "\n".join(installed.found("wrong"))
    assert line in said
    assert cure in said.partition(line)[2].partition("Cure: ")[2].partition("\n")[0]
    assert status == 1
    assert [value for value in secrets_of(installed.settings) if value and value in said] == []


@pytest.mark.parametrize(
    ("absent", "mark", "line"),
    [
        (change(ENV="staging"), "note", "settings: ENV is staging: shadow mode"),
        (change(SECRETS_KEY=""), "note", "settings: SECRETS_KEY is not set"),
        (change(PUBLIC_URL=""), "skipped", "request URL: PUBLIC_URL is not set"),
        (
            change(SLACK_TEAM_ID="", SLACK_APP_ID=""),
            "ok",
            f"@burrow in Burrow local (T0RABBIT01), app {APP}",
        ),
    ],
)
async def test_what_may_be_absent_is_said_and_not_wrong(
    installed: Installation,
    capsys: pytest.CaptureFixture[str],
    absent: Change,
    mark: str,
    line: str,
) -> None:
    absent(installed)
    assert await installed.examined(capsys, socket_mode=False) == 0
    assert line in "\n".join(installed.found(mark))


async def test_every_line_is_there_whatever_is_wrong(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.settings = {"PUBLIC_URL": "https://bot.example.org"}
    assert await installed.examined(capsys, socket_mode=False) == 1
    assert [line.partition(":")[0] for line in installed.found("skipped")] == [
        *("Redis", "clock", "token", "scopes", "app token", "request URL", "consumers", "bgtasks"),
    ]
    assert len(installed.found("wrong")) == 3
    assert installed.lines[-1] == "3 wrong"


async def test_no_consumer_and_no_bgtasks_is_wrong(
    installed: Installation, consumer: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    await consumer.aclose()
    await installed.redis.flushall()
    assert await installed.examined(capsys, socket_mode=False) == 1
    assert [line.partition(".")[0] for line in installed.found("wrong")] == [
        "consumers: none is at work",
        f"consumers: no group burrow reads {PUBLIC}",
        f"consumers: no group burrow reads {COMMANDS}",
        "bgtasks: none is active",
    ]


async def test_consumers_that_are_too_slow_are_wrong(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds, _ = await installed.redis.time()
    await installed.redis.xadd(PUBLIC, {"json": "{}"}, id=f"{int(seconds) * 1000}-0")
    await installed.redis.xadd(COMMANDS, {"json": "{}"}, id=f"{(int(seconds) - 45) * 1000}-0")
    assert await installed.examined(capsys, socket_mode=False) == 1
    [slow] = installed.found("wrong")
    assert slow.startswith(f"consumers: the oldest entry of {COMMANDS} that none read is 4")
    assert "Cure: start consumers, or more of them" in slow


async def test_redis_that_would_evict_events_is_wrong(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    await installed.redis.config_set("maxmemory-policy", "allkeys-lru")
    status = await installed.examined(capsys, socket_mode=False)
    await installed.redis.config_set("maxmemory-policy", "noeviction")
    assert status == 1
    assert "maxmemory-policy is allkeys-lru" in installed.found("wrong")[0]
    assert "Cure: set it to noeviction" in installed.found("wrong")[0]


async def test_redis_that_keeps_everything_is_ok(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    await installed.redis.config_set("appendonly", "yes")
    await installed.examined(capsys, socket_mode=False)
    await installed.redis.config_set("appendonly", "no")
    assert "evicts nothing, keeps an append-only file" in "\n".join(installed.found("ok"))


async def test_socket_mode_needs_a_token_and_no_address(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.settings |= {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": ""}
    status = await installed.examined(capsys, socket_mode=True)
    assert installed.found("wrong") == []
    assert status == 0
    assert "app token: Slack opens connections." in installed.found("ok")
    assert installed.found("skipped") == ["request URL: Socket Mode needs none."]


@pytest.mark.parametrize(
    ("token", "line", "cure"),
    [
        ("", "settings: SLACK_APP_TOKEN is not set", "connections:write"),
        ("xoxb-local", "settings: SLACK_APP_TOKEN is wrong", "begins with xapp-"),
        ("xapp-1-old", "Slack refuses SLACK_APP_TOKEN (invalid_auth)", "turn Socket Mode on"),
    ],
)
async def test_socket_mode_without_its_token_is_wrong(
    installed: Installation,
    capsys: pytest.CaptureFixture[str],
    token: str,
    line: str,
    cure: str,
) -> None:
    installed.settings["SLACK_APP_TOKEN"] = token
    assert await installed.examined(capsys, socket_mode=True) == 1
    [said] = installed.found("wrong")
    assert line in said
    assert cure in said.partition("Cure: ")[2]


async def test_socket_mode_with_a_token_that_may_not_connect_is_wrong(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.settings["SLACK_APP_TOKEN"] = APP_TOKEN
    installed.slack.workspace.app_scopes = frozenset()
    assert await installed.examined(capsys, socket_mode=True) == 1
    [said] = installed.found("wrong")
    assert "Slack refuses SLACK_APP_TOKEN (missing_scope)" in said


async def test_tokens_of_two_apps_are_wrong(
    installed: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.settings["SLACK_APP_TOKEN"] = APP_TOKEN
    await installed.examined(capsys, socket_mode=True)
    given = doctor_settings.read(socket_mode=True)
    finding = await doctor_slack.app_token_finding(given, "A0ANOTHER1")
    assert finding.mark == "wrong"
    assert finding.text == f"SLACK_APP_TOKEN is of the app {APP}, SLACK_BOT_TOKEN of A0ANOTHER1"


async def test_command_prints_the_report_and_no_secret(installed: Installation) -> None:
    installed.settings |= {"SLACK_BOT_TOKEN": "xoxb-of-yesterday", "PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway", "doctor"),
        cwd=ROOT,
        env=installed.settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed = (await process.communicate())[0].decode()
    assert process.returncode == 1
    lines = printed.splitlines()
    assert lines[0] == "ok       settings: what is needed is there."
    assert lines[-1] == "1 wrong"
    assert {line.split(" ")[0] for line in lines[:-1]} == {"ok", "note", "skipped", "wrong"}
    assert [value for value in secrets_of(installed.settings) if value in printed] == []
