"""What a message becomes as Go source.

Differs from gobridge/gopherbot (its table is in the rows marked so): the name of a language behind
a fence goes, links are unwrapped, mentions in code stay (M15); a message that says nothing is no
source; and only the three entities that Slack writes are decoded: a `&copy;` was typed as such.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.playground.source import go_source

FENCE = "```"

AS_GOPHERBOT = [
    ("one\ntwo", "\n// one\n// two\n\n"),
    ("first\n  indented\n\ttab", "\n// first\n//   indented\n// \ttab\n\n"),
    ("  outer ends \n\t", "\n// outer ends\n\n"),
    (" a ```\tcode ``` b ", "\n// a \n\n\tcode \n\n//  b\n\n"),
    ("a \n```open\n end ", "\n// a \n\nopen\n end \n"),
    ("<@U0BOB000001> <@U1|ann> books\n  x", "\n// books\n//   x\n\n"),
    ("```code```", "code\n"),
    ("a```code```b", "\n// a\n\ncode\n\n// b\n\n"),
    ("a\n```open\nend", "\n// a\n\nopen\nend\n"),
    ("```  \n```z", "  \n\n// z\n\n"),
    ("``````", ""),
    ("", ""),
    ("x &lt;b&gt; &amp;amp;", "\n// x <b> &amp;\n\n"),
    ("why?\n\nthanks", "\n// why?\n// \n// thanks\n\n"),
    ("ask <@U0BOB000001> or <#C0GENERAL01|general>", "\n// ask  or\n\n"),
]
OTHERWISE = [
    ("&copy; &amp;copy;", "\n// &copy; &copy;\n\n"),
    ("```go\npackage main\n```", "package main\n"),
    ("```Golang \r\npackage main```", "package main\n"),
    ("``` go\n\n\tx++```", "\tx++\n"),
    ("```go func() {}()```", "go func() {}()\n"),
    ("```gopher\nx```", "gopher\nx\n"),
    ("```x\ngo\ny```", "x\ngo\ny\n"),
    ("```go\n```", ""),
    ("see <https://x.org/a|x.org> or <http://y.org/?a=1&amp;b=2>",
     "\n// see x.org or http://y.org/?a=1&b=2\n\n"),
    ('```get("<https://x.org>")```', 'get("https://x.org")\n'),
    ("```// <@U0BOB000001>, <@U1|ann>, <@U2|@ben>```", "// @U0BOB000001, @ann, @ben\n"),
    ("```// <#C1|dev> <#C1> <!here> <!subteam^S1|@team> <!channel> <!everyone>```",
     "// #dev #C1 @here @team @channel @everyone\n"),
    ("```if a &lt; b &amp;&amp; c &lt;- d {```", "if a < b && c <- d {\n"),
    ('```s := “é”\u00a0+ "\u200b"```', 's := “é”\u00a0+ "\u200b"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "source"), AS_GOPHERBOT)
def test_message_becomes_the_source_that_gopherbot_makes(raw: str, source: str) -> None:
    assert go_source(raw) == source


@pytest.mark.parametrize(("raw", "source"), OTHERWISE)
def test_what_gopherbot_leaves_in_the_way_is_put_right(raw: str, source: str) -> None:
    assert go_source(raw) == source


# What Slack writes as markup is another test's.
plain_text = st.text().filter(lambda text: not set("<&`") & set(text))
lines_of_code = st.lists(plain_text.map(lambda text: text.replace("\n", " ")), min_size=1)


@given(st.text() | st.text("<>@#!&;|`glt\n "))
def test_any_text_becomes_source(raw: str) -> None:
    go_source(raw)


@given(plain_text)
def test_every_line_outside_of_code_is_a_comment(prose: str) -> None:
    lines = go_source(prose).split("\n")
    assert [line for line in lines if line and not line.startswith("// ")] == []


@given(plain_text, lines_of_code, plain_text)
def test_lines_of_code_stay_what_they_are(before: str, code: list[str], after: str) -> None:
    inside = "package main\n" + "\n".join(code) + "\n// the end"
    source = go_source(f"{before}{FENCE}{inside}{FENCE}{after}")
    assert inside + "\n" in source
    others = source.replace(inside + "\n", "", 1).split("\n")
    assert [line for line in others if line and not line.startswith("// ")] == []
