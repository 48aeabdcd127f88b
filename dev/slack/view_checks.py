"""Slack's limits on views, with its sentences that point at the place.

Source: https://docs.slack.dev/reference/views; the wording as seen in
slackapi/node-slack-sdk#875 and nicklambourne/slackblocks#36
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

from dev.slack.blocks import BLOCKS_PER_VIEW, blocks_problems
from dev.slack.refusals import Refused, explained
from dev.slack.stacks import Modal, View
from dev.slack.text_checks import missing, text_problems, too_long
from dev.slack.workspace import Workspace

TITLE_CHARS = 24  # of the two buttons too
METADATA_CHARS = 3000
ID_CHARS = 255
VIEW_BYTES = 250_000

HOME_FIELDS = frozenset({"blocks", "callback_id", "external_id", "private_metadata", "type"})
MODAL_FIELDS = HOME_FIELDS | {"clear_on_close", "close", "notify_on_close", "submit", "title"}
LIMITS = {"private_metadata": METADATA_CHARS, "callback_id": ID_CHARS, "external_id": ID_CHARS}


def checked_view(
    workspace: Workspace,
    view: object,
    kind: Literal["home", "modal"],
    instead_of: Modal | None = None,
) -> View:
    """Return a view if Slack would take it.

    Args:
        instead_of: the one whose content it becomes, whose external id it may have.

    Raises:
        Refused: `invalid_arguments`, `view_too_large`, `duplicate_external_id`.
    """
    if not isinstance(view, dict):
        raise explained("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    problems = list(_problems(view, kind))
    if problems:
        raise explained("invalid_arguments", problems)
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    _check_external_id(workspace, view.get("external_id"), instead_of)
    return view


def _check_external_id(
    workspace: Workspace, external_id: str | None, instead_of: Modal | None
) -> None:
    if external_id and workspace.modals.find("external_id", external_id) not in (None, instead_of):
        raise Refused("duplicate_external_id")


def _problems(view: View, kind: str) -> Iterator[str]:
    if view.get("type") != kind:
        yield "unsupported type [json-pointer:/view/type]"
        return
    allowed = HOME_FIELDS if kind == "home" else MODAL_FIELDS
    for name in sorted(view.keys() - allowed):
        yield f"invalid additional property: {name} [json-pointer:/view]"
    for name, limit in LIMITS.items():
        if len(str(view.get(name) or "")) > limit:
            yield too_long(limit, f"/view/{name}")
    if kind == "modal":
        yield from _modal_problems(view)
    yield from _blocks_problems(view.get("blocks"))


def _modal_problems(view: View) -> Iterator[str]:
    if view.get("title") is None:
        yield missing("title", "/view")
    for name in ("title", "submit", "close"):
        if view.get(name) is not None:
            yield from text_problems(view[name], f"/view/{name}", TITLE_CHARS, "plain_text")
    if view.get("submit") is None:
        for at in _inputs(view.get("blocks")):
            yield f"must define `submit` to use `input` block [json-pointer:{at}]"


def _inputs(blocks: Any) -> Iterator[str]:
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, dict) and block.get("type") == "input":
            yield f"/view/blocks/{index}/input"


def _blocks_problems(blocks: object) -> Iterator[str]:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        yield missing("blocks", "/view")
        return
    yield from blocks_problems(blocks, BLOCKS_PER_VIEW, "/view")
