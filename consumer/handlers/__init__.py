"""The list of all handlers, in the order in which an event meets them.

A new module here needs one line in ROUTERS.
"""

from __future__ import annotations

from consumer import content
from consumer.asking import collisions, commands
from consumer.handlers import (
    cancel,
    channels,
    coin,
    define,
    feedback,
    forms,
    godoc,
    help,
    home,
    joining,
    logs,
    people,
    requests,
    runs,
    say,
    schedules,
    shortcuts,
    status,
    steps,
    unknown,
    webhooks,
    xkcd,
)
from consumer.registry import Registry
from consumer.router import Router
from jobs.catalogue import Catalogue

ROUTERS: tuple[Router, ...] = (
    cancel.router,
    channels.router,
    coin.router,
    define.router,
    feedback.router,
    forms.router,
    godoc.router,
    help.router,
    home.router,
    joining.router,
    logs.router,
    people.router,
    requests.router,
    runs.router,
    say.router,
    schedules.router,
    shortcuts.router,
    status.router,
    steps.router,
    webhooks.router,
    xkcd.router,
    unknown.router,
)


def load(jobs: Catalogue | None = None) -> Registry:
    """Return every handler, in order: content first, then code, then the commands of jobs.

    Raises:
        ContentError: a content file is wrong, or two commands claim the same words.
    """
    routers = (*content.load(), *ROUTERS)
    handlers = [handler for router in routers for handler in router.handlers]
    beside = collisions.beside(handlers, Catalogue({}, {}) if jobs is None else jobs)
    return Registry([*handlers, *commands.handlers_of(beside)], beside)
