"""The names of Redis keys: as the manual of shared/keys.py says, ready for a Cluster."""

from __future__ import annotations

import re

import pytest

from shared import keys

STREAM = "slack_message_public"
NAMES = [
    (keys.seen(STREAM, "Ev1"), "{slack_message_public}:seen:Ev1"),
    (keys.chain(STREAM, "burrow", "Ev1"), "{slack_message_public}:chain:burrow:Ev1"),
    (keys.parked(STREAM), "{slack_message_public}:parked"),
    (keys.parked_entries(STREAM), "{slack_message_public}:parked:entries"),
    (keys.dead(STREAM), "dead:{slack_message_public}"),
    (keys.message_seen("T1", "C1", "1.2"), "seen:T1:C1:1.2"),
    (keys.limit("T1", "post:C1", "tat"), "{limit:T1:post:C1}:tat"),
    (keys.lease("burrow"), "{burrow}:lease"),
    (keys.fence("burrow"), "{burrow}:fence"),
    (keys.task_writes("burrow", "health"), "{burrow}:writes:health"),
    (keys.tasks("burrow"), "{burrow}:tasks"),
    (keys.health("burrow"), "{burrow}:health"),
    (keys.failing("burrow", "poll"), "{burrow}:failing:poll"),
    (keys.watch("burrow", "gerrit"), "{burrow}:watch:gerrit"),
    (keys.channels_by_id("burrow"), "{burrow}:channels:by_id"),
    (keys.channels_by_name("burrow"), "{burrow}:channels:by_name"),
    (keys.channels_noted("burrow"), "{burrow}:channels:noted"),
    (keys.time_zone("burrow", "U1"), "{burrow}:zone:U1"),
    (keys.steps("burrow"), "{burrow}:steps"),
    (keys.steps("burrow", "1a2b"), "{burrow}:steps:1a2b"),
    (keys.cron("burrow"), "{requests}:cron:burrow"),
    (keys.later(), "{requests}:later"),
    (keys.later("requests"), "{requests}:later:requests"),
    (keys.later("ids"), "{requests}:later:ids"),
    (keys.later("asked", "Ev1"), "{requests}:later:asked:Ev1"),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_key_has_the_name_that_operators_know(name: str, expected: str) -> None:
    assert name == expected


@pytest.mark.parametrize("name", [name for name, _ in NAMES[:5]])
def test_what_one_script_touches_shares_the_streams_hash_tag(name: str) -> None:
    assert re.findall(r"\{(.*?)\}", name) == [STREAM]
