"""The list of all handlers, in the order in which an event meets them.

A new module here needs one line in ROUTERS.
"""

from __future__ import annotations

from consumer.content import greetings, reactions
from consumer.handlers import channels, coin, define, help
from consumer.registry import Registry, Router

ROUTERS: tuple[Router, ...] = (
    channels.router,
    coin.router,
    define.router,
    help.router,
)


def load() -> Registry:
    """Return every handler, in order: content first, then code.

    Raises:
        ContentError: a content file is wrong, or two commands claim the same words.
    """
    routers = (reactions.load(), greetings.load(), *ROUTERS)
    return Registry([handler for router in routers for handler in router.handlers])
