"""Content is written plainly; Slack gets it in its own markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import markup
from shared.text import unescape

SHOWN = [
    ("plain", "plain"),
    ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
    ("`v := <-ch`", "`v := &lt;-ch`"),
    ("```\nf(&v)\n```", "```\nf(&amp;v)\n```"),
    ("<https://go.dev>", "<https://go.dev>"),
    ("<https://go.dev|Go & more>", "<https://go.dev|Go &amp; more>"),
    ("<http://go.dev|Go>", "<http://go.dev|Go>"),
    ("<https://x.org/?a=1&b=2>.", "<https://x.org/?a=1&amp;b=2>."),
    ("`<https://go.dev>`", "`&lt;https://go.dev&gt;`"),
    ("<!channel> <@U1> <#C1>", "&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt;"),
    ("<https://go.dev bad>", "&lt;https://go.dev bad&gt;"),
    ("*bold* _italic_", "*bold* _italic_"),
    ("`open", "`open"),
]
FAULTS = [
    ("a `b", ["a ` has no partner"]),
    ("a `b\nc` d", ["a ` has no partner"]),
    ("```\na", ["one ``` has no partner"]),
    ("```\na\n```\n```", ["one ``` has no partner"]),
    ("a &lt; b", ["write &, < and > plainly"]),
    ("`&amp;`", ["write &, < and > plainly"]),
    ("ask <@U1>", ["leave <@…>, <!…> and <#…> out"]),
    ("<!here> <#C1>", ["leave <@…>, <!…> and <#…> out"]),
    ("<mailto:a@x.org|us>", ["write the address plainly"]),
    ("[x](<https://x.org>)", ["is Markdown: write a link"]),
    ("**b**", ["is Markdown: write *bold*"]),
    ("**b** `", ["a ` has no partner", "is Markdown: write *bold*"]),
]
GOOD = [
    "a < b && c > d, AT&T",
    "`v := <-ch`, `a ** b`, `f[T](http://x)`, `https://x.org`",
    '```\n`json:"name"` **p &v <@x> http://x\n```',
    "<https://go.dev>, <http://go.dev|words>, `code`, https://x.org, a@x.org",
    "┬─┬ノ( º _ ºノ)",
    "",
]
RULES: markup.Cures = {re.compile("http"): "no link", re.compile("x"): "no x"}
BY_RULE = [
    ("<http://x.org>", ("https://", "http://"), []),
    ("<http://x.org>", ("https://",), ["no link", "no x"]),
    ("<https://x.org> http", ("https://",), ["no link"]),
    ("<https://x.org>", (), ["no link", "no x"]),
    ("`x`, ```\nhttp x```, **", (), []),
]
TEXTS = st.lists(
    st.sampled_from(
        [
            "`",
            "```",
            "<",
            ">",
            "&",
            "https://x.org",
            "http://x.org",
            "|",
            " ",
            "\n",
            "a",
            "!",
            "&lt;",
        ]
    )
).map("".join)


@pytest.mark.parametrize(("written", "sent"), SHOWN)
def test_text_reaches_slack_as_it_was_meant(written: str, sent: str) -> None:
    assert markup.slack(written) == sent


@pytest.mark.parametrize(("text", "cures"), FAULTS)
def test_what_slack_would_mangle_is_named_with_its_cure(text: str, cures: list[str]) -> None:
    found = list(markup.faults(text))
    assert [cure in fault for cure, fault in zip(cures, found, strict=True)] == [True] * len(cures)


@pytest.mark.parametrize("text", GOOD)
def test_plain_writing_is_accepted(text: str) -> None:
    assert list(markup.faults(text)) == []


@pytest.mark.parametrize(("text", "schemes", "cures"), BY_RULE)
def test_each_kind_of_content_has_its_own_rules_and_links(
    text: str, schemes: tuple[str, ...], cures: list[str]
) -> None:
    assert list(markup.faults(text, RULES, schemes=schemes)) == cures


def test_links_are_found_outside_code_only() -> None:
    text = "<https://a.org> `<https://b.org>` <http://c.org|c> <https://d.org e> https://f.org"
    assert markup.links(text) == ["<https://a.org>", "<http://c.org|c>"]


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_nothing_but_links_is_left_in_angle_brackets(text: str) -> None:
    sent = markup.slack(text)
    assert re.findall("[<>]", re.sub("<https?://[^<>]*>", "", sent)) == []
    assert unescape(sent) == text
