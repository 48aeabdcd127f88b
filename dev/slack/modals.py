"""Views that open, change, fill up and close; whoever sees them is told, for the page.

Source: https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/reference/views
"""

import secrets
from collections.abc import Mapping
from typing import Any

from dev.slack.choices import chosen
from dev.slack.elements import with_ids
from dev.slack.filled import Filled
from dev.slack.places import NotAllowed
from dev.slack.refusals import Refused
from dev.slack.stacks import DEPTH, Modal, View
from dev.slack.workspace import Workspace, new_id

# What a view has that the app left out.
DEFAULTS: View = {
    "callback_id": "", "clear_on_close": False, "close": None, "external_id": "",
    "notify_on_close": False, "private_metadata": "", "submit": None, "title": None,
}  # fmt: skip


def view_object(workspace: Workspace, given: Mapping[str, Any], view_id: str = "") -> View:
    """Return a view as Slack keeps it, under a new hash."""
    view_id = view_id or new_id("V")
    return {
        **DEFAULTS,
        **given,
        "id": view_id,
        "team_id": workspace.team_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
        "blocks": with_ids(given["blocks"], every=True),
        "hash": f"{int(workspace.clock())}.{secrets.token_hex(4)}",
        "root_view_id": view_id,
        "previous_view_id": None,
        "state": {"values": {}},
    }


def open_modal(workspace: Workspace, user_id: str, given: View) -> Modal:
    """Open a modal in the place of whatever was open."""
    workspace.modals.of(user_id).clear()
    return push_modal(workspace, user_id, given)


def push_modal(workspace: Workspace, user_id: str, given: View) -> Modal:
    """Put a view on top.

    Raises:
        Refused: `push_limit_reached`.
    """
    stack = workspace.modals.of(user_id)
    if len(stack) >= DEPTH:
        raise Refused("push_limit_reached")
    modal = Modal(view_object(workspace, given), user_id)
    if stack:
        below = stack[-1].view
        modal.view |= {"root_view_id": below["root_view_id"], "previous_view_id": below["id"]}
    modal.filled.begin(modal.view["blocks"])
    stack.append(modal)
    tell_view(workspace, user_id)
    return modal


def update_modal(workspace: Workspace, modal: Modal, given: View) -> None:
    """Give a view another content; fields that stay keep what is in them."""
    before = modal.view
    places = {key: before[key] for key in ("root_view_id", "previous_view_id")}
    modal.view = view_object(workspace, given, before["id"]) | places
    modal.filled.begin(modal.view["blocks"])
    modal.errors, modal.trouble = {}, ""
    tell_view(workspace, modal.user_id)


def close_modals(workspace: Workspace, user_id: str, first: Modal | None = None) -> None:
    """Close the whole stack, or one view of it."""
    stack = workspace.modals.of(user_id)
    stack[:] = [modal for modal in stack if first is not None and modal is not first]
    tell_view(workspace, user_id)


def fill(workspace: Workspace, modal: Modal, values: Mapping[str, object]) -> None:
    """Put what a person gives into fields, by block id.

    Raises:
        NotAllowed: there is no such field, or it does not take this.
    """
    inputs = {b["block_id"]: b for b in modal.view["blocks"] if b["type"] == "input"}
    for block_id, value in values.items():
        if block_id not in inputs:
            raise NotAllowed(f"no input {block_id!r}; there are {', '.join(inputs) or 'none'}")
        block, element = inputs[block_id], inputs[block_id]["element"]
        offered = workspace.offered.get((modal.user_id, element["action_id"]), [])
        modal.filled.put(block, element, chosen(workspace, element, value, offered))


def publish_home(workspace: Workspace, user_id: str, given: View) -> View:
    """Give somebody's home tab a content."""
    before = workspace.views.get(user_id)
    view = view_object(workspace, given, before["id"] if before else "")
    workspace.views[user_id] = view
    workspace.filled.setdefault((user_id, "home"), Filled()).begin(view["blocks"])
    workspace.tell({"type": "home", "user": user_id})
    return view


def home_of(workspace: Workspace, user_id: str) -> View | None:
    """Return somebody's home tab, with what stands in its fields."""
    view = workspace.views.get(user_id)
    if view is None:
        return None
    return {**view, "state": {"values": workspace.filled[user_id, "home"].values()}}


def tell_view(workspace: Workspace, user_id: str) -> None:
    """Let the page know that this person sees another modal, or none."""
    workspace.tell({"type": "view", "user": user_id})
