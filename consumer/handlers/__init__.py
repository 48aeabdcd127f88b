"""The list of all handlers, in the order in which an event meets them.

A new module here needs one line in ROUTERS.
"""

from __future__ import annotations

from consumer import content
from consumer.handlers import channels, coin, define, godoc, help, unknown, xkcd
from consumer.registry import Registry
from consumer.router import Router

ROUTERS: tuple[Router, ...] = (
    channels.router,
    coin.router,
    define.router,
    godoc.router,
    help.router,
    xkcd.router,
    unknown.router,
)


def load() -> Registry:
    """Return every handler, in order: content first, then code.

    Raises:
        ContentError: a content file is wrong, or two commands claim the same words.
    """
    routers = (*content.load(), *ROUTERS)
    return Registry([handler for router in routers for handler in router.handlers])
