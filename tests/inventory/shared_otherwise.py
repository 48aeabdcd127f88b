"""What becomes of code and files where Burrow intends something else than gopherbot, by case."""

from __future__ import annotations

from tests.inventory.calls import PM, Like
from tests.inventory.shared_code import HINT, LINK, WRITES, Outcome, asked, body, download, go

TRIES = 5  # files.info, until Slack knows the file
ONE_FILE = Outcome([download("F1"), asked("F1")], body(go(20)), WRITES)
BOTH_LINKED = PM(Like(rf".*<@UALICE>.*{LINK}.*<@UALICE>.*{LINK}.*"))

OUR_OUTCOMES: dict[str, Outcome] = {
    "79": ONE_FILE,
    "80a": Outcome([asked("F1")]),
    "80b": Outcome(),
    "81": Outcome(
        [download("F1"), download("F3"), asked("F1"), asked("F2"), asked("F3")],
        body(go(20, "a.go"), go(6, "c.go")),
        [BOTH_LINKED, HINT],
    ),
    "82": Outcome(),
    "83": Outcome([download("F2"), asked("F2")], body(go(20)), WRITES),
    "84b": Outcome([asked("F1")] * TRIES),
    "85": ONE_FILE,
}
