"""jobs/blocks.py: what scripts build is what Slack takes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from dev.slack.blocks import check_blocks
from jobs import blocks

LONG = "x" * 200


@pytest.mark.parametrize(
    ("lines", "sections"),
    [
        (["one"], 1),
        ([LONG] * 14, 1),  # 14 * 200 and 13 ends of lines
        ([LONG] * 15, 2),
        (["y" * 4_000], 1),
        (["<&>" * 100] * 30, 4),
    ],
)
def test_lines_are_put_into_as_few_sections_as_hold_them(lines: list[str], sections: int) -> None:
    listed = blocks.listing(lines)
    assert len(listed) == sections
    assert check_blocks(listed) == listed


def test_lines_that_no_message_holds_are_counted() -> None:
    listed = blocks.listing([LONG] * 100)
    assert check_blocks([blocks.header("x" * 500), *listed])
    assert listed[-1]["text"]["text"].splitlines()[-1] == "_and 46 more_"


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: blocks.section("x" * 3_001), "a section has 3001 characters, Slack takes 3000"),
        (lambda: blocks.context("x" * 3_001), "a context has 3001 characters, Slack takes 3000"),
        (lambda: blocks.fields([("a", "b")] * 11), "a section has 11 fields, Slack takes 10"),
        (lambda: blocks.fields([("a", "b" * 2_000)]), "has 2004 characters, Slack takes 2000"),
        (lambda: blocks.show([blocks.divider()] * 51), "has 51 blocks, Slack takes 50"),
        (lambda: blocks.show([blocks.section(LONG * 14)] * 5), "characters of blocks, Slack takes"),
    ],
)
def test_what_slack_would_refuse_is_refused_with_both_numbers(
    build: Callable[[], object], complaint: str
) -> None:
    with pytest.raises(blocks.TooLong, match=complaint):
        build()


def test_blocks_are_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    shown = [blocks.header("Ünï"), blocks.section("*a*"), blocks.divider(), blocks.context("b")]
    blocks.show(shown)
    assert json.loads(capsys.readouterr().out) == shown


@pytest.mark.parametrize(
    ("url", "label", "markup"),
    [
        ("https://x.org/a?b=1&c=2", "CI", "<https://x.org/a?b=1&c=2|CI>"),
        ("https://x.org", "a > b | <!channel>", "<https://x.org|a &gt; b ¦ &lt;!channel&gt;>"),
        ("https://x.org/|a>", "x", "<https://x.org/%7Ca%3E|x>"),
    ],
)
def test_no_part_of_a_link_ends_it_early(url: str, label: str, markup: str) -> None:
    assert blocks.link(url, label) == markup
