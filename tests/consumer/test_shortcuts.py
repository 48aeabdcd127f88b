"""What Slack's menus offer: to ask the bot from anywhere, and to call tech-support to a message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shared.events import INTERACTIONS
from tests.consumer.bot import ALICE, BOB, GENERAL, TEAM, Bot, Event, Write, reaction
from tests.consumer.calling import REFUSAL, opened, shown, support
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import registry_of
from tests.consumer.job_town import Town

ASK = "ask_burrow"
CALL = "call_support"
NOBODY = (
    "Nobody is set up here to be called, so I passed nothing on. Whoever runs me can change that: "
    "`SLACK_TECH_SUPPORT_CHANNEL` names their channel."
)
PASSED_ON = "I passed that message on to tech-support."
ALREADY = "That message was passed on to tech-support already."
UNSEEN = (
    "I cannot see that message, so I passed nothing on to tech-support. `/invite @burrow` to this "
    "channel, and try again."
)
READS = frozenset({"chat.getPermalink", "users.info"})


def shortcut(callback_id: str, **more: Any) -> Event:
    """Return the `json` of a shortcut from everywhere, that Alice used."""
    user = {"id": ALICE, "team_id": TEAM}
    return {
        "type": "shortcut",
        "callback_id": callback_id,
        "user": user,
        "trigger_id": "trigger.1",
    } | more


def trigger(bot: Bot) -> str:
    """Return what lets a window be opened for Alice."""
    workspace = bot.slack.workspace
    return workspace.triggers.issue(ALICE, workspace.clock())


def on_message(message: Event, channel: str = GENERAL, user: str = ALICE) -> Event:
    """Return the `json` of the shortcut of a message."""
    where = {"id": channel, "name": "general"}
    person = {"id": user, "team_id": TEAM}
    return shortcut(CALL, type="message_action", channel=where, message=message, user=person)


async def did(bot: Bot, body: Event, **more: Any) -> list[Write]:
    """Let somebody use a shortcut, and return what was written."""
    earlier = len(bot.writes())
    await bot.acknowledged(await bot.publish_body(INTERACTIONS, body, **more))
    return [one for one in bot.writes()[earlier:] if one[0] not in READS]


# Ask Burrow


async def test_window_asks_what_to_do(bot: Bot) -> None:
    [(method, arguments)] = await did(bot, shortcut(ASK, trigger_id=trigger(bot)))
    view = arguments["view"]
    assert (method, view["callback_id"], view["submit"]["text"]) == ("views.open", ASK, "Ask")
    assert view["blocks"][0]["label"]["text"] == "What should I do?"


async def test_who_comes_too_late_gets_a_button_that_opens_the_window(bot: Bot) -> None:
    [(method, arguments)] = await did(bot, shortcut(ASK), age_s=5)
    button = arguments["blocks"][1]["elements"][0]
    assert (method, arguments["channel"], button["text"]["text"]) == (
        "chat.postMessage",
        ALICE,
        "Open the form",
    )
    [(method, _)] = await bot.click(button["action_id"], trigger_id=trigger(bot))
    assert method == "views.open"


PROBLEMS = [
    ("", 'Write what I should do: "help" lists it all.'),
    ("nonsense", 'I know no such command. "help" lists all of them.'),
    (
        "flip the coin",
        'I know no such command. Did you mean "flip a coin"? "help" lists all of them.',
    ),
    ("show me", '"me" is not a whole number. Type "show <run>", for example "show 12".'),
]


async def test_what_does_not_fit_is_said_beside_the_field(town: Town) -> None:
    for typed, problem in PROBLEMS:
        accepted, body = await town.bot.check(ASK, {"command": typed})
        assert (accepted, body) == (
            False,
            {"response_action": "errors", "errors": {"command": problem}},
        )


async def test_who_may_not_is_told_beside_the_field(town: Town) -> None:
    town.bot.slack.change_user("bob", is_restricted=True)
    person = {"id": BOB, "team_id": TEAM}
    accepted, body = await town.bot.check(ASK, {"command": "sec run"}, user=person)
    assert (accepted, body["errors"]) == (
        False,
        {"command": 'Sorry, only members of this workspace may use "sec".'},
    )


async def test_disabled_namespace_is_named_beside_the_field(
    open_bot: OpenBot, tmp_path: Path
) -> None:
    bot = await open_bot(registry_of(tmp_path, demo="jobs = 7"))
    _, body = await bot.check(ASK, {"command": "demo hi"})
    assert body["errors"]["command"].startswith('"demo" is disabled: ')


async def test_command_without_what_it_needs_becomes_its_form(bot: Bot) -> None:
    accepted, body = await bot.check(ASK, {"command": "define"})
    assert (accepted, body["response_action"], body["view"]["callback_id"]) == (
        False,
        "update",
        "form",
    )


async def test_command_that_fits_is_accepted_and_answered_directly(town: Town) -> None:
    values = {"command": "demo say &lt;b&gt; <!here> *x*"}
    assert (await town.bot.check(ASK, values))[0]
    [(method, arguments)] = await town.bot.submit(ASK, values)
    assert (method, arguments["channel"], arguments["text"]) == (
        "chat.postMessage",
        ALICE,
        "Run 1 of `demo_say` is accepted: its report comes in our direct messages.",
    )
    assert [run.arguments for run in await town.runs.active()] == [{"w": "&lt;b&gt; <!here> *x*"}]


async def test_command_that_is_gone_when_its_turn_comes_is_told(bot: Bot) -> None:
    [(_, arguments)] = await bot.submit(ASK, {"command": "qqqq"})
    assert arguments["text"] == 'I know no such command. "help" lists all of them.'


# Call tech-support


async def test_message_is_passed_on_once_as_if_it_had_called(helpful: Bot) -> None:
    message = helpful.say("it is broken", user="bob")
    writes = await did(helpful, on_message(message))
    assert writes[:-1] == shown(helpful, message, support(helpful), "sos")
    assert told(writes[-1]) == (ALICE, PASSED_ON)
    [write] = await did(helpful, on_message(message, user=BOB))
    assert told(write) == (BOB, ALREADY)


async def test_message_that_had_called_is_not_passed_on_again(helpful: Bot) -> None:
    message = helpful.say("tech-support, please")
    await helpful.hear(message)
    [write] = await did(helpful, on_message(message))
    assert told(write) == (ALICE, ALREADY)


async def test_absence_is_said_below_the_message_for_all(helpful: Bot, tmp_path: Path) -> None:
    absence = '{"start": "2000-01-01", "end": "2999-12-31"}'
    (tmp_path / "techsupport_ooo.json").write_text(absence)
    message = helpful.say("it is broken")
    _, sign, note, _ = await did(helpful, on_message(message))
    assert sign == reaction("sos", message)
    assert note[1]["thread_ts"] == message["ts"]
    assert note[1]["text"].startswith("tech-support is out of office up to and including")


REFUSED = [
    ("D0BOBANDEVE", REFUSAL.format("tech-support")),
    ("C0HIDDEN001", UNSEEN),
    ("C0SUPPORT01", "tech-support reads this channel anyway, so I passed nothing on."),
]


@pytest.mark.parametrize(("channel", "answer"), REFUSED)
async def test_what_cannot_be_passed_on_is_said(helpful: Bot, channel: str, answer: str) -> None:
    message = {"ts": "1700000000.000100", "text": "it is broken", "user": BOB}
    writes = await did(helpful, on_message(message, channel))
    assert {told(one) for one in writes} == {(ALICE, answer)}  # one place after the other


async def test_message_of_a_group_is_not_passed_on(helpful: Bot) -> None:
    message = helpful.say("it is broken")
    helpful.slack.workspace.channels[GENERAL].kind = "mpim"
    [write] = await did(helpful, on_message(message))
    assert told(write) == (ALICE, REFUSAL.format("tech-support"))


async def test_message_that_is_gone_is_said(helpful: Bot) -> None:
    message = {"ts": "1700000000.000100", "text": "it is broken", "user": BOB}
    [write] = await did(helpful, on_message(message))
    assert told(write) == (ALICE, UNSEEN)


async def test_nobody_is_called_where_nobody_is_set_up(bot: Bot) -> None:
    [write] = await did(bot, on_message(bot.say("it is broken")))
    assert told(write) == (ALICE, NOBODY)


async def test_channel_that_is_not_there_is_nobodys(open_bot: OpenBot, tmp_path: Path) -> None:
    bot = await opened(open_bot, tmp_path, SLACK_TECH_SUPPORT_CHANNEL="#gone")
    [write] = await did(bot, on_message(bot.say("it is broken")))
    assert told(write) == (ALICE, NOBODY)


async def test_in_shadow_mode_nothing_is_passed_on(open_bot: OpenBot, tmp_path: Path) -> None:
    bot = await opened(open_bot, tmp_path, ENV="staging")
    [write] = await did(bot, on_message(bot.say("it is broken")))
    assert told(write)[1].startswith("Another bot passes calls on here")


def told(write: Write) -> tuple[str, str]:
    """Return whom an ephemeral message is for, or the direct message, and its text."""
    arguments = write[1]
    return str(arguments.get("user", arguments["channel"])), str(arguments["text"])
