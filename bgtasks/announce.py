"""Tell a channel what a watcher saw: each thing once, then noted, one by one.

A crash after the post and before the note repeats nothing: the next run finds the post by its
subject. A crash before the post loses nothing: it was not noted. In shadow mode it is only logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bgtasks.alerts import tell_admins
from bgtasks.positions import Position
from bgtasks.posting import Place, post_once
from bgtasks.tools import Tools
from shared import text
from shared.errors import SlackRefused

NAME = "announce:0"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to tell.

    Args:
        id: names it among all that this watcher ever tells.
        message: the arguments of chat.postMessage but the channel.
    """

    id: str
    message: dict[str, Any]


async def announce_each(
    tools: Tools, place: Place, position: Position, announcements: Iterable[Announcement]
) -> None:
    """Tell each of these, in their order, and note it."""
    for one in announcements:
        await announce(tools, place, f"{position.name}:{one.id}", one.message)
        await position.note_told(one.id)


async def announce(tools: Tools, place: Place, subject: str, message: dict[str, Any]) -> None:
    """Tell one thing; what Slack refuses for itself is given up, loudly."""
    if tools.settings.shadow_mode:
        tools.log.info("watch.would_announce", subject=subject, channel=place.name)
        return
    try:
        await post_once(tools, place, subject, NAME, message)
    except SlackRefused as error:
        # Kept, it would hold up for ever what comes after it.
        tools.log.error("watch.refused", subject=subject, code=error.code, cure="tell it by hand")
        said = f"Slack refused the announcement `{text.escape(subject)}`: {error.code}. "
        said += "Nobody sees it unless you tell them."
        await tell_admins(tools, subject, "refused:0", said)
    else:
        tools.log.info("watch.announced", subject=subject, channel=place.name)
