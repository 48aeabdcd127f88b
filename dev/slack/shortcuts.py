"""Shortcuts: of the whole workspace, and in the menu of a message.

Source: https://docs.slack.dev/interactivity/implementing-shortcuts
"""

from dev.slack import payloads
from dev.slack.asking import Answered
from dev.slack.clicks import message_of
from dev.slack.delivery import Delivery
from dev.slack.entities import User
from dev.slack.features import On
from dev.slack.payloads import Payload
from dev.slack.places import NotAllowed
from dev.slack.reply_urls import ReplyUrl
from dev.slack.workspace import Workspace


async def shortcut(delivery: Delivery, user: str, callback_id: str) -> Answered:
    """Use a shortcut of the whole workspace."""
    person = delivery.workspace.user(user)
    payload = _payload(delivery.workspace, "shortcut", person, callback_id, "global")
    return await delivery.deliver_form("interactive", payload)


async def message_shortcut(
    delivery: Delivery, user: str, channel: str, ts: str, callback_id: str
) -> Answered:
    """Use a shortcut from the menu of a message."""
    workspace = delivery.workspace
    person = workspace.user(user)
    place, message = message_of(workspace, user, channel, ts)
    if "to_user" in message:
        raise NotAllowed("a message that only one person sees has no menu")
    answers = ReplyUrl("app", person.id, place.id, workspace.clock())
    payload = _payload(workspace, "message_action", person, callback_id, "message") | {
        "message_ts": ts,
        "channel": payloads.of_channel(place),
        "message": dict(message),
        "response_url": workspace.hooks_url
        + workspace.reply_urls.issue(workspace.team_id, answers),
    }
    return await delivery.deliver_form("interactive", payload)


def _payload(workspace: Workspace, kind: str, person: User, callback_id: str, where: On) -> Payload:
    there = [s.callback_id for s in workspace.features.shortcuts if s.type == where]
    if callback_id not in there:
        raise NotAllowed(
            f"no shortcut {callback_id!r} here; there are {', '.join(there) or 'none'}"
        )
    now = workspace.clock()
    return payloads.common(workspace, kind, person) | {
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.issue(person.id, now),
        "action_ts": f"{now:.6f}",
    }
