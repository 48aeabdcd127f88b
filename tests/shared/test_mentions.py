"""Mentions are found as gopherbot finds them, but for what people see and it does not."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.mentions import Mention, canonical, cut, escaped, find, without_user
from tests.shared.effort import least_ms
from tests.shared.mention_model import CURES, Cure, Found, found_by_model

# Text, what is left of it, and its mentions: as gopherbot has it, run on the original.
AGREED = [
    ("plain text", "plain text", []),
    ("<@UBOT> books", " books", ["user UBOT"]),
    ("books <@UBOT>", "books ", ["user UBOT"]),
    ("<@UBOT>: books", ": books", ["user UBOT"]),
    ("bo<@UBOT>oks", "books", ["user UBOT"]),
    ("<@UBOT> flip <@W2> a coin", " flip  a coin", ["user UBOT", "user W2"]),
    ("<@UBOT><@UBOT>x", "x", ["user UBOT", "user UBOT"]),
    ("<@U> hi", "<@U> hi", []),
    ("<@B123> hi", "<@B123> hi", []),
    ("<@u123> hi", "<@u123> hi", []),
    ("<@UWW#1> hi", " hi", ["user UWW1"]),
    ("<@U1!> hi", "<@U1!> hi", []),
    ("<UWU@U123> hi", " hi", ["user U123"]),
    ("<!here> <!channel> <!everyone>", "  ", ["here", "channel_members", "everyone"]),
    ("<!subteam^S1> hi", " hi", ["group S1"]),
    ("<#C12|general> hi", " hi", ["channel C12 general"]),
    ("<#C|g> hi", "<#C|g> hi", []),
    ("a < b <@U12> c > d", "a < b  c > d", ["user U12"]),
    ("< <@U123> hi", "<  hi", ["user U123"]),
    (
        "<!UW#|^><@>heythere<!^><#><!><@U><@W><#C|g>",
        "<!UW#|^><@>heythere<!^><#><!><@U><@W><#C|g>",
        [],
    ),
    (f"<@U{'1' * 63}> hi", " hi", [f"user U{'1' * 63}"]),
    (f"<@U{'1' * 64}> hi", f"<@U{'1' * 64}> hi", []),
    (f"<#C12|{'x' * 64}> hi", " hi", [f"channel C12 {'x' * 64}"]),
    (f"<#C12|{'x' * 65}> hi", f"<#C12|{'x' * 65}> hi", []),
    (f"<!subteam^{'S' * 64}> hi", " hi", [f"group {'S' * 64}"]),
    (f"<!subteam^{'S' * 65}> hi", f"<!subteam^{'S' * 65}> hi", []),
    ("<#C12|> hi", " hi", ["channel C12"]),
    ("<#C12|a#b> hi", " hi", ["channel C12 ab"]),
    ("<#C12|a!b> hi", "<#C12|a!b> hi", []),
    ("<#C12|a@b> hi", "<#C12|a@b> hi", []),
    ("<#C12|a|b> hi", "<#C12|a|b> hi", []),
    ("<#C12|a^b> hi", "<#C12|a^b> hi", []),
    ("<W!here> hi", " hi", ["here"]),
    ("<!he#re> x", " x", ["here"]),
    ("<!here|here> hi", "<!here|here> hi", []),
    ("<!Here> hi", "<!Here> hi", []),
    ("<!subteam^> hi", "<!subteam^> hi", []),
    ("<!subteam> hi", "<!subteam> hi", []),
    ("<!subteams^S1> hi", "<!subteams^S1> hi", []),
    ("<!sub#team^S#1> hi", " hi", ["group S1"]),
    (f"<@U{'1' * 62}日> hi", " hi", [f"user U{'1' * 62}日"]),
    ("<@U12\n3> hi", " hi", ["user U12\n3"]),
    ("<@#U12> x", " x", ["user U12"]),
    ("<@U12>>", ">", ["user U12"]),
    ("<><@U12>", "<>", ["user U12"]),
    ("<@U12><", "<", ["user U12"]),
    ("<https://example.org|x> hi", "<https://example.org|x> hi", []),
    ("<mailto:a@b.c|a@b.c> hi", "<mailto:a@b.c|a@b.c> hi", []),
    ("<!date^1^{date}|then> hi", "<!date^1^{date}|then> hi", []),
    ("<#zz> <#é> hi", "  hi", ["channel zz", "channel é"]),
    ("日本<@U12>語", "日本語", ["user U12"]),
    (
        "Hi <@UA1> and <@W22>: <!subteam^S9> may use <!channel> in <#C77|general> now",
        "Hi  and :  may use  in  now",
        ["user UA1", "user W22", "group S9", "channel_members", "channel C77 general"],
    ),
]
# Where gopherbot misses what people see: the cure, the text, what gopherbot finds, what is left
# for us and what we find. Who clicks a name in Slack's composer gets a mention, so it is one.
DIFFERENT: list[tuple[Cure, str, list[str], str, list[str]]] = [
    ("users' labels", "<@U1|bob> hi", [], " hi", ["user U1 bob"]),
    ("users' labels", "<@U1|> hi", [], " hi", ["user U1"]),
    ("users' labels", "<@U1|b@b #1|^!> hi", [], " hi", ["user U1 b@b #1|^!"]),
    ("groups' labels", "<!subteam^S1|@gophers> hi", [], " hi", ["group S1 @gophers"]),
    ("letters of labels", "<#C12|WUT-Up> hi", ["channel C12 T-p"], " hi", ["channel C12 WUT-Up"]),
    ("letters of labels", f"<#C12|{'U' * 64}>", ["channel C12"], "", [f"channel C12 {'U' * 64}"]),
    # Kept, they count like any other letter, and 65 are too many.
    ("letters of labels", f"<#C12|{'U' * 65}>", ["channel C12"], f"<#C12|{'U' * 65}>", []),
    ("stray <", "<<@U123> hi", [], "< hi", ["user U123"]),
    ("stray <", "<@U12<@U34>> hi", [], "<@U12> hi", ["user U34"]),
    ("stray <", "<b <<@U1> hi", [], "<b < hi", ["user U1"]),
]
# Only where this is in a text can a cure make a difference.
PLACES: dict[Cure, str] = {
    "users' labels": r"<[UW]*@#*[UW][^<>|]+\|[^<>]*>",
    "groups' labels": r"<[UW]*![subteam#]+\^[^<>|]+\|[^<>]*>",
    "letters of labels": r"<[UW]*#[^<>|]{2,}\|[^<>|]*[UW][^<>|]*>",
    "stray <": r"<[^<>]*<[^<>]*>",
}
SEVERAL = ("<@U1>", "<@W2|bob smith>", "<!subteam^S1|@g>", "<#C12|general>", "<!here>")
PIECES = st.sampled_from([*"<>@!^#|UWS1é日 \n", "<@U", "<#C1|", "<!subteam^", "x" * 61, *SEVERAL])
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=24).map("".join)
# Hypothesis wants no text to be slow, but the machine may be busy.
at_leisure = settings(deadline=None)


def told(kind: str, id_: str, label: str) -> str:
    return " ".join(part for part in (kind, id_, label) if part)


def found_in(text: str) -> list[str]:
    return [told(one.kind, one.id, one.label) for one in find(text)]


def found_by_gopherbot(text: str) -> list[str]:
    return [told(*found[:3]) for found in found_by_model(text, frozenset())]


def in_full(mentions: list[Mention]) -> list[Found]:
    return [(one.kind, one.id, one.label, one.start, one.end) for one in mentions]


def without(place: str, text: str) -> str:
    """Return a text without a pattern, also where cutting it out made it anew."""
    shorter = re.sub(place, "", text)
    return text if shorter == text else without(place, shorter)


@pytest.mark.parametrize(("text", "left", "mentions"), AGREED)
def test_mentions_are_those_of_gopherbot(text: str, left: str, mentions: list[str]) -> None:
    assert found_in(text) == mentions
    assert cut(text) == left
    assert found_by_gopherbot(text) == mentions


@pytest.mark.parametrize(("cure", "text", "gopherbots", "left", "ours"), DIFFERENT)
def test_mentions_that_people_see_count_though_gopherbot_differs(
    cure: Cure, text: str, gopherbots: list[str], left: str, ours: list[str]
) -> None:
    assert found_by_gopherbot(text) == gopherbots
    assert found_in(text) == ours
    assert cut(text) == left
    assert found_by_model(text, CURES - {cure}) != found_by_model(text, CURES)


@at_leisure
@given(TEXTS)
def test_nothing_but_the_cures_parts_us_from_gopherbot(text: str) -> None:
    assert in_full(find(text)) == found_by_model(text, CURES)


def test_every_short_markup_is_read_as_the_model_reads_it() -> None:
    shorts = ("".join(some) for some in itertools.product("<>@!^#|U1", repeat=4))
    texts = [f"<{short}1>" for short in shorts]
    assert [in_full(find(text)) for text in texts] == [found_by_model(t, CURES) for t in texts]


@pytest.mark.parametrize(("cure", "place"), PLACES.items())
@at_leisure
@given(text=TEXTS)
def test_a_cure_acts_nowhere_but_in_its_place(cure: Cure, place: str, text: str) -> None:
    elsewhere = without(place, text)
    assert found_by_model(elsewhere, CURES) == found_by_model(elsewhere, CURES - {cure})


@at_leisure
@given(TEXTS)
@example("<@U1|\ud800>")
@example("<@U\ud800>")
def test_no_character_outside_mentions_is_lost(text: str) -> None:
    inside = {at for one in find(text) for at in range(one.start, one.end)}
    assert cut(text) == "".join(text[at] for at in range(len(text)) if at not in inside)


@at_leisure
@given(TEXTS)
def test_mentions_stand_in_the_text_one_after_another(text: str) -> None:
    places = [place for one in find(text) for place in (one.start, one.end)]
    assert places == sorted(places)
    assert {text[one.start] + text[one.end - 1] for one in find(text)} <= {"<>"}


@at_leisure
@given(TEXTS)
def test_canonical_text_mentions_the_same(text: str) -> None:
    short = canonical(text)
    assert [(one.kind, one.id) for one in find(short)] == [(o.kind, o.id) for o in find(text)]
    assert canonical(short) == short
    assert cut(short) == cut(text)


def test_canonical_mentions_are_words_that_slack_understands() -> None:
    assert canonical(" ".join(SEVERAL)) == "<@U1> <@W2> <!subteam^S1> <#C12> <!here>"
    assert canonical("<!channel> <!everyone>") == "<!channel> <!everyone>"


def test_only_the_mentions_that_are_named_are_cut() -> None:
    text = "<@U1> a <@U2> b <@U1>"
    assert cut(text, find(text)[1:2]) == "<@U1> a  b <@U1>"
    assert cut(text, []) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<@UBOT> thank <@U7|bob smith> in <#C1|general>", " thank <@U7> in <#C1>"),
        ("<@UBOT|gopher> a <@UBOT>", " a "),
        ("<@UBOTH> <#UBOT> <!subteam^UBOT>", "<@UBOTH> <#UBOT> <!subteam^UBOT>"),
        ("nobody", "nobody"),
    ],
)
def test_one_user_is_cut_and_the_others_stay(text: str, left: str) -> None:
    assert without_user(text, "UBOT") == left
    assert without_user(text, "UBOT", find(text)) == left


HOSTILE = [
    *("<", "<@", "<@U", "<@U1|", "<U", "<#C1|x", "<!subteam^S", "<!he#", "<@U1>", "#", "<@U1^"),
    *("<!subteam^S1|@g>", "<#C1|x>", "<#C1", "<!x"),
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("start", ["", "<", "<@U", "<#C1|", "<!subteam^S1|"])
def test_hostile_text_costs_no_more_than_its_length(start: str, piece: str) -> None:
    text = (start + piece * 40_000)[:40_000]
    assert least_ms(lambda: find(text + text)) < 3 * least_ms(lambda: find(text)) + 0.5
    assert least_ms(lambda: canonical(text)) < 40  # a quadratic one takes seconds


REPEATED = [
    ("thanks <@U1> & all", "thanks <@U1> &amp; all"),
    ("<@U1|ann> in <#C1|dev>", "<@U1> in <#C1>"),
    ("<!channel> <!subteam^S1>", "&lt;!channel&gt; &lt;!subteam^S1&gt;"),
]


@pytest.mark.parametrize(("text", "safe"), REPEATED)
def test_repeated_text_mentions_people_and_channels_alone(text: str, safe: str) -> None:
    assert escaped(text) == safe
