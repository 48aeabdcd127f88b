"""Merged changes: how a post looks, and what an answer may hold that is not as it should be."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from bgtasks.tasks.gerrit import announce_merged_changes
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.errors import ServiceUnavailable
from tests.bgtasks.conftest import numbers
from tests.bgtasks.news import change, gerrit, recorded
from tests.services import Service

PATH = "/changes/"


@pytest.fixture(autouse=True)
def channel(golang_cls: str) -> str:
    """The channel where changes are announced."""
    return golang_cls


async def test_102_cured_a_recorded_answer_is_laid_out_with_everything_escaped(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, gerrit(change(1)))
    await announce_merged_changes(tools)
    service.says(PATH, recorded("gerrit_merged").replace(b"2020-05-21 ", b"2024-05-21 "))
    await announce_merged_changes(tools)
    _, go, tools_change = workspace.calls("chat.postMessage")
    assert go.args["text"] == (
        "[234893] runtime: sleep less in osyield: https://golang.org/cl/234893/"
    )
    subject = (
        "gopls/internal/lsp: keep `a &lt; b &amp;&amp; c &gt; d` as it is in "
        "&lt;!channel&gt; hovers"
    )
    arguments = {name: tools_change.args[name] for name in tools_change.args if name != "metadata"}
    assert arguments == {
        "channel": channel,
        "text": f"[234894] [tools] {subject}: https://golang.org/cl/234894/",
        "unfurl_links": False,
        "attachments": [
            {
                "title": subject,
                "title_link": "https://golang.org/cl/234894/",
                "text": f"{subject}\n\nA hover showed markup instead of the code.\n\n"
                "Fixes golang/go#39100\n\n"
                "Change-Id: I3b7c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c\n"
                "Reviewed-on: https://go-review.googlesource.com/c/tools/+/234894\n",
                "footer": "I3b7c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c",
            }
        ],
    }


@pytest.mark.parametrize(
    ("more", "attachment"),
    [
        ({}, {}),
        ({"current_revision": "ab", "revisions": {}}, {}),
        ({"current_revision": "ab", "revisions": {"ab": {}}}, {}),
        ({"current_revision": "ab", "revisions": {"ab": {"commit": {}}}}, {}),
        (
            {"current_revision": "ab", "revisions": {"ab": {"commit": {"message": "a" * 4_000}}}},
            {"text": "a" * 2_999 + "…"},
        ),
    ],
)
async def test_a_commit_message_is_left_out_if_there_is_none_and_cut_if_it_is_long(
    tools: Tools,
    service: Service,
    workspace: Workspace,
    more: dict[str, Any],
    attachment: dict[str, Any],
) -> None:
    service.says(PATH, gerrit(change(7, **more)))
    await announce_merged_changes(tools)
    [call] = workspace.calls("chat.postMessage")
    plain = {"title": "net: change 7", "title_link": "https://golang.org/cl/7/"}
    plain |= {"footer": f"I{7:040}"}
    assert call.args["attachments"] == [plain | attachment]


async def test_names_that_gerrit_sends_alert_nobody(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(PATH, gerrit(change(7, project="<!here>&", change_id="<!channel>&")))
    await announce_merged_changes(tools)
    [call] = workspace.calls("chat.postMessage")
    assert call.args["text"] == ("[7] [&lt;!here&gt;&amp;] net: change 7: https://golang.org/cl/7/")
    assert call.args["attachments"][0]["footer"] == "&lt;!channel&gt;&amp;"


async def test_a_long_subject_is_cut(tools: Tools, service: Service, workspace: Workspace) -> None:
    service.says(PATH, gerrit(change(7, subject="a\n" + "b" * 1_000)))
    await announce_merged_changes(tools)
    [call] = workspace.calls("chat.postMessage")
    cut = "a " + "b" * 297 + "…"
    assert call.args["text"] == f"[7] {cut}: https://golang.org/cl/7/"
    assert call.args["attachments"][0]["title"] == cut


async def test_what_is_asked_is_what_gerrit_documents(tools: Tools, service: Service) -> None:
    service.says(PATH, gerrit())
    await announce_merged_changes(tools)
    [asked] = service.asked
    assert asked.query.replace("%3A", ":") == (
        "q=status:merged&o=CURRENT_REVISION&o=CURRENT_COMMIT&n=100"
    )
    assert asked.headers["User-Agent"] == "Burrow, a Slack bot"


@pytest.mark.parametrize(
    "broken",
    [
        {"project": "go"},
        change(11, submitted="yesterday"),
        change(11, submitted=None),
        change(11, _number="eleven"),
        change(11, subject=None),
        change(11, revisions=[]),
        None,
        "text",
    ],
)
async def test_a_change_that_cannot_be_read_is_left_out_with_a_warning(
    tools: Tools, service: Service, workspace: Workspace, channel: str, broken: Any
) -> None:
    service.says(PATH, gerrit(change(10)))
    await announce_merged_changes(tools)
    service.says(PATH, gerrit(change(12), broken, change(10)))
    with capture_logs() as lines:
        await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [10, 12]
    unreadable = [line["setting"] for line in lines if line["event"] == "watch.unreadable"]
    assert unreadable == ["GERRIT_URL"]


async def test_a_list_of_which_nothing_can_be_read_is_a_failure(
    tools: Tools, service: Service
) -> None:
    service.says(PATH, gerrit({"number": 12}, {"number": 11}))
    with pytest.raises(ServiceUnavailable, match="GERRIT_URL: none of 2 entries can be read"):
        await announce_merged_changes(tools)
