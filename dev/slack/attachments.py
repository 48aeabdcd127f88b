"""Legacy attachments of a message, and the name and picture that a post gives itself.

| given         | kept on the message                                                              |
|---------------|----------------------------------------------------------------------------------|
| `attachments` | as given, with `id` from 1 and a `fallback`; without those that show nothing     |
| `username`    | `username`, subtype `bot_message`, no `user`                                     |
| `icon_emoji`  | `icons: {"emoji": ":x:"}`                                                        |
| `icon_url`    | `icons: {"image_36": …, "image_48": …, "image_72": …}`                           |

Source: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments and the
answer in https://docs.slack.dev/reference/methods/chat.postMessage
"""

from typing import Any

from dev.slack.access import require_scope
from dev.slack.arguments import Arguments
from dev.slack.blocks import check_blocks
from dev.slack.history import Message
from dev.slack.refusals import Refused
from dev.slack.workspace import Workspace

ATTACHMENTS = 100
# An attachment with none of these shows nothing.
SHOWN = (
    "text", "title", "pretext", "fields", "image_url", "thumb_url", "author_name", "footer",
    "actions", "blocks", "fallback",
)  # fmt: skip
NO_PREVIEW = "[no preview available]"
ICON_SIZES = ("image_36", "image_48", "image_72")
LOOK = ("username", "icon_emoji", "icon_url")


def checked_attachments(given: object) -> list[dict[str, Any]]:
    """Return the attachments as the message shows them.

    Raises:
        Refused: `invalid_attachments`, `too_many_attachments`, or what is wrong with their blocks.
    """
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Refused("invalid_attachments")
    if len(given) > ATTACHMENTS:
        raise Refused("too_many_attachments")
    shown = [one for one in given if any(one.get(name) for name in SHOWN)]
    return [_numbered(number, one) for number, one in enumerate(shown, start=1)]


def _numbered(number: int, given: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in given.items() if value is not None}
    if kept.get("blocks"):
        check_blocks(kept["blocks"])
    fallback = kept.get("fallback") or kept.get("text") or kept.get("title") or NO_PREVIEW
    return kept | {"id": number, "fallback": fallback}


def look(workspace: Workspace, arguments: Arguments) -> Message:
    """Return what a post has that gives itself a name or a picture.

    Raises:
        Refused: `missing_scope` without `chat:write.customize`.
    """
    if not any(arguments.get(name) for name in LOOK):
        return {}
    require_scope(workspace, "chat:write.customize")
    fields: Message = {"username": arguments.get("username") or workspace.bot.name}
    fields["subtype"] = "bot_message"
    if arguments.get("icon_emoji"):
        fields["icons"] = {"emoji": arguments["icon_emoji"]}
    elif arguments.get("icon_url"):
        fields["icons"] = dict.fromkeys(ICON_SIZES, arguments["icon_url"])
    return fields
