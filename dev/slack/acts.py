"""What people do in the workspace: the page, the tests and `make demo` call these.

People and channels are given by name or id; a person's name as channel means their DM with the bot.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from dev.slack import events, files, membership, posting
from dev.slack.entities import Channel, User
from dev.slack.history import Message
from dev.slack.modals import home_of
from dev.slack.places import NotAllowed as NotAllowed
from dev.slack.places import place_of, require_member
from dev.slack.rich_text import as_sent, rich_text
from dev.slack.seed import SLACKBOT
from dev.slack.workspace import Workspace

NAMED = re.compile(r"<@([a-z][\w.-]*)>")
CHANGEABLE = frozenset({
    "deleted", "is_admin", "is_restricted", "is_stranger", "is_ultra_restricted", "name",
    "real_name", "team_id", "tz",
})  # fmt: skip


def say(
    workspace: Workspace,
    user: str,
    channel: str,
    text: str,
    thread_ts: str | None = None,
    broadcast: bool = False,
    typed: bool = False,
) -> str:
    """Post as a person and return the `ts`.

    Args:
        text: as Slack sends it; `<@bot>` and `<@alice>` stand for the ids.
        typed: the text is as typed instead: it is escaped, `@burrow` becomes a mention.
    """
    author, place = _writer(workspace, user, channel)
    message = _written(workspace, author, text, typed)
    return str(posting.post(workspace, place, message, thread_ts, broadcast)["ts"])


def upload(
    workspace: Workspace,
    user: str,
    channel: str,
    given: Sequence[tuple[str, str | bytes]],
    text: str = "",
    thread_ts: str | None = None,
    typed: bool = False,
) -> str:
    """Post files as a person, with a text or without, and return the `ts`.

    Args:
        given: pairs of a name and its content.
        text, typed: as for `say`.
    """
    if not given:
        raise NotAllowed("there is no file")
    author, place = _writer(workspace, user, channel)
    stored = files.store(workspace, author, place, given)
    message = _written(workspace, author, text, typed) | files.message_fields(workspace, stored)
    posted = posting.post(workspace, place, message, thread_ts)
    for file in stored:
        file.ts = posted["ts"]
    return str(posted["ts"])


def _writer(workspace: Workspace, user: str, channel: str) -> tuple[User, Channel]:
    author, place = workspace.user(user), place_of(workspace, channel, user)
    require_member(place, author)
    if place.archived:
        raise NotAllowed(f"#{place.name} is archived")
    return author, place


def _written(workspace: Workspace, author: User, text: str, typed: bool) -> Message:
    sent = as_sent(text, workspace) if typed else _with_ids(text, workspace)
    message: Message = {
        "type": "message",
        "user": author.id,
        "text": sent,
        "client_msg_id": str(uuid.uuid4()),
        "team": workspace.team_id,
    }
    return message | ({"blocks": rich_text(sent)} if sent else {})


def edit(
    workspace: Workspace, user: str, channel: str, ts: str, text: str, typed: bool = False
) -> None:
    """Change one's own message."""
    place = _own(workspace, user, channel, ts)
    sent = as_sent(text, workspace) if typed else _with_ids(text, workspace)
    posting.edit(workspace, place, ts, {"text": sent, "blocks": rich_text(sent)})


def delete(workspace: Workspace, user: str, channel: str, ts: str) -> None:
    """Delete one's own message."""
    posting.delete(workspace, _own(workspace, user, channel, ts), ts)


def react(workspace: Workspace, user: str, channel: str, ts: str, name: str) -> None:
    """Add a reaction."""
    place = place_of(workspace, channel, user)
    _found(place, ts)
    posting.add_reaction(workspace, place, ts, workspace.user(user).id, name)


def unreact(workspace: Workspace, user: str, channel: str, ts: str, name: str) -> None:
    """Take one's reaction away."""
    place = place_of(workspace, channel, user)
    _found(place, ts)
    posting.remove_reaction(workspace, place, ts, workspace.user(user).id, name)


def join(workspace: Workspace, user: str, channel: str) -> bool:
    """Join a channel (or bring the bot into it)."""
    return membership.join(workspace, workspace.channel(channel), workspace.user(user))


def leave(workspace: Workspace, user: str, channel: str) -> bool:
    """Leave a channel."""
    return membership.leave(workspace, workspace.channel(channel), workspace.user(user))


def new_member(workspace: Workspace, real_name: str, is_bot: bool = False) -> dict[str, Any]:
    """Let a new person (or another app's bot) in and return them."""
    return asdict(membership.add_member(workspace, real_name, is_bot))


def change_user(workspace: Workspace, user: str, **changes: bool | str) -> None:
    """Make somebody a guest (`is_restricted`), a former member (`deleted`), and so on."""
    if unknown := sorted(changes.keys() - CHANGEABLE):
        raise NotAllowed(f"{', '.join(unknown)} cannot be changed")
    membership.change_user(workspace, workspace.user(user), changes)


def remind(workspace: Workspace, channel: str, text: str) -> str:
    """Let Slackbot post what `/remind` was told to say, and return the `ts`."""
    place = workspace.channel(channel)
    said = text.replace("<@bot>", f"<@{workspace.bot.id}|{workspace.bot.name}>")
    message = {"type": "message", "user": SLACKBOT, "text": f"Reminder: {said}."}
    return str(posting.post(workspace, place, message | {"team": workspace.team_id})["ts"])


def create_channel(workspace: Workspace, user: str, name: str, private: bool = False) -> str:
    """Open a channel and return its id."""
    if any(channel.name == name for channel in workspace.channels.values()):
        raise NotAllowed(f"there is a #{name} already")
    return membership.create_channel(workspace, name, workspace.user(user), private).id


def rename_channel(workspace: Workspace, user: str, channel: str, name: str) -> None:
    """Give a channel another name."""
    membership.rename(workspace, workspace.channel(channel), name, workspace.user(user))


def archive(workspace: Workspace, user: str, channel: str, archived: bool = True) -> None:
    """Close a channel, or open it again."""
    membership.archive(workspace, workspace.channel(channel), workspace.user(user), archived)


def open_home(workspace: Workspace, user: str) -> None:
    """Open the bot's home."""
    person = workspace.user(user)
    event = events.home_opened(person.id, workspace.dm(person.id), f"{workspace.clock():.6f}")
    view = home_of(workspace, person.id)
    workspace.tell(event | ({"view": view} if view else {}), workspace.dm(person.id))


ACTS = {
    act.__name__: act
    for act in (
        say, upload, edit, delete, react, unreact, join, leave, new_member, change_user, remind,
        create_channel, rename_channel, archive, open_home,
    )
}  # fmt: skip


def _found(place: Channel, ts: str) -> Message:
    if ts not in place.history.by_ts:
        raise NotAllowed(f"#{place.name or place.id} has no message {ts}")
    return place.history.by_ts[ts]


def _own(workspace: Workspace, user: str, channel: str, ts: str) -> Channel:
    place = place_of(workspace, channel, user)
    if _found(place, ts).get("user") != workspace.user(user).id:
        raise NotAllowed(f"message {ts} is somebody else's")
    return place


def _with_ids(text: str, workspace: Workspace) -> str:
    text = text.replace("<@bot>", f"<@{workspace.bot.id}>")
    return NAMED.sub(lambda found: f"<@{workspace.user(found[1]).id}>", text)
