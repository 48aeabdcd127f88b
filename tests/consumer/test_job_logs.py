"""`logs`: what a run wrote, from its log files or from Redis."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.runs import logs
from shared.run_record import Run
from tests.consumer.job_town import Town

FENCE = "```"


def wrote(tmp_path: Path, run: Run, text: str, name: str = "output") -> None:
    """Let there be a log file of a run."""
    path = tmp_path / "logs" / logs.name_of(run) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


LINES = "\n".join(f"line {number}" for number in range(1, 101)) + "\n"
PARTS = [
    ("logs 1", "line 71", "line 100"),
    ("logs 1 tail", "line 71", "line 100"),
    ("logs 1 head", "line 1", "line 30"),
    ("logs 1 all", "line 1", "line 100"),
    ("logs 1 all errors", "oh", "no"),
    ("logs 1 TAIL errors", "oh", "no"),
]


@pytest.mark.parametrize(("command", "first", "last"), PARTS)
async def test_logs_are_the_lines_of_the_file_that_are_asked_for(
    town: Town, tmp_path: Path, command: str, first: str, last: str
) -> None:
    run = await town.ended("demo hi")
    wrote(tmp_path, run, LINES)
    wrote(tmp_path, run, "oh\nno\n", "stderr")
    [text] = await town.texts(f"<@bot> {command}")
    lines = text.splitlines()
    assert lines[:3] == ["Run 1 (`demo_hi`):", FENCE, first]
    assert lines[-2:] == [last, FENCE]


async def test_logs_of_a_run_on_another_host_are_what_redis_has(town: Town) -> None:
    run = await town.ended("demo hi")
    await town.bot.redis.hset(f"{{jobs}}:output:{run.run_id}", "text", "from redis")
    assert await town.texts("<@bot> logs 1") == [
        f"Run 1 (`demo_hi`):\n{FENCE}\nfrom redis\n{FENCE}"
    ]


async def test_output_is_shown_as_it_is_and_alerts_nobody(town: Town, tmp_path: Path) -> None:
    run = await town.ended("demo hi")
    wrote(tmp_path, run, f"\x1b[31m<!channel>\x1b[0m {FENCE} & so on")
    [text] = await town.texts("<@bot> logs 1")
    assert "&lt;!channel&gt; " in text
    assert "&amp; so on" in text
    assert text.count(FENCE) == 2


async def test_long_logs_become_a_file(town: Town, tmp_path: Path) -> None:
    run = await town.ended("demo hi")
    wrote(tmp_path, run, LINES * 100)
    root = town.bot.say("a question")
    [(method, arguments)] = await town.ask("<@bot> logs 1 all", thread_ts=root["ts"])
    assert (method, arguments["thread_ts"]) == ("files.completeUploadExternal", root["ts"])
    [file] = town.bot.slack.workspace.files.values()
    assert (file.name, file.text) == ("demo_hi-1.txt", (LINES * 100).rstrip())


async def test_end_of_long_logs_is_shown_where_slack_takes_no_file(
    town: Town, tmp_path: Path
) -> None:
    run = await town.ended("demo hi")
    wrote(tmp_path, run, LINES * 100)
    town.bot.slack.fault("files.getUploadURLExternal", "error", error="missing_scope")
    [text] = await town.texts("<@bot> logs 1 all")
    assert "Slack takes no file (missing_scope)" in text
    assert text.endswith(f"line 100\n{FENCE}")


NOTHING = [
    ("logs 99", "Run 99 is not found: "),
    ("logs 1", "Run 1 wrote nothing: it is *scheduled*, and has not begun."),
]


@pytest.mark.parametrize(("command", "answer"), NOTHING)
async def test_there_are_no_logs_yet(town: Town, command: str, answer: str) -> None:
    await town.ask("<@bot> demo dep")
    [text] = await town.texts(f"<@bot> {command}")
    assert text.startswith(answer)


SILENT = [
    (0, "Run 1 wrote nothing."),
    (3, "Nothing of what run 1 may have written is kept."),
]


@pytest.mark.parametrize(("stdout_bytes", "answer"), SILENT)
async def test_run_of_which_nothing_is_kept_has_nothing_to_show(
    town: Town, stdout_bytes: int, answer: str
) -> None:
    run = await town.began("demo hi")
    await town.end(run, stdout_bytes=stdout_bytes)
    assert await town.texts("<@bot> logs 1") == [answer]


OUTSIDE = ["logs ../../etc/passwd", "logs 1 ../../secret", "logs /etc", "logs 1 all output/../x"]


@pytest.mark.parametrize("text", OUTSIDE)
async def test_nobody_can_name_a_file(town: Town, tmp_path: Path, text: str) -> None:
    (tmp_path / "secret").write_text("hidden")
    await town.ended("demo hi")
    [answer] = await town.texts(f"<@bot> {text}")
    assert "Type `logs &lt;run&gt; [tail|head|all] [output|errors]`" in answer


async def test_log_file_that_leads_elsewhere_is_not_read(town: Town, tmp_path: Path) -> None:
    run = await town.ended("demo hi")
    wrote(tmp_path, run, "")
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    [file] = (tmp_path / "logs").rglob("output")
    file.unlink()
    file.symlink_to(secret)
    assert await town.texts("<@bot> logs 1") == ["Nothing of what run 1 may have written is kept."]
