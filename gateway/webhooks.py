"""What comes from elsewhere than Slack; each a few times a day, so that Starlette may route it.

| path                 | from                    | proven by                            |
|----------------------|-------------------------|--------------------------------------|
| `/github/<project>/` | GitHub                  | X-Hub-Signature-256 over the body    |
| `/hooks/run`         | jobs on other machines  | a token that names run and channel   |
"""

from __future__ import annotations

import time

from starlette.routing import Route

import jobs
from gateway import github
from gateway.counts import Counts
from gateway.github import GitHubEvents
from gateway.hub_signature import HubKey
from gateway.publisher import Publisher
from gateway.run_reports import RunReports
from shared import callbacks
from shared.settings import GatewaySettings


def webhook_routes(settings: GatewaySettings, publisher: Publisher, counts: Counts) -> list[Route]:
    """Return the routes of webhooks; the namespaces are those that are there now."""
    projects = jobs.names(settings.jobs_dir)
    events = GitHubEvents(HubKey.of(settings), projects, publisher, counts, time.time)
    secret = settings.hooks_secret
    told = secret.get_secret_value() if secret else ""
    reports = RunReports(told, publisher, counts, time.time)
    return [
        *(Route(path, events) for path in github.PATHS),
        Route(callbacks.PATH, reports),
    ]
