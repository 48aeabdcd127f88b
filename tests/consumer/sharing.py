"""A consumer with a playground beside it: message in, Slack calls and shared code out."""

from __future__ import annotations

from collections.abc import Sequence

from dev.outside.playground import Playground
from tests.consumer.bot import Bot, Event

File = tuple[str, str | bytes]  # name and content

POST, HINT = "chat.postMessage", "chat.postEphemeral"
INFO, DOWNLOAD = "files.info", "files-pri"
UNCOUNTED = frozenset({"auth.test", "conversations.info"})


class Sharer:
    """One running consumer with the product's handlers, and its playground."""

    def __init__(self, bot: Bot, playground: Playground) -> None:
        self.bot, self.playground = bot, playground

    def upload(self, *files: File, text: str = "", channel: str = "general") -> Event:
        """Let Alice post files, pairs of name and content, and return the event of it."""
        ts = self.bot.slack.upload("alice", channel, files, text)
        return next(one for one in self.bot.told if one["type"] == "message" and one["ts"] == ts)

    async def calls(self, event: Event) -> list[str]:
        """Let an event come, and return the methods called for it, in order."""
        earlier = len(self.bot.slack.calls())
        await self.bot.hear(event)
        calls = self.bot.slack.calls()[earlier:]
        return [call.method for call in calls if call.method not in UNCOUNTED]

    def said(self, method: str) -> list[str]:
        """Return the texts that were written with a method."""
        return [call.args["text"] for call in self.bot.slack.calls(method)]

    def links(self) -> list[str]:
        """Return the links to what the playground took."""
        return [f"{self.playground.url}/play/p/{one.id}" for one in self.playground.shared]

    def bodies(self) -> list[bytes]:
        """Return what was brought to the playground, in order of the alphabet."""
        return sorted(one.body for one in self.playground.shared)


def lines(count: int) -> str:
    """Return a text of so many lines."""
    return "\n".join(f"l{number}" for number in range(1, count + 1))


def comments(text: str) -> bytes:
    """Return a text without code as the playground gets it."""
    return ("\n// " + text.replace("\n", "\n// ") + "\n\n").encode()


def go(count: int) -> File:
    """Return a Go file of so many lines, as Slack counts them."""
    return f"of{count}.go", "package main" + "\n" * (count - 1)


def contents(files: Sequence[File]) -> list[bytes]:
    """Return what is in files, in order of the alphabet."""
    return sorted(text.encode() if isinstance(text, str) else text for _, text in files)
