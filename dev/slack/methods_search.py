"""search.messages: what a person may find, by the words and modifiers that Burrow uses.

| in the query                | finds                                                        |
|-----------------------------|--------------------------------------------------------------|
| `word`, `"several words"`   | messages with these words one after another, whatever is     |
|                             | between them: `"tech-support"` finds `tech support` too      |
| `in:#name`, `from:@name`    | by channel, by author                                        |
| `has::emoji:`, `is:dm`      | by reaction; in direct messages                              |
| `after:2026-01-31`          | those of later days (UTC here, the person's own in Slack)    |
| `-` before any of them      | all others                                                   |

Source: https://docs.slack.dev/reference/methods/search.messages; the modifiers:
https://slack.com/help/articles/202528808-Search-in-Slack
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from dev.slack.arguments import Arguments
from dev.slack.entities import Channel
from dev.slack.history import Message
from dev.slack.refusals import Refused
from dev.slack.shapes import permalink_of
from dev.slack.workspace import Workspace

TERM = re.compile(r'(-?)(?:(has|in|from|is|after):(\S+)|"([^"]*)"|(\S+))')
WORD = re.compile(r"\w+")
DEFAULT_COUNT, MOST_COUNT = 20, 100

Found = tuple[Channel, Message]
Wanted = Callable[[Channel, Message], bool]


def search_messages(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return a page of what the token's person may see, newest first."""
    query = arguments["query"]
    if not query.strip():
        raise Refused("no_query")
    terms = [_term(workspace, match) for match in TERM.finditer(query)]
    found = [one for one in _visible(workspace) if all(term(*one) for term in terms)]
    found.sort(key=lambda one: str(one[1]["ts"]), reverse=True)
    return {"query": query, "messages": _page(workspace, found, arguments)}


def _visible(workspace: Workspace) -> Iterator[Found]:
    for channel in workspace.channels.values():
        if not channel.is_private or workspace.searcher in channel.members:
            yield from ((channel, message) for message in channel.history.by_ts.values())


def _term(workspace: Workspace, match: re.Match[str]) -> Wanted:
    minus, modifier, value, phrase, word = match.groups()
    if modifier:
        wanted = _modified(workspace, modifier, value)
    else:
        wanted = _said(phrase if phrase is not None else word)
    if minus:
        return lambda channel, message: not wanted(channel, message)
    return wanted


def _said(words: str) -> Wanted:
    parts = r"\W+".join(WORD.findall(words))
    pattern = re.compile(rf"\b{parts}\b", re.IGNORECASE)
    return lambda channel, message: bool(pattern.search(message["text"]))


def _modified(workspace: Workspace, modifier: str, value: str) -> Wanted:
    if modifier == "has":
        emoji = value.strip(":")
        return lambda _, message: any(r["name"] == emoji for r in message.get("reactions", []))
    if modifier == "in":
        return lambda channel, _: channel.name == value.removeprefix("#")
    if modifier == "from":
        user = next((u for u in workspace.users.values() if u.name == value.strip("@")), None)
        return lambda _, message: user is not None and message.get("user") == user.id
    if modifier == "is":
        return lambda channel, _: value == "dm" and channel.kind == "im"
    return lambda _, message: _day(message["ts"]) > value


def _day(ts: str) -> str:
    return datetime.fromtimestamp(float(ts), UTC).date().isoformat()


def _page(workspace: Workspace, found: list[Found], arguments: Arguments) -> dict[str, Any]:
    count = min(int(arguments.get("count", DEFAULT_COUNT)), MOST_COUNT)
    page, pages = int(arguments.get("page", 1)), max(1, -(-len(found) // count))
    shown = found[(page - 1) * count : page * count]
    return {
        "total": len(found),
        "paging": {"count": count, "total": len(found), "page": page, "pages": pages},
        "matches": [_match(workspace, *one) for one in shown],
    }


def _match(workspace: Workspace, channel: Channel, message: Message) -> dict[str, Any]:
    author = workspace.users.get(message.get("user", ""))
    return {
        "channel": {
            "id": channel.id,
            "name": channel.name,
            "is_private": channel.is_private,
            "is_im": channel.kind == "im",
            "is_mpim": channel.kind == "mpim",
        },
        "type": "message",
        "team": workspace.team_id,
        "user": author.id if author else "",
        "username": author.name if author else "",
        "ts": message["ts"],
        "text": message["text"],
        "permalink": permalink_of(workspace, channel, message["ts"]),
    }
