"""Which texts call for support, what the file may say, and who passes a call on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from redis.asyncio import Redis

from shared import keys
from shared.errors import ContentError
from shared.support import Call, Marks, load

TECH, ADMINS = load()

# What bennettbot tests, and behind it what it took for a call or missed.
CALLING = [
    "tech-support",
    "Tech-SUPPORT",
    "please call tech-support",
    "@tech-support",
    "#tech-support",
    "`tech-support`",
    "```\ntech-support\n```",
    "*tech-support*",
    "~tech-support~",
    '"tech-support"',
    "“tech-support”",
    "tech-support, please",
    "tech-support: it broke",
    "(tech-support)",
    "is tech-support's door open?",
    "help...tech-support!",
    "thanks, tech-support.",
    "tech-support.Thanks",
    "one\ntech-support two",
    "one\ntwo three tech-support",
    "one\ntwo\nthree\n\nfour tech-support",
    "<@U7> tech-support",
    "<https://example.org|this page> tech-support",
    "<https://example.org/tech-support> says: ask tech-support",
    "a&amp;b tech-support &lt;now&gt;",
    "tech\u200b-support",
]
SILENT = [
    "tech support",
    "techsupport",
    "test-tech-support",
    "tech-support-test",
    "_tech-support_",
    "my_tech-support",
    "tech-supporters",
    "/test/tech-support",
    "/tech-support",
    "docs/tech-support.md",
    "tech-support/readme",
    "C:\\docs\\tech-support",
    "tech-support.md",
    "mail tech-support@example.org",
    "mail <mailto:tech-support@example.org|tech-support@example.org>",
    "me@tech-support",
    "see <https://example.org/tech-support>",
    "see <https://example.org/?q=tech-support>",
    "see <https://example.org/?q=a,tech-support>",
    "see <https://example.org/?q=tech-support|example.org/?q=tech-support>",
    "see https://example.org/?q=tech-support",
    "see example.org/a?b=tech-support&amp;c=d",
    "page.html?tech-support",
    "page.html#tech-support",
    "<http://tech-support.example.org|tech-support.example.org>",
    "in <#C9|tech-support>",
    "",
]
SPELLINGS = [
    ("hi bot-admin", True),
    ("hi bot-admins", True),
    ("hi Bennett-Admins!", True),
    ("hi bennett-admin", True),
    ("hi bennet-admins", True),
    ("hi bennet-admin", True),
    ("hi benet-admin", False),
    ("hi admins", False),
    ("tech-support", False),
]


@pytest.mark.parametrize("text", CALLING)
def test_word_by_itself_calls(text: str) -> None:
    assert TECH.is_in(text)


@pytest.mark.parametrize("text", SILENT)
def test_word_in_an_address_a_path_or_another_word_does_not_call(text: str) -> None:
    assert not TECH.is_in(text)


@pytest.mark.parametrize(("text", "calls"), SPELLINGS)
def test_admins_are_called_by_any_spelling_and_by_nothing_else(text: str, calls: bool) -> None:
    assert ADMINS.is_in(text) is calls


def test_long_texts_take_no_longer_than_their_length() -> None:
    texts = ["tech-support/" * 3_000, "a" * 40_000, "<" * 40_000, "=tech-support " * 2_000]
    began_s = time.perf_counter()
    assert [TECH.is_in(text) for text in texts] == [False] * 4
    assert time.perf_counter() - began_s < 1


WRONG = [
    ("words = ['tech support']", "call.0.words.0: 'tech support' is not one word"),
    ("words = []", "call.0.words: "),
    ("emoji = ':sos:'", "call.0.emoji: ':sos:' is no emoji"),
    ("channel = 'C0SUPPORT01'", "call.0.channel: "),
    ("reaction = 'sos'", "call.0.reaction: is not known here"),
]


@pytest.mark.parametrize(("line", "complaint"), WRONG)
def test_wrong_file_is_refused_with_key_and_cure(tmp_path: Path, line: str, complaint: str) -> None:
    right = {
        "name": "'helpers'",
        "words": "['help-me']",
        "emoji": "'sos'",
        "channel": "'SLACK_ADMINS_CHANNEL'",
    }
    key, _, value = line.partition(" = ")
    lines = [f"{name} = {content}" for name, content in (right | {key: value}).items()]
    file = tmp_path / "support.toml"
    file.write_text("\n".join(["[[call]]", *lines]))
    with pytest.raises(ContentError) as caught:
        load(file)
    assert complaint in str(caught.value)


@pytest.fixture
async def marks(redis: Redis) -> Marks:
    """Marks of which event Ev1 has taken one."""
    marks = Marks(redis, "burrow")
    assert await marks.take(TECH, "C1", "1.1", "Ev1")
    return marks


TAKEN = [
    pytest.param(TECH, "1.1", "Ev1", True, id="the event again"),
    pytest.param(TECH, "1.1", "Ev2", False, id="an edit"),
    pytest.param(TECH, "1.2", "Ev2", True, id="another message"),
    pytest.param(ADMINS, "1.1", "Ev2", True, id="another call of the same message"),
]


@pytest.mark.parametrize(("call", "ts", "owner", "taken"), TAKEN)
async def test_each_call_has_one_owner(
    marks: Marks, call: Call, ts: str, owner: str, taken: bool
) -> None:
    assert await marks.take(call, "C1", ts, owner) is taken


async def test_finished_call_is_nobodys(marks: Marks) -> None:
    await marks.finish(TECH, "C1", "1.1")
    assert await marks.take(TECH, "C1", "1.1", "Ev1") is False
    assert await marks.holder(TECH, "C1", "1.1") == "done"
    assert await marks.holder(TECH, "C1", "1.2") == ""


async def test_mark_outlives_the_days_that_are_searched(marks: Marks) -> None:
    left_s = await marks.redis.ttl(keys.called("burrow", "tech-support", "C1", "1.1"))
    assert left_s > 3 * 24 * 60 * 60
