"""`python -m glossary`: what a contributor runs before a pull request."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the check needs, to be spoilt."""
    for package in ("glossary", "shared"):
        shutil.copytree(ROOT / package, tmp_path / package)
    return tmp_path


def check(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "glossary"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_good_glossary_is_counted_and_exits_0(checkout: Path) -> None:
    terms = checkout / "glossary" / "terms"
    for path in terms.glob("*.toml"):
        path.unlink()
    (terms / "x.toml").write_text("name = 'x'\naliases = ['y', 'z']\ndefinition = 'last letters'")
    ended = check(checkout)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "1 terms, 3 words\n", "")


def test_our_own_glossary_is_good() -> None:
    assert check(ROOT).returncode == 0


def test_bad_term_is_named_with_key_and_cure_and_exits_1(checkout: Path) -> None:
    path = checkout / "glossary" / "terms" / "x.toml"
    path.write_text("name = 'x'\ndefinition = 'y'\nalias = ['z']")
    ended = check(checkout)
    known = "is not known here: the keys are name, aliases, definition"
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{path}: alias: {known}\n"
