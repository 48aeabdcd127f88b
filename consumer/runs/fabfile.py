"""Fetch a namespace's `fabfile` before a run: one Python file from an address, saved beside it.

| what happens                             | then                                                  |
|------------------------------------------|-------------------------------------------------------|
| it comes, and has the sha256 if one is   | it replaces the old one, whole                        |
| given                                    |                                                       |
| it does not come in time, or is too big, | the old one is used, and people are told in the logs  |
| or another one comes                     | channel; without an old one the run fails             |
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from aiohttp import ClientSession

from jobs.definition import Job
from shared.errors import ServiceUnavailable
from shared.outside import Request, ask

NAME = "fabfile.py"
WITHIN_S = 20.0
MOST_BYTES = 1024 * 1024  # a program that somebody wrote by hand has less
REDIRECTS = 3


async def refresh(http: ClientSession, job: Job, folder: Path) -> str:
    """Fetch the file; return what went wrong, if the old one has to do."""
    try:
        body = await fetched(http, job)
    except ServiceUnavailable as error:
        return error.reason
    replace(folder / NAME, body)
    return ""


async def fetched(http: ClientSession, job: Job) -> bytes:
    """Return the file that the address has now.

    Raises:
        ServiceUnavailable: it has none, or not the one that is wanted.
    """
    request = Request(
        service=f"the fabfile of {job.namespace}",
        url=job.fabfile,
        most_bytes=MOST_BYTES,
        within_s=WITHIN_S,
        redirects=REDIRECTS,
    )
    body = (await ask(http, request)).body
    digest = hashlib.sha256(body).hexdigest()
    if job.fabfile_sha256 and digest != job.fabfile_sha256.lower():
        wanted = job.fabfile_sha256[:12]
        raise ServiceUnavailable(f"{request.service}: its sha256 is {digest[:12]}…, not {wanted}…")
    return body


def replace(path: Path, body: bytes) -> None:
    """Write a file so that nobody ever reads half of it: two jobs may begin at once."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
        new.write(body)
    os.chmod(new.name, 0o644)
    os.replace(new.name, path)
