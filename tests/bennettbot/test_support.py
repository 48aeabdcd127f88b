"""Cases 30 to 36: words that call somebody to a message, and channels that are made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.support import OUT_OF_OFFICE
from tests.bennettbot.stack import Stack
from tests.bennettbot.talk import (
    ADMINS,
    C1,
    DM,
    SUPPORT,
    Said,
    calls,
    link,
    posts,
    reactions,
    say,
)


def heard(stack: Stack, text: str, channel: str = C1) -> Said:
    """Let Alice say something, and wait until it was worked off."""
    said = say(stack, text, channel)
    stack.heard()
    return said


@pytest.mark.parametrize("word", ["tech-support", "Tech-SUPPORT"])
def test_case_30_call_is_passed_on_once_even_if_it_is_edited(stack: Stack, word: str) -> None:
    said = heard(stack, f"please call {word}")
    for text in (f"please do call {word}", "TECH-SUPPORT!"):
        stack.slack.edit("alice", *said, text)
        stack.heard()
    assert posts(stack) == [(SUPPORT, "", link(said))]
    assert reactions(stack, said) == {"sos"}


NO_CALLS = [
    (C1, "see <https://x/tech-support>"),
    (C1, "tech support"),
    (C1, "my-tech-support"),
    (SUPPORT, "tech-support"),
]


def test_case_31_what_is_no_call_is_left_alone(stack: Stack) -> None:
    said = [heard(stack, text, channel) for channel, text in NO_CALLS]
    stack.slack.deliver(stack.slack.envelope(another_bots(stack, "tech-support please")))
    stack.heard()
    assert (posts(stack), calls(stack, "chat.getPermalink")) == ([], [])
    assert [reactions(stack, one) for one in said] == [set()] * len(NO_CALLS)


def another_bots(stack: Stack, text: str) -> dict[str, object]:
    """Return the event of another bot's post."""
    ts = stack.slack.say("bob", C1, "something else")
    return {
        "type": "message",
        "subtype": "bot_message",
        "bot_id": "B0OTHER0001",
        "channel": C1,
        "channel_type": "channel",
        "text": text,
        "ts": ts,
        "event_ts": ts,
    }


def test_case_32_edit_that_brings_the_word_in_calls(stack: Stack) -> None:
    said = heard(stack, "please call tech-suport")
    assert posts(stack) == []
    stack.slack.edit("alice", *said, "please call tech-support")
    stack.heard()
    assert posts(stack) == [(SUPPORT, "", link(said))]
    assert reactions(stack, said) == {"sos"}


@pytest.fixture
def away(stack: Stack) -> Iterator[str]:
    """Let tech-support be out of office today, and return what is said of the last day."""
    today = datetime.now(UTC).date()
    end = today + timedelta(days=2)
    file = stack.state / OUT_OF_OFFICE
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"start": f"{today - timedelta(days=1)}", "end": f"{end}"}))
    yield f"{end:%A}, {end.day} {end:%B %Y}"
    file.unlink()


def test_case_33_absence_is_told_in_the_thread_besides(stack: Stack, away: str) -> None:
    said = heard(stack, "please call tech-support")
    called, told = posts(stack)
    assert called == (SUPPORT, "", link(said))
    assert told[:2] == (C1, said.ts)
    assert told[2].startswith(f"tech-support is out of office up to and including {away}.")


def test_case_34_nobody_is_called_from_a_direct_message(stack: Stack) -> None:
    said = heard(stack, "tech-support help", DM)
    sorry = "Sorry, I can't call tech-support from here. Please write it in a channel that I am in."
    assert (posts(stack), reactions(stack, said)) == ([(DM, "", sorry)], set())


@pytest.mark.parametrize(
    "word", ["bennett-admins", "bennett-admin", "bennet-admins", "bennet-admin"]
)
def test_case_35_admins_are_called_by_any_spelling(stack: Stack, word: str) -> None:
    said = heard(stack, f"hi {word}")
    assert (posts(stack), reactions(stack, said)) == ([(ADMINS, "", link(said))], {"flamingo"})


def test_case_36_new_channel_is_joined(stack: Stack) -> None:
    created = stack.slack.create_channel("burrow-news")
    stack.heard()
    assert [call.args["channel"] for call in calls(stack, "conversations.join")] == [created]
    assert stack.slack.workspace.bot.id in stack.slack.workspace.channel(created).members
