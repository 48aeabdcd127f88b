"""Settings of channels that calls are shown in: what is wrong is said before anybody calls."""

from __future__ import annotations

import pytest

from bgtasks.schedule import collect
from bgtasks.tasks import support_channels
from bgtasks.tasks.channel_cache import refresh_channel_names
from bgtasks.tasks.support_channels import check_support_channels
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.errors import NotYet, SettingsError
from shared.settings import BgtasksSettings
from tests.bgtasks.conftest import with_settings

WRONG = [
    ("nowhere", "there is no channel nowhere that the bot can see; correct the name"),
    ("C0NOWHERE01", "C0NOWHERE01: channel_not_found; invite the bot"),
    ("random", "the bot is not in random; invite the bot"),
    ("C0MODULES01", "C0MODULES01 is archived; unarchive the channel"),
]


@pytest.mark.parametrize("channel", ["general", "C0GENERAL01", "organisers"])
async def test_name_and_id_of_a_channel_with_the_bot_in_it_are_right(
    tools: Tools, channel: str
) -> None:
    await refresh_channel_names(tools)
    await check_support_channels(with_settings(tools, slack_tech_support_channel=channel))


@pytest.mark.parametrize(("channel", "complaint"), WRONG)
async def test_wrong_setting_is_named_with_its_cure(
    tools: Tools, workspace: Workspace, channel: str, complaint: str
) -> None:
    workspace.archive("modules")
    await refresh_channel_names(tools)
    changed = with_settings(
        tools, slack_tech_support_channel="general", slack_admins_channel=channel
    )
    with pytest.raises(SettingsError) as caught:
        await check_support_channels(changed)
    assert str(caught.value).startswith("SLACK_ADMINS_CHANNEL: ")
    assert complaint in str(caught.value)


async def test_both_settings_are_named_if_both_are_wrong(tools: Tools) -> None:
    await refresh_channel_names(tools)
    changed = with_settings(
        tools, slack_tech_support_channel="nowhere", slack_admins_channel="random"
    )
    with pytest.raises(SettingsError, match=r"SLACK_TECH_SUPPORT_CHANNEL.*SLACK_ADMINS_CHANNEL"):
        await check_support_channels(changed)


async def test_it_waits_for_the_channel_cache(tools: Tools) -> None:
    with pytest.raises(NotYet):
        await check_support_channels(with_settings(tools, slack_admins_channel="general"))


def test_without_channels_there_is_nothing_to_check(settings: BgtasksSettings) -> None:
    assert collect([support_channels.schedule], settings) == []
