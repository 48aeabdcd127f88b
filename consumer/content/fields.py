"""What the values in content files have to be; each refusal says what to write instead."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from consumer.content import places
from consumer.handler import HELP_CHARS
from shared import markup, text
from shared.markup import Cures
from shared.toml import Words, not_blank

ROOT = Path(__file__).parents[2]

TEXT_CHARS = 3_500  # more, with its places filled, might not fit one post (shared.text.POST_CHARS)

EMOJI = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")
CHANNEL_NAME = re.compile(r"[^\sA-Z#<>]+")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")
PARAMETER = re.compile(r"\s[<\[]")
TOPIC = re.compile(r"[a-z]+")

# What Slack would show other than it was meant, and its cure.
OF_TEXTS = markup.CURES | {
    markup.MENTION: "mentions nobody: write a place such as {user} or {#general}",
    re.compile("<https?://"): f"is no link: write {markup.LINK_FORMS}, without blanks",
}
OF_LINES = markup.CURES | {
    re.compile("<https?://"): "is shown as it is here: leave the link out",
    places.PLACE: "is shown as it is here: leave the place out",
}


def fits(words: str) -> str:
    """Return a text without blanks at its ends, or refuse one that says nothing or too much."""
    said = not_blank(words).strip()
    if (chars := len(markup.slack(said))) > TEXT_CHARS:
        raise ValueError(f"has {chars} characters in Slack, at most {TEXT_CHARS} fit: shorten it")
    return said


def well_written(
    words: str, *, cures: Cures = OF_TEXTS, schemes: tuple[str, ...] = markup.SCHEMES
) -> str:
    """Refuse what Slack would show other than it was meant."""
    if found := "; ".join(markup.faults(words, cures, schemes=schemes)):
        raise ValueError(found)
    return words


def emoji_name(name: str) -> str:
    """Refuse what Slack would answer with `invalid_name`, on each message."""
    if not EMOJI.fullmatch(name):
        raise ValueError(f"'{name}' is no emoji: write its name without colons, such as duck")
    return name


def channel_name(name: str) -> str:
    """Refuse a name that no channel has."""
    if name.startswith("#"):
        raise ValueError(f"write {name.removeprefix('#')}, without the #")
    if not CHANNEL_NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no channel: write its name, small and without blanks")
    return name


def channel_name_or_id(channel: str) -> str:
    """Refuse what is neither a channel's name nor its id."""
    return channel if CHANNEL_ID.fullmatch(channel) else channel_name(channel)


def short_line(words: str) -> str:
    """Refuse what would not be one line in the list of commands."""
    if "\n" in words.strip() or len(words.strip()) > HELP_CHARS:
        raise ValueError(f"write one line of at most {HELP_CHARS} characters")
    return words.strip()


def without_parameters(command: str) -> str:
    """Refuse a command that takes something: its answer is always the same."""
    if PARAMETER.search(command):
        raise ValueError("takes no parameters: leave out what is in brackets")
    return command


def one_word(topic: str) -> str:
    """Refuse a topic that nobody could type behind `help`."""
    if not TOPIC.fullmatch(topic):
        raise ValueError("write one word in small letters, such as go")
    return topic


def slug(words: str) -> str:
    """Return words as the name of a handler: the same wherever in its file the table stands."""
    return text.folded(text.plain(words)).replace(" ", "_")


def source_of(file: Path) -> str:
    """Return a content file as its author knows it."""
    return str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)


Fitting = Annotated[str, AfterValidator(fits), AfterValidator(well_written)]
Text = Annotated[Fitting, AfterValidator(places.checked)]
HelpLine = Annotated[
    Words,
    AfterValidator(short_line),
    AfterValidator(partial(well_written, cures=OF_LINES, schemes=())),
]
Command = Annotated[Words, AfterValidator(without_parameters)]
Topic = Annotated[str, AfterValidator(one_word)]
Emoji = Annotated[str, AfterValidator(emoji_name)]
ChannelName = Annotated[Words, AfterValidator(channel_name)]
Channel = Annotated[Words, AfterValidator(channel_name_or_id)]
