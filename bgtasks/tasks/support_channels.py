"""Check that calls for support can be shown where the settings say, before anybody calls.

A wrong setting stops no process: it is said in the log with its cure, and the admins are told.
"""

from __future__ import annotations

from collections.abc import Iterable

from bgtasks.posting import CURES, place_of
from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared.errors import SettingsError, SlackRefused
from shared.settings import BgtasksSettings
from shared.support import Call, load

schedule = Schedule()


def called(settings: BgtasksSettings) -> list[Call]:
    """Return the calls whose channel is set."""
    return [call for call in load() if call.target(settings)]


@schedule.every(minutes=60, timeout_s=60, when=called)
async def check_support_channels(tools: Tools) -> None:
    """Look at each channel that is set.

    Raises:
        SettingsError: the bot cannot post to some; all of them are named.
    """
    problems = [await problem_of(tools, call) for call in called(tools.settings)]
    complain(problem for problem in problems if problem)


async def problem_of(tools: Tools, call: Call) -> str:
    """Return what keeps a call from being shown, and the cure; empty if nothing does."""
    name = call.target(tools.settings)
    try:
        place = await place_of(tools, call.channel, name)
        answer = await tools.slack.read("conversations.info", channel=place.channel_id)
    except SettingsError as error:
        return str(error)
    except SlackRefused as error:
        return f"{call.channel}: {name}: {error.code}; {CURES.get(error.code, 'correct it')}"
    channel = answer.get("channel", {})
    if channel.get("is_archived"):
        return f"{call.channel}: {name} is archived; {CURES['is_archived']}"
    if channel.get("is_member") is False:
        return f"{call.channel}: the bot is not in {name}; {CURES['not_in_channel']}"
    return ""


def complain(problems: Iterable[str]) -> None:
    """Raise what is wrong, if anything is."""
    if said := "; ".join(problems):
        raise SettingsError(said)
