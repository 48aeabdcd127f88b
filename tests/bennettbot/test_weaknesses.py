"""What bennettbot did wrong, from the outside; the numbers are those of weaknesses.toml."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.bennettbot.stack import Stack
from tests.bennettbot.talk import (
    ALICE,
    C1,
    DONE,
    SUPPORT,
    ask,
    last_run,
    pass_by,
    posts,
    reactions,
    runs,
    say,
    tell,
    texts,
    until,
)
from tests.inventory.calls import Like
from tests.processes import wait_for

# 9.1 Durability


def test_what_is_said_while_no_consumer_runs_is_done_when_one_does(stack: Stack) -> None:
    stack.consumer.stop()
    said = say(stack, "<@bot> demo hi")
    wait_for(lambda: stack.slack.pending_deliveries == 0, what="delivering")
    stack.consumer.start()
    stack.settle()
    assert posts(stack) == [(C1, "", "hi")]
    assert reactions(stack, said) == {"+1", DONE}


def test_report_outlives_more_trouble_than_three_tries(stack: Stack) -> None:
    stack.slack.fault("chat.postMessage", "status", times=8, channel=C1)
    ask(stack, "demo hi")
    assert [one["text"] for one in stack.slack.messages("general")][-1] == "hi"
    assert posts(stack) == [(C1, "", "hi")]


def test_run_of_a_job_that_is_gone_is_told_and_harms_nobody(stack: Stack) -> None:
    ask(stack, "demo dep")
    run = last_run(stack)
    stack.db.hset(f"{{jobs}}:run:{run}", "job", "demo_gone")
    pass_by(stack, run, 61)
    until(stack, run, "failed")
    ask(stack, "demo hi")
    gone, called, report = posts(stack)
    assert gone[2] == Like(rf"`demo_gone` \(run {run}\) failed.*: it is not defined any more\..*")
    assert (called[0], report[2]) == (SUPPORT, "hi")


# 9.2 Scale


def test_idle_consumer_opens_no_connections_and_writes_nothing(stack: Stack) -> None:
    before, rounds = figures(stack), ticks(stack)
    wait_for(lambda: ticks(stack) >= rounds + 5, what="five looks for what is due")
    assert figures(stack) == before


def figures(stack: Stack) -> tuple[int, int]:
    """Return how many connections there ever were, and how many changes."""
    info = stack.db.info("all")
    return info["total_connections_received"], info["rdb_changes_since_last_save"]


def ticks(stack: Stack) -> int:
    """Return how often scripts were run."""
    return int(stack.db.info("commandstats")["cmdstat_evalsha"]["calls"])


def test_only_so_many_runs_run_at_once(stack: Stack) -> None:
    stack.gate.touch()
    for number in range(PLACES + 2):
        say(stack, f"<@bot> extra wait {number}")
    stack.heard()
    wait_for(lambda: states(stack)["running"] == PLACES, what="all places being taken")
    assert states(stack) == {"running": PLACES, "queued": 2}
    tell(stack, "status")
    assert texts(stack)[-1].count("waits for a free place") == 2
    stack.gate.unlink()
    wait_for(lambda: states(stack) == {"succeeded": PLACES + 2}, what="the end of all")


PLACES = 8  # JOBS_CONCURRENCY, if it is not set


def states(stack: Stack) -> Counter[str]:
    """Return how many runs are in each state."""
    return Counter(state for _, state in runs(stack))


# 9.3 Time and control


def test_running_run_is_stopped_and_its_type_is_free_again(stack: Stack) -> None:
    stack.gate.touch()
    tell(stack, "demo say x")
    run = last_run(stack)
    until(stack, run, "running")
    said = tell(stack, f"cancel {run}", user="bob")
    until(stack, run, "cancelled")
    stack.gate.unlink()
    ask(stack, "demo say y")
    stack.settle()
    stopping, end, report = posts(stack)
    assert stopping[2] == Like(rf"Run {run} \(`demo_say`\) is being stopped\. .*")
    assert end[2] == Like(rf"`demo_say` \(run {run}\) was cancelled by <@U0BOB000001> after .*")
    assert report[2] == "y"
    assert reactions(stack, said) == set()


# 9.4 Security


def test_job_is_told_no_secret(stack: Stack) -> None:
    ask(stack, "extra secrets")
    [text] = texts(stack)
    assert "BURROW_JOB=extra_secrets" in text
    secrets = ("SLACK_", "GITHUB_", "REDIS_URL", "HOOKS_SECRET", "xoxb-", "signing")
    assert [word for word in secrets if word in text] == []


@pytest.mark.parametrize("value", ["--version", "-n"])
def test_value_that_a_program_would_take_for_an_option_is_refused(stack: Stack, value: str) -> None:
    ask(stack, f"extra read {value}")
    [text] = texts(stack)
    assert text == Like(rf"<@{ALICE}> .*`{value}` begins with a dash.*`extra read &lt;path&gt;`.*")
    assert runs(stack) == []


def test_guest_cannot_drop_a_deploy(stack: Stack) -> None:
    ask(stack, "demo dep")
    run = last_run(stack)
    for command in (f"remove job id {run}", f"cancel {run}"):
        ask(stack, command, user="gwen")
    refused = f":no_entry: Sorry, only members of this workspace may use run {run}."
    assert texts(stack) == [refused] * 2
    assert runs(stack) == [("demo_dep", "scheduled")]


def test_member_who_is_made_a_guest_loses_their_rights_at_once(stack: Stack) -> None:
    ask(stack, "sec run", user="carol")
    stack.slack.change_user("carol", is_restricted=True)
    stack.heard()
    try:
        ask(stack, "sec run", user="carol")
    finally:
        stack.slack.change_user("carol", is_restricted=False)
    assert texts(stack) == ["ran", Like(":no_entry: .*")]


def test_person_of_another_workspace_is_no_member(stack: Stack) -> None:
    ask(stack, "sec run", "C0SHOWTELL1", user="otto")
    assert texts(stack) == [Like(":no_entry: .*")]


def test_reminder_runs_nothing_that_is_restricted(stack: Stack) -> None:
    stack.slack.remind("general", "<@bot> sec run")
    stack.settle()
    assert texts(stack) == [
        ":no_entry: Sorry, a reminder cannot use `sec`: I cannot see who set it."
    ]
    assert runs(stack) == []


@pytest.mark.parametrize("subtype", ["bot_message", None])
def test_other_bots_run_nothing(stack: Stack, subtype: str | None) -> None:
    for kind in ("message", "app_mention"):
        stack.slack.deliver(stack.slack.envelope(another_bots(stack, kind, subtype)))
    stack.heard()
    assert (runs(stack), posts(stack)) == ([], [])


def another_bots(stack: Stack, kind: str, subtype: str | None) -> dict[str, Any]:
    """Return the event of another bot that mentions ours."""
    ts = stack.slack.say("bob", C1, "something else")
    event: dict[str, Any] = {"type": kind, "bot_id": "B0OTHER0001", "user": "U0OTHERBOT1"}
    event |= {"channel": C1, "channel_type": "channel", "ts": ts, "event_ts": ts}
    event |= {"text": f"<@{stack.slack.workspace.bot.id}> demo hi"}
    return event | ({"subtype": subtype} if subtype else {})


def test_arguments_are_in_no_log(stack: Stack) -> None:
    ask(stack, "demo say hunter2-is-my-password")
    logs = [one.text() for one in (stack.gateway, stack.consumer, *stack.more)]
    assert texts(stack) == ["hunter2-is-my-password"]
    assert [text for text in logs if "hunter2" in text] == []
