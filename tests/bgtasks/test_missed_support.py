"""Calls for support that no consumer saw: found and passed on once."""

from __future__ import annotations

import pytest

from bgtasks import search
from bgtasks.schedule import collect
from bgtasks.tasks import missed_support
from bgtasks.tasks.missed_support import pass_on_missed_calls, pause_s
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.settings import BgtasksSettings
from shared.support import Marks, load
from tests.bgtasks.calling import BOT, DAY_S, MINUTE_S, links, said, spoken
from tests.bgtasks.conftest import with_settings

TECH, ADMINS = load()


async def test_missed_call_is_passed_on_once(searcher: Tools, workspace: Workspace) -> None:
    ts = said(workspace, "please call Tech-Support")
    for _ in range(3):
        await pass_on_missed_calls(searcher)
    assert links(workspace) == [ts]
    assert workspace.reactions("general", ts) == {"sos": [BOT]}
    assert links(workspace, "admins") == []


async def test_each_spelling_calls_the_admins(searcher: Tools, workspace: Workspace) -> None:
    called = [said(workspace, f"hello {word}") for word in ADMINS.words]
    await pass_on_missed_calls(searcher)
    assert sorted(links(workspace, "admins")) == sorted(called)
    assert workspace.reactions("general", called[0]) == {"flamingo": [BOT]}


async def test_call_in_a_thread_is_passed_on(searcher: Tools, workspace: Workspace) -> None:
    root = said(workspace, "a question")
    ts = spoken(workspace, lambda: workspace.say("bob", "general", "tech-support?", root))
    await pass_on_missed_calls(searcher)
    assert links(workspace) == [ts]
    assert workspace.reactions("general", ts) == {"sos": [BOT]}


async def test_what_was_edited_into_a_call_is_passed_on(
    searcher: Tools, workspace: Workspace
) -> None:
    ts = said(workspace, "please call tec-support")
    workspace.edit("alice", "general", ts, "please call tech-support")
    await pass_on_missed_calls(searcher)
    assert links(workspace) == [ts]


LEFT = [
    ("another word", "tech support", "general", 5 * MINUTE_S),
    ("a path", "see docs/tech-support", "general", 5 * MINUTE_S),
    ("in the target channel", "tech-support", "support", 5 * MINUTE_S),
    ("in a direct message", "tech-support", "burrow", 5 * MINUTE_S),
    ("under a minute old", "tech-support", "general", MINUTE_S / 2),
    ("over three days old", "tech-support", "general", 3 * DAY_S),
]


@pytest.mark.parametrize(
    ("text", "channel", "ago_s"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT]
)
async def test_what_calls_nobody_is_left(
    searcher: Tools, workspace: Workspace, text: str, channel: str, ago_s: float
) -> None:
    workspace.join("alice", "support")
    said(workspace, text, channel, ago_s)
    await pass_on_missed_calls(searcher)
    assert links(workspace) == []
    assert workspace.calls("conversations.replies") == []


async def test_target_channel_that_was_just_renamed_is_left_out_too(
    searcher: Tools, workspace: Workspace
) -> None:
    said(workspace, "tech-support", "support")
    workspace.rename_channel("support", "helpdesk")
    await pass_on_missed_calls(searcher)
    assert links(workspace, "helpdesk") == []


async def test_target_channel_is_left_out_by_its_name_if_the_setting_is_its_id(
    searcher: Tools, workspace: Workspace
) -> None:
    support = workspace.workspace.channel("support").id
    await pass_on_missed_calls(with_settings(searcher, slack_tech_support_channel=support))
    [asked, *_] = workspace.calls("search.messages")
    assert "-in:#support " in asked.args["query"]


async def test_query_leaves_out_what_is_passed_on_and_what_the_bot_says(
    searcher: Tools, workspace: Workspace
) -> None:
    await pass_on_missed_calls(searcher)
    [asked, *_] = workspace.calls("search.messages")
    before, _, day = asked.args["query"].rpartition("after:")
    assert before == '"tech-support" -has::sos: -in:#support -from:@burrow -is:dm '
    assert len(day) == len("2026-01-31")


NOBODY = [
    pytest.param({"user": "U0OTHERBOT1", "bot_id": "B0OTHERBOT1"}, id="another bot"),
    pytest.param({"user": "USLACKBOT"}, id="a reminder"),
    pytest.param({"user": "U0ALICE0001", "subtype": "channel_topic"}, id="a topic"),
]


@pytest.mark.parametrize("author", NOBODY)
async def test_what_no_person_wrote_is_looked_at_once_and_left(
    searcher: Tools, workspace: Workspace, author: dict[str, str]
) -> None:
    ts = said(workspace, "tech-support")
    workspace.workspace.channel("general").history.by_ts[ts] |= author
    for _ in range(2):
        await pass_on_missed_calls(searcher)
    assert links(workspace) == []
    assert len(workspace.calls("conversations.replies")) == 1


async def test_call_where_the_bot_is_not_is_looked_at_once_and_left(
    searcher: Tools, workspace: Workspace
) -> None:
    said(workspace, "tech-support", "random")
    for _ in range(2):
        await pass_on_missed_calls(searcher)
    assert links(workspace) == []
    assert len(workspace.calls("conversations.replies")) == 1


async def test_call_that_a_consumer_passes_on_is_left_to_it(
    searcher: Tools, workspace: Workspace
) -> None:
    ts = said(workspace, "tech-support")
    marks = Marks(searcher.redis, searcher.app)
    assert await marks.take(TECH, "C0GENERAL01", ts, "Ev1")
    await pass_on_missed_calls(searcher)
    assert links(workspace) == []


async def test_call_that_was_passed_on_is_not_the_consumers_any_more(
    searcher: Tools, workspace: Workspace
) -> None:
    ts = said(workspace, "tech-support")
    await pass_on_missed_calls(searcher)
    marks = Marks(searcher.redis, searcher.app)
    assert await marks.take(TECH, "C0GENERAL01", ts, "Ev1") is False


async def test_every_page_is_read(
    searcher: Tools, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    called = [said(workspace, f"tech-support {number}") for number in range(5)]
    await pass_on_missed_calls(with_settings(searcher, slack_admins_channel=""))
    assert sorted(links(workspace)) == called
    assert len(workspace.calls("search.messages")) == 3


SWITCHES: list[tuple[dict[str, object], int]] = [
    ({}, 28),
    ({"slack_admins_channel": ""}, 10),
    ({"slack_tech_support_channel": ""}, 24),
]


@pytest.mark.parametrize(("changes", "every_s"), SWITCHES)
async def test_it_searches_as_often_as_slack_lets_it(
    searcher: Tools, changes: dict[str, object], every_s: int
) -> None:
    assert pause_s(with_settings(searcher, **changes).settings) == every_s


OFF: list[dict[str, object]] = [
    {"slack_user_token": None},
    {"env": "staging"},
    {"slack_tech_support_channel": "", "slack_admins_channel": ""},
]


@pytest.mark.parametrize("changes", OFF)
async def test_it_is_off_without_token_or_channels_and_in_shadow_mode(
    searcher: Tools, changes: dict[str, object]
) -> None:
    settings: BgtasksSettings = with_settings(searcher, **changes).settings
    assert collect([missed_support.schedule], settings) == []
