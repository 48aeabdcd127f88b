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
    """A copy of what the check needs, without terms, to be filled."""
    for package in ("glossary", "shared"):
        shutil.copytree(ROOT / package, tmp_path / package)
    for path in terms(tmp_path).glob("*.toml"):
        path.unlink()
    return tmp_path


def terms(checkout: Path) -> Path:
    return checkout / "glossary" / "terms"


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "glossary", *words],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=20,
        check=False,
    )


def test_good_glossary_is_counted_and_exits_0(checkout: Path) -> None:
    text = "name = 'x'\naliases = ['y', 'z']\ndefinition = 'last letters'"
    (terms(checkout) / "x.toml").write_text(text)
    ended = run(checkout)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "1 term, 3 words\n", "")


def test_our_own_glossary_is_good() -> None:
    assert run(ROOT).returncode == 0


def test_bad_term_is_named_with_key_and_cure_and_exits_1(checkout: Path) -> None:
    path = terms(checkout) / "x.toml"
    path.write_text("name = 'x'\ndefinition = 'y'\nalias = ['z']")
    ended = run(checkout)
    known = "is not known here: the keys are name, aliases, definition"
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{path}: alias: {known}\n1 error\n"


def test_every_error_of_every_file_is_named_and_counted(checkout: Path) -> None:
    folder = terms(checkout)
    (folder / "a.toml").write_text("alias = 'z'\ndefinition = ' '")
    (folder / "b.toml").write_text("name = b")
    (folder / "c.toml").write_text("name = 'd'\naliases = ['D']\ndefinition = 'the d: **a** `b'")
    (folder / "e.toml").write_text("name = 'e'\naliases = ['d']\ndefinition = 'fifth'")
    ended = run(checkout)
    places = [line.removeprefix(f"{folder}/").split(": ")[:2] for line in ended.stderr.splitlines()]
    assert ended.returncode == 1
    assert places == [
        ["a.toml", "alias"],
        ["a.toml", "name"],
        ["a.toml", "definition"],
        ["b.toml", "is not TOML"],
        ["c.toml", "name"],
        ["c.toml", "aliases"],
        ["c.toml", "definition"],
        ["c.toml", "definition"],
        ["c.toml", "definition"],
        ["e.toml", "aliases"],
        ["10 errors"],
    ]


@pytest.mark.parametrize(
    ("words", "ended"),
    [
        (["flux", "capacitor"], (0, "flux capacitor: 1.21 gigawatts <- here\n", "")),
        (["Flux-Capacitor?"], (0, "flux capacitor: 1.21 gigawatts <- here\n", "")),
        (["fluxcapacitro"], (1, "", "no term 'fluxcapacitro'; near it: flux capacitor\n")),
        (["banana"], (1, "", "no term 'banana'\n")),
    ],
)
def test_term_is_shown_in_the_terminal(
    checkout: Path, words: list[str], ended: tuple[int, str, str]
) -> None:
    text = "name = 'flux capacitor'\ndefinition = '1.21 gigawatts <- here'"
    (terms(checkout) / "flux-capacitor.toml").write_text(text)
    shown = run(checkout, *words)
    assert (shown.returncode, shown.stdout, shown.stderr) == ended
