"""Promise 3: an operator lists, shows, replays and drops what was buried."""

from __future__ import annotations

import asyncio
import sys

from tests.processes import ROOT
from tests.promises.house import House
from tests.promises.reckoning import dead, reckon
from tests.promises.test_poison import HASTY

PUBLIC = "slack_message_public"


async def operate(house: House, *words: str) -> tuple[int, str]:
    """Run `python -m consumer dead …` and return its status and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "consumer", "dead", *words),
        cwd=ROOT,
        env=house.environment("", {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


def letter_id(house: House) -> str:
    """Return the id of the only dead letter of public messages."""
    [(one, _)] = house.db.xrange(f"dead:{{{PUBLIC}}}")
    return str(one)


async def test_replayed_dead_letter_finishes_without_repeating_its_post(house: House) -> None:
    await house.staff(timings=HASTY | {"message_s": 1})
    event_id = await house.say("mend")
    await house.until(lambda: dead(house.db), 15)
    status, listed = await operate(house, "list")
    assert (status, event_id in listed, "not mended yet" in listed) == (0, True, True)
    status, shown = await operate(house, "show", PUBLIC, letter_id(house))
    assert (status, "dead_deliveries: 5" in shown) == (0, True)
    house.effects.with_name("effects.mended").touch()
    status, said = await operate(house, "replay", PUBLIC, letter_id(house))
    assert (status, said.startswith("published again as ")) == (0, True)
    await house.until(lambda: house.answers_to(event_id)[1:])
    await reckon(house, reruns=5, copied=[event_id])
    assert house.answers_to(event_id) == ["begun", "mended"]
    assert dead(house.db) == {}


async def test_dropped_dead_letter_is_gone_and_no_other_is_found_in_its_place(
    house: House,
) -> None:
    await house.staff()
    await house.say("reject")
    await house.until(lambda: dead(house.db))
    found = letter_id(house)
    assert await operate(house, "drop", PUBLIC, found) == (0, "dropped\n")
    assert await operate(house, "list") == (0, "no dead letters\n")
    status, said = await operate(house, "replay", PUBLIC, found)
    assert (status, f"{PUBLIC} has no dead letter {found}" in said) == (1, True)
    await reckon(house)
