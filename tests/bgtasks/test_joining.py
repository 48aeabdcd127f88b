"""Joining what is there: every public channel, whatever Slack says in between."""

from __future__ import annotations

import time

import pytest

from bgtasks.schedule import collect
from bgtasks.tasks import joining
from bgtasks.tasks.joining import join_missing
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.errors import LeaseLost
from shared.settings import BgtasksSettings
from tests.bgtasks.conftest import MakeTools

RANDOM = "C0RANDOM001"
NO_PAUSE_S = 0.0


def joined(workspace: Workspace) -> list[str]:
    """Return the channels that the bot asked to join, in order."""
    return [str(call.args["channel"]) for call in workspace.calls("conversations.join")]


async def test_every_public_channel_is_joined_and_no_other(
    tools: Tools, workspace: Workspace
) -> None:
    new = workspace.create_channel("new")
    workspace.create_channel("secret", private=True)
    workspace.archive(workspace.create_channel("old"))
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM, new]
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM, new]


async def test_every_page_is_read_and_joins_are_spaced(tools: Tools, workspace: Workspace) -> None:
    spacing_s = 0.002
    for number in range(210):
        workspace.create_channel(f"room-{number}")
    began_s = time.monotonic()
    await join_missing(tools, spacing_s)
    assert len(joined(workspace)) == 211
    assert time.monotonic() - began_s > 211 * spacing_s


async def test_channel_that_sent_the_bot_away_is_left_alone_for_the_day(
    tools: Tools, workspace: Workspace
) -> None:
    await join_missing(tools, NO_PAUSE_S)
    workspace.leave(workspace.workspace.bot.id, RANDOM)
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM]


async def test_429_is_waited_for(tools: Tools, workspace: Workspace) -> None:
    workspace.fault("conversations.join", "ratelimited", retry_after_s=1)
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM, RANDOM]
    assert workspace.workspace.has_bot(workspace.workspace.channel("random"))


async def test_one_channel_that_cannot_be_joined_keeps_no_other_from_it(
    tools: Tools, workspace: Workspace
) -> None:
    new = workspace.create_channel("new")
    workspace.fault("conversations.join", "error", error="is_archived")
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM, new]


async def test_one_run_joins_only_so_many_and_the_next_goes_on(
    tools: Tools, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_AT_ONCE", 2)
    made = [workspace.create_channel(f"room-{number}") for number in range(3)]
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM, made[0]]
    await join_missing(tools, NO_PAUSE_S)
    assert joined(workspace) == [RANDOM, *made]


async def test_stale_instance_joins_nothing(
    tools: Tools, make_tools: MakeTools, workspace: Workspace
) -> None:
    with pytest.raises(LeaseLost):
        await join_missing(make_tools(tools.token - 1), NO_PAUSE_S)
    assert joined(workspace) == []


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"join_channels": True, "env": "production"}, ["join_channels"]),
        ({"join_channels": False, "env": "production"}, []),
        ({"join_channels": True, "env": "staging"}, []),
    ],
)
def test_it_runs_only_if_asked_for_and_never_in_shadow_mode(
    settings: BgtasksSettings, changes: dict[str, object], names: list[str]
) -> None:
    tasks = collect([joining.schedule], settings.model_copy(update=changes))
    assert [task.name for task in tasks] == names
