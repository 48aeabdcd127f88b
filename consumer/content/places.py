"""Places in texts: words in braces, which become mentions, names and channels.

| in a text    | becomes                                                                 |
|--------------|-------------------------------------------------------------------------|
| `{user}`     | whoever wrote or joined, mentioned                                      |
| `{bot}`      | the bot, mentioned                                                      |
| `{bot_name}` | its name, for code, where nothing is mentioned: `@{bot_name} help`      |
| `{channel}`  | the channel where it happens                                            |
| `{#general}` | the channel of this name; plain `#general` where there is none          |

Other braces stay what they are: `struct{}`, `{ "a": 1 }`. A single word in braces that is no place
is taken for a slip, and refused when the file is read; so is a place inside a link. The rest of a
text is written as shared/markup.py says, and escaped before its places are filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import structlog

from consumer.message import Place
from consumer.tools import Tools
from shared import markup
from shared.errors import SlackRefused
from shared.text import escape

log = structlog.get_logger()

PLACE = re.compile(r"\{(#[\w-]+|[^\W\d][\w.-]*)\}")
WORDS = ("user", "bot", "bot_name", "channel")


def checked(text: str, words: Collection[str] = WORDS) -> str:
    """Refuse a text with a place that nothing would be put in.

    Args:
        words: the places of this text, beside channels.
    """
    for word in PLACE.findall(text):
        if word.startswith("#") and word != word.lower():
            raise ValueError(f"channels are written small: write {{{word.lower()}}}")
        if not word.startswith("#") and word not in words:
            known = ", ".join(f"{{{one}}}" for one in (*words, f"#{word}"))
            raise ValueError(f"{{{word}}} is no place: use {known}, or write {{ {word} }}")
    for link in filter(PLACE.search, markup.links(text)):
        raise ValueError(f"a place would break {link}: write it before or behind the link")
    return text


def channels_in(*texts: str) -> set[str]:
    """Return the names of the channels that texts have places for."""
    words = [word for text in texts for word in PLACE.findall(text)]
    return {word[1:] for word in words if word.startswith("#")}


@dataclass(frozen=True, slots=True)
class Places:
    """What is put in the places of one answer.

    Args:
        words: by the word in braces.
        ids: of the channels that are known, by name.
    """

    words: Mapping[str, str]
    ids: Mapping[str, str]

    def fill(self, text: str, **more: str) -> str:
        """Return a text as Slack takes it, with every place filled.

        Args:
            more: what a single text has beside WORDS, as Slack takes it.
        """
        words = {**self.words, **more}
        return PLACE.sub(lambda at: self._channel(at[1]) or words[at[1]], markup.slack(text))

    def _channel(self, word: str) -> str:
        if not word.startswith("#"):
            return ""
        channel_id = self.ids.get(word[1:])
        return f"<#{channel_id}>" if channel_id else word


async def find(place: Place, tools: Tools, channels: Collection[str] = ()) -> Places:
    """Look up what an answer's places need.

    Args:
        place: where the answer goes.
        channels: names of all channels that it needs, so that the cache is asked once.
    """
    words = {
        "user": f"<@{place.user}>",
        "bot": f"<@{tools.me.user_id}>",
        "bot_name": escape(tools.me.name),
        "channel": f"<#{place.channel}>",
    }
    return Places(words, await tools.channels.ids_of(channels))


async def name_of(channel_id: str, tools: Tools) -> str:
    """Return a channel's name, from the cache or, if it is too new for that, from Slack.

    Returns:
        An empty name if Slack does not tell it: that is no reason to bury an event.
    """
    if cached := await tools.channels.name_of(channel_id):
        return cached
    try:
        return await tools.channels.learn(tools.slack, channel_id)
    except SlackRefused as error:
        log.warning("channel.unknown", channel=channel_id, reason=str(error))
        return ""
