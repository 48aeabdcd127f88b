"""The local Slack workspace that bots are measured in, without Slack's limits."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from benchmarks.signed_events import Identity
from dev.slack.control import Slack
from dev.slack.limits import Limits
from dev.slack.server import serve
from dev.slack.workspace import Workspace


@contextlib.contextmanager
def workspace_of(identity: Identity) -> Iterator[Slack]:
    """Serve a workspace while the block runs; it delivers no events by itself."""
    workspace = Workspace(
        team_id=identity.team_id, app_id=identity.app_id, verification_token=identity.token
    )
    limits = Limits()
    limits.off()
    with serve(workspace, limits=limits) as slack:
        yield slack


def bot_variables(slack: Slack, identity: Identity) -> dict[str, str]:
    """Return the settings of a bot in the workspace; it logs no line per event."""
    return identity.variables | {
        "ENV": "production",
        "LOG_LEVEL": "warning",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
    }
