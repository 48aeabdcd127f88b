"""Where an announcement goes, and what becomes of it when Slack says no."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.announce import Announcement, announce_each
from bgtasks.positions import Position
from bgtasks.posting import Place, place_of
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.errors import LeaseLost, NotYet, SettingsError, Throttled
from tests.bgtasks.conftest import MakeTools, channel_of, posts

GENERAL = Place("NEWS_CHANNEL", "general", "C0GENERAL01")
NEWS = [Announcement(one, {"text": f"news {one}"}) for one in ("1", "2", "3")]


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch, workspace: Workspace) -> None:
    """In production, with a channel for the admins."""
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("SLACK_ADMINS_CHANNEL", channel_of(workspace, "the-admins"))


async def tell(tools: Tools, place: Place = GENERAL) -> None:
    """Announce all news, as a watcher's run does."""
    position = await Position.find(tools, "news")
    news = [one for one in NEWS if one.id not in position.told]
    await announce_each(tools, place, position, news)


@pytest.mark.parametrize(
    ("name", "channel_id"),
    [("general", "C0GENERAL01"), ("C012AB3CD", "C012AB3CD"), ("G012AB3CD", "G012AB3CD")],
)
async def test_a_channel_is_named_or_given_by_its_id(
    tools: Tools, name: str, channel_id: str
) -> None:
    await tools.channels.put("C0GENERAL01", "general")
    assert (await place_of(tools, "NEWS_CHANNEL", name)).channel_id == channel_id


async def test_an_unknown_name_is_an_error_that_names_the_setting_and_the_cure(
    tools: Tools,
) -> None:
    await tools.channels.put("C0GENERAL01", "general")
    with pytest.raises(SettingsError, match="NEWS_CHANNEL: there is no channel nowhere that"):
        await place_of(tools, "NEWS_CHANNEL", "nowhere")


async def test_a_name_is_waited_for_until_the_channel_cache_is_filled(tools: Tools) -> None:
    with pytest.raises(NotYet, match="the channel cache is not filled yet"):
        await place_of(tools, "NEWS_CHANNEL", "general")


async def test_each_is_told_once_however_often_it_is_tried(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    await tell(tools)
    await tell(tools)
    await redis.delete("{burrow}:watch:news")  # as after a crash before it was noted
    await tell(tools)
    assert posts(workspace, "general") == ["news 1", "news 2", "news 3"]


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("not_in_channel", "invite the bot to the channel"),
        ("channel_not_found", "invite the bot to the channel"),
        ("is_archived", "unarchive the channel"),
        ("missing_scope", "install the Slack app again"),
        ("token_revoked", "set a valid SLACK_BOT_TOKEN"),
    ],
)
async def test_what_the_place_refuses_is_told_once_that_is_cured(
    tools: Tools, workspace: Workspace, code: str, cure: str
) -> None:
    workspace.fault("chat.postMessage", "error", error=code, after_calls=1, times=2)
    for _ in range(2):
        with pytest.raises(SettingsError, match=f"NEWS_CHANNEL: .*{code}.*{cure}"):
            await tell(tools)
    assert posts(workspace, "general") == ["news 1"]
    await tell(tools)
    assert posts(workspace, "general") == ["news 1", "news 2", "news 3"]


async def test_what_is_refused_for_itself_is_given_up_loudly_and_holds_nothing_up(
    tools: Tools, workspace: Workspace
) -> None:
    workspace.fault("chat.postMessage", "error", error="msg_too_long", after_calls=1)
    with capture_logs() as lines:
        await tell(tools)
    await tell(tools)
    assert posts(workspace, "general") == ["news 1", "news 3"]
    refused = [line for line in lines if line["event"] == "watch.refused"]
    assert [(line["subject"], line["code"]) for line in refused] == [("news:2", "msg_too_long")]
    assert posts(workspace, "the-admins") == [
        "Slack refused the announcement `news:2`: msg_too_long. "
        "Nobody sees it unless you tell them."
    ]


async def test_a_refused_look_up_does_not_lead_to_a_second_post(
    tools: Tools, workspace: Workspace
) -> None:
    workspace.fault("chat.postMessage", "drop_after")
    workspace.fault("conversations.history", "error", error="missing_scope")
    with pytest.raises(Exception, match=r"chat\.postMessage"):
        await tell(tools)
    with pytest.raises(SettingsError, match=r"conversations\.history: missing_scope"):
        await tell(tools)
    await tell(tools)
    assert posts(workspace, "general") == ["news 1", "news 2", "news 3"]


async def test_slacks_limit_is_waited_for_within_a_run(tools: Tools, workspace: Workspace) -> None:
    workspace.fault("chat.postMessage", "ratelimited", after_calls=1, retry_after_s=2)
    await tell(tools)
    assert posts(workspace, "general") == ["news 1", "news 2", "news 3"]


async def test_a_long_limit_ends_the_run_and_the_next_one_goes_on(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    workspace.fault("chat.postMessage", "ratelimited", after_calls=1, retry_after_s=30)
    with pytest.raises(Throttled):
        await tell(tools)
    await redis.delete(*await redis.keys("{limit:*"))
    await tell(tools)
    assert posts(workspace, "general") == ["news 1", "news 2", "news 3"]


async def test_a_stale_instance_tells_nothing(
    tools: Tools, make_tools: MakeTools, workspace: Workspace
) -> None:
    with pytest.raises(LeaseLost):
        await tell(make_tools(tools.token - 1))
    assert posts(workspace, "general") == []
