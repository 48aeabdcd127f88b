"""Missed calls for support are passed on once, whatever fails in between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from bgtasks.app import searching
from bgtasks.tasks.missed_support import pass_on_missed_calls
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.errors import BurrowError, LeaseLost, SettingsError, SlackUnavailable
from tests.bgtasks.calling import BOT, links, said
from tests.bgtasks.conftest import with_settings

FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("search.messages", "status", {"status": 500, "times": 9}),
    ("search.messages", "ratelimited", {"retry_after_s": 1}),
    ("conversations.replies", "status", {"status": 500, "times": 9}),
    ("reactions.add", "status_after", {"status": 500}),
    ("chat.postMessage", "status", {"status": 500}),
    ("chat.postMessage", "ratelimited", {"retry_after_s": 30}),
    ("chat.postMessage", "error", {"error": "restricted_action"}),
    ("auth.test", "status", {"status": 500, "times": 9}),
]


@pytest.mark.parametrize(("method", "kind", "options"), FAULTS)
async def test_after_any_failure_the_next_run_passes_it_on_once(
    searcher: Tools, workspace: Workspace, method: str, kind: Any, options: dict[str, Any]
) -> None:
    ts = said(workspace, "tech-support")
    workspace.fault(method, kind, **options)
    with pytest.raises(BurrowError):
        await pass_on_missed_calls(searcher)
    workspace.clear_faults()
    await searcher.redis.delete(*await searcher.redis.keys("{limit:*"), "nothing")
    await pass_on_missed_calls(searcher)
    assert links(workspace) == [ts]
    assert workspace.reactions("general", ts) == {"sos": [BOT]}


async def test_lost_answer_of_the_post_makes_no_second_one(
    searcher: Tools, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.writes.LOOK_UP_AFTER_S", 0.05)
    ts = said(workspace, "tech-support")
    workspace.fault("chat.postMessage", "drop_after")
    with pytest.raises(SlackUnavailable):
        await pass_on_missed_calls(searcher)
    await pass_on_missed_calls(searcher)
    assert links(workspace) == [ts]


async def test_reaction_that_is_refused_keeps_nobody_from_being_called(
    searcher: Tools, workspace: Workspace
) -> None:
    ts = said(workspace, "tech-support")
    workspace.fault("reactions.add", "error", error="too_many_emoji")
    await pass_on_missed_calls(searcher)
    assert links(workspace) == [ts]


async def test_one_wrong_channel_keeps_no_other_call_from_being_passed_on(
    searcher: Tools, workspace: Workspace
) -> None:
    said(workspace, "tech-support")
    ts = said(workspace, "bot-admin")
    with pytest.raises(SettingsError, match="SLACK_TECH_SUPPORT_CHANNEL"):
        await pass_on_missed_calls(with_settings(searcher, slack_tech_support_channel="nowhere"))
    assert links(workspace, "admins") == [ts]


TOKENS = [
    ("xoxp-wrong", "invalid_auth; set a valid token"),
    ("xoxb-local-burrow", "not_allowed_token_type; set a user token"),
]


@pytest.mark.parametrize(("token", "complaint"), TOKENS)
async def test_wrong_token_is_said_with_the_cure(
    searcher: Tools, token: str, complaint: str
) -> None:
    changed = with_settings(searcher, slack_user_token=SecretStr(token))
    asking = replace(changed, search=searching(changed.settings, searcher.slack))
    with pytest.raises(SettingsError, match=f"SLACK_USER_TOKEN: {complaint}"):
        await pass_on_missed_calls(asking)


async def test_stale_instance_passes_nothing_on(searcher: Tools, workspace: Workspace) -> None:
    said(workspace, "tech-support")
    with pytest.raises(LeaseLost):
        await pass_on_missed_calls(replace(searcher, token=searcher.token - 1))
    assert workspace.calls("reactions.add") == []
