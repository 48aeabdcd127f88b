"""All namespaces of a folder: a broken one disables itself alone."""

from __future__ import annotations

from pathlib import Path

import jobs
from tests.jobs.matched import matched
from tests.jobs.written import SAY, write

BAD = "[jobs.it]\n"


def test_broken_namespace_disables_itself_alone(tmp_path: Path) -> None:
    write(tmp_path, SAY, "good")
    write(tmp_path, BAD, "bad")
    write(tmp_path, SAY, "so_bad")
    found = jobs.load(tmp_path)
    assert [one.text for one in found.commands] == ["good say [w]"]
    assert [*found.namespaces, *found.broken] == ["good", "bad", "so_bad"]
    [error] = found.broken["bad"]
    assert str(error) == (
        f"{tmp_path / 'bad' / 'jobs.toml'}: jobs.it.run_args_template: is missing: add it"
    )


def test_later_of_two_namespaces_that_are_said_alike_is_broken(tmp_path: Path) -> None:
    write(tmp_path, SAY, "Demo")
    write(tmp_path, SAY, "demo")
    found = jobs.load(tmp_path)
    assert list(found.namespaces) == ["Demo"]
    [error] = found.broken["demo"]
    assert error.cure == "'demo say [w]' is already taken by 'Demo say [w]': rename the folder"


def test_only_folders_with_definitions_are_namespaces(tmp_path: Path) -> None:
    write(tmp_path, SAY, "one")
    write(tmp_path, BAD, "two")
    for name in ("__pycache__", ".git", "_shared", "scripts"):
        (tmp_path / name).mkdir()
    (tmp_path / "notes.txt").touch()
    assert jobs.names(tmp_path) == {"one", "two"}
    assert jobs.load(tmp_path).warnings == (
        "scripts: has no jobs.toml, and is no namespace: add one, or a _ in front",
    )


def test_folder_that_is_not_there_has_no_namespaces(tmp_path: Path) -> None:
    found = jobs.load(tmp_path / "none")
    assert (found.namespaces, found.broken, found.commands, found.warnings) == ({}, {}, (), ())
    assert jobs.names(tmp_path / "none") == frozenset()


def test_job_is_found_by_its_type(tmp_path: Path) -> None:
    write(tmp_path, SAY.replace("[jobs.say]", "[jobs.say_it]").replace("'say'", "'say_it'"))
    text = '[jobs.say_it]\nrun_args_template = "true"'
    write(tmp_path, text, "test-remote")
    found = jobs.load(tmp_path)
    job = found.job("test-remote_say_it")
    assert job
    assert (job.type, job.namespace, job.name) == ("test-remote_say_it", "test-remote", "say_it")
    assert [found.job(one) for one in ("test-remote_no", "no_say_it", "test-remote", "")] == [
        None
    ] * 4


LIKE = """
[jobs.it]
run_args_template = "true"
[jobs.to]
run_args_template = "echo {n}"
[jobs.both]
run_args_template = "echo {n} {m}"
"""
SAID = ["x", "x [n]", "x [n] to [m]", "x now", "x now [n]"]
JOBS = ["it", "to", "both", "it", "to"]


def commands() -> str:
    """Return the commands that begin alike."""
    rows = [
        f"[[slack]]\ncommand = '{text}'\nhelp = 'x'\naction = 'schedule_job'\njob_type = '{job}'\n"
        for text, job in zip(SAID, JOBS, strict=True)
        if text != "x [n]"
    ]
    return LIKE + "".join(rows)


def test_longest_beginning_wins_then_no_holes_then_the_alphabet(tmp_path: Path) -> None:
    write(tmp_path, commands())
    found = jobs.load(tmp_path)
    texts = ["demo x", "demo x now", "demo x now a", "demo x now to b", "demo x a to b", "demo x a"]
    winners = [(hit := matched(found, text)) and hit[0].text for text in texts]
    assert winners == [
        "demo x",
        "demo x now",
        "demo x now [n]",
        "demo x now [n]",
        "demo x [n] to [m]",
        None,
    ]
