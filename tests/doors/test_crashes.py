"""What people asked for survives the death of what was at it, over each of Slack's transports."""

from __future__ import annotations

from tests.doors.house import GENERAL, House
from tests.doors.person import FORM_S, Person, labels
from tests.processes import wait_for

NOTHING_DONE = "I do not answer just now, and nothing was done. Please try again in a minute."
CLAIMED_S = 20.0


def dead(house: House) -> int:
    """Return how many consumers have ended."""
    return len(house.more) + 1 - len(house.consumers)


def test_slash_command_of_a_consumer_that_dies_is_answered_once_by_the_other(
    house: House, alice: Person
) -> None:
    before = dead(house)
    alice.slash("/burrow die before hello")
    wait_for(lambda: dead(house) > before, CLAIMED_S, "a consumer's death")
    house.start_consumer()
    assert alice.texts() == ["hello"]


def test_answer_whose_continuation_dies_goes_on_once_in_the_other_consumer(
    house: House, alice: Person
) -> None:
    before = dead(house)
    question = alice.say("<@bot> sure 600")
    alice.click(question, "Yes")
    wait_for(lambda: dead(house) > before, CLAIMED_S, "a consumer's death")
    house.start_consumer()
    asked, begun, ended = (one["text"] for one in alice.public())
    assert asked.endswith(f"✓ *Yes*, <@{alice.id}>")
    assert (begun, ended[:9]) == ("begun with 600", "ended by ")


def test_what_comes_while_no_process_but_a_new_gateway_runs_is_not_lost(
    house: House, alice: Person, bob: Person
) -> None:
    question = alice.say("<@bot> sure 700")
    bob.slash("/burrow spell")
    bob.form()
    house.kill_all()
    house.start_gateway()
    wait_for(house.is_ready, what="a gateway that is ready")
    accepted = [alice.slash(f"/burrow {command}").error for command in ("echo hello", "spell")]
    bob.submit(word="hello")  # which takes so long that alice's form cannot be opened any more
    assert (accepted, bob.view["errors"]) == (["", ""], {"word": NOTHING_DONE})
    assert "'value': 'hello'" in str(bob.view["state"])
    house.staffed()
    told = {one["text"]: one for one in alice.told()}
    assert sorted(map(labels_of, told.values())) == [[], ["Open the form"]]
    assert told.pop("hello")["channel"] == GENERAL
    [too_late] = told.values()
    alice.click(too_late, "Open the form")
    alice.form()
    alice.submit(word="late")
    assert alice.texts()[-1] == "l a t e"
    alice.click(question, "Yes")
    alice.slack.wait_for(lambda: alice.public()[-1]["text"].startswith("ended by"), FORM_S)
    bob.submit(word="hello")
    assert bob.texts() == ["h e l l o"]


def labels_of(message: dict[str, object]) -> list[str]:
    """Return what can be clicked in a message."""
    return labels(message.get("blocks", []))  # type: ignore[arg-type]
