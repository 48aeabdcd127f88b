"""Which merge deploys what: GitHub says what was merged, a namespace says what it deploys.

Only what GitHub signed is believed. The path and the delivery's id are not signed: a recorded
delivery could come again at another path or under another id.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from consumer.asking.moments import MS
from consumer.tools import Tools
from jobs.definition import Job, Namespace
from shared import keys
from shared.errors import Reject
from shared.events import Event
from shared.text import escape
from shared.webhooks import Delivery

log = structlog.get_logger()


def deploy_of(delivery: Delivery, tools: Tools) -> Job | None:
    """Return the job that a merge asks for, or None if it asks for none; the log says why."""
    name = f"{delivery.project}_deploy"
    namespace, job = tools.jobs.namespaces.get(delivery.project), tools.jobs.job(name)
    if namespace is None or job is None:
        log.warning("webhook.no_job", job=name, subject=title_of(delivery))
        return None
    if why := difference(delivery, namespace):
        log.info("webhook.not_ours", job=name, subject=title_of(delivery), reason=why)
        return None
    return job


def difference(delivery: Delivery, namespace: Namespace) -> str:
    """Say in what a merge differs from those that a namespace deploys, nothing if in nothing."""
    github, merge = namespace.github, delivery.payload
    if github is None:
        return ""
    repository, branch = merge.repository.full_name, merge.pull_request.base.ref
    # GitHub's names of repositories have no case, those of branches do.
    if github.repository and repository.lower() != github.repository.lower():
        return f"repository is {repository}, expected {github.repository}"
    if github.branch and branch != github.branch:
        return f"branch is {branch}, expected {github.branch}"
    return ""


async def is_new(event: Event, delivery: Delivery, tools: Tools) -> bool:
    """Return whether a delivery is none that came before; a second run of its event is the same."""
    subject = title_of(delivery)
    age_s = age_of(delivery, await tools.runs.now_ms() / MS)
    if age_s > keys.DELIVERIES_KEPT_S:  # a replay after we forgot it would pass for new
        log.warning("webhook.too_old", subject=subject, age_ms=round(age_s * MS))
        return False
    # Delivered again it has the same event id, but not the same time of receipt.
    own = f"{event.event_id} {event.gateway_ts_ms}"
    for mark in filter(None, (delivery.digest, delivery.delivery)):
        known_as = f"github:{delivery.project}:{mark}"
        if not await tools.cooldowns.allows(known_as, own, keys.DELIVERIES_KEPT_S):
            log.warning("webhook.replayed", subject=subject, event_id=event.event_id)
            return False
    return True


def age_of(delivery: Delivery, now_s: float) -> float:
    """Return how long ago a merge was, in seconds; 0 if GitHub, which always says it, did not.

    Raises:
        Reject: what it says is no time.
    """
    merged_at = delivery.payload.pull_request.merged_at
    try:
        return now_s - datetime.fromisoformat(merged_at).timestamp() if merged_at else 0.0
    except (ValueError, OverflowError):
        raise Reject("merged_at is no time") from None


def title_of(delivery: Delivery) -> str:
    """Name a merge."""
    merge = delivery.payload
    return f"merge of {merge.repository.full_name}#{merge.pull_request.number}"


def described(delivery: Delivery) -> str:
    """Say for people what was merged, where and by whom."""
    merge = delivery.payload
    request = merge.pull_request
    by = f" by {request.merged_by.login}" if request.merged_by else ""
    said = f"{merge.repository.full_name}#{request.number} was merged into {request.base.ref}{by}"
    lines = (f"{said}: {request.title}".removesuffix(": "), request.html_url)
    return "\n".join(escape(line) for line in lines if line)
