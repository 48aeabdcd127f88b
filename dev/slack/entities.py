"""People, channels and files of the workspace.

| record    | `id` begins with | Slack's object                                               |
|-----------|------------------|--------------------------------------------------------------|
| `User`    | `U`              | https://docs.slack.dev/reference/objects/user-object         |
| `Channel` | `C`, `D` (DM)    | https://docs.slack.dev/reference/objects/conversation-object |
| `File`    | `F`              | https://docs.slack.dev/reference/objects/file-object         |
"""

from dataclasses import dataclass, field
from typing import Literal

from dev.slack.file_types import FileType
from dev.slack.history import History

# Slack's own words for what a conversation is, as `channel_type` of a message event has them.
Kind = Literal["channel", "group", "im", "mpim"]


@dataclass
class User:
    """A person, the bot's user, or another app's.

    `is_restricted` is a guest, with `is_ultra_restricted` one of a single channel; `is_stranger`
    is somebody of another workspace, whose `team_id` is not empty.
    """

    id: str
    name: str
    real_name: str
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    updated: int = 0
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    team_id: str = ""
    tz: str = "Europe/London"


@dataclass
class Channel:
    """A public or private channel, or a direct message (`im`: one person and the bot)."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int = 0
    is_general: bool = False
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    previous_names: list[str] = field(default_factory=list)
    # A dict keeps the order of joining, which conversations.members pages through.
    members: dict[str, None] = field(default_factory=dict)
    history: History = field(default_factory=History)

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"


@dataclass
class File:
    """What somebody uploaded, and the message that shows it.

    Args:
        channel: empty for a file of the bot that was not shared.
    """

    id: str
    name: str
    content: bytes
    type: FileType
    user: str
    created: int
    channel: str
    ts: str = ""
    title: str = ""

    @property
    def text(self) -> str:
        """Its content as text."""
        return self.content.decode(errors="replace")


@dataclass
class Upload:
    """What the bot may upload, or has uploaded and not completed yet."""

    id: str
    name: str
    length: int
    secret: str
    content: bytes | None = None
