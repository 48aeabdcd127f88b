"""Forms: what Slack's client checks itself, the submission, and what its answer does.

| answer                                     | what happens                                       |
|--------------------------------------------|----------------------------------------------------|
| empty                                      | the view closes, the one below is seen again       |
| `{"response_action": "errors", "errors"}`  | the view stays; each stands beside its input       |
| `… "update", "view"`                       | the view gets this content                         |
| `… "push", "view"`                         | this view opens on top                             |
| `… "clear"`                                | all views close                                    |
| anything else, or none in time             | the view stays, "trouble connecting" stands above  |

Source: https://docs.slack.dev/surfaces/modals#handling_submissions
"""

from collections.abc import Mapping
from typing import Any

from dev.slack import payloads
from dev.slack.asking import NOT_SENT, TROUBLE, Answered
from dev.slack.delivery import Delivery
from dev.slack.field_checks import problems_of
from dev.slack.modals import close_modals, fill, push_modal, tell_view, update_modal
from dev.slack.payloads import Payload
from dev.slack.places import NotAllowed
from dev.slack.refusals import Refused
from dev.slack.reply_urls import ReplyUrl
from dev.slack.stacks import Modal
from dev.slack.view_checks import checked_view
from dev.slack.workspace import Workspace


async def submit(delivery: Delivery, user: str, values: Mapping[str, object]) -> Answered:
    """Fill in the modal on top, submit it, and carry out the answer."""
    workspace = delivery.workspace
    modal = _top(workspace, user)
    if modal.view["submit"] is None:
        raise NotAllowed("this view has nothing to submit")
    fill(workspace, modal, values)
    modal.errors, modal.trouble = problems_of(modal), ""
    tell_view(workspace, modal.user_id)
    if modal.errors:
        return Answered(error=NOT_SENT)
    answered = await delivery.deliver_form("interactive", _submission(workspace, modal))
    if modal in workspace.modals.of(modal.user_id):
        _carry_out(workspace, modal, answered)
    return answered


async def close_view(delivery: Delivery, user: str, all_of_them: bool) -> Answered:
    """Close the modal on top, or the whole stack; tell the app of those that want it."""
    workspace = delivery.workspace
    modal = _top(workspace, user)
    cleared = all_of_them or bool(modal.view["clear_on_close"])
    closed = list(reversed(workspace.modals.of(modal.user_id))) if cleared else [modal]
    close_modals(workspace, modal.user_id, None if cleared else modal)
    answered = Answered()
    for one in closed:
        if one.view["notify_on_close"]:
            payload = _of_view(workspace, "view_closed", one) | {"is_cleared": cleared}
            answered = await delivery.deliver_form("interactive", payload)
    return answered


def _top(workspace: Workspace, user: str) -> Modal:
    person = workspace.user(user)
    modal = workspace.modals.top(person.id)
    if modal is None:
        raise NotAllowed(f"{person.name} has no modal open")
    return modal


def _of_view(workspace: Workspace, kind: str, modal: Modal) -> Payload:
    person = workspace.users[modal.user_id]
    return payloads.common(workspace, kind, person) | {"view": modal.as_slack_has_it()}


def _submission(workspace: Workspace, modal: Modal) -> Payload:
    trigger = workspace.triggers.issue(modal.user_id, workspace.clock(), modal.view["id"])
    return _of_view(workspace, "view_submission", modal) | {
        "trigger_id": trigger,
        "response_urls": _response_urls(workspace, modal),
    }


def _response_urls(workspace: Workspace, modal: Modal) -> list[dict[str, Any]]:
    """Return an address for each channel that was chosen where the app asked for one."""
    urls = []
    for block in modal.view["blocks"]:
        element = block.get("element", {})
        held = modal.filled.of(block, element) if element else {}
        channel = held.get("selected_channel") or held.get("selected_conversation")
        if channel and element.get("response_url_enabled"):
            answers = ReplyUrl("app", modal.user_id, channel, workspace.clock())
            urls.append({
                "block_id": block["block_id"],
                "action_id": element["action_id"],
                "channel_id": channel,
                "response_url": workspace.reply_url(answers),
            })  # fmt: skip
    return urls


def _carry_out(workspace: Workspace, modal: Modal, answered: Answered) -> None:
    try:
        if answered.error:
            raise Refused(TROUBLE)
        _respond(workspace, modal, answered.body)
    except Refused:
        answered.error = modal.trouble = TROUBLE
        tell_view(workspace, modal.user_id)


def _respond(workspace: Workspace, modal: Modal, body: dict[str, Any]) -> None:
    action = body.get("response_action") if body else "close"
    if action == "close":
        close_modals(workspace, modal.user_id, modal)
    elif action == "clear":
        close_modals(workspace, modal.user_id)
    elif action == "errors":
        modal.errors = _checked_errors(modal, body.get("errors"))
        tell_view(workspace, modal.user_id)
    elif action == "update":
        update_modal(workspace, modal, _checked_view(workspace, body, modal))
    elif action == "push":
        push_modal(workspace, modal.user_id, _checked_view(workspace, body, None))
    else:
        raise Refused(TROUBLE)


def _checked_view(workspace: Workspace, body: dict[str, Any], instead_of: Modal | None) -> Payload:
    return checked_view(workspace, body.get("view"), "modal", instead_of)


def _checked_errors(modal: Modal, errors: object) -> dict[str, str]:
    inputs = {b["block_id"] for b in modal.view["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise Refused(TROUBLE)
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise Refused(TROUBLE)
    return dict(errors)
