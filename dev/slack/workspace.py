"""The state of the workspace: settings, people, channels, files, and who hears of a change.

Nothing here locks: the state belongs to the event loop of the server, and `control.py` carries
calls of other threads there.

| a change is told as | type                                                             |
|---------------------|------------------------------------------------------------------|
| inner event         | as the Events API has it; the types `ephemeral`, `view` and      |
|                     | `home` are ours, for the page, with the `user` who sees it       |
| channel             | the `Channel` it happened in, or None for the whole workspace    |
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dev.slack import seed
from dev.slack.entities import Channel, File, Upload, User
from dev.slack.features import DEFAULT_FEATURES, Features
from dev.slack.filled import Filled
from dev.slack.refusals import Refused
from dev.slack.reply_urls import ReplyUrl, ReplyUrls
from dev.slack.stacks import Stacks
from dev.slack.triggers import Triggers

Event = dict[str, Any]
Listener = Callable[[Event, Channel | None], None]

# What Burrow's manifest asks for; events whose scope is missing are not delivered.
DEFAULT_SCOPES = frozenset({
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write",
    "chat:write.customize", "commands", "files:read", "files:write", "groups:history",
    "groups:read", "im:history", "im:read", "im:write", "mpim:history", "mpim:read",
    "reactions:write", "users:read",
})  # fmt: skip

DEFAULT_SUBSCRIPTIONS = frozenset({
    "app_home_opened", "app_mention", "channel_archive", "channel_created", "channel_rename",
    "channel_unarchive", "member_joined_channel", "member_left_channel", "message.channels",
    "message.groups", "message.im", "message.mpim", "reaction_added", "reaction_removed",
    "team_join", "user_change",
})  # fmt: skip


def default_bot() -> User:
    """Return the bot's user."""
    return User(id="U0BURROWBOT", name="burrow", real_name="Burrow", is_bot=True)


@dataclass
class Workspace:
    """One team with one app installed in it."""

    team_id: str = "T0BURROW001"
    team_name: str = "Burrow local"
    team_domain: str = "burrow-local"
    app_id: str = "A0BURROW001"
    bot_id: str = "B0BURROW001"
    bot: User = field(default_factory=default_bot)
    bot_token: str = "xoxb-local-burrow"
    user_token: str = "xoxp-local-burrow"
    app_token: str = "xapp-1-A0BURROW001-local"
    searcher: str = seed.ALICE  # whose the user token is
    verification_token: str = "local-verification-token"
    scopes: frozenset[str] = DEFAULT_SCOPES
    user_scopes: frozenset[str] = frozenset({"search:read"})
    app_scopes: frozenset[str] = frozenset({"connections:write"})
    tickets: set[str] = field(default_factory=set)  # of websockets that may be opened
    subscriptions: frozenset[str] = DEFAULT_SUBSCRIPTIONS
    clock: Callable[[], float] = time.time
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    files_url: str = "https://files.slack.com"  # the server puts its own here
    hooks_url: str = "https://hooks.slack.com"  # the same
    features: Features = DEFAULT_FEATURES
    home_tab: bool = True
    triggers: Triggers = field(default_factory=Triggers)
    reply_urls: ReplyUrls = field(default_factory=ReplyUrls)
    modals: Stacks = field(default_factory=Stacks)
    offered: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)  # home tabs, by person
    filled: dict[tuple[str, str], Filled] = field(default_factory=dict)  # by person and `ts`
    listeners: list[Listener] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.users = self.users or seed.people(self.bot)
        self.users.setdefault(self.bot.id, self.bot)
        self.channels = self.channels or seed.channels(self.bot.id)
        self._dms = {
            member: channel
            for channel in self.channels.values()
            if channel.kind == "im"
            for member in channel.members
            if member != self.bot.id
        }

    def tell(self, event: Event, channel: Channel | None = None) -> None:
        """Let every listener know what happened."""
        for listener in self.listeners:
            listener(event, channel)

    def user(self, name_or_id: str) -> User:
        """Return a user for a person at the keyboard (or a test), who may use the name.

        Raises:
            KeyError: nobody is called so.
        """
        wanted = name_or_id.removeprefix("@")
        for user in self.users.values():
            if wanted in (user.id, user.name):
                return user
        names = ", ".join(sorted(user.name for user in self.users.values()))
        raise KeyError(f"no user {name_or_id!r}; there are {names}")

    def channel(self, name_or_id: str) -> Channel:
        """Return a channel for a person at the keyboard, who may use its name (a person's: the DM).

        Raises:
            KeyError: no channel and nobody is called so.
        """
        if name_or_id in self.channels:
            return self.channels[name_or_id]
        wanted = name_or_id.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == wanted and channel.kind != "im":
                return channel
        return self.dm(self.user(name_or_id).id)

    def dm(self, user_id: str) -> Channel:
        """Return the direct message of a person with the bot, opened if it was not."""
        if user_id not in self._dms:
            channel = Channel(id=new_id("D"), name="", kind="im", creator=user_id)
            channel.created = int(self.clock())
            channel.members = {user_id: None, self.bot.id: None}
            self._dms[user_id] = self.channels[channel.id] = channel
        return self._dms[user_id]

    def has_bot(self, channel: Channel) -> bool:
        """Tell whether the bot is a member."""
        return self.bot.id in channel.members

    def reply_url(self, given: ReplyUrl) -> str:
        """Give out an address to answer a deed by."""
        return self.hooks_url + self.reply_urls.issue(self.team_id, given)

    def visible(self, channel_id: str) -> Channel:
        """Return a channel that the bot's token may know of: public, or one it is in.

        Raises:
            Refused: `channel_not_found`; Slack does not tell a hidden channel from a missing one.
        """
        channel = self.channels.get(channel_id)
        if channel is None or (channel.is_private and not self.has_bot(channel)):
            raise Refused("channel_not_found")
        return channel


def new_id(prefix: str) -> str:
    """Return an id that no other run has used: Redis may remember those of an earlier one."""
    return f"{prefix}0{secrets.token_hex(5).upper()}"
