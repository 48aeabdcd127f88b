"""What a command takes: usage in, parameters out; words in, values out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.parameters import parse
from shared.errors import BadArguments

USAGES = [
    ("flip a coin", "flip a coin", ""),
    ("define <term>", "define", "<term>"),
    ("xkcd [number:int]", "xkcd", "[number]"),
    ("empty struct{}", "empty struct{}", ""),
    ("tell <who:user> <text>", "tell", "<who> <text>"),
    ("light <side:on|off> [room]", "light", "<on|off> [room]"),
    ("put  <what>  [where:channel]", "put", "<what> [where]"),
]
VALUES: list[tuple[str, str, dict[str, Any]]] = [
    ("define <term>", "a  closure ", {"term": "a  closure"}),
    ("define <term>", "closure <@U7>", {"term": "closure <@U7>"}),
    ("xkcd [number:int]", "", {"number": None}),
    ("xkcd [number:int]", "927", {"number": 927}),
    ("xkcd [number:int]", "-1", {"number": -1}),
    ("xkcd [number:int]", "927.", {"number": 927}),
    ("tell <who:user> <text>", "<@U7> good  morning", {"who": "U7", "text": "good  morning"}),
    ("tell <who:user> <text>", "<@U7|ann> hi", {"who": "U7", "text": "hi"}),
    ("go [where:channel]", "<#C1>", {"where": "C1"}),
    ("light <side:on|off> [room]", "OFF", {"side": "off", "room": None}),
    ("copy <one> <two:word>", "a b", {"one": "a", "two": "b"}),
]
MISFITS = [
    ("define <term>", "", "The term is missing"),
    ("define <term>", "  ", "The term is missing"),
    ("xkcd [number:int]", "nine", "`nine` is not a whole number"),
    ("xkcd [number:int]", "9.5", "`9.5` is not a whole number"),
    ("xkcd [number:int]", ".", "`.` is not a whole number"),
    ("xkcd [number:int]", "1_000", "`1_000` is not a whole number"),
    ("xkcd [number:int]", "٣", "`٣` is not a whole number"),
    ("xkcd [number:int]", "9" * 50, f"`{'9' * 40}…` is not a whole number"),
    ("xkcd [number:int]", "1 2", "`2` is more than I take"),
    ("xkcd [number:int]", "<!channel>", "`&lt;!channel&gt;` is not a whole number"),
    ("tell <who:user> <text>", "ann hi", "`ann` is not a user, mentioned with @"),
    ("tell <who:user> <text>", "<@U7>", "The text is missing"),
    ("light <side:on|off>", "", "The side is missing: on or off"),
    ("go [where:channel]", "<@U7>", "`&lt;@U7&gt;` is not a channel, mentioned with #"),
    ("light <side:on|off>", "dim", "`dim` is not one of on, off"),
]
BAD_USAGES = [
    ("go <where", "write '<where' as <name> or [name]"),
    ("go <where> fast", "write 'fast' as <name> or [name]"),
    (
        "go <where:place>",
        "'place' is no kind: use channel, int, line, text, user, word or one|other",
    ),
    ("go <s:on|>", "'on|' is no choice: write different words, such as on|off"),
    ("go <s:on|On>", "'on|On' is no choice: write different words, such as on|off"),
    ("go <s:turn on|off>", "'turn on|off' is no choice: write different words, such as on|off"),
    ("go <1>", "'1' is no name of a parameter: use letters"),
    ("go <a:text> <b>", "<a> takes the rest: put it last"),
    ("go [a:int] <b>", "[a] may be left out: put it behind <b>"),
    ("go <a:int> <a>", "two parameters have one name: rename one"),
]


@pytest.mark.parametrize(("usage", "trigger", "shown"), USAGES)
def test_usage_is_a_trigger_and_parameters(usage: str, trigger: str, shown: str) -> None:
    found, parameters = parse(usage)
    assert (found, str(parameters)) == (trigger, shown)


@pytest.mark.parametrize(("usage", "text", "values"), VALUES)
def test_words_become_values(usage: str, text: str, values: dict[str, Any]) -> None:
    _, parameters = parse(usage)
    assert parameters.values(parameters.split(text)) == values


@pytest.mark.parametrize(("usage", "text", "problem"), MISFITS)
def test_words_that_do_not_fit_are_named(usage: str, text: str, problem: str) -> None:
    _, parameters = parse(usage)
    with pytest.raises(BadArguments) as caught:
        parameters.values(parameters.split(text))
    assert str(caught.value) == problem


@pytest.mark.parametrize(("usage", "cure"), BAD_USAGES)
def test_usage_that_cannot_be_read_is_refused_with_the_cure(usage: str, cure: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(cure)}$"):
        parse(usage)


def test_parameter_that_the_command_does_not_have_is_refused() -> None:
    _, parameters = parse("define <term>")
    with pytest.raises(BadArguments, match="`colour` is not a parameter"):
        parameters.values({"term": "x", "colour": "red"})


def outcome(usage: str, text: str) -> dict[str, Any] | str:
    """Return the values of a text, or what does not fit."""
    _, parameters = parse(usage)
    try:
        return parameters.values(parameters.split(text))
    except BadArguments as problem:
        return str(problem)


@given(st.text(), st.sampled_from([usage for usage, _, _ in USAGES]))
def test_any_text_gives_values_or_a_problem_that_alerts_nobody(text: str, usage: str) -> None:
    found = outcome(usage, text)
    assert isinstance(found, dict) or "<" not in found
