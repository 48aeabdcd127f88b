"""The Web API method that lets an app connect by itself, with its app-level token.

Source: https://docs.slack.dev/reference/methods/apps.connections.open
"""

import secrets
from typing import Any

from dev.slack.arguments import Arguments
from dev.slack.workspace import Workspace

PATH = "/socket"
TICKET_BYTES = 24


def open_connection(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return an address for one websocket, whose ticket is good once."""
    ticket = secrets.token_urlsafe(TICKET_BYTES)
    workspace.tickets.add(ticket)
    host = workspace.files_url.partition("://")[2]
    return {"url": f"ws://{host}{PATH}?ticket={ticket}&app_id={workspace.app_id}"}
