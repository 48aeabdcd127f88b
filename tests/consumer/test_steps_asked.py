"""Questions that are answered in a form: it opens, says what does not fit, and its text goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.consumer.asking import Asked, Inquiry, asked
from tests.consumer.bot import ALICE, BOB, Bot, Write, ephemeral, post
from tests.consumer.conftest import OpenBot

OVER = 0.001  # over before anybody can answer
GONE = "I do not remember this question any more, so I did nothing. Please ask again."
NOT_BOBS = f"Sorry, I cannot take your answer. Only <@{ALICE}> can answer this."


@pytest.fixture
def inquiry() -> Inquiry:
    """What the bot asks with."""
    return Inquiry()


@pytest.fixture
async def bot(open_bot: OpenBot, inquiry: Inquiry) -> Bot:
    """A consumer that asks."""
    return await open_bot(inquiry.registry(), JOBS_CONCURRENCY="0")


def direct(text: str, user: str = ALICE) -> Write:
    """Return what one person is told of a form."""
    return "chat.postMessage", {"channel": user, "text": text}


def errors(text: str) -> Any:
    """Return how a form is refused."""
    return False, {"response_action": "errors", "errors": {"answer": text}}


@pytest.mark.parametrize(
    ("options", "multiline", "most_chars"),
    [({}, False, 3_000), ({"multiline": True, "most_chars": 10}, True, 10)],
)
async def test_button_opens_a_form_with_one_field(
    bot: Bot, inquiry: Inquiry, options: dict[str, Any], multiline: bool, most_chars: int
) -> None:
    inquiry.options = options
    question = await asked(bot, "why")
    [(method, arguments)] = await question.click("Answer…")
    [said, typed] = arguments["view"]["blocks"]
    assert method == "views.open"
    assert said["text"]["text"] == "Why?"
    assert typed["label"]["text"] == "Your reason"
    assert (typed["element"]["multiline"], typed["element"]["max_length"]) == (
        multiline,
        most_chars,
    )
    assert (await question.record()).state == "open"


async def test_text_goes_on_and_is_not_shown_below_the_question(bot: Bot, inquiry: Inquiry) -> None:
    question = await asked(bot, "why")
    wrote = await question.send("  because\nit is <late> ")
    assert wrote == [await question.update(), post("I go on with because\nit is <late>")]
    assert inquiry.went_on == [("because\nit is <late>", {}, ALICE)]
    assert question.now["text"] == f"Why?\n✓ Answered by <@{ALICE}>"


@pytest.mark.parametrize(
    ("text", "user", "expected"),
    [
        ("because", ALICE, (True, {})),
        ("1234567890", ALICE, (True, {})),
        ("", ALICE, errors("Please write something.")),
        ("  \n ", ALICE, errors("Please write something.")),
        ("12345678901", ALICE, errors("11 characters are too many: at most 10.")),
        ("because", BOB, errors("Sorry, somebody else has to answer this.")),
    ],
)
async def test_form_says_what_does_not_fit_beside_the_field(
    bot: Bot, inquiry: Inquiry, text: str, user: str, expected: Any
) -> None:
    inquiry.options = {"most_chars": 10}
    question = await asked(bot, "why")
    before = await question.record()
    assert await question.check(text, user) == expected
    assert await question.record() == before


async def answered(question: Asked) -> str:
    """Have it answered."""
    await question.send("first")
    return f"This was answered already: ✓ Answered by <@{ALICE}>."


async def withdrawn(question: Asked) -> str:
    """Take it back."""
    await question.steps.withdraw(question.step_id)
    return "This question was taken back."


async def forgotten(question: Asked) -> str:
    """Let it be forgotten."""
    await question.bot.redis.delete(f"{{burrow}}:steps:{question.step_id}")
    return GONE


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (answered, "This was answered already, so I did nothing with your answer."),
        (withdrawn, "This question was taken back."),
        (forgotten, GONE),
    ],
)
async def test_form_that_comes_too_late_stays_open_and_says_why(
    bot: Bot, end: Any, why: str
) -> None:
    question = await asked(bot, "why")
    await end(question)
    assert await question.check("second") == errors(why)


@pytest.mark.parametrize("end", [answered, withdrawn, forgotten])
async def test_form_that_was_accepted_and_then_overtaken_is_ephemeral(
    bot: Bot, inquiry: Inquiry, end: Any
) -> None:
    question = await asked(bot, "why")
    why = await end(question)
    before = list(inquiry.went_on)
    assert (await question.send("second"))[-1] == direct(why)
    assert inquiry.went_on == before


async def test_form_whose_time_is_over_is_ephemeral(bot: Bot, inquiry: Inquiry) -> None:
    inquiry.options = {"expires_s": OVER}
    question = await asked(bot, "why")
    assert await question.check("because") == errors(
        "Your answer came too late, so I did nothing with it."
    )
    [_, (_, arguments)] = await question.send("because")
    assert arguments["text"].startswith("Nobody answered by <!date^")
    assert inquiry.went_on == []


async def test_form_opens_for_nobody_else(bot: Bot) -> None:
    question = await asked(bot, "why")
    assert await question.click("Answer…", BOB) == [ephemeral(NOT_BOBS, user=BOB)]


async def test_form_that_cannot_be_opened_in_time_is_to_be_opened_again(bot: Bot) -> None:
    question = await asked(bot, "why")
    wrote = await bot.click("", **question.body("Answer…"), age_s=3)
    [(_, told)] = wrote
    assert told["text"] == "Slack gives me 3 seconds to open the form, and I was later than that."
    again = {"actions": told["blocks"][1]["elements"], "trigger_id": question.trigger(ALICE)}
    [(method, _)] = await bot.click("", **again)
    assert method == "views.open"


async def test_click_on_the_button_of_an_ended_question_takes_it_away(bot: Bot) -> None:
    question = await asked(bot, "why")
    await question.steps.withdraw(question.step_id)
    assert await question.click("Answer…") == [
        await question.update(),
        ephemeral("This question was taken back."),
    ]
