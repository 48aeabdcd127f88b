"""`flip a coin`."""

from __future__ import annotations

import pytest

from tests.consumer.bot import Bot, post

WORDS = ["flip a coin", "flip coin", "coin flip", "Flip A COIN", "flip  a\ncoin"]


@pytest.mark.parametrize("words", WORDS)
async def test_coin_shows_heads_or_tails(bot: Bot, words: str) -> None:
    writes = await bot.hear(bot.say(f"<@bot> {words}"))
    assert writes in ([post("heads")], [post("tails")])


async def test_coin_shows_heads_and_tails_over_40_flips(bot: Bot) -> None:
    for _ in range(40):
        await bot.publish(bot.say("<@bot> flip a coin"))
    await bot.hear(bot.say("<@bot> flip a coin"))
    assert {arguments["text"] for _, arguments in bot.writes()} == {"heads", "tails"}
