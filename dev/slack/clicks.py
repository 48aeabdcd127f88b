"""What people do to elements of messages, modals and home tabs.

| place     | sent with                                      | answered by                       |
|-----------|------------------------------------------------|-----------------------------------|
| a message | channel, message (not an ephemeral one), state | response_url, chat.update, a view |
| a modal   | the view with what stands in its fields        | views.update, views.push          |
| the home  | the same                                       | views.publish, views.open         |

Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload,
https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dev.slack import payloads
from dev.slack.asking import Answered
from dev.slack.choices import chosen
from dev.slack.delivery import Delivery
from dev.slack.element_checks import option_list
from dev.slack.elements import Block, Element, found
from dev.slack.entities import Channel, User
from dev.slack.filled import Filled
from dev.slack.history import Message
from dev.slack.modals import fill, home_of
from dev.slack.payloads import Payload
from dev.slack.places import NotAllowed, place_of
from dev.slack.reply_urls import ReplyUrl
from dev.slack.workspace import Workspace

# Below so many characters Slack's client asks for no options, unless the element names another.
MIN_QUERY_CHARS = 3


@dataclass
class Used:
    """An element somebody uses: where it is, and what stands in the fields around it."""

    user: User
    where: Payload
    block: Block
    element: Element
    filled: Filled
    reply_url: ReplyUrl | None = None


async def click(
    delivery: Delivery, user: str, channel: str, ts: str, action_id: str, value: object
) -> Answered:
    """Use an element of a message."""
    used = _in_message(delivery.workspace, user, channel, ts, action_id, value)
    return await _act(delivery, used, value)


async def press(
    delivery: Delivery, user: str, action_id: str, value: object, values: Mapping[str, object]
) -> Answered:
    """Use an element of the modal on top, or else of the home tab."""
    workspace = delivery.workspace
    modal = workspace.modals.top(workspace.user(user).id)
    if modal is not None:
        fill(workspace, modal, values)
    used = _in_view(workspace, user, action_id, value)
    if used.block["type"] == "input" and not used.block.get("dispatch_action"):
        raise NotAllowed(f"{action_id} is sent with the form only: it has no dispatch_action")
    return await _act(delivery, used, value)


async def suggest(
    delivery: Delivery, user: str, action_id: str, typed: str, channel: str, ts: str
) -> list[dict[str, Any]]:
    """Ask the app for options and return those that Slack's client would show."""
    workspace = delivery.workspace
    if ts:
        used = _in_message(workspace, user, channel, ts, action_id, None)
    else:
        used = _in_view(workspace, user, action_id, None)
    if "external" not in used.element["type"]:
        raise NotAllowed(f"the app gives no options for {action_id}")
    if len(typed) < used.element.get("min_query_length", MIN_QUERY_CHARS):
        return []
    payload = payloads.common(workspace, "block_suggestion", used.user) | used.where
    payload |= {"action_id": action_id, "block_id": used.block["block_id"], "value": typed}
    answered = await delivery.deliver_form("interactive", payload)
    options = [] if answered.error else option_list(answered.body)
    workspace.offered[used.user.id, action_id] = options
    return options


async def _act(delivery: Delivery, used: Used, value: object) -> Answered:
    workspace, user = delivery.workspace, used.user
    now, view = workspace.clock(), used.where.get("view")
    offered = workspace.offered.get((user.id, used.element["action_id"]), [])
    choice = chosen(workspace, used.element, value, offered)
    used.filled.put(used.block, used.element, choice)
    payload = payloads.common(workspace, "block_actions", user) | used.where
    payload["trigger_id"] = workspace.triggers.issue(user.id, now, view["id"] if view else None)
    payload["actions"] = [payloads.action(used.block, used.element, choice, now)]
    state = {"values": used.filled.values()}
    if view is not None:
        payload["view"] = view | {"state": state}
    else:
        payload["state"] = state
    if used.reply_url is not None:
        payload["response_url"] = workspace.reply_url(used.reply_url)
    return await delivery.deliver_form("interactive", payload)


def message_of(workspace: Workspace, user: str, channel: str, ts: str) -> tuple[Channel, Message]:
    """Return a message that a person sees, and where.

    Raises:
        NotAllowed: there is none, or they cannot see the channel.
    """
    place, person = place_of(workspace, channel, user), workspace.user(user)
    message = place.history.shown_to(person.id, ts)
    if message is None or (place.is_private and person.id not in place.members):
        raise NotAllowed(f"{person.name} sees no message {ts} in #{place.name or place.id}")
    return place, message


def _in_message(
    workspace: Workspace, user: str, channel: str, ts: str, action_id: str, value: object
) -> Used:
    place, message = message_of(workspace, user, channel, ts)
    person, blocks = workspace.user(user), message.get("blocks", [])
    if message.get("bot_id") != workspace.bot_id:
        raise NotAllowed(f"message {ts} is not the bot's")
    pair = _element(blocks, action_id, value, f"message {ts}")
    filled = workspace.filled.setdefault((person.id, f"{place.id} {ts}"), Filled())
    filled.begin(blocks)
    reply_url = ReplyUrl("actions", person.id, place.id, workspace.clock(), ts)
    return Used(person, payloads.in_message(place, message), *pair, filled, reply_url)


def _in_view(workspace: Workspace, user: str, action_id: str, value: object) -> Used:
    person = workspace.user(user)
    modal = workspace.modals.top(person.id)
    if modal is not None:
        view, filled = modal.as_slack_has_it(), modal.filled
    else:
        home = home_of(workspace, person.id)
        if home is None:
            raise NotAllowed(f"{person.name} has no modal open, and an empty home tab")
        view, filled = home, workspace.filled[person.id, "home"]
    pair = _element(view["blocks"], action_id, value, f"the {view['type']}")
    return Used(person, payloads.in_view(view), *pair, filled)


def _element(
    blocks: list[Block], action_id: str, value: object, place: str
) -> tuple[Block, Element]:
    pair = found(blocks, action_id, value)
    if pair is None:
        raise NotAllowed(f"{place} has no element {action_id!r}")
    return pair
