"""Forms: a command that was called with nothing asks for what it takes, and runs once it has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from shared import keys
from shared.runs import Runs
from shared.scripts import Scripts
from tests.consumer.bot import ALICE, GENERAL, TEAM, Bot, Write
from tests.consumer.conftest import OpenBot
from tests.consumer.forms import (
    DEFINE,
    GONE,
    GONE_ONE,
    OPEN,
    PAINT,
    TICKET,
    registry_with_forms,
    trigger,
    view_of,
)

LATE = (
    "Slack gives me 3 seconds to open the form of `define`, and I was later than that. You can "
    "type it to me instead: `define &lt;term&gt;`."
)


@pytest.fixture
async def painter(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot with jobs and many shades, which carries out no run."""
    return await open_bot(registry_with_forms(tmp_path), JOBS_CONCURRENCY="0")


def metadata(write: Write) -> Any:
    """Return what a form carries along."""
    return orjson.loads(write[1]["view"]["private_metadata"])


async def test_command_called_with_nothing_opens_its_form(bot: Bot) -> None:
    [opened] = await bot.slash("define", trigger_id=trigger(bot))
    assert opened[0] == "views.open"
    assert metadata(opened) == orjson.loads(DEFINE)
    view = bot.slack.view("alice")
    assert view
    assert [one.get("block_id") for one in view["blocks"][1:]] == ["term"]


async def test_form_of_a_job_begins_with_its_defaults(painter: Bot) -> None:
    [(_, opened)] = await painter.slash("demo paint", trigger_id=trigger(painter))
    what, colour, times = opened["view"]["blocks"][1:]
    assert [what["optional"], colour["optional"], times["optional"]] == [False, False, True]
    assert times["element"]["initial_value"] == "1"


async def test_command_with_words_opens_no_form(bot: Bot) -> None:
    writes = await bot.slash("define goroutine", trigger_id=trigger(bot))
    assert [method for method, _ in writes] == ["chat.postEphemeral"]


async def test_command_that_needs_nothing_runs_at_once(bot: Bot) -> None:
    writes = await bot.slash("help", trigger_id=trigger(bot))
    assert [method for method, _ in writes] == ["chat.postEphemeral"]


async def test_message_without_words_is_corrected_as_ever(bot: Bot) -> None:
    writes = await bot.hear(bot.say("<@U0BURROWBOT> define"))
    assert [method for method, _ in writes] == ["chat.postMessage"]


async def test_form_that_comes_too_late_is_offered_by_a_button(bot: Bot) -> None:
    [(method, told)] = await bot.slash("define", trigger_id=trigger(bot), age_s=3)
    assert (method, told["text"]) == ("chat.postEphemeral", LATE)
    button = told["blocks"][1]["elements"][0]
    assert (button["action_id"], orjson.loads(button["value"])) == (
        "form:open",
        orjson.loads(DEFINE),
    )
    [opened] = await bot.click("form:open", button["value"], trigger_id=trigger(bot))
    assert (opened[0], metadata(opened)) == ("views.open", orjson.loads(button["value"]))


async def test_form_that_slack_does_not_take_is_told_and_buried(bot: Bot) -> None:
    bot.slack.fault("views.open", "error", error="invalid_arguments")
    writes = await bot.slash("define", trigger_id=trigger(bot))
    assert [one["text"] for method, one in writes if method == "chat.postEphemeral"] == [
        "Slack does not take the form of this command. You can type it to me instead: "
        "`define &lt;term&gt;`."
    ]
    assert await bot.redis.xlen(keys.dead("slack_command")) == 1


async def test_button_of_a_command_that_is_gone_says_so(bot: Bot) -> None:
    [(_, told)] = await bot.click("form:open", GONE_ONE, trigger_id=trigger(bot))
    assert told["text"] == GONE.replace('"', "`")


async def test_guest_gets_no_form_of_what_only_members_may_use(painter: Bot) -> None:
    gwen = painter.slack.workspace.user("gwen").id
    painter.slack.workspace.channel("general").members[gwen] = None
    writes = await painter.slash("sec open", user_id=gwen, trigger_id=trigger(painter, gwen))
    writes += await painter.click(
        "form:open", OPEN, user={"id": gwen, "team_id": TEAM}, trigger_id=trigger(painter, gwen)
    )
    told = [one["text"] for method, one in writes if method == "chat.postEphemeral"]
    assert told == [":no_entry: Sorry, only members of this workspace may use `sec`."] * 2
    assert painter.slack.view("gwen") is None


async def test_form_that_was_sent_runs_and_is_answered_where_it_was_called(bot: Bot) -> None:
    [(method, told)] = await bot.submit("form", {}, view=view_of({"term": "goroutine"}, DEFINE))
    assert (method, told["channel"], told["user"]) == ("chat.postEphemeral", GENERAL, ALICE)
    assert "goroutine" in told["text"]


async def test_form_that_was_sent_empty_is_corrected_and_opens_no_other(bot: Bot) -> None:
    view = view_of({"term": ""}, DEFINE)
    [(method, told)] = await bot.submit("form", {}, view=view, trigger_id=trigger(bot))
    assert (method, told["text"]) == (
        "chat.postEphemeral",
        "The term is missing. Type `define &lt;term&gt;`, for example `define idempotent`.",
    )


async def test_form_of_a_job_gives_what_was_filled_in_and_defaults_for_the_rest(
    painter: Bot, scripts: Scripts
) -> None:
    values = {"what": "the  “old”\nfence", "colour": "red", "times": ""}
    somebody = {"id": ALICE, "team_id": "T0ELSEWHERE"}  # her home; the workspace is where she is
    await painter.submit("form", {}, view=view_of(values, PAINT), user=somebody)
    [run] = await Runs(scripts).active()
    assert (run.user_id, run.team_id) == (ALICE, TEAM)
    assert run.arguments == {"what": 'the  "old"\nfence', "colour": "red", "times": "1"}
    assert run.said == 'demo paint the "old" fence red'


PLANNED = [
    ("90 minutes run help", "I will run `help`"),
    (
        "my opinion",
        "I could make nothing of what you filled in. Type `in &lt;delay and command&gt;`, for "
        "example `in 90 minutes run help`.",
    ),
    (
        "5 minutes run nonsense",
        "I know no command `nonsense`. Type `in &lt;delay and command&gt;`, for example "
        "`in 90 minutes run help`.",
    ),
]


async def test_command_that_reads_its_whole_text_finds_it_in_the_form(bot: Bot) -> None:
    ticket = TICKET % ("schedules.run_in", "in")
    views = [view_of({"delay and command": said}, ticket) for said, _ in PLANNED]
    writes = [await bot.submit("form", {}, view=view) for view in views]
    told = [one[0][1]["text"].partition(" <!date")[0] for one in writes]
    assert told == [text for _, text in PLANNED]


async def test_form_whose_command_is_gone_since_says_so(bot: Bot) -> None:
    view = view_of({"term": "x"}, GONE_ONE)
    [(_, told)] = await bot.submit("form", {}, view=view)
    assert told["text"] == GONE.replace('"', "`")
