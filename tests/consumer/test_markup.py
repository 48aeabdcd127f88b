"""Texts of content files: written plainly, refused where Slack would show something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from consumer.content import answers, greetings, recommended, replies, welcome
from consumer.handlers import help as help_handler
from consumer.registry import Registry
from consumer.router import Router
from shared.channels import Channels
from shared.errors import ContentError
from tests.consumer.bot import ALICE, Bot, post
from tests.consumer.conftest import OpenBot
from tests.consumer.test_registry import function
from tests.consumer.test_replies import attached

TEXT = "TEXT"  # where the text is put
REPLY = "topic = 'go'\n[[reply]]\ncommand = 'x'\nhelp = '{}'\ntext = '{}'\n{}"
LIST = """
command = 'c'
help = '{}'
topic = 't'
text = '{}'
none_known = '{}'
[[channel]]
name = 'aws'
about = '{}'
"""
FAULTS = [
    ("<!channel>, look", "mentions nobody: write a place such as {user} or {#general}"),
    ("<!here> <!subteam^S1> <!date^1^{date}^x>", "mentions nobody: write a place"),
    ("<@U1> and <#C1|general>", "mentions nobody: write a place"),
    ("a &lt; b", "write &, < and > plainly: they are escaped on the way to Slack"),
    ("a `b", "a ` has no partner in its line: close the code"),
    ("```\na", "one ``` has no partner: close the block"),
    ("[a](https://x.org)", "is Markdown: write a link as <https://…|words>"),
    ("**a**", "is Markdown: write *bold* with single stars"),
    ("<https://x.org a>", "is no link: write <https://…>, or <https://…|words>, without blanks"),
    ("<http://x.org|>", "is no link: write <https://…>"),
    ("<mailto:a@x.org>", "write the address plainly: Slack makes a link of it"),
    ("**a** `b", "close the code; is Markdown"),
    ("a & b" * 500 + "<" * 250, "has 5500 characters in Slack, at most 3500 fit"),
]
TEXTS = [
    (replies.load_file, REPLY.format("h", TEXT, ""), "reply.0.text"),
    (replies.load_file, REPLY.format("h", "t", f"attachment = '{TEXT}'"), "reply.0.attachment"),
    (
        replies.load_file,
        REPLY.format("h", "t", f"home = 'h'\naway_from_home = '{TEXT}'"),
        "reply.0.away_from_home",
    ),
    (answers.load, f"[[answer]]\nwords = ['x']\ntext = '{TEXT}'", "answer.0.text"),
    (greetings.load, f"[[greeting]]\nchannel = 'x'\ntext = '{TEXT}'", "greeting.0.text"),
    (welcome.load, f"text = '{TEXT}'", "text"),
    (welcome.load, f"text = 't'\nabove_channels = '{TEXT}'", "above_channels"),
    (recommended.load, LIST.format("h", TEXT, "n", "a"), "text"),
    (recommended.load, LIST.format("h", "t", TEXT, "a"), "none_known"),
]
LINES = [
    ("see <https://x.org>", "is shown as it is here: leave the link out"),
    ("ask {user}", "is shown as it is here: leave the place out"),
    ("see {#general}", "is shown as it is here: leave the place out"),
    ("<!channel>", "Slack would not make a mention of it"),
    ("a &amp; b", "write &, < and > plainly"),
    ("a `b", "a ` has no partner in its line"),
]
WRITTEN = "{user}: a <- b && c > `<-ch`, <http://x.org/?a&b|x & y>, `struct{}`, https://x.org"
SENT = (
    f"<@{ALICE}>: a &lt;- b &amp;&amp; c &gt; `&lt;-ch`, <http://x.org/?a&amp;b|x &amp; y>, "
    "`struct{}`, https://x.org"
)
LINE, SHOWN = "`f[T]` & a <b>", "`f[T]` &amp; a &lt;b&gt;"

Load = Callable[[Path], Router]


def refused(load: Load, folder: Path, content: str) -> ContentError:
    """Return what is said of a file with this content."""
    file = folder / "content.toml"
    file.write_text(content)
    with pytest.raises(ContentError) as caught:
        load(file)
    return caught.value


@pytest.mark.parametrize(("text", "cure"), FAULTS, ids=[text[:20] for text, _ in FAULTS])
def test_text_that_slack_would_mangle_is_refused_with_the_cure(
    tmp_path: Path, text: str, cure: str
) -> None:
    error = refused(welcome.load, tmp_path, f"text = '''{text}'''")
    assert error.key == "text"
    assert cure in error.cure


@pytest.mark.parametrize(("load", "content", "key"), TEXTS, ids=[key for _, _, key in TEXTS])
def test_no_text_of_any_file_may_alert_a_channel(
    tmp_path: Path, load: Load, content: str, key: str
) -> None:
    error = refused(load, tmp_path, content.replace(TEXT, "<!channel>"))
    assert (error.key, error.cure) == (key, FAULTS[0][1])


@pytest.mark.parametrize(("line", "cure"), LINES)
def test_lines_of_lists_are_plain_words(tmp_path: Path, line: str, cure: str) -> None:
    of_help = refused(replies.load_file, tmp_path, REPLY.format(line, "t", ""))
    of_channel = refused(recommended.load, tmp_path, LIST.format("h", "t", "n", line))
    assert (of_help.key, of_channel.key) == ("reply.0.help", "channel.0.about")
    assert (cure in of_help.cure, cure in of_channel.cure) == (True, True)


async def test_reply_reaches_slack_as_it_is_written(open_bot: OpenBot, tmp_path: Path) -> None:
    file = tmp_path / "go.toml"
    file.write_text(REPLY.format("h", WRITTEN, f"attachment = '{WRITTEN}'"))
    bot = await open_bot(Registry(replies.load_file(file).handlers))
    assert await bot.hear(bot.say("<@bot> x")) == [attached(post(SENT), SENT)]


async def test_description_of_a_channel_is_escaped(open_bot: OpenBot, tmp_path: Path) -> None:
    file = tmp_path / "recommended.toml"
    file.write_text(LIST.format("h", "t", "n", LINE))
    bot = await open_bot(Registry(recommended.load(file).handlers))
    await Channels(bot.redis, "burrow").put("C0AWS", "aws")
    listed = f"- <#C0AWS> -&gt; {SHOWN}"
    assert await bot.hear(bot.say("<@bot> c")) == [attached(post("t"), listed)]


@pytest.fixture
async def helped(open_bot: OpenBot) -> Bot:
    """A bot with a command whose help line a contributor wrote in Python."""
    router = Router(topic="go")
    router.command("x", help=LINE)(function("x"))
    return await open_bot(Registry([*router.handlers, *help_handler.router.handlers]))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("help x", post(f"`x` {SHOWN}")),
        ("help go", attached(post("About *go*:"), f"• `x` {SHOWN}")),
    ],
)
async def test_help_line_is_escaped_and_keeps_its_code(
    helped: Bot, words: str, answer: tuple[str, dict[str, object]]
) -> None:
    assert await helped.hear(helped.say(f"<@bot> {words}")) == [answer]
