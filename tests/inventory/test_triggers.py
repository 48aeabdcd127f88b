"""Every trigger and alias of the inventory: a message in by HTTP, the right calls of Slack out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.inventory.calls import PE, PM, RA, Attached, Call, Like
from tests.inventory.chance import Dice, handler_of
from tests.inventory.conversation import Conversation
from tests.inventory.inventory import INVENTORY, Answer, Command, Prefix, Reaction, Term
from tests.inventory.stack import Stack

ANY = Like(".*")
LABEL = re.compile(r"\|[^<>]*(?=>)")
LINK = re.compile(r"<https?://[^<>]+>|https?://[^\s<>`]+")
CHANNEL = re.compile(r"<#(CH\d\d)>")

# The seeds 0 to 14,999 have so many hits; 1 in 140 would have 106.
THROWS, HITS = 15_000, 96

ALWAYS = [(words, row) for words, row in INVENTORY.reactions if not row.by_chance]
BY_CHANCE = [(words, row) for words, row in INVENTORY.reactions if row.by_chance]
MENTIONED_ONLY = [(words, row) for words, row in ALWAYS if row.mentioned_only]
WITH_ATTACHMENT = [(words, row) for words, row in INVENTORY.commands if row.attachment]
CODE = "\n".join(f'fmt.Println("line {number}")' for number in range(11))


def words_of(rows: Sequence[tuple[str, object]]) -> list[str]:
    """Name each case after what is said in it."""
    return [words for words, _ in rows]


@pytest.fixture(scope="module")
def conversation(stack: Stack) -> Conversation:
    """Everything said, and worked off."""
    conversation = Conversation(stack)
    conversation.hold()
    return conversation


def links(text: str) -> tuple[str, ...]:
    """Return the links of a text as they are sent, without their labels."""
    return tuple(LINK.findall(LABEL.sub("", text)))


def missing(words: tuple[str, ...], text: str) -> list[str]:
    """Return the words that a text does not hold."""
    return [one for one in words if one not in text]


def post(row: Command, **where: str) -> Call:
    """Return the post that answers a command."""
    return PM(ANY, attachments=Attached(ANY) if row.attachment else None, **where)


def attached(call: Call) -> str:
    """Return the text of a post's attachment."""
    return str(call[1]["attachments"][0]["text"])


@pytest.mark.parametrize(("words", "row"), INVENTORY.commands, ids=words_of(INVENTORY.commands))
def test_command_is_answered_in_its_thread_with_its_facts(
    conversation: Conversation, words: str, row: Command
) -> None:
    call = conversation.answer(conversation.in_thread[words])
    text = call[1]["text"]
    assert call == post(row, thread_ts="THREAD")
    assert links(text) == row.links
    assert missing(row.says, text) == []
    assert re.findall(r"<@U\d>", text) == (["<@U2>", "<@U3>"] if row.mentions else [])
    assert text.startswith("<@U2> <@U3> ") == row.mentions


@pytest.mark.parametrize(("words", "row"), INVENTORY.commands, ids=words_of(INVENTORY.commands))
def test_command_is_answered_in_a_direct_message_in_any_case(
    conversation: Conversation, words: str, row: Command
) -> None:
    call = conversation.answer(conversation.in_dm[words])
    assert call == post(row, channel="D1")
    assert links(call[1]["text"]) == row.links
    assert missing(row.says, call[1]["text"]) == []


@pytest.mark.parametrize(("words", "row"), INVENTORY.commands, ids=words_of(INVENTORY.commands))
def test_command_is_not_answered_when_the_bot_is_not_meant(
    conversation: Conversation, words: str, row: Command
) -> None:
    assert conversation.stack.calls(conversation.unmentioned[words]) == []


@pytest.mark.parametrize(("words", "row"), WITH_ATTACHMENT, ids=words_of(WITH_ATTACHMENT))
def test_attachment_holds_its_links_and_channels_in_order(
    conversation: Conversation, words: str, row: Command
) -> None:
    text = attached(conversation.answer(conversation.in_thread[words]))
    assert links(text) == row.attached_links
    assert tuple(CHANNEL.findall(text)) == row.attached_channels


@pytest.mark.parametrize("words", ["flip a coin", "flip coin", "coin flip"])
def test_coin_shows_heads_or_tails(conversation: Conversation, words: str) -> None:
    _, arguments = conversation.answer(conversation.in_thread[words])
    assert arguments["text"] == Like("heads|tails")


@pytest.mark.parametrize("row", INVENTORY.prefix, ids=lambda row: row.says)
def test_prefix_is_answered_whoever_is_meant(conversation: Conversation, row: Prefix) -> None:
    mention = "<@U2> " if row.mentions else ""
    text = mention + row.answer if row.answer else Like(rf"{mention}.*`xkcd:1234`.*")
    preview = {"unfurl_links": True, "unfurl_media": None} if row.preview else {}
    expected = PM(text, thread_ts="THREAD", **preview)
    assert conversation.answer(conversation.prefixed[row.says]) == expected


@pytest.mark.parametrize(("words", "row"), INVENTORY.terms, ids=words_of(INVENTORY.terms))
def test_term_is_defined_with_its_facts(conversation: Conversation, words: str, row: Term) -> None:
    call = conversation.answer(conversation.defined[words])
    text = call[1]["text"]
    assert call == PM(Like(rf"<@U2> .*{re.escape(row.term)}.*"), thread_ts="THREAD")
    assert missing(row.links, LABEL.sub("", text)) == []
    assert missing(row.says, text) == []


@pytest.mark.parametrize(("words", "row"), ALWAYS, ids=words_of(ALWAYS))
def test_word_is_reacted_to_inside_of_others_and_in_threads(
    conversation: Conversation, words: str, row: Reaction
) -> None:
    calls = conversation.stack.calls(conversation.reacted[words])
    assert calls == [RA(emoji) for emoji in row.emoji]


@pytest.mark.parametrize(("words", "row"), MENTIONED_ONLY, ids=words_of(MENTIONED_ONLY))
def test_word_to_the_bot_is_reacted_to_only_if_it_is_meant(
    conversation: Conversation, words: str, row: Reaction
) -> None:
    assert conversation.stack.calls(conversation.unmentioned[words]) == []
    direct = conversation.stack.calls(conversation.in_dm[words])
    assert direct == [RA(emoji, channel="D1") for emoji in row.emoji]


@pytest.mark.parametrize(("words", "row"), BY_CHANCE, ids=words_of(BY_CHANCE))
def test_word_is_reacted_to_by_chance(
    conversation: Conversation, words: str, row: Reaction
) -> None:
    unlucky = conversation.stack.calls(conversation.thrown[words, False])
    lucky = conversation.stack.calls(conversation.thrown[words, True])
    assert unlucky == [RA(emoji) for emoji in row.emoji]
    assert lucky == [RA(emoji) for emoji in (*row.emoji, row.by_chance)]


@pytest.mark.parametrize("trigger", ["vim", "emacs"])
async def test_chance_is_one_in_150(trigger: str) -> None:
    assert await Dice().throw(handler_of(trigger), THROWS) == HITS


@pytest.mark.parametrize("row", INVENTORY.answer, ids=lambda row: row.trigger)
def test_contained_word_is_answered_without_mentions(
    conversation: Conversation, row: Answer
) -> None:
    call = conversation.answer(conversation.answered[row.trigger])
    assert call == PM(row.answer, thread_ts="THREAD")


def test_long_code_is_uploaded_and_its_author_told(stack: Stack) -> None:
    sent = stack.say(CODE, in_thread=True)
    stack.settle()
    shared = stack.playground.shared[-1]
    link = f"<{stack.playground.url}/play/p/{shared.id}>"
    assert CODE in shared.body.decode().replace("// ", "")
    assert stack.calls(sent) == [
        PM(Like(f".*<@UALICE>.*{link}.*"), thread_ts="THREAD"),
        PE(Like("<@UALICE> .*nolink.*"), thread_ts="THREAD"),
    ]
