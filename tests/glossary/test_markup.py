"""Definitions are written plainly; Slack gets them in its own markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import markup
from shared.text import unescape

SHOWN = [
    ("plain", "plain"),
    ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
    ("`v := <-ch`", "`v := &lt;-ch`"),
    ("```\nf(&v)\n```", "```\nf(&amp;v)\n```"),
    ("<https://go.dev>", "<https://go.dev>"),
    ("<https://go.dev|Go & more>", "<https://go.dev|Go &amp; more>"),
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
    ("see http://x.org", ["link to https://"]),
    ("<http://x.org>", ["link to https://"]),
    ("see https://x.org", ["put angle brackets"]),
    ("<https://x.org|>", ["put angle brackets"]),
    ("[x](<https://x.org>)", ["is Markdown: write a link"]),
    ("**b**", ["is Markdown: write *bold*"]),
    ("**b** `", ["a ` has no partner", "is Markdown: write *bold*"]),
]
GOOD = [
    "a < b && c > d, AT&T",
    "`v := <-ch`, `a ** b`, `f[T](http://x)`, `https://x.org`",
    '```\n`json:"name"` **p &v <@x> http://x\n```',
    "<https://go.dev>, <https://go.dev|words>, `code`",
]
TEXTS = st.lists(
    st.sampled_from(["`", "```", "<", ">", "&", "https://x.org", "|", " ", "\n", "a", "!", "&lt;"])
).map("".join)


@pytest.mark.parametrize(("written", "sent"), SHOWN)
def test_definition_reaches_slack_as_it_was_meant(written: str, sent: str) -> None:
    assert markup.slack(written) == sent


@pytest.mark.parametrize(("definition", "cures"), FAULTS)
def test_what_slack_would_mangle_is_named_with_its_cure(definition: str, cures: list[str]) -> None:
    found = list(markup.faults(definition))
    assert [cure in fault for cure, fault in zip(cures, found, strict=True)] == [True] * len(cures)


@pytest.mark.parametrize("definition", GOOD)
def test_plain_writing_is_accepted(definition: str) -> None:
    assert list(markup.faults(definition)) == []


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_nothing_but_links_is_left_in_angle_brackets(text: str) -> None:
    sent = markup.slack(text)
    assert re.findall("[<>]", re.sub("<https://[^<>]*>", "", sent)) == []
    assert unescape(sent) == text
