"""Post to a channel that a setting names, once.

| Slack refuses because of | and then                                                          |
|--------------------------|-------------------------------------------------------------------|
| the place or the token   | the run fails, loudly, and the post is tried again: once somebody |
|                          | has invited the bot, say, what was to be told is told             |
| the post itself          | SlackRefused: trying again cannot help                            |

Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from bgtasks.tools import Tools
from shared.errors import NotYet, SettingsError, SlackRefused, Throttled
from shared.writes import POST, Writer

CACHE_AGAIN_S = 5.0
LONGEST_WAIT_S = 20.0  # a busy channel's turn comes sooner; a task has time for some of these

INVITE = "invite the bot to the channel (/invite), or name another one"
REINSTALL = "install the Slack app again with the newest manifest"
CURES = {
    "channel_not_found": INVITE,
    "not_in_channel": INVITE,
    "is_archived": "unarchive the channel, or name another one",
    "missing_scope": REINSTALL,
    "no_permission": REINSTALL,
    "not_allowed_token_type": REINSTALL,
    "access_denied": "let an admin of the workspace allow the app there",
    "restricted_action": "let the bot post in the channel (its settings), or name another one",
    "restricted_action_read_only_channel": "let the bot post there, or name another channel",
    "restricted_action_thread_only_channel": "name a channel that takes more than replies",
    "messages_tab_disabled": "name a channel rather than a person",
    "cannot_dm_bot": "name a channel, or somebody who is no bot",
    "user_disabled": "name a channel, or somebody who is here",
    "invalid_auth": "set a valid SLACK_BOT_TOKEN",
    "not_authed": "set a valid SLACK_BOT_TOKEN",
    "account_inactive": "set a valid SLACK_BOT_TOKEN",
    "token_revoked": "set a valid SLACK_BOT_TOKEN",
    "token_expired": "set a valid SLACK_BOT_TOKEN",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post.

    Args:
        setting: the variable that names it, for complaints.
    """

    setting: str
    name: str
    channel_id: str


async def place_of(tools: Tools, setting: str, name: str) -> Place:
    """Return the channel that a setting names.

    Args:
        name: a name without `#`, or an id.

    Raises:
        NotYet: the channel cache was not filled yet.
        SettingsError: there is no channel of this name.
    """
    if channel_id := await tools.channels.find(name):
        return Place(setting, name, channel_id)
    if not await tools.channels.known():
        raise NotYet("the channel cache is not filled yet", CACHE_AGAIN_S)
    raise SettingsError(
        f"{setting}: there is no channel {name} that the bot can see; correct the name, or "
        "invite the bot if the channel is private"
    )


async def post_once(
    tools: Tools, place: Place, subject: str, name: str, message: dict[str, Any]
) -> None:
    """Post, if no run before did so for the same subject and name.

    Raises:
        SettingsError: Slack refuses posts to this place; the next run tries again.
        SlackRefused: Slack refuses this post, whenever it is made.
        Throttled, SlackUnavailable, LeaseLost: as Writer.write has them.
    """
    writer = tools.writer(subject)
    try:
        await write_patiently(writer, name, {"channel": place.channel_id, **message})
    except SlackRefused as error:
        if error.code not in CURES:
            raise
        if error.method == POST:
            # Or the next run would be given this answer instead of asking again. A refused
            # look-up leaves the note: that post may be there.
            await writer.notes.forget(name)
        cure = CURES[error.code]
        raise SettingsError(
            f"{place.setting}: Slack refuses {place.name} ({error.method}: {error.code}); {cure}"
        ) from None


async def write_patiently(writer: Writer, name: str, arguments: dict[str, Any]) -> None:
    """Post, and sleep through Slack's limits as long as a task can."""
    while True:
        try:
            await writer.write(name, POST, arguments)
        except Throttled as error:
            if error.after_s > LONGEST_WAIT_S:
                raise
            await asyncio.sleep(error.after_s)
        else:
            return
