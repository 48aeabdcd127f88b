"""Fixtures: Burrow running, once for all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.inventory.stack import Stack, running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything, in production."""
    with running(tmp_path_factory.mktemp("inventory")) as started:
        yield started


@pytest.fixture(scope="session")
def shadow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything, in shadow mode."""
    with running(tmp_path_factory.mktemp("shadow"), ENV="staging") as started:
        yield started
