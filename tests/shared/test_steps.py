"""Questions in Redis: which answer counts, until when, and how long they are remembered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from shared import keys
from shared.scripts import Scripts
from shared.step_record import NO, YES, Answerers, Option, Question, Step, identity
from shared.steps import ENDED_KEPT_S, By, Steps, id_of

ALICE, BOB = By("T1", "UALICE", "Ev1"), By("T1", "UBOB", "Ev2")
ANOTHER_ALICE = By("T2", "UALICE", "Ev3")
ALICE_ABROAD = By("T2", "UALICE", "Ev5", home_id="T1")
AGAIN = By("T1", "UALICE", "Ev4")
LOOKING = By("T1", "UALICE")
OF_ALICE = Answerers(allowed=(identity("T1", "UALICE"),))
ANYBODY = Answerers()
NOT_ALICE = Answerers(barred=("UALICE",))
BOB_OR_ALICE_BUT_NOT_ALICE = Answerers(
    (identity("T1", "UBOB"), identity("T1", "UALICE")), ("UALICE",)
)
QUESTION = Question(
    kind="confirm",
    text="Cancel your 2 runs?",
    then="cancel.all",
    arguments={"runs": [1, 2]},
    team_id="T1",
    user_id="UALICE",
    expires_s=60,
    answerers=OF_ALICE,
    options=(Option("Cancel them", YES, "danger"), Option("Keep them", NO)),
)


@pytest.fixture
def steps(scripts: Scripts) -> Steps:
    """The questions of an app."""
    return Steps(scripts, "burrow")


async def asked(steps: Steps, **changes: Any) -> Step:
    """Ask, and note where the question stands."""
    step = await steps.put("s1", replace(QUESTION, **changes))
    posted = await steps.posted(step, "C1", "1.0")
    assert posted
    return posted


async def due(redis: Redis) -> list[bytes]:
    """Return the ids of the questions that wait for their end."""
    found: Any = await redis.zrange(keys.steps("burrow"), 0, -1)
    return list(found)


async def test_a_question_is_read_as_it_was_asked_and_frozen_by_the_first_to_ask(
    steps: Steps,
) -> None:
    first = await steps.put("s1", QUESTION)
    again = await steps.put("s1", replace(QUESTION, arguments={"runs": [3]}))
    assert first.question == again.question == QUESTION
    assert (first.state, first.ts) == ("open", "")


@pytest.mark.parametrize(
    ("answerers", "by", "word"),
    [
        (OF_ALICE, ALICE, "taken"),
        (OF_ALICE, BOB, "theirs"),
        (OF_ALICE, ANOTHER_ALICE, "theirs"),
        (OF_ALICE, ALICE_ABROAD, "taken"),
        (ANYBODY, BOB, "taken"),
        (NOT_ALICE, BOB, "taken"),
        (NOT_ALICE, ALICE, "theirs"),
        (NOT_ALICE, ANOTHER_ALICE, "theirs"),
        (BOB_OR_ALICE_BUT_NOT_ALICE, BOB, "taken"),
        (BOB_OR_ALICE_BUT_NOT_ALICE, ALICE, "theirs"),
        (OF_ALICE, LOOKING, "open"),
        (NOT_ALICE, LOOKING, "theirs"),
    ],
)
async def test_only_who_may_answers(steps: Steps, answerers: Answerers, by: By, word: str) -> None:
    await asked(steps, answerers=answerers)
    assert (await steps.take("s1", by, "0")).word == word


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (ALICE, ALICE, ["taken", "taken"]),  # the same click, delivered twice
        (ALICE, AGAIN, ["taken", "answered"]),
        (BOB, ALICE, ["theirs", "taken"]),
        (LOOKING, ALICE, ["open", "taken"]),
        (ALICE, LOOKING, ["taken", "answered"]),
    ],
)
async def test_of_two_answers_the_first_counts(
    steps: Steps, first: By, second: By, words: list[str]
) -> None:
    await asked(steps)
    assert [(await steps.take("s1", by, "0")).word for by in (first, second)] == words


async def test_an_answer_stays_what_it_was_however_often_it_is_taken(
    steps: Steps, redis: Redis
) -> None:
    await asked(steps)
    await steps.take("s1", ALICE, "0")
    [again, other] = [await steps.take("s1", by, "1") for by in (ALICE, AGAIN)]
    assert again.step
    assert other.step
    assert (again.step.value, again.step.answered_by, again.step.event) == (YES, "UALICE", "Ev1")
    assert other.step == again.step
    assert await due(redis) == []


async def test_of_fifty_answers_at_once_one_is_taken(steps: Steps) -> None:
    await asked(steps)
    clicks = [By("T1", "UALICE", f"Ev{n}") for n in range(50)]
    taken = await asyncio.gather(*(steps.take("s1", by, "0") for by in clicks))
    assert sorted(one.word for one in taken) == ["answered"] * 49 + ["taken"]


@pytest.mark.parametrize("expires_s", [60, 0])
async def test_looking_changes_nothing(steps: Steps, expires_s: float) -> None:
    before = await asked(steps, expires_s=expires_s)
    await steps.take("s1", LOOKING, "1")
    assert await steps.find("s1") == before


@pytest.mark.parametrize("by", [ALICE, LOOKING, BOB])
async def test_an_answer_that_comes_too_late_is_none(steps: Steps, by: By) -> None:
    await asked(steps, expires_s=0)
    taken = await steps.take("s1", by, "0")
    assert taken.word == "expired"
    assert taken.step
    assert taken.step.answer == ""


async def test_what_a_click_found_expired_is_left_to_be_shown(steps: Steps, redis: Redis) -> None:
    await asked(steps, expires_s=0)
    taken = await steps.take("s1", ALICE, "0")
    assert taken.step
    assert taken.step.state == "expired"
    assert await due(redis) == [b"s1"]


async def test_what_nobody_remembers_is_gone(steps: Steps) -> None:
    assert await steps.take("s1", ALICE, "0", channel="C1", ts="1.0") == await steps.take("s1", BOB)
    assert (await steps.take("s1", ALICE, "0")).word == "gone"
    assert await steps.find("s1") is None


async def test_a_withdrawn_question_takes_no_answer(steps: Steps, redis: Redis) -> None:
    await asked(steps)
    await steps.withdraw("s1")
    assert (await steps.take("s1", ALICE, "0")).word == "withdrawn"
    assert await due(redis) == []


async def test_an_answered_question_cannot_be_withdrawn(steps: Steps) -> None:
    await asked(steps)
    await steps.take("s1", ALICE, "0")
    step = await steps.withdraw("s1")
    assert step
    assert step.state == "answered"


async def test_the_time_to_answer_begins_when_the_question_is_posted(
    steps: Steps, redis: Redis
) -> None:
    step = await steps.put("s1", replace(QUESTION, expires_s=0))
    assert (await steps.take("s1", ALICE, "0")).word == "expired"
    posted = await steps.posted(Step("s1", QUESTION, "open", 0), "C1", "1.0")
    assert posted
    assert posted.state == "open"
    assert posted.expires_ms >= step.expires_ms + 60_000
    assert await redis.zscore(keys.steps("burrow"), "s1") == posted.expires_ms


async def test_the_time_to_answer_does_not_begin_anew(steps: Steps) -> None:
    first = await asked(steps)
    again = await steps.posted(Step("s1", replace(QUESTION, expires_s=900), "open", 0), "C2", "2.0")
    assert again == first


async def test_a_click_that_comes_before_the_post_was_noted_says_where_it_is(
    steps: Steps, redis: Redis
) -> None:
    step = await steps.put("s1", QUESTION)
    await steps.take("s1", ALICE, "0", channel="C1", ts="1.0")
    posted = await steps.posted(step, "C1", "1.0")
    assert posted
    assert (posted.state, posted.channel, posted.ts) == ("answered", "C1", "1.0")
    assert await due(redis) == []


async def test_a_question_that_was_forgotten_is_not_made_again_by_its_post(steps: Steps) -> None:
    assert await steps.posted(Step("s1", QUESTION, "open", 0), "C1", "1.0") is None
    assert await steps.find("s1") is None


@pytest.mark.parametrize(
    ("by", "expires_s", "kept_s"),
    [
        (BOB, 86_400, 86_400 + ENDED_KEPT_S),  # not theirs: still open
        (ALICE, 86_400, ENDED_KEPT_S),
        (ALICE, 0, ENDED_KEPT_S),
    ],
)
async def test_a_record_goes_two_weeks_after_its_end(
    steps: Steps, redis: Redis, by: By, expires_s: float, kept_s: int
) -> None:
    await asked(steps, expires_s=expires_s)
    await steps.take("s1", by, "0")
    assert await redis.ttl(keys.steps("burrow", "s1")) == pytest.approx(kept_s, abs=2)


def test_the_same_handler_of_the_same_event_asks_the_same_question() -> None:
    ids = {id_of("Ev1", "cancel.cancel_all", 0) for _ in range(2)}
    others = [("Ev2", "cancel.cancel_all", 0), ("Ev1", "a.b", 0), ("Ev1", "cancel.cancel_all", 1)]
    assert len(ids | {id_of(*one) for one in others}) == 4
