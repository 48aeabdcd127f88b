"""auth.*, api.*, users.* and bots.*.

Source: https://docs.slack.dev/reference/methods/auth.test and its neighbours
"""

from typing import Any

from dev.slack.arguments import Arguments
from dev.slack.paging import page
from dev.slack.refusals import Refused
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
