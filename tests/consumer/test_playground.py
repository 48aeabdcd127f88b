"""The playground uploader: gopherbot's acceptance cases 70 to 85, and where it keeps still.

| case   | differs from gopherbot                                                     | fault |
|--------|----------------------------------------------------------------------------|-------|
| 80     | a plain text is not asked for: it would not be shared                      | M13   |
| 81     | a short file does not end the rest, and the hint comes                     | M13   |
| 82, 83 | a picture is not shared, and is no reason to share a text of one line      | M13   |
| 84     | a file that Slack does not know yet is asked for again for 3 s             |       |
| 85     | a size that is text is none, and the file is shared                        | Q14   |
| all    | several files have one post of several links: a run after a crash posts it |       |
|        | once, whichever files the playground takes                                 |       |
"""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import playground as content
from consumer.registry import Registry
from dev.outside.playground import Playground
from shared.errors import ContentError
from tests.consumer.bot import ALICE, GENERAL
from tests.consumer.conftest import OpenBot
from tests.consumer.sharing import (
    DOWNLOAD,
    HINT,
    INFO,
    POST,
    File,
    Sharer,
    comments,
    contents,
    go,
    lines,
)  # fmt: skip

BLANKS = "\n" * 11
CAPITALS = f"{lines(11)} NoLink"
PNG: File = ("cat.png", b"\x89PNG\r\n\x1a\n")
TXT: File = ("notes.txt", lines(20))
HINT_TEXT = (
    "<@{author}> I put messages of 11 lines or more, and Go files of 6 or more, on the playground, "
    "so that others can run them. Put code between two lines of three backticks, or all of it is a "
    "comment there. Next time you could share them there yourself: <{url}/play/>. If you would "
    "rather have no link from me, write `nolink` anywhere in your message."
)


TEXTS = [
    ("71", lines(11), "general", [POST, HINT], [comments(lines(11))]),
    ("72", lines(10), "general", [], []),
    ("73", f"{lines(11)} nolink", "general", [], []),
    ("73 capitals", CAPITALS, "general", [POST, HINT], [comments(CAPITALS)]),
    ("74", lines(11), "random", [], []),
    ("74 another", lines(11), "admin-help", [], []),
    ("78", f"<@bot> flip a coin{BLANKS}x", "general", [POST, HINT],
     [comments(f"flip a coin{BLANKS}x")]),
    ("says nothing", f"<@bob>{BLANKS}<@bob>", "general", [], []),
    ("private channel", lines(11), "organisers", [], []),
    ("direct: only the apology", lines(11), "alice", [POST], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "channel", "calls", "bodies"),
    [row[1:] for row in TEXTS],
    ids=[row[0] for row in TEXTS],
)
async def test_long_text_is_shared_where_the_whole_workspace_reads_it(
    sharer: Sharer, text: str, channel: str, calls: list[str], bodies: list[bytes]
) -> None:
    assert await sharer.calls(sharer.bot.say(text, channel)) == calls
    assert sharer.bodies() == bodies


FILES: list[tuple[str, list[File], str, list[str], list[File]]] = [
    ("79", [go(20)], "", [INFO, DOWNLOAD, POST, HINT], [go(20)]),
    ("80", [go(5)], "", [INFO], []),
    ("80 beside a line", [go(5)], "a line", [INFO], []),
    ("80 text", [TXT], "", [], []),
    ("81", [go(20), go(5), go(6)], "", [INFO] * 3 + [DOWNLOAD] * 2 + [POST, HINT], [go(20), go(6)]),
    ("82", [PNG], "pic", [], []),
    ("83", [PNG, go(20)], "", [INFO, DOWNLOAD, POST, HINT], [go(20)]),
    ("84", [go(20)], "nolink", [], []),
    ("file before text", [go(20)], lines(11), [INFO, DOWNLOAD, POST, HINT], [go(20)]),
]


@pytest.mark.parametrize(
    ("files", "text", "calls", "shared"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
async def test_go_files_are_shared_and_no_others(
    sharer: Sharer, files: list[File], text: str, calls: list[str], shared: list[File]
) -> None:
    assert await sharer.calls(sharer.upload(*files, text=text)) == calls
    assert sharer.bodies() == contents(shared)


@pytest.mark.parametrize("files", [[PNG], [TXT], [go(5)]], ids=["picture", "text", "short"])
async def test_long_text_beside_other_files_is_shared(sharer: Sharer, files: list[File]) -> None:
    await sharer.calls(sharer.upload(*files, text=lines(11)))
    assert sharer.bodies() == [comments(lines(11))]


async def test_link_is_for_all_and_the_rule_for_the_author(sharer: Sharer) -> None:
    await sharer.calls(sharer.bot.say(lines(11)))
    [link] = sharer.links()
    [post], [hint] = sharer.bot.slack.calls(POST), sharer.bot.slack.calls(HINT)
    assert post.args["text"] == f"On the playground: the message above from <@{ALICE}>, at <{link}>"
    assert (post.args["channel"], post.args["unfurl_links"]) == (GENERAL, False)
    assert hint.args["text"] == HINT_TEXT.format(author=ALICE, url=sharer.playground.url)
    assert (hint.args["channel"], hint.args["user"]) == (GENERAL, ALICE)


async def test_what_is_in_a_thread_is_answered_there(sharer: Sharer) -> None:  # case 75
    root = sharer.bot.say("a question")["ts"]
    await sharer.calls(sharer.bot.say(lines(11), thread_ts=root))
    calls = [*sharer.bot.slack.calls(POST), *sharer.bot.slack.calls(HINT)]
    assert [call.args["thread_ts"] for call in calls] == [root, root]


async def test_files_are_named_beside_their_links(sharer: Sharer) -> None:
    odd = ("a`<b>&\n.go", go(8)[1])
    await sharer.calls(sharer.upload(go(7), odd))
    by_body = {
        one.body: link for one, link in zip(sharer.playground.shared, sharer.links(), strict=True)
    }
    seven, eight = (by_body[body] for body in contents([go(7), odd]))
    assert sharer.said(POST) == [
        f"On the playground: `of7.go` from <@{ALICE}>, at <{seven}>\n"
        f"On the playground: `a'&lt;b&gt;&amp; .go` from <@{ALICE}>, at <{eight}>"
    ]


async def test_playground_gets_the_request_that_it_expects(sharer: Sharer) -> None:
    await sharer.calls(sharer.bot.say(lines(11)))
    [shared] = sharer.playground.shared
    names = ("content-type", "user-agent", "authorization")
    assert [shared.headers.get(name) for name in names] == [
        "application/x-www-form-urlencoded; charset=UTF-8", "Burrow, a Slack bot", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "apologies"), [(lines(11), []), (f"<@bot> {lines(11)}", ["chat.postEphemeral"])]
)
async def test_in_shadow_mode_nothing_is_shared(
    open_bot: OpenBot, playground: Playground, text: str, apologies: list[str]
) -> None:  # case 70
    sharer = Sharer(await open_bot(PLAYGROUND_URL=playground.url, ENV="staging"), playground)
    calls = await sharer.calls(sharer.bot.say(text))
    assert calls == apologies
    assert sharer.bodies() == []


async def test_without_a_playground_nothing_is_shared(
    open_bot: OpenBot, playground: Playground
) -> None:
    sharer = Sharer(await open_bot(PLAYGROUND_URL=""), playground)
    assert await sharer.calls(sharer.upload(go(20), text=lines(11))) == []


@pytest.mark.parametrize(("channel", "bodies"), [("general", 1), ("organisers", 0)])
async def test_mention_is_shared_only_if_slack_says_that_the_channel_is_public(
    sharer: Sharer, channel: str, bodies: int
) -> None:
    sharer.bot.say(f"<@bot> {lines(11)}", channel)
    [mention] = [event for event in sharer.bot.told if event["type"] == "app_mention"]
    assert "channel_type" not in mention
    await sharer.calls(mention)
    assert len(sharer.playground.shared) == bodies


async def test_reminder_is_not_shared(sharer: Sharer) -> None:
    assert await sharer.calls(sharer.bot.say(lines(11)) | {"user": "USLACKBOT"}) == []


async def test_file_of_another_workspace_is_asked_for_by_its_id(sharer: Sharer) -> None:
    event = sharer.upload(go(20))
    [file] = event["files"]
    event = event | {"files": [{"id": file["id"], "file_access": "check_file_info"}]}
    assert await sharer.calls(event) == [INFO, DOWNLOAD, POST, HINT]


def rules(folder: Path, text: str) -> Registry:
    """Return the uploader alone with rules of one's own."""
    file = folder / "playground.toml"
    file.write_text(text)
    return Registry(content.load(file).handlers)


RULES = [
    ("private = true", "organisers", 1),
    ("private = true", "alice", 1),
    ("private = true\nnot_in = ['organisers']", "organisers", 0),
    ("not_in = ['general']", "general", 0),
    ("not_in = ['C0GENERAL01']", "general", 0),
    ("not_in = ['general']", "reviews", 1),
    ("", "random", 1),
]


@pytest.mark.parametrize(("text", "channel", "bodies"), RULES)
async def test_rules_say_where_code_is_shared(
    open_bot: OpenBot, playground: Playground, tmp_path: Path, text: str, channel: str, bodies: int
) -> None:
    registry = rules(tmp_path, text)
    sharer = Sharer(await open_bot(registry, PLAYGROUND_URL=playground.url), playground)
    await sharer.calls(sharer.bot.say(lines(11), channel))
    assert len(sharer.playground.shared) == bodies


async def test_direct_message_has_no_name_to_ask_for(
    open_bot: OpenBot, playground: Playground, tmp_path: Path
) -> None:
    bot = await open_bot(rules(tmp_path, "private = true"), PLAYGROUND_URL=playground.url)
    sharer = Sharer(bot, playground)
    assert await sharer.calls(bot.say(lines(11), "alice")) == [POST, POST]
    assert bot.slack.calls("conversations.info") == []


BAD = [
    ("not_in = ['#random']", "not_in.0", "write random, without the #"),
    ("not_in = [' ']", "not_in.0", "is blank: write something"),
    ("blacklist = []", "blacklist", "the keys are private, not_in"),
    ("private = 'sometimes'", "private", "is neither true nor false"),
]


@pytest.mark.parametrize(("text", "key", "cure"), BAD)
def test_bad_rule_is_refused_with_key_and_cure(
    tmp_path: Path, text: str, key: str, cure: str
) -> None:
    with pytest.raises(ContentError) as caught:
        rules(tmp_path, text)
    assert caught.value.key == key
    assert cure in caught.value.cure
