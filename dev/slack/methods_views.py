"""views.*: the bot opens, pushes and updates modals, and publishes home tabs.

Source: https://docs.slack.dev/reference/methods/views.open, …/views.push, …/views.update,
…/views.publish
"""

from typing import Any

from dev.slack import modals
from dev.slack.arguments import Arguments
from dev.slack.refusals import Refused, explained
from dev.slack.stacks import Modal
from dev.slack.view_checks import checked_view
from dev.slack.workspace import Workspace

Answer = dict[str, Any]


def open_view(workspace: Workspace, arguments: Arguments) -> Answer:
    """Open a modal for whoever did the deed that the trigger came with."""
    view = checked_view(workspace, arguments["view"], "modal")
    trigger = workspace.triggers.check(arguments["trigger_id"], workspace.clock())
    trigger.used = True
    modal = modals.open_modal(workspace, trigger.user_id, view)
    return {"view": modal.as_slack_has_it()}


def push_view(workspace: Workspace, arguments: Arguments) -> Answer:
    """Put a view on top of the one that the trigger came from."""
    view = checked_view(workspace, arguments["view"], "modal")
    trigger = workspace.triggers.check(arguments["trigger_id"], workspace.clock())
    if trigger.view_id is None or workspace.modals.find("id", trigger.view_id) is None:
        raise Refused("not_found")
    modal = modals.push_modal(workspace, trigger.user_id, view)
    trigger.used = True
    return {"view": modal.as_slack_has_it()}


def update_view(workspace: Workspace, arguments: Arguments) -> Answer:
    """Give an open view another content; it is named by either id."""
    modal = _named(workspace, arguments)
    view = checked_view(workspace, arguments["view"], "modal", modal)
    if arguments.get("hash") and arguments["hash"] != modal.view["hash"]:
        raise Refused("hash_conflict")
    modals.update_modal(workspace, modal, view)
    return {"view": modal.as_slack_has_it()}


def _named(workspace: Workspace, arguments: Arguments) -> Modal:
    keys = {"id": arguments.get("view_id"), "external_id": arguments.get("external_id")}
    given = [(key, str(value)) for key, value in keys.items() if value]
    if not given:
        raise explained("invalid_arguments", ["missing required field: view_id"])
    modal = workspace.modals.find(*given[0])
    if modal is None:
        raise Refused("not_found")
    return modal


def publish_view(workspace: Workspace, arguments: Arguments) -> Answer:
    """Give a person's home tab a content."""
    user_id = arguments["user_id"]
    if not workspace.home_tab:
        raise Refused("not_enabled")
    if user_id not in workspace.users:
        raise Refused("user_not_found")
    view = checked_view(workspace, arguments["view"], "home")
    before = workspace.views.get(user_id)
    if arguments.get("hash") and before and arguments["hash"] != before["hash"]:
        raise Refused("hash_conflict")
    return {"view": modals.publish_home(workspace, user_id, view)}
