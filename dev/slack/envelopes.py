"""What Slack sends around an event, and how it signs it.

Source: https://docs.slack.dev/apis/events-api, https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from dev.slack.workspace import Event, Workspace, new_id


def envelope(workspace: Workspace, event: Event, event_id: str | None = None) -> dict[str, Any]:
    """Return the outer event of an inner one."""
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": workspace.verification_token,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or new_id("Ev"),
        "event_time": int(workspace.clock()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": _context(workspace, event),
    }


def _context(workspace: Workspace, event: Event) -> str:
    """Return the opaque handle of who sees the event."""
    seen = {"et": event["type"], "tid": workspace.team_id, "aid": workspace.app_id}
    return "4-" + base64.b64encode(json.dumps(seen).encode()).decode()


def url_verification(workspace: Workspace, challenge: str) -> dict[str, Any]:
    """Return the body that asks a request URL to prove itself."""
    return {
        "token": workspace.verification_token,
        "challenge": challenge,
        "type": "url_verification",
    }


def app_rate_limited(workspace: Workspace) -> dict[str, Any]:
    """Return the body that says events were withheld in this minute."""
    return {
        "token": workspace.verification_token,
        "type": "app_rate_limited",
        "team_id": workspace.team_id,
        "minute_rate_limited": int(workspace.clock()) // 60 * 60,
        "api_app_id": workspace.app_id,
    }


def sign(secret: str, body: bytes, now: float) -> dict[str, str]:
    """Return the headers of a request that Slack signs."""
    timestamp = str(int(now))
    basis = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }
