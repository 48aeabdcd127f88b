"""Calls for support: words that people write, wherever they are, when they need somebody's help.

`consumer/content/support.toml` has them; the consumer hears them, bgtasks finds what it missed.

| key           | meaning                                                                    |
|---------------|----------------------------------------------------------------------------|
| name          | what those who are called are called, in texts                             |
| words         | any of them calls: a whole word, in any case; `-` and `_` count as letters |
| emoji         | put on the message                                                         |
| channel       | the variable that names the channel where it is shown; unset: nobody calls |
| out_of_office | whether callers are told when nobody is there, see OUT_OF_OFFICE           |

A word is none in a link, a path, a mail address, a query or a mention: `tech-support` calls,
`#tech-support` too, `my-tech-support`, `docs/tech-support.md` and `?q=tech-support` do not.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from redis.asyncio import Redis

from shared import keys, mentions
from shared.settings import BgtasksSettings, ConsumerSettings
from shared.text import LINK, plain
from shared.toml import Content, read

FILE = Path(__file__).parents[1] / "consumer" / "content" / "support.toml"
# In STATE_DIR: {"start": "2026-12-24", "end": "2027-01-03"}, both days included; jobs/techsupport
# writes it.
OUT_OF_OFFICE = "techsupport_ooo.json"
DONE = "done"

WORD = re.compile(r"\w[\w-]*\w")
EMOJI = re.compile(r"[\w+'-]+")
# What stands together, without what may surround a word; and what makes an address or a path of it.
RUN = re.compile(r"[^\s,;()\[\]{}<>|\"'`*]+")
ADDRESS = re.compile(r"[/\\=]|\w@\w|\w[?&#]\w")
# `tech-support.md` and `tech-support.example.org` are names; `tech-support.Thanks` lacks a blank.
CALLED = r"(?<![\w-])(?:{})(?![\w-])(?!\.(?-i:[a-z0-9]))"


def one_word(word: str) -> str:
    """Refuse what no text has as one word."""
    if not WORD.fullmatch(word):
        raise ValueError(f"'{word}' is not one word: write letters, digits, - and _, no blank")
    return word


def emoji_name(name: str) -> str:
    """Refuse what Slack would answer with `invalid_name`."""
    if not EMOJI.fullmatch(name):
        raise ValueError(f"'{name}' is no emoji: write its name without colons, such as sos")
    return name


class Call(Content):
    """One table of the file."""

    name: Annotated[str, AfterValidator(one_word)]
    words: tuple[Annotated[str, AfterValidator(one_word)], ...] = Field(min_length=1)
    emoji: Annotated[str, AfterValidator(emoji_name)]
    channel: Literal["SLACK_TECH_SUPPORT_CHANNEL", "SLACK_ADMINS_CHANNEL"]
    out_of_office: bool = False

    def is_in(self, raw: str) -> bool:
        """Return whether a text, as Slack sends it, calls."""
        return bool(pattern(self.words).search(spoken(raw)))

    def target(self, settings: ConsumerSettings | BgtasksSettings) -> str:
        """Return the channel where calls are shown: a name or an id, empty if there is none."""
        return str(getattr(settings, self.channel.lower()))


class Support(Content):
    """The file."""

    call: tuple[Call, ...] = ()


def load(file: Path = FILE) -> tuple[Call, ...]:
    """Return the calls of a file.

    Raises:
        ContentError: the file is wrong.
    """
    return read(file, Support).call


@cache
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of these words in what is spoken."""
    return re.compile(CALLED.format("|".join(map(re.escape, words))), re.IGNORECASE)


def spoken(raw: str) -> str:
    """Return the words of a text, without links, mentions, addresses and paths."""
    text = plain(LINK.sub(lambda link: link[2] or " ", mentions.cut(raw)))
    return " ".join(run for run in RUN.findall(text) if not ADDRESS.search(run))


class Marks:
    """Which calls are passed on, and by whom: the consumer and bgtasks share them."""

    def __init__(self, redis: Redis, app: str) -> None:
        self.redis, self.app = redis, app

    async def take(self, call: Call, channel: str, ts: str, owner: str) -> bool:
        """Return whether this call is the owner's to pass on: nobody else's, and not done.

        Args:
            owner: an event's id, or a task's name; a second run of it may go on.
        """
        key = keys.called(self.app, call.name, channel, ts)
        if await self.redis.set(key, owner, nx=True, ex=keys.CALLED_KEPT_S):
            return True
        return await self.redis.get(key) == owner.encode()

    async def holder(self, call: Call, channel: str, ts: str) -> str:
        """Return who passes a call on, DONE, or nothing if nobody does yet."""
        noted: Any = await self.redis.get(keys.called(self.app, call.name, channel, ts))
        return noted.decode() if noted else ""

    async def finish(self, call: Call, channel: str, ts: str) -> None:
        """Note that nobody has to look at this call any more."""
        key = keys.called(self.app, call.name, channel, ts)
        await self.redis.set(key, DONE, ex=keys.CALLED_KEPT_S)
