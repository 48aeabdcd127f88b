"""Which form is which: the event id of one that was accepted, and the workspace that it is of."""

from __future__ import annotations

import hashlib

import orjson

from gateway.bodies import team_of
from gateway.intake import form_mark
from tests.gateway.conftest import TEAM
from tests.gateway.doors import SUBMIT


def test_a_forms_event_id_is_of_team_view_hash_and_what_is_filled_in() -> None:
    state = orjson.dumps(SUBMIT["view"]["state"], option=orjson.OPT_SORT_KEYS)
    said = f"{TEAM}:V0FORM00001:1700000000.abc:".encode() + state
    assert form_mark(SUBMIT) == f"Vs{hashlib.sha256(said).hexdigest()[:32]}"
    assert form_mark(SUBMIT | {"trigger_id": "another", "token": "another"}) == form_mark(SUBMIT)
    edited = SUBMIT | {"view": SUBMIT["view"] | {"state": {"values": {}}}}
    assert form_mark(edited) != form_mark(SUBMIT)


def test_a_form_from_a_shared_channel_is_of_where_the_app_is_installed() -> None:
    view = SUBMIT["view"] | {"app_installed_team_id": TEAM}
    assert team_of(SUBMIT | {"team": {"id": "T0OTHER0001"}, "view": view}) == TEAM
