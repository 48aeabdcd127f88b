"""Texts as TOML files, beside the modules that turn them into handlers.

| file             | what it holds                                             | keys            |
|------------------|-----------------------------------------------------------|-----------------|
| reactions.toml   | emoji put on messages that contain a word                 | reactions.py    |
| answers.toml     | answers to messages that contain a word                   | answers.py      |
| replies/*.toml   | commands whose answer is always the same, by topic        | replies.py      |
| recommended.toml | channels that newcomers may like                          | recommended.py  |
| greetings.toml   | what those who join a channel are shown                   | greetings.py    |
| welcome.toml     | the direct message to a new member                        | welcome.py      |
| support.toml     | words that call somebody to a message                     | support.py      |
| playground.toml  | where code that people post is put on the Go playground   | playground.py   |

Texts are written as shared/markup.py says: `<https://…|words>` is a link, here also with `http://`
or bare, and any other `<`, `>` and `&` is itself. Words in braces such as `{user}` are explained in
places.py. Lines of lists (`help`, `about`) are plain words without links and places.
"""

from __future__ import annotations

from consumer.content import (
    answers,
    greetings,
    playground,
    reactions,
    recommended,
    replies,
    support,
    welcome,
)
from consumer.router import Router


def load() -> list[Router]:
    """Return the handlers of every content file, in order.

    Raises:
        ContentError: a file is wrong.
    """
    return [
        support.load(),  # first, since what calls for support is no command
        reactions.load(),
        answers.load(),
        *replies.load(),
        recommended.load(),
        greetings.load(),
        welcome.load(),
        playground.load(),
    ]
