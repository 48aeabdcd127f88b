"""What bennettbot did wrong when it listened and told; the numbers are those of weaknesses.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

import jobs
from tests.bennettbot.broken import BROKEN
from tests.bennettbot.stack import Stack
from tests.bennettbot.talk import (
    ADMINS,
    C1,
    DM,
    SUPPORT,
    ask,
    calls,
    last_run,
    link,
    posts,
    reactions,
    record,
    say,
    tell,
    texts,
)
from tests.inventory.calls import Like

# 9.5 Parsing

SPOKEN = [
    ("<@bot|burrow> demo say <http://x.org>", ["http://x.org"]),
    ("<@bot>\ndemo hi", ["hi"]),
    ("<@bot> demo hi\nand more", ["hi"]),
    ("<@bot> demo say 5 cc <@bot>", ["5 cc"]),
    ("<@bot> demo say a &lt;b&gt; &amp; c", ["a <b> & c"]),
    ("<@bot> demo say <mailto:a@x.org|a@x.org> now", ["a@x.org now"]),
    (
        "<@bot> demo say see <http://x.org|x.org> and <http://y.org>",
        ["see http://x.org and http://y.org"],
    ),
    ("<@bot> Demo HI", ["hi"]),
    ("U0BURROWBOT demo hi", []),
    ("hello, <@bot>: demo hi...", ["hi"]),
]


@pytest.mark.parametrize(("text", "told"), SPOKEN)
def test_command_is_understood_as_its_author_meant_it(
    stack: Stack, text: str, told: list[str]
) -> None:
    said = say(stack, text.replace("<@bot|burrow>", f"<@{stack.slack.workspace.bot.id}|burrow>"))
    stack.settle()
    assert texts(stack) == told
    assert "x" not in reactions(stack, said)


CALLS = [
    ("first\nsecond\nplease, tech-support", True),
    ("second line has\nthe tech-support in it", True),
    ("mail <mailto:tech-support@x.org|tech-support@x.org>", False),
    ("mail tech-support@x.org", False),
    ("<https://x.org/?q=tech-support>", False),
]


@pytest.mark.parametrize(("text", "called"), CALLS)
def test_word_calls_wherever_it_stands_unless_in_an_address(
    stack: Stack, text: str, called: bool
) -> None:
    said = say(stack, text)
    stack.heard()
    assert posts(stack) == [(SUPPORT, "", link(said))] * called


def test_edit_of_a_call_to_the_admins_is_no_error(stack: Stack) -> None:
    said = say(stack, "hi bot-admins")
    stack.heard()
    stack.slack.edit("alice", *said, "hi, Bot-Admins")
    stack.heard()
    assert posts(stack) == [(ADMINS, "", link(said))]
    assert reactions(stack, said) == {"flamingo"}


# 9.6 Reporting


def test_update_from_a_channel_is_no_direct_message_any_more(stack: Stack) -> None:
    say(stack, "demo dep", DM)
    stack.heard()
    run = last_run(stack)
    assert record(stack, run)["is_dm"] == "1"
    ask(stack, "demo dep")
    assert (record(stack, run)["is_dm"], record(stack, run)["channel"]) == ("0", C1)


def test_board_without_blocks_is_told_in_words(stack: Stack) -> None:
    ask(stack, "extra empty board")
    [post] = [one.args for one in calls(stack, "chat.postMessage") if one.args["channel"] == C1]
    assert "blocks" not in post
    assert post["text"] == Like(r"No output from `extra_emptyboard` \(run \d+\): it succeeded .*")


def test_taking_back_nothing_says_so(stack: Stack) -> None:
    ask(stack, "demo dep cancel")
    assert texts(stack) == ["Nothing of `demo_dep` was waiting."]


def test_two_running_jobs_are_counted_in_plain_words(stack: Stack) -> None:
    stack.gate.touch()
    for word in "xy":
        tell(stack, f"demo say {word}")
    tell(stack, "status")
    *_, status = texts(stack)
    assert status == Like(r".*\*Running \(1\)\*.*\*Queued \(1\)\*.*waits until run \d+ has ended.*")


# 9.7 Scripts


def test_help_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    text = BROKEN["no-help"].text + 'help = ["one", "two"]\n'
    (tmp_path / "odd" / "jobs.toml").write_text(text)
    [error] = jobs.load(tmp_path).broken["odd"]
    assert "slack.0.help: is no text" in str(error)
