"""Words in braces, which become mentions, names and channels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from consumer import content
from consumer.content import places
from consumer.message import Place
from consumer.tools import Tools
from shared.channels import Channels
from shared.slack import Identity
from tests.consumer.test_reply import RecordingWriter, replying

WHERE = Place("C1", "U1")
ME = Identity("UBOT", "BBOT", "TTEAM", "burrow")
SUBJECT = SimpleNamespace(mentions=(), body={"user": {"id": "U1"}})

FILLED = [
    ("{user} in {channel}", "<@U1> in <#C1>"),
    ("{bot} or `@{bot_name} help`", "<@UBOT> or `@burrow help`"),
    ("ask in {#general}", "ask in <#C0GENERAL01>"),
    ("{#admin-help}, {#nowhere}", "<#C0ADMIN>, #nowhere"),
    ("{user}{user}", "<@U1><@U1>"),
    ("struct{} and select {}", "struct{} and select {}"),
    ('{ "a": 1 } { user } {1} { {', '{ "a": 1 } { user } {1} { {'),
    ("{{user}}", "{<@U1>}"),
    ("{user} <- `<-ch` && {#general}", "<@U1> &lt;- `&lt;-ch` &amp;&amp; <#C0GENERAL01>"),
    ("{user}: <http://x.org/?a&b|a & b>", "<@U1>: <http://x.org/?a&amp;b|a &amp; b>"),
    ("`<https://x.org/{bot_name}>`", "`&lt;https://x.org/burrow&gt;`"),
]
REFUSED = [
    ("{usr}", "use {user}, {bot}, {bot_name}, {channel}, {#usr}, or write { usr }"),
    ("{User}", "{User} is no place"),
    ("{user.id}", "or write { user.id }"),
    ("{channels}", "or write { channels }"),
    ("{#General}", "channels are written small: write {#general}"),
    ("<https://x.org/{user}>", "a place would break <https://x.org/{user}>: write it before"),
    ("at <http://x.org|{#general}>", "a place would break <http://x.org|{#general}>: write it"),
]


@pytest.fixture
async def tools(redis: Redis) -> Tools:
    """What places need: a cache of two channels, and the bot's own name."""
    channels = Channels(redis, "burrow")
    await channels.put("C0GENERAL01", "general")
    await channels.put("C0ADMIN", "admin-help")
    return cast(Tools, SimpleNamespace(me=ME, channels=channels))


async def reads(redis: Redis) -> int:
    """Return how often a hash was read since the start."""
    stats: Any = await redis.info("commandstats")
    commands = ("cmdstat_hmget", "cmdstat_hget", "cmdstat_hgetall")
    return sum(stats.get(command, {"calls": 0})["calls"] for command in commands)


@pytest.mark.parametrize(("text", "filled"), FILLED)
async def test_places_are_filled_and_other_braces_stay(
    tools: Tools, text: str, filled: str
) -> None:
    found = await places.find(WHERE, tools, places.channels_in(text))
    assert places.checked(text) == text
    assert found.fill(text) == filled


@pytest.mark.parametrize(("text", "cure"), REFUSED)
def test_word_in_braces_that_is_no_place_is_refused_with_the_cure(text: str, cure: str) -> None:
    with pytest.raises(ValueError, match="write ") as caught:
        places.checked(text)
    assert cure in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{user} {channel}", 0), ("{#general}", 1), ("{#general} {#admin-help} {#nowhere}", 1)],
)
async def test_all_channels_of_a_text_take_one_read(
    tools: Tools, redis: Redis, text: str, expected: int
) -> None:
    before = await reads(redis)
    await places.find(WHERE, tools, places.channels_in(text))
    assert await reads(redis) - before == expected


@pytest.mark.parametrize(
    "name", ["recommended.recommended_channels", "replies.newbie_resources", "welcome.greet"]
)
async def test_answer_with_many_channels_takes_one_read(
    tools: Tools, redis: Redis, name: str
) -> None:
    [handler] = [one for router in content.load() for one in router.handlers if one.name == name]
    before = await reads(redis)
    await handler(SUBJECT, replying(RecordingWriter(), WHERE), tools)
    assert await reads(redis) - before == 1


async def test_name_of_the_bot_is_escaped(tools: Tools) -> None:
    me = Identity("UBOT", "BBOT", "TTEAM", "r&d <!here>")
    named = cast(Tools, SimpleNamespace(me=me, channels=tools.channels))
    found = await places.find(WHERE, named)
    assert found.fill("`@{bot_name} help`") == "`@r&amp;d &lt;!here&gt; help`"


async def test_what_is_put_in_a_place_is_not_searched_for_places(tools: Tools) -> None:
    found = await places.find(WHERE, tools)
    assert found.fill("{channels}", channels="{user} <#C1>") == "{user} <#C1>"
