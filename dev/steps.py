"""What people do in the scripted conversation, and what the bot should answer.

| step        | content                                                                         |
|-------------|---------------------------------------------------------------------------------|
| `who`       | name of a person of the workspace; of one who only arrives, their new name      |
| `where`     | a channel's name, or the bot's for the person's direct message with it          |
| `text`      | what they say (`<@bot>` mentions the bot); for another deed, how it is printed  |
| `answered`  | looks for the bot's answer where it belongs; gives its texts                    |
| `expected`  | what one of these texts must match                                              |
| `wanted`    | the same in words, for when it does not come                                    |
| `below`     | said first by the same person; `text` is then a reply in its thread             |
| `does`      | the deed: says, joins, arrives                                                  |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dev.slack.control import Slack
from dev.slack.history import Message


@dataclass(frozen=True)
class Asked:
    """What a person did: in which channel, and the `ts` of it and of its thread."""

    user_id: str
    channel_id: str
    ts: str
    thread_ts: str | None = None


class Answered(Protocol):
    """Finds the bot's answers."""

    def __call__(self, slack: Slack, asked: Asked) -> list[str]:
        """Return the texts that answer what was asked."""


class Deed(Protocol):
    """Does what the person of a step does."""

    def __call__(self, slack: Slack, step: Step) -> Asked:
        """Return what it was."""


def says(slack: Slack, step: Step) -> Asked:
    """Say the text, below what was said first if there is such a thing."""
    user_id, channel_id = slack.workspace.user(step.who).id, _channel_id(slack, step)
    root = slack.say(user_id, channel_id, step.below) if step.below else None
    return Asked(user_id, channel_id, slack.say(user_id, channel_id, step.text, root), root)


def joins(slack: Slack, step: Step) -> Asked:
    """Join the channel."""
    user_id, channel_id = slack.workspace.user(step.who).id, _channel_id(slack, step)
    slack.leave(user_id, channel_id)  # they may be there from an earlier demo
    slack.join(user_id, channel_id)
    return Asked(user_id, channel_id, slack.messages(channel_id)[-1]["ts"])


def arrives(slack: Slack, step: Step) -> Asked:
    """Become a member of the workspace."""
    user_id = slack.new_member(step.who)
    return Asked(user_id, slack.workspace.dm(user_id).id, ts="")


def _channel_id(slack: Slack, step: Step) -> str:
    where = step.who if step.where == slack.workspace.bot.name else step.where
    return slack.workspace.channel(where).id


@dataclass(frozen=True)
class Step:
    """One exchange."""

    who: str
    where: str
    text: str
    answered: Answered
    expected: str
    wanted: str
    below: str | None = None
    does: Deed = says


def in_channel(slack: Slack, asked: Asked) -> list[str]:
    """Find what the bot said in the channel, or below the question."""
    below = slack.replies(asked.channel_id, asked.ts)
    return _by_bot(slack, [*slack.messages(asked.channel_id), *below], asked.ts)


def in_thread(slack: Slack, asked: Asked) -> list[str]:
    """Find what the bot said in the thread of the question; the channel does not count."""
    return _by_bot(slack, slack.replies(asked.channel_id, asked.thread_ts or asked.ts), asked.ts)


def as_reaction(slack: Slack, asked: Asked) -> list[str]:
    """Find the bot's reactions to the question."""
    reactions = slack.reactions(asked.channel_id, asked.ts)
    return [f":{name}:" for name, users in reactions.items() if slack.workspace.bot.id in users]


def only_to_them(slack: Slack, asked: Asked) -> list[str]:
    """Find what the bot showed to this person alone."""
    shown = slack.ephemerals(asked.channel_id)
    return _by_bot(slack, [m for m in shown if m["to_user"] == asked.user_id], asked.ts)


def _by_bot(slack: Slack, messages: Sequence[Message], since: str) -> list[str]:
    bot = slack.workspace.bot_id
    return [_whole(m) for m in messages if m.get("bot_id") == bot and m["ts"] > since]


def _whole(message: Message) -> str:
    attached = [str(one.get("text", "")) for one in message.get("attachments", [])]
    return "\n".join(filter(None, (message["text"], *attached)))


# Long enough to be shared, and on the Go playground it runs.
CODE = """```
package main

import "fmt"

func main() {
	for i := range 3 {
		fmt.Println("hop", i)
	}
	fmt.Println("home")
}
```"""
STEPS: tuple[Step, ...] = (
    Step(
        "alice", "burrow", "help", in_channel, r"^Here is what I can do", "a list of what it can do"
    ),
    Step(
        "alice", "general", "<@bot> flip a coin", in_channel, r"^(heads|tails)$",
        "heads or tails",
    ),
    Step(
        "bob", "general", "<@bot> define idempotent", in_channel, r"^\*idempotent\*: ",
        "the definition",
    ),
    Step(
        "carol", "general", "<@bot> flip a coin", in_thread, r"^(heads|tails)$",
        "heads or tails, in the thread", below="Who goes first tomorrow?",
    ),
    Step(
        "bob", "general", "My rubber duck told me so.", as_reaction, r"^:rubberduck:$",
        "a reaction",
    ),
    Step(
        "carol", "general", "d/net/http", in_channel, r"https://\S+/net/http",
        "a link to the package",
    ),
    Step(
        "bob", "general", CODE, in_channel, r"http\S+/play/p/\w+", "a link to the playground"
    ),
    Step(
        "alice", "general", "<@bot> flip a con", only_to_them, r"flip a coin",
        "a near match that only Alice sees",
    ),
    Step(
        "alice", "general", "<@bot> example hello to Bob", in_channel, r"^Hello, Bob!$",
        "what a job printed",
    ),
    Step(
        "bob", "newbies", "(joins #newbies)", only_to_them, r"Welcome",
        "a greeting that only Bob sees", does=joins,
    ),
    Step(
        "Ada", "burrow", "(is new here)", in_channel, r"code of conduct", "a welcome", does=arrives
    ),
)  # fmt: skip
