"""auth.*, api.*, users.*, bots.* and views.publish.

Source: https://docs.slack.dev/reference/methods/auth.test and its neighbours
"""

import hashlib
import json
from typing import Any

from dev.slack.arguments import Arguments
from dev.slack.blocks import BLOCKS_PER_VIEW, check_blocks
from dev.slack.paging import page
from dev.slack.refusals import Refused, explained
from dev.slack.shapes import bot_profile, user_object
from dev.slack.workspace import Workspace

Answer = dict[str, Any]


def api_test(workspace: Workspace, arguments: Arguments) -> Answer:
    """Give back the arguments, or the error that was asked for."""
    if arguments.get("error"):
        raise Refused(str(arguments["error"]), {"args": dict(arguments)})
    return {"args": dict(arguments)} if arguments else {}


def auth_test(workspace: Workspace, arguments: Arguments) -> Answer:
    """Tell whose token this is."""
    return {
        "url": f"https://{workspace.team_domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def info(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return one user."""
    user = workspace.users.get(arguments["user"])
    if user is None:
        raise Refused("user_not_found")
    shown = user_object(user, workspace)
    return {"user": shown | ({"locale": "en-GB"} if arguments.get("include_locale") else {})}


def list_users(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return a page of users, deleted ones included."""
    shown, cursor = page(list(workspace.users.values()), arguments)
    return {
        "members": [user_object(user, workspace) for user in shown],
        "cache_ts": int(workspace.clock()),
        "response_metadata": cursor,
    }


def bot_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return the app's bot."""
    if arguments.get("bot", workspace.bot_id) != workspace.bot_id:
        raise Refused("bot_not_found")
    return {"bot": bot_profile(workspace)}


def publish_view(workspace: Workspace, arguments: Arguments) -> Answer:
    """Keep a person's home tab; nothing shows it yet."""
    view, user_id = arguments["view"], arguments["user_id"]
    if user_id not in workspace.users:
        raise Refused("user_not_found")
    if not isinstance(view, dict) or view.get("type") != "home":
        raise explained("invalid_arguments", ["unsupported type [json-pointer:/view/type]"])
    check_blocks(view.get("blocks", []), BLOCKS_PER_VIEW)
    before = workspace.views.get(user_id)
    if arguments.get("hash") and before and arguments["hash"] != before["hash"]:
        raise Refused("hash_conflict")
    digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()[:8]
    workspace.views[user_id] = {
        **view,
        "id": f"V{user_id}",
        "team_id": workspace.team_id,
        "app_id": workspace.app_id,
        "bot_id": workspace.bot_id,
        "hash": f"{int(workspace.clock())}.{digest}",
    }
    return {"view": workspace.views[user_id]}
