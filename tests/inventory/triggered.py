"""Cases 27 to 66: commands, prefixes, the glossary, reactions."""

from __future__ import annotations

from tests.inventory import chance
from tests.inventory.calls import PM, RA, Attached, Like
from tests.inventory.case import Case

ASK = Like(r".*<https://dontasktoask\.com/>.*")
RESOURCES = Attached(Like(".{1842}"))
# `>` is written `&gt;` to Slack, and shown the same.
RECOMMENDED = Attached(
    Like(r"\n".join(rf"- <#CH{number:02}> -(?:>|&gt;) [^\n]+" for number in range(1, 17)) + r"\n?")
)
HELP = Attached(Like(".{3198}"))
HINT = Like(".*`xkcd:1234`.*")
UNKNOWN_TERM = Like(r"<@UALICE> .*glossary/terms\.go#L5>?")
PREVIEW = {"unfurl_links": True, "unfurl_media": None}
FLIPPED_BACK = PM("┬─┬ノ( º _ ºノ)")


def defined(name: str, mentions: str = "") -> Like:
    """Return how gopherbot's definitions begin."""
    return Like(f"{mentions}{name} is .*")


COMMANDS = (
    Case(27, "<@UBOT> XPOST", [PM(Like("(?!.*https?://).*channel.*"))]),
    Case(28, "<@UBOT> Don't Ask", [PM(ASK)], "a"),
    Case(28, "<@UBOT> don’t ask", [], "b"),
    Case(29, "<@UBOT> struct{}", [PM(Like(".*/the-empty-struct>.*"))]),
    Case(30, "<@UBOT> flip coin <@U2>", [PM(Like("heads|tails"))]),
    Case(
        31,
        "coin flip",
        [PM(Like("heads|tails"), channel="D1", thread_ts="THREAD")],
        where="D1",
        in_thread=True,
    ),
    Case(
        32,
        "<@UBOT> newbie resources <@U2>",
        [PM(Like("<@U2> .*<#CH02>.*"), attachments=RESOURCES)],
    ),
    Case(
        33,
        "<@UBOT> newbie resources",
        [PM(Like("(?!.*<#).*"), channel="CH02", attachments=RESOURCES)],
        where="CH02",
    ),
    Case(34, "<@UBOT> channels", [PM(Like(".*"), attachments=RECOMMENDED)]),
    Case(37, "<@UBOT> help", [PM(Like(".*"), attachments=HELP)]),
)

PREFIXES = (
    Case(38, "xkcd:1234 is good", [PM("https://xkcd.com/1234", **PREVIEW)]),
    Case(39, "XKCD:standards", [PM("https://xkcd.com/927", **PREVIEW)], "a"),
    Case(39, "XKCD:Standards", [PM(HINT)], "b"),
    Case(40, "xkcd:", [PM(HINT)], "a"),
    Case(40, "xkcd: 1234", [PM(HINT)], "b"),
    Case(40, "xkcd:-1", [PM(HINT)], "c"),
    Case(40, "xkcd:1234 :smile:", [PM(HINT)], "d"),
    Case(
        41,
        "<@U5> xkcd:927",
        [PM("<@U5> https://xkcd.com/927", thread_ts="THREAD", **PREVIEW)],
        in_thread=True,
    ),
    Case(42, "see xkcd:927", []),
    Case(43, "D/net/http is nice", [PM("<https://godoc.org/net/http>")]),
    Case(44, "d/", [], "a"),
    Case(44, "d/ net/http", [], "b"),
    Case(45, "<@U5> ghd/pkg/errors", [PM("<https://godoc.org/github.com/pkg/errors>")]),
    Case(46, "define ddd", [], "a"),
    Case(46, "define ddd", [], "b", where="D1"),
    Case(47, "<@UBOT> define DDD", [PM(defined("`domain-driven design`, or `ddd`,"))]),
    Case(48, "<@UBOT> define variadic", [PM(defined("`variadic`"))]),
    Case(49, "<@UBOT> define DEFINE", [PM("<@UALICE> :notsureif:")]),
    Case(50, "<@UBOT> define foo", [PM(UNKNOWN_TERM)], "a"),
    Case(50, "<@UBOT> define  ddd", [PM(UNKNOWN_TERM)], "b"),
    Case(
        51,
        "<@UBOT> define blank <@U7>",
        [PM(defined("`blank identifier`, or `blank`,", "<@U7> "))],
    ),
    Case(52, "<@UBOT> define ", []),
)

REACTIONS = (
    Case(53, "I love BBQ", [RA("bbqgopher")]),
    Case(54, "gobuffalo", [RA("gobuffalo"), RA("gobuffalo")]),
    Case(55, "beer me please", [RA("beer"), RA("beers")], "a"),
    Case(55, "beer me please", [RA("beer")], "b", refusal="too_many_reactions"),
    Case(56, "thanks <@UBOT>", [RA("gopher")]),
    Case(57, "thank you", [], "a"),
    Case(57, "thank you", [], "b", where="D1"),
    Case(58, "<@UBOT> :wave:", [RA("wave"), RA("gopher")]),
    Case(59, "<@UBOT> hello wave", [RA("gopher"), RA("wave"), RA("gopher")]),
    Case(61, "ghost", [RA("ghost")], in_thread=True),
    Case(62, "ghost bbq spacex", [RA("bbqgopher"), RA("ghost"), RA("rocket")]),
    Case(63, "(╯°□°)╯︵ ┻━┻", [FLIPPED_BACK], "a"),
    Case(63, "(╯°□°)╯︵ ┻━┻ 彡", [FLIPPED_BACK, FLIPPED_BACK], "b"),
    Case(
        64,
        "<@U3> go proverbs",
        [PM("<https://go-proverbs.github.io>", thread_ts="THREAD")],
        in_thread=True,
    ),
    Case(65, "xkcd:1 ghost", [RA("ghost"), PM("https://xkcd.com/1", **PREVIEW)]),
    Case(66, "ghost", [RA("ghost", channel="G1")], where="G1"),
)


def by_chance() -> tuple[Case, Case]:
    """Return case 60, with an event of each outcome: 1 in 150 has the second reaction."""
    unlucky = chance.event_id("emacs", "CASE60a", lucky=False)
    lucky = chance.event_id("emacs", "CASE60b", lucky=True)
    return (
        Case(60, "spacemacs", [RA("spacemacs")], "a", event_id=unlucky),
        Case(60, "spacemacs", [RA("spacemacs"), RA("vim")], "b", event_id=lucky),
    )
