"""A fabfile is fetched before each run, whole and as it should be, or the old one stays."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from consumer.runs import fabfile
from jobs.catalogue import load
from jobs.definition import Job
from tests.services import Service

PATH = "/fabfile.py"
NEW, OLD = b"print('new')\n", b"print('old')\n"


def job_fetching(folder: Path, url: str, sha256: str = "") -> Job:
    """Return a job of a namespace with a fabfile."""
    (folder / "demo").mkdir(exist_ok=True)
    pin = f'fabfile_sha256 = "{sha256}"\n' if sha256 else ""
    text = f'fabfile = "{url}"\n{pin}slack = []\n[jobs.hi]\nrun_args_template = "true"\n'
    (folder / "demo" / "jobs.toml").write_text(text)
    catalogue = load(folder)
    job = catalogue.job("demo_hi")
    assert job, catalogue.broken
    return job


@pytest.mark.parametrize("there", [True, False])
async def test_what_the_address_has_replaces_the_old_one(
    tmp_path: Path, http: ClientSession, service: Service, there: bool
) -> None:
    if there:
        (tmp_path / fabfile.NAME).write_bytes(OLD)
    service.says(PATH, NEW)
    pinned = hashlib.sha256(NEW).hexdigest().upper()
    for sha256 in ("", pinned):
        job = job_fetching(tmp_path, service.url + PATH, sha256)
        assert await fabfile.refresh(http, job, tmp_path) == ""
        assert (tmp_path / fabfile.NAME).read_bytes() == NEW
    assert {path.name for path in tmp_path.iterdir()} == {fabfile.NAME, "demo"}  # noqa: ASYNC240


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"status": 500}, "the fabfile of demo: the answer is HTTP 500"),
        ({"status": 302, "headers": {"Location": "/fabfile.py"}}, "TooManyRedirects"),
        ({"body": b"x" * (fabfile.MOST_BYTES + 1)}, "the answer is over 1048576 bytes"),
        ({"sha256": "0" * 64}, "its sha256 is 7965c85b8371…, not 000000000000…"),
        ({"after": threading.Event()}, "no whole answer within 0.2 s"),
    ],
)
async def test_otherwise_the_old_one_stays_and_the_reason_is_told(
    tmp_path: Path,
    http: ClientSession,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    answer: dict[str, Any],
    problem: str,
) -> None:
    monkeypatch.setattr(fabfile, "WITHIN_S", 0.2)
    (tmp_path / fabfile.NAME).write_bytes(OLD)
    sha256 = answer.pop("sha256", "")
    service.says(PATH, answer.pop("body", NEW), **answer)
    job = job_fetching(tmp_path, service.url + PATH, sha256)
    said = await fabfile.refresh(http, job, tmp_path)
    if waited := answer.get("after"):
        waited.set()
    assert problem in said
    assert (tmp_path / fabfile.NAME).read_bytes() == OLD
