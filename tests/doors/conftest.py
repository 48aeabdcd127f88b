"""Fixtures: the whole product, once for each transport, and people in its workspace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doors.house import House, running
from tests.doors.person import Person


@pytest.fixture(scope="session", params=["http", "socket"])
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Everything, reached by one of Slack's two transports."""
    with running(tmp_path_factory.mktemp(request.param), request.param) as house:
        yield house


@pytest.fixture
def house(standing: House) -> Iterator[House]:
    """Everything, with as many consumers as there should be, and nothing left over."""
    standing.staffed()
    standing.begin()
    yield standing
    standing.clear()
    standing.close_forms()


@pytest.fixture
def alice(house: House) -> Person:
    """A member."""
    return Person(house, "alice")


@pytest.fixture
def bob(house: House) -> Person:
    """Another member."""
    return Person(house, "bob")


@pytest.fixture
def gwen(house: House) -> Person:
    """A guest, in #showandtell only."""
    return Person(house, "gwen")
