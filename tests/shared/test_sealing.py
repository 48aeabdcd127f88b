"""Seals: opened with the same key for half an hour, and with nothing else."""

from __future__ import annotations

import time

import pytest
from pydantic import SecretStr

from shared.sealing import KEPT_S, Sealer

OLD, NEW, OTHER = (letter * 32 for letter in "onx")
URL = "https://hooks.slack.com/commands/T0/1/café"


def sealer(*keys: str) -> Sealer:
    """Return a sealer of these keys, the newest first."""
    return Sealer([SecretStr(key) for key in keys])


@pytest.mark.parametrize(
    ("sealed_by", "opened_by", "age_s", "opened"),
    [
        ((OLD,), (OLD,), 0, URL),
        ((OLD,), (NEW, OLD), 0, URL),
        ((NEW, OLD), (NEW,), 0, URL),
        ((NEW, OLD), (OLD,), 0, ""),
        ((OLD,), (OTHER,), 0, ""),
        ((OLD,), (), 0, ""),
        ((), (OLD,), 0, ""),
        ((), (), 0, ""),
        ((OLD,), (OLD,), KEPT_S - 5, URL),
        ((OLD,), (OLD,), KEPT_S + 5, ""),
        ((OLD,), (NEW, OLD), KEPT_S + 5, ""),
        ((OLD,), (OLD,), -3600, URL),
    ],
)
def test_a_seal_is_opened_by_its_key_in_time(
    sealed_by: tuple[str, ...], opened_by: tuple[str, ...], age_s: float, opened: str
) -> None:
    sealed = sealer(*sealed_by).seal(URL)
    assert sealer(*opened_by).unseal(sealed, time.time() + age_s) == opened


def test_a_seal_shows_nothing_of_what_it_holds() -> None:
    sealed = sealer(OLD).seal(URL)
    assert "hooks" not in sealed
    assert sealed != sealer(OLD).seal(URL)


def test_nothing_is_sealed_as_nothing() -> None:
    assert sealer(OLD).seal("") == ""


@pytest.mark.parametrize("sealed", ["", "junk", "é", "====", "A" * 200, "\0", "gAAAAA" * 20])
def test_what_is_no_seal_opens_to_nothing(sealed: str) -> None:
    assert sealer(OLD, NEW).unseal(sealed, time.time()) == ""


@pytest.mark.parametrize(
    "change", [lambda seal: seal[:-4], lambda seal: seal[:40] + "é", str.lower]
)
def test_a_seal_that_was_changed_opens_to_nothing(change: object) -> None:
    assert callable(change)
    assert sealer(OLD).unseal(change(sealer(OLD).seal(URL)), time.time()) == ""


def test_a_key_is_not_shown_by_its_sealer() -> None:
    assert OLD not in repr(sealer(OLD)) + str(vars(sealer(OLD)))
