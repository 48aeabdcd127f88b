"""What is said at most once in a while; a second run of an event says what the first one would."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from consumer.cooldowns import Cooldowns
from shared import keys
from tests.consumer.bot import Bot, ephemeral

LIFETIME_S = 60
APOLOGY = "apology:U1"


@pytest.fixture
async def begun(redis: Redis) -> Cooldowns:
    """Cooldowns of which event Ev1 has begun one."""
    cooldowns = Cooldowns(redis, "burrow")
    assert await cooldowns.allows(APOLOGY, "Ev1", LIFETIME_S)
    return cooldowns


ASKED = [
    pytest.param(APOLOGY, "Ev1", True, id="second run of the event that began it"),
    pytest.param(APOLOGY, "Ev2", False, id="another event"),
    pytest.param(APOLOGY, "Ev11", False, id="an event whose id begins like it"),
    pytest.param("apology:U2", "Ev2", True, id="somebody else"),
    pytest.param("hint:U1", "Ev2", True, id="something else"),
]


@pytest.mark.parametrize(("subject", "event_id", "allowed"), ASKED)
async def test_cooldown_holds_for_other_events_about_the_same(
    begun: Cooldowns, subject: str, event_id: str, allowed: bool
) -> None:
    assert await begun.allows(subject, event_id, LIFETIME_S) is allowed


async def test_event_that_was_refused_is_refused_at_its_second_run(begun: Cooldowns) -> None:
    answers = [await begun.allows(APOLOGY, event_id, LIFETIME_S) for event_id in ("Ev2", "Ev2")]
    assert answers == [False, False]


async def test_cooldown_is_not_lengthened_by_those_who_ask(begun: Cooldowns) -> None:
    for event_id in ("Ev1", "Ev2"):
        await begun.allows(APOLOGY, event_id, 2 * LIFETIME_S)
    left_s = await begun.redis.ttl(keys.cooldown("burrow", APOLOGY))
    assert 0 < left_s <= LIFETIME_S


async def test_after_its_lifetime_another_event_is_allowed(begun: Cooldowns) -> None:
    await begun.redis.pexpire(keys.cooldown("burrow", APOLOGY), 0)
    assert await begun.allows(APOLOGY, "Ev2", LIFETIME_S) is True


async def test_two_apps_on_one_redis_have_cooldowns_of_their_own(begun: Cooldowns) -> None:
    assert await Cooldowns(begun.redis, "other").allows(APOLOGY, "Ev2", LIFETIME_S) is True


async def test_apology_that_had_to_wait_comes_at_its_second_run_and_begins_no_other_cooldown(
    bot: Bot,
) -> None:
    bot.slack.fault("chat.postEphemeral", "ratelimited")
    [tried] = await bot.hear(bot.say("<@bot> what is this"))
    [seen] = await bot.slack.eventually(lambda: bot.slack.ephemerals("general"), 5.0)
    assert await bot.hear(bot.say("<@bot> why is this")) == []
    assert bot.writes() == [tried, tried] == [ephemeral(seen["text"])] * 2
