"""`python -m consumer …`: what operators type, and what they get when they mistype it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from redis.asyncio import Redis

from consumer import dead_letters
from dev.redis_server import RedisServer, free_port
from shared import custody
from shared.dead_letters import DeadLetter, listed
from shared.errors import SettingsError
from shared.events import PUBLIC
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from shared.streams import Streams
from tests.processes import ROOT

USAGE = "usage: python -m consumer dead list | show STREAM ID | replay STREAM ID | drop STREAM ID"
MISTYPED = [
    [],
    ["lists"],
    ["list", PUBLIC],
    ["show"],
    ["show", PUBLIC],
    ["replay", PUBLIC, "1-1", "2-2"],
    ["bury", PUBLIC, "1-1"],
]


@pytest.fixture
async def letter(redis: Redis, scripts: Scripts) -> DeadLetter:
    """A dead letter."""
    streams = Streams(scripts, redis, "burrow", "worker.1-aaaaaaaa")
    await streams.ensure_groups([PUBLIC])
    await redis.xadd(PUBLIC, {"event_id": "Ev1", "json": "{}"})
    [entry] = await streams.read([PUBLIC], 1, 1)
    await custody.bury(streams, entry, "Ev1", "why")
    return (await listed(redis, [PUBLIC]))[0]


async def test_list_names_each_letter_in_a_line(
    letter: DeadLetter, process_settings: ProcessSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    await dead_letters.operate(process_settings, ["list"])
    assert capsys.readouterr().out == f"{PUBLIC}  {letter.letter_id}  Ev1  why\n"


async def test_list_of_nothing_says_so(
    redis: Redis, process_settings: ProcessSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    await dead_letters.operate(process_settings, ["list"])
    assert capsys.readouterr().out == "no dead letters\n"


async def test_show_prints_every_field(
    letter: DeadLetter, process_settings: ProcessSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    await dead_letters.operate(process_settings, ["show", PUBLIC, letter.letter_id])
    assert capsys.readouterr().out.splitlines() == [
        "event_id: Ev1",
        "json: {}",
        "dead_reason: why",
        f"dead_entry_id: {letter.text('dead_entry_id')}",
        "dead_group: burrow",
        "dead_deliveries: 1",
    ]


async def test_replay_prints_the_new_entry_and_nothing_else(
    letter: DeadLetter,
    redis: Redis,
    process_settings: ProcessSettings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await dead_letters.operate(process_settings, ["replay", PUBLIC, letter.letter_id])
    about: Any = await redis.xinfo_stream(PUBLIC)
    new_id = about["last-generated-id"].decode()
    assert capsys.readouterr().out == f"published again as {new_id}\n"
    assert await listed(redis, [PUBLIC]) == []


async def test_drop_deletes_the_letter(
    letter: DeadLetter,
    redis: Redis,
    process_settings: ProcessSettings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await dead_letters.operate(process_settings, ["drop", PUBLIC, letter.letter_id])
    assert capsys.readouterr().out == "dropped\n"
    assert (await redis.xlen(PUBLIC), await listed(redis, [PUBLIC])) == (1, [])


@pytest.mark.parametrize("words", MISTYPED, ids=" ".join)
async def test_mistyped_command_is_answered_with_the_usage(
    redis: Redis, process_settings: ProcessSettings, words: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        await dead_letters.operate(process_settings, words)
    assert str(caught.value) == USAGE


@pytest.mark.parametrize("action", ["show", "replay", "drop"])
@pytest.mark.parametrize(
    ("stream", "letter_id"), [(PUBLIC, "1-1"), (PUBLIC, "no id"), ("no_stream", "1-1")]
)
async def test_letter_that_is_not_there_is_named(
    letter: DeadLetter, process_settings: ProcessSettings, action: str, stream: str, letter_id: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        await dead_letters.operate(process_settings, [action, stream, letter_id])
    expected = f"{stream} has no dead letter {letter_id}; `dead list` shows them"
    assert str(caught.value) == expected


async def test_redis_that_does_not_answer_is_said_in_one_line(
    process_settings: ProcessSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(SettingsError, match=r"^REDIS_URL: "):
        await dead_letters.operate(ProcessSettings(), ["list"])


def consumer(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m consumer` with these words and settings."""
    return subprocess.run(
        [sys.executable, "-m", "consumer", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | settings,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


@pytest.mark.parametrize("words", [["nonsense"], ["manifests"], ["--help"]], ids=" ".join)
def test_unknown_command_prints_the_usage_and_exits_2(words: list[str]) -> None:
    ended = consumer(*words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "python -m consumer dead replay <stream> <id>" in ended.stderr


def test_dead_letters_from_the_command_line(redis_server: RedisServer, redis: Redis) -> None:
    ended = consumer("dead", "list", REDIS_URL=redis_server.url)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "no dead letters\n", "")


def test_missing_setting_is_named_with_the_cure() -> None:
    ended = consumer("dead", "list")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("SettingsError: REDIS_URL is not set: set it to the address")
