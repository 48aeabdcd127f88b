"""Fixtures: Burrow running, once for all tests of a worker; each test sees its own part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bennettbot.stack import Stack, running


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything, in production."""
    with running(tmp_path_factory.mktemp("bennettbot")) as started:
        yield started


@pytest.fixture
def stack(house: Stack) -> Iterator[Stack]:
    """Everything, with no run left over from before."""
    house.begin()
    yield house
    house.clear()
