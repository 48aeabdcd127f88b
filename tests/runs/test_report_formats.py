"""What a job printed, in each format."""

from __future__ import annotations

import time

import pytest

from consumer.runs import formats
from consumer.runs.formats import Post, as_code, as_text, code_block, is_blank, legible, tail
from shared.uploads import Upload

NAME = "demo_hi-12.txt"

TEXTS = [
    ("hi\n", ["hi"]),
    ("see <https://x.org|x> & <@U1>", ["see <https://x.org|x> & <@U1>"]),
    ("<!channel> <!here> <!everyone>", ["&lt;!channel> &lt;!here> &lt;!everyone>"]),
    ("<!subteam^S1|@all> <!here|here>", ["&lt;!subteam^S1|@all> &lt;!here|here>"]),
    ("<!date^0^{date}|then>", ["<!date^0^{date}|then>"]),
    ("\x1b[31mred\x1b[0m \x1b]0;title\x07end", ["red end"]),
    ("10%\r50%\r100%\r\ndone\r\n", ["100%\ndone"]),
    ("a\x00b\x08\tc", ["ab\tc"]),
]


@pytest.mark.parametrize(("output", "posts"), TEXTS)
def test_text_is_posted_without_alerts_and_without_what_is_for_terminals(
    output: str, posts: list[str]
) -> None:
    assert as_text(output.encode(), NAME) == [Post(post) for post in posts]


def test_every_alert_is_defused_however_many_there_are() -> None:
    texts = [piece.text for piece in as_text(b"<!here> " * 1_100, NAME) if isinstance(piece, Post)]
    assert sum(text.count("&lt;!here>") for text in texts) == 1_100
    assert "<!" not in "".join(texts)


def test_long_text_is_split_and_a_fence_is_whole_in_each_post() -> None:
    pieces = as_text(("```\n" + "line of code\n" * 600 + "```").encode(), NAME)
    texts = [piece.text for piece in pieces if isinstance(piece, Post)]
    assert len(texts) == len(pieces) == 3
    assert [text.count("```") for text in texts] == [2, 2, 2]
    assert max(map(len, texts)) <= 3_900


@pytest.mark.parametrize("output", [b"\xff\xfe", b"line\n" * 5_000, b"x" * 200_000])
def test_what_is_no_text_or_too_much_becomes_a_file(output: bytes) -> None:
    assert as_text(output, NAME) == [Upload(NAME, output)]
    assert as_code(output, NAME) == [Upload(NAME, output)]


CODES = [
    ("  a\n  b\n", "```\n  a\n  b\n```"),
    ("a < b && c <!channel>", "```\na &lt; b &amp;&amp; c &lt;!channel&gt;\n```"),
    ("```x```", "```\n`\u200b``x`\u200b``\n```"),
    ("````", "```\n`\u200b`\u200b``\n```"),
    ("one ` and two ``", "```\none ` and two ``\n```"),
]


@pytest.mark.parametrize(("output", "text"), CODES)
def test_code_is_shown_as_it_is(output: str, text: str) -> None:
    assert as_code(output.encode(), NAME) == [Post(text)]


@pytest.mark.parametrize(
    ("chars", "kind"), [(100, Post), (3_990, Post), (3_991, Upload), (5_000, Upload)]
)
def test_code_over_3990_characters_becomes_a_file(chars: int, kind: type) -> None:
    [piece] = as_code(b"x" * chars, NAME)
    assert type(piece) is kind


def test_code_that_is_longer_once_escaped_than_slack_takes_becomes_a_file() -> None:
    assert as_code(b"&" * 1_000, NAME) == [Upload(NAME, b"&" * 1_000)]


BLANK = [
    (b"", True),
    (b" \n\t\r\n", True),
    (b"\x1b[0m\n", True),
    (b"\xff", False),
    (b"0", False),
]


@pytest.mark.parametrize(("output", "blank"), BLANK)
def test_output_is_blank_if_nobody_would_see_anything(output: bytes, blank: bool) -> None:
    assert is_blank(output) is blank


TAILS = [
    ("", ""),
    ("\n".join(map(str, range(30))), "\n".join(map(str, range(20, 30)))),
    ("a" * 5_000, "a" * 1_000),
    ("x" * 700 + "\n" + "y" * 600, "y" * 600),
    ("&" * 5_000, "&" * 200),
    ("end\n\n", "end"),
]


@pytest.mark.parametrize(("text", "end"), TAILS)
def test_tail_is_the_last_lines_and_no_longer_once_escaped(text: str, end: str) -> None:
    assert tail(text) == end


def test_hostile_output_takes_no_longer_than_its_length() -> None:
    hostile = [unit * 20_000 for unit in ("\r", "\x1b]", "\x1b[", "`", "<!", "a\r", "&", "\x1bP")]
    began_s = time.process_time()
    for text in hostile:
        legible(text)
        formats.defused(text)
        code_block(text)
        tail(text, 3_000, None)
    assert time.process_time() - began_s < 1.0
