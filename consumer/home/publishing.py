"""Puts the home tab where Slack shows it: always all of it, so that it may be done again.

Source: https://docs.slack.dev/reference/methods/views.publish
"""

from __future__ import annotations

import structlog

from consumer.home import page
from consumer.home.facts import gather
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import Retry, SlackRefused

METHOD = "views.publish"

log = structlog.get_logger()


async def publish(team_id: str, user_id: str, reply: Reply, tools: Tools) -> None:
    """Show somebody how things are now; that Slack does not let us is told to operators alone."""
    view = page.view(await gather(team_id, user_id, tools), tools)
    write = {"user_id": user_id, "view": view}
    try:
        # Not by the reply, which says nothing in shadow mode: here somebody asked.
        await reply.writer.write(f"{reply.handler}:home", METHOD, write)
    except SlackRefused as error:
        # No dead letter: nothing is lost that opening the tab once more would not bring.
        log.warning("home.refused", code=error.code, cure="switch the app's home tab on")


async def publish_again(team_id: str, user_id: str, reply: Reply, tools: Tools) -> None:
    """Do as publish, behind something that is done: it is not undone, nor done twice, for this."""
    try:
        await publish(team_id, user_id, reply, tools)
    except Retry as error:
        log.info("home.not_refreshed", reason=str(error))
