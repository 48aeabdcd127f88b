"""`help` with namespaces of jobs beside the other commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.consumer.bot import Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import DEMO, registry_of
from tests.consumer.job_town import Town, said

JOBS = """\
Jobs, by namespace:
• `demo`: Things to try
• :lock: `sec`: For members
`{0}help demo` lists the commands of `demo`, `{0}status` what goes on, and `{0}cancel 12` cancels \
run 12."""
DEMO_COMMANDS = """\
`demo`: Things to try
• `demo &lt;a&gt; against &lt;b&gt;` compares
• `demo dep` deploys
• `demo dep cancel` takes a deploy back
• `demo dep hold cancel` lets deploys go
• `demo dep hold from &lt;start_at&gt; to &lt;end_at&gt;` holds deploys back
• `demo dep now` deploys at once
• `demo greet` says hi
• `demo greet &lt;name&gt;` greets somebody
• `demo hi` says hi
• `demo praise &lt;who&gt; in &lt;where&gt; [how]` praises
• `demo say &lt;w&gt;` says it"""
SEC_COMMANDS = """\
:lock: Only members of this workspace may use this. `sec`: For members
• `sec run` runs"""


@pytest.mark.parametrize(
    ("text", "channel", "prefix"), [("<@bot> help", "general", "@burrow "), ("help", "alice", "")]
)
async def test_help_lists_the_namespaces_and_what_to_type_next(
    town: Town, text: str, channel: str, prefix: str
) -> None:
    [(_, arguments)] = await town.ask(text, channel)
    assert arguments["text"].endswith(f"\n\n{JOBS.format(prefix)}")
    assert "demo" not in arguments["attachments"][0]["text"]


async def test_namespaces_are_on_the_first_page_only(town: Town) -> None:
    [text] = await town.texts("<@bot> help 2")
    assert "Jobs, by namespace" not in text


@pytest.mark.parametrize("text", ["help demo", "demo help", "Help DEMO", "demo help."])
async def test_help_about_a_namespace_lists_its_commands(town: Town, text: str) -> None:
    assert await town.texts(text, "alice") == [DEMO_COMMANDS]


@pytest.mark.parametrize("text", ["help sec", "sec help"])
async def test_help_about_a_restricted_namespace_says_first_who_may(town: Town, text: str) -> None:
    assert await town.texts(f"<@bot> {text}") == [SEC_COMMANDS]
    assert await town.texts(f"<@bot> {text}", "showandtell", user="gwen") == [SEC_COMMANDS]


HELPED = [
    ("help demo say", "`demo say &lt;w&gt;` says it"),
    ("help demo greet", "`demo greet` says hi"),
    ("help dmeo", "Did you mean `help demo`"),
    ("help status", "`status` tells which jobs run, wait, or are held back"),
    ("help jobs", "About *jobs*:"),
]


@pytest.mark.parametrize(("text", "answer"), HELPED)
async def test_help_knows_the_commands_of_jobs_and_names_near_ones(
    town: Town, text: str, answer: str
) -> None:
    [found] = await town.texts(f"<@bot> {text}")
    assert answer in found


NEAR = [
    ("demo hii", "`demo hi`"),
    ("demo sya x", "`demo say &lt;w&gt;`"),
    ("sec runn", "`sec run`"),
    ("stauts", "`status`"),
]


@pytest.mark.parametrize(("text", "near"), NEAR)
async def test_apology_names_near_commands_of_jobs(town: Town, text: str, near: str) -> None:
    [apology] = await town.texts(f"<@bot> {text}")
    assert apology.startswith(f"I found no command in that. Did you mean {near}")


@pytest.fixture
async def broken(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot with one namespace that works and one that does not."""
    registry = registry_of(tmp_path, demo=DEMO, odd='description = "no jobs', coin="x = 1")
    return await open_bot(registry, JOBS_CONCURRENCY="0")


async def test_broken_namespace_is_left_out_and_its_help_says_why(broken: Bot) -> None:
    [listed] = await broken.hear(broken.say("<@bot> help"))
    assert "`odd`" not in said(listed)
    [write] = await broken.hear(broken.say("<@bot> help odd"))
    assert said(write).startswith("`odd` is disabled: ")
    assert "is not TOML" in said(write)


async def test_command_of_a_broken_namespace_is_answered_with_what_is_wrong(broken: Bot) -> None:
    [write] = await broken.hear(broken.say("<@bot> odd deploy"))
    assert said(write).startswith("`odd` is disabled: ")


async def test_start_warns_of_each_broken_namespace(open_bot: OpenBot, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, demo=DEMO, odd='description = "no jobs')
    with capture_logs() as lines:
        await open_bot(registry, JOBS_CONCURRENCY="0")
    [warning] = [one for one in lines if one["event"] == "jobs.disabled"]
    assert f"{tmp_path / 'odd' / 'jobs.toml'}: is not TOML" in warning["reason"]
