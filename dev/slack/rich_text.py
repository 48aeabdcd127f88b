"""What Slack makes of a typed message: escaped text with its mentions, and a `rich_text` block.

| typed                      | text as sent                               |
|----------------------------|--------------------------------------------|
| `@burrow 1 < 2 & #general` | `<@U…> 1 &lt; 2 &amp; <#C…|general>`       |
| `see https://slack.dev`    | `see <https://slack.dev>`                  |
| `ask slack.dev`            | `ask <http://slack.dev|slack.dev>`         |
| `ada@example.org`          | `<mailto:ada@example.org|ada@example.org>` |

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from typing import Any

from dev.slack.workspace import Workspace

# A bare host needs a well-known ending: Slack links far more, but `file.py` must stay text.
TYPED = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)'\"])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<host>\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev)\b(?:/[^\s<>]*[^\s<>.,;:!?)])?)"
    r"|(?<![\w`])@(?P<user>[\w.-]*\w)"
    r"|(?<![\w&`])\#(?P<channel>[\w-]+)"
)
SENT = re.compile(
    r"<@(?P<user>[UW]\w+)(?:\|[^>]*)?>"
    r"|<#(?P<channel>C\w+)(?:\|[^>]*)?>"
    r"|<!(?P<range>here|channel|everyone)>"
    r"|<(?P<url>(?:https?|mailto):[^|>]+)(?:\|(?P<label>[^>]*))?>"
)
# Typed as code, so nothing in it is a mention or a link.
CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)


def as_sent(typed: str, workspace: Workspace) -> str:
    """Return the text that Slack's client sends for what a person typed."""
    parts = CODE.split(_escape(typed))
    return "".join(
        part if index % 2 else TYPED.sub(lambda found: _link(found, workspace), part)
        for index, part in enumerate(parts)
    )


def as_escaped(typed: str, workspace: Workspace) -> str:
    """Return the text of a slash command that asks for ids: mentions carry names, too."""
    sent = TYPED.sub(lambda found: _link(found, workspace), _escape(typed))
    sent = re.sub(r"<@(\w+)>", lambda id_: _named(id_[1], workspace), sent)
    return re.sub(r"<#(\w+)\|[^>]*>", lambda id_: _listed(id_[1], workspace), sent)


def _named(user_id: str, workspace: Workspace) -> str:
    return f"<@{user_id}|{workspace.users[user_id].name}>"


def _listed(channel_id: str, workspace: Workspace) -> str:
    channel = workspace.channels[channel_id]
    return f"<#{channel_id}|{'' if channel.is_private else channel.name}>"


def rich_text(text: str) -> list[dict[str, Any]]:
    """Return the `blocks` of a message that a person sent."""
    elements: list[dict[str, Any]] = []
    end = 0
    for found in SENT.finditer(text):
        elements += _plain(text[end : found.start()])
        elements.append(_element(found))
        end = found.end()
    elements += _plain(text[end:])
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]


def unescape(text: str) -> str:
    """Return text with Slack's three entities resolved."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _link(found: re.Match[str], workspace: Workspace) -> str:
    kind, value = found.lastgroup, found[found.lastgroup or 0]
    if kind == "url":
        return f"<{value}>"
    if kind == "mail":
        return f"<mailto:{value}|{value}>"
    if kind == "host":
        return f"<http://{value}|{value}>"
    if kind == "user":
        return _user(value, workspace) or found[0]
    return _channel(value, workspace) or found[0]


def _user(name: str, workspace: Workspace) -> str | None:
    ids = [user.id for user in workspace.users.values() if user.name == name.lower()]
    return f"<@{ids[0]}>" if ids else {"here": "<!here>", "channel": "<!channel>"}.get(name)


def _channel(name: str, workspace: Workspace) -> str | None:
    for channel in workspace.channels.values():
        if channel.name == name:
            return f"<#{channel.id}|{name}>"
    return None


def _element(found: re.Match[str]) -> dict[str, Any]:
    if found["user"]:
        return {"type": "user", "user_id": found["user"]}
    if found["channel"]:
        return {"type": "channel", "channel_id": found["channel"]}
    if found["range"]:
        return {"type": "broadcast", "range": found["range"]}
    link = {"type": "link", "url": unescape(found["url"])}
    return {**link, "text": unescape(found["label"])} if found["label"] else link


def _plain(text: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": unescape(text)}] if text else []
