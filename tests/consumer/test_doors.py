"""Slash commands, clicks and forms as a consumer sees them: who sees the answer, and how often."""

from __future__ import annotations

import pytest

from consumer.reply import Posted
from tests.consumer.bot import ALICE, GENERAL, Bot, ephemeral, post
from tests.consumer.door_handlers import answer, given, url_of


async def test_a_slash_command_is_answered_at_its_address(doors: Bot) -> None:
    assert await doors.slash("hello", sealed_response_url=url_of(doors)) == [answer("hello")]


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("/burrow", "hello", "hello"),
        ("/burrow", "  Hello!  ", "hello"),
        ("/hello", "", "hello"),
        ("/anything", "hello", "hello"),
        ("/hello", "you", "what is you?"),
        ("/burrow", "", "what is ?"),
        ("/burrow", "hello &lt;you&gt;", "what is hello <you>?"),
    ],
)
async def test_a_slash_command_says_what_stands_behind_it_or_with_its_name(
    doors: Bot, command: str, text: str, said: str
) -> None:
    written = await doors.slash(text, command=command, sealed_response_url=url_of(doors))
    assert written == [answer(said)]


async def test_the_sixth_answer_goes_to_the_channel_for_that_person_alone(doors: Bot) -> None:
    written = await doors.slash("many", sealed_response_url=url_of(doors))
    refused = [answer("5"), ephemeral("5"), answer("6"), ephemeral("6")]
    assert written == [*(answer(f"{number}") for number in range(5)), *refused]


async def test_without_an_address_the_channel_shows_it_to_that_person_alone(doors: Bot) -> None:
    assert await doors.slash("hello") == [ephemeral("hello")]


async def test_what_is_posted_to_be_changed_later_stands_in_the_direct_messages(doors: Bot) -> None:
    await doors.slash("post", sealed_response_url=url_of(doors))
    assert given == [Posted(doors.slack.workspace.dm(ALICE).id, given[0].ts)]


async def test_a_click_changes_the_message_that_was_clicked(doors: Bot) -> None:
    await doors.slash("post")
    posted = given.pop()
    where = {"channel_id": posted.channel, "message_ts": posted.ts}
    written = await doors.click("press:7", "seven", container=where, channel={"id": posted.channel})
    changed = {"channel": posted.channel, "ts": posted.ts, "text": "pressed", "blocks": []}
    assert written == [("chat.update", changed)]
    assert given == [("7", "seven")]


async def test_a_click_on_what_one_person_sees_changes_that(doors: Bot) -> None:
    container = {"channel_id": GENERAL, "message_ts": "1.1", "is_ephemeral": True}
    url = url_of(doors, "actions")
    written = await doors.click("press", container=container, sealed_response_url=url)
    assert written == [
        ("response_url", {"text": "pressed", "blocks": [], "replace_original": True})
    ]


async def test_a_click_is_answered_to_whoever_clicked(doors: Bot) -> None:
    url = url_of(doors, "actions")
    assert await doors.click("tell", sealed_response_url=url) == [answer("only you")]


async def test_a_form_is_done_once_and_answered_by_direct_message(doors: Bot) -> None:
    assert await doors.submit("ask", {"what": "this"}) == [post("done", channel=ALICE)]
    assert given == [{"what": "this"}]
