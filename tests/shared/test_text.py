"""Text as Slack sends and takes it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.text import POST_CHARS, escape, one_line, plain, split, unescape

ESCAPED = [
    ("<!channel>", "&lt;!channel&gt;"),
    ("<@U1> & <#C1>", "&lt;@U1&gt; &amp; &lt;#C1&gt;"),
    ("&lt;", "&amp;lt;"),
    ("plain", "plain"),
]
SPLITS = [
    ("", 10, [""]),
    ("   ", 10, [""]),
    ("short", 10, ["short"]),
    ("  short  ", 10, ["short"]),
    ("0123456789", 10, ["0123456789"]),
    ("0123456789x", 10, ["0123456789", "x"]),
    ("one two three", 10, ["one two", "three"]),
    ("one two\nthree", 10, ["one two", "three"]),
    ("aaaaa b\n\nc dddd", 10, ["aaaaa b", "c dddd"]),
    ("aaa. bbb. ccc ddd", 12, ["aaa. bbb.", "ccc ddd"]),
    ("a b cccccccccc", 10, ["a b cccccc", "cccc"]),
    ("aaaaaaa <@U123>", 12, ["aaaaaaa", "<@U123>"]),
    ("aaa <http://x|b c d>", 18, ["aaa", "<http://x|b c d>"]),
    ("aaa <http://x?a&amp;b&amp;c>", 24, ["aaa", "<http://x?a&amp;b&amp;c>"]),
    ("aaaaaaaa&amp;b", 10, ["aaaaaaaa", "&amp;b"]),
    ("a < b, a < b, a", 10, ["a < b, a", "< b, a"]),
    ("<" + "x" * 11, 10, ["<xxxxxxxxx", "xx"]),
    ("<" + "x" * 11 + ">", 10, ["<xxxxxxxxx", "xx>"]),
]
MARKUP = re.compile(r"<[^<>\s]{1,8}>|&(?:amp|lt|gt);")
PIECES = st.sampled_from(
    ["<@U12345>", "<http://x>", "&amp;", "&lt;", " ", "\n", ". ", "word", "a", "<", "&", ">", ";"]
)


@pytest.mark.parametrize(("text", "expected"), ESCAPED)
def test_escaped_text_alerts_nobody_and_can_be_read_back(text: str, expected: str) -> None:
    assert escape(text) == expected
    assert unescape(expected) == text


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_any_text_survives_escaping(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not re.search("[<>]", escape(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<https://example.org/?a=1&amp;b=2>", "https://example.org/?a=1&b=2"),
        ("<https://example.org|the &lt;page&gt;>", "the <page>"),
        ("<https://example.org|>", "https://example.org"),
        ("<ftp://example.org> <@U1> <!here>", "<ftp://example.org> <@U1> <!here>"),
        ("‘it’s’ “so”\u00a0\u202f.", "'it's' \"so\"  ."),
        ("\ufeffa\u200b\u200c\u200d\u2060b\u200e\u200f", "ab"),
        ("e\u0301", "é"),
        ("日本 🎉", "日本 🎉"),
    ],
)
def test_plain_text_is_as_typed(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [(" a \n\t b ", "a b"), ("\u2003a\u3000b", "a b"), ("", ""), (" ", "")]
)
def test_one_line_has_single_blanks(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(("text", "limit", "posts"), SPLITS)
def test_long_text_is_cut_at_the_best_seam(text: str, limit: int, posts: list[str]) -> None:
    assert split(text, limit) == posts


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join), st.integers(12, 40))
@example("   " * 20 + "x", 12)
def test_posts_are_never_too_long_nor_blank_and_lose_only_white_space(
    text: str, limit: int
) -> None:
    posts = split(text, limit)
    assert max(map(len, posts)) <= limit
    assert without_space("".join(posts)) == without_space(text)
    assert [post for post in posts[1:] if not post] == []


@settings(deadline=None)  # the machine may be busy
@given(st.lists(PIECES, max_size=60).map("".join), st.integers(12, 40))
@example("a&amp;b<http://x> <http://x>", 12)
def test_no_cut_tears_a_mention_a_link_or_an_entity(text: str, limit: int) -> None:
    pieces = [piece for post in split(text, limit) for piece in MARKUP.findall(post)]
    assert pieces == MARKUP.findall(text)


def test_default_limit_is_under_slacks() -> None:
    assert max(map(len, split("word " * 2_000))) <= POST_CHARS < 4_000
