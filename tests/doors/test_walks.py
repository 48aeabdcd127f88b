"""What people do and what comes of it, over each of Slack's transports."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.doors.house import GENERAL, RANDOM, House
from tests.doors.person import Person, labels
from tests.doors.ways import by_button, by_form, by_message, by_slash
from tests.inventory.calls import Like
from tests.processes import wait_for

ACCEPTED = {"status": 200, "body": {}, "error": ""}
SUPPORT, ADMINS = "C0SUPPORT01", "C0ADMINHELP"
NOT_A_WORD = '"two words" is not one word'
GUEST = "Sorry, only members of this workspace may use"


def answered(answer: object) -> dict[str, object]:
    """Return all that is the same in each good answer."""
    return {name: getattr(answer, name) for name in ACCEPTED}


def run_id(person: Person) -> int:
    """Return the id of the run that somebody was told of first."""
    return int(person.texts()[0].split()[1])


def asked_by(person: Person) -> Like:
    """Return what opens a report of `demo hi` in a channel."""
    return Like(rf"<@{person.id}> asked for `demo hi` \(run \d+\):")


# Slash commands and forms


def test_slash_command_is_answered_for_whoever_typed_it_alone(alice: Person) -> None:
    assert answered(alice.slash("/burrow echo hello")) == ACCEPTED
    assert [(one["channel"], one["text"]) for one in alice.told()] == [(GENERAL, "hello")]
    assert alice.public() == []


def test_unknown_slash_command_is_answered_once_with_what_is_near(alice: Person) -> None:
    alice.slash("/burrow flip a con")
    [text] = alice.texts()
    assert text.startswith("I found no command in that. Did you mean `flip a coin`")


def test_job_is_accepted_in_words_and_reported_in_the_channel(alice: Person) -> None:
    alice.slash("/burrow demo hi")
    [accepted] = alice.told()
    assert "of `demo_hi` is accepted: its report comes here, for all to see" in accepted["text"]
    assert labels(accepted["blocks"]) == ["Show", "Cancel"]
    assert [one["text"] for one in alice.public()] == [asked_by(alice), "hi"]


def test_form_is_refused_beside_a_field_corrected_and_run(alice: Person) -> None:
    assert answered(alice.slash("/burrow spell")) == ACCEPTED
    alice.form()
    alice.submit(word="two words")
    assert alice.view["errors"] == {"word": NOT_A_WORD}
    assert answered(alice.submit(word="hello")) == ACCEPTED
    assert (alice.view, alice.texts()) == ({}, ["h e l l o"])


def test_form_that_is_sent_twice_at_once_runs_once(house: House, alice: Person) -> None:
    alice.slash("/burrow spell")
    alice.form()
    before = house.asked()
    with ThreadPoolExecutor(2) as pool:
        with house.frozen():
            sent = [pool.submit(alice.submit, word="hello") for _ in range(2)]
            wait_for(lambda: house.asked() == before + 2, what="two questions on the lane")
        assert [answered(one.result()) for one in sent] == [ACCEPTED] * 2
    assert alice.texts() == ["h e l l o"]


def test_choice_of_many_is_looked_for_and_chosen(house: House, alice: Person) -> None:
    alice.slash("/burrow shade")
    alice.form()
    offered = house.slack.suggest("alice", "form:which", "19")
    assert [one["value"] for one in offered] == ["19%", "119%"]
    alice.submit(which="119%")
    assert alice.texts() == ["119%"]


# One response_url takes five answers.
USED_UP = [(GENERAL, [GENERAL] * 7), (RANDOM, [RANDOM] * 5 + ["direct"] * 2)]


@pytest.mark.parametrize(("channel", "places"), USED_UP)
def test_answers_beyond_what_slack_takes_come_another_way(
    alice: Person, channel: str, places: list[str]
) -> None:
    alice.slash("/burrow count 7", channel)
    told = alice.told()
    assert [one["text"] for one in told] == list("1234567")
    found = [one["channel"].replace(alice.direct, "direct") for one in told]
    assert found == places


def test_each_of_many_is_answered_once_by_one_of_two_consumers(house: House, alice: Person) -> None:
    words = [f"word{number}" for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(alice.slash, f"/burrow echo {word}") for word in words]
        assert [answered(one.result()) for one in sent] == [ACCEPTED] * len(words)
    assert sorted(alice.texts()) == sorted(words)


def test_file_comes_in_the_direct_messages_and_is_pointed_to(alice: Person) -> None:
    alice.slash("/burrow demo code 5000")
    alice.slash(f"/burrow logs {run_id(alice)}")
    told = {one["channel"]: one for one in alice.told()}
    [file] = told[alice.direct]["files"]
    assert told[GENERAL]["text"] == f"I put `{file['name']}` into our direct messages."


# Buttons and the home tab


def test_buttons_of_a_run_show_it_and_run_it_again(alice: Person) -> None:
    alice.slash("/burrow demo hi")
    alice.click(alice.told()[0], "Show")
    shown = alice.told()[-1]
    assert "State: *succeeded*" in shown["text"]
    assert answered(alice.click(shown, "Again")) == ACCEPTED
    assert "of `demo_hi` is accepted" in alice.texts()[-1]
    assert [one["text"] for one in alice.public()] == [asked_by(alice), "hi"] * 2


def test_home_tab_shows_runs_and_its_buttons_keep_it_current(alice: Person, bob: Person) -> None:
    alice.ask("/burrow demo dep")
    alice.open_home()
    assert alice.labels[-3:] == ["Show", "Cancel", "Again"]
    assert answered(alice.press("Cancel")) == ACCEPTED
    assert "is removed, and will not begin" in alice.texts()[-1]
    assert alice.labels[-2:] == ["Show", "Again"]
    alice.press("Again")
    alice.house.heard()
    assert alice.labels[-5:] == ["Show", "Cancel", "Again", "Show", "Again"]
    alice.ask("/burrow demo dep cancel")
    alice.press("Refresh")
    alice.house.heard()
    assert alice.labels[-4:] == ["Show", "Again", "Show", "Again"]
    assert (alice.public(), bob.home) == ([], {"blocks": []})


def test_command_is_asked_for_from_anywhere(alice: Person) -> None:
    alice.slack.shortcut("alice", "ask_burrow")
    alice.form()
    alice.submit(command="flip a con")
    assert 'Did you mean "flip a coin"' in alice.view["errors"]["command"]
    alice.submit(command="echo hello")
    assert [(one["channel"], one["text"]) for one in alice.told()] == [(alice.direct, "hello")]


def test_message_is_shown_to_tech_support_by_its_menu(alice: Person, bob: Person) -> None:
    ts = bob.slack.say("bob", GENERAL, "my build broke")
    for _ in range(2):
        alice.slack.message_shortcut("alice", GENERAL, ts, "call_support")
        alice.house.heard()
    assert sorted(alice.texts()) == [
        "I passed that message on to tech-support.",
        "That message was passed on to tech-support already.",
    ]
    [passed] = alice.public(SUPPORT)
    assert ts.replace(".", "") in passed["text"]


# Questions


def test_confirmation_is_for_the_requester_alone_and_counts_once(
    alice: Person, bob: Person
) -> None:
    alice.ask("/burrow demo dep")
    question = alice.say("<@bot> cancel all")
    bob.click(question, "Cancel it")
    assert bob.texts() == [f"Sorry, I cannot take your answer. Only <@{alice.id}> can answer this."]
    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(alice.click, question, "Cancel it") for _ in range(2)]
        assert [answered(one.result()) for one in clicks] == [ACCEPTED] * 2
    told = [one["text"] for one in alice.public()]
    assert told[0].endswith(f"✓ *Cancel it*, <@{alice.id}>")
    assert [text.endswith("is removed, and will not begin.") for text in told[1:]] == [True]
    assert labels(alice.public()[0]["blocks"]) == []
    assert len(alice.texts()) == 1  # that the run was accepted


def test_answer_that_comes_too_late_does_nothing_but_end_the_question(alice: Person) -> None:
    asked = alice.say("<@bot> sure 0")
    assert answered(alice.click(asked, "Yes")) == ACCEPTED
    [ended] = alice.public()
    assert "Nobody answered by" in ended["text"]
    assert (labels(ended["blocks"]), alice.texts()) == ([], [])


def test_choice_between_runs_cancels_the_one(alice: Person) -> None:
    alice.ask("/burrow demo dep")
    alice.slash("/burrow cancel")
    told = alice.told()
    [question] = [one for one in told if one["channel"] == alice.direct]
    alice.click(question, labels(question["blocks"])[0])
    assert alice.texts()[-1].endswith("is removed, and will not begin.")
    assert alice.public() == []


def test_text_is_asked_for_in_a_form_and_passed_on(alice: Person) -> None:
    alice.slash("/burrow feedback")
    [question] = [one for one in alice.told() if one["channel"] == alice.direct]
    alice.click(question, "Answer…")
    alice.form()
    assert answered(alice.submit(answer="You are <great>")) == ACCEPTED
    assert alice.texts()[-1] == "Thank you, I have passed it on."
    [passed] = alice.public(ADMINS)
    assert passed["text"] == f"Feedback of <@{alice.id}>:"
    assert "You are &lt;great&gt;" in str(passed["attachments"])


# Guests


@pytest.mark.parametrize("way", [by_message, by_slash, by_button, by_form])
def test_guest_is_refused_the_same_way_whichever_way_they_come(
    gwen: Person, way: Callable[[Person], str]
) -> None:
    refusal = way(gwen).removeprefix(":no_entry: ").replace("`", '"')
    assert refusal == f'{GUEST} "sec".'
    assert gwen.house.db.exists("{jobs}:due") == 0
