"""The house stays as it was planned: modules in their lists, small pieces, nothing of one desk."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

import consumer.handlers
from tests.processes import ROOT

MOST_MODULE_LINES = 250
MOST_FUNCTION_LINES = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}

PACKAGES = {
    "gateway", "shared", "consumer", "glossary", "jobs", "bgtasks", "dev", "benchmarks", "tests",
}  # fmt: skip
LATER = {"services", "dashboard"}
FILES = {
    ".dockerignore", ".env.example", ".gitignore", ".pre-commit-config.yaml", ".python-version",
    "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile", "Procfile", "README.md",
    "app.json", "docker-compose.yml", "pyproject.toml", "requirements-dev.txt",
    "requirements-local.txt", "requirements.txt", "slack-manifest.json",
}  # fmt: skip

# Split, so that this file does not hold what it forbids.
FOREIGN = re.compile(
    "|".join([
        "/" + r"work/(main|shared)", "/" + "root/", "/" + r"home/\w+/", "/" + "tmp/",
        "pypi" + r"\.org", "python" + r"hosted\.", "--(extra-)?index" + "-url ",
        "arti" + "factory",
    ])
)  # fmt: skip


def listed() -> list[Path]:
    """Return the checkout's files: those in git, or all of a checkout without git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if found.returncode == 0:
        names = [ROOT / name for name in found.stdout.split("\0") if name]
    else:
        names = [path for path in ROOT.rglob("*") if not is_generated(path)]
    return [path for path in names if path.is_file()]


def is_generated(path: Path) -> bool:
    """Return whether tools made this file."""
    parts = path.relative_to(ROOT).parts
    return any(p == "__pycache__" or p.startswith((".venv", ".burrow")) for p in parts) or any(
        p.startswith(".") and p.endswith("cache") for p in parts
    )


ALL = listed()
MODULES = [path for path in ALL if path.suffix == ".py"]


def shown(path: Path, line: int | None = None) -> str:
    """Return a path as a complaint names it."""
    place = str(path.relative_to(ROOT))
    return f"{place}:{line}" if line else place


def modules_of(folder: str) -> set[str]:
    """Return the names of the modules in a folder."""
    return {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}


def named_in(folder: str, list_name: str) -> set[str]:
    """Return the modules that the list in a folder's __init__.py names."""
    tree = ast.parse((ROOT / folder / "__init__.py").read_text())
    [value] = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and list_name in ast.unparse(node)
    ]
    assert isinstance(value, ast.Tuple)
    return {ast.unparse(element).partition(".")[0] for element in value.elts}


@pytest.mark.parametrize(
    ("folder", "list_name", "attribute"),
    [
        ("consumer/handlers", "ROUTERS", "router"),
        ("bgtasks/tasks", "SCHEDULES", "schedule"),
    ],
)
def test_every_module_is_in_its_list(folder: str, list_name: str, attribute: str) -> None:
    missing = modules_of(folder) - named_in(folder, list_name)
    lines = "\n".join(f"    {name}.{attribute}," for name in sorted(missing))
    assert not missing, f"add to {list_name} in {folder}/__init__.py:\n{lines}"


def test_every_handler_with_a_command_has_help_and_a_docstring() -> None:
    handlers = consumer.handlers.load().handlers
    commands = [one.name for one in handlers if one.kind in {"command", "prefix"} and not one.help]
    undocumented = [
        f"{path.stem}.{node.name}"
        for path in (ROOT / "consumer/handlers").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef) and not ast.get_docstring(node)
    ]
    assert commands + undocumented == []


def test_top_level_is_the_planned_one() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in ALL}
    assert top - FILES - PACKAGES - LATER - {".ci"} == set()
    assert (FILES | PACKAGES) - top == set()


def test_packages_are_two_deep_at_most() -> None:
    # Outside the packages that the processes are: peers have one requirements file each.
    deep = [shown(path) for path in MODULES if len(path.relative_to(ROOT).parts) > 3]
    assert deep == []


def test_names_say_what_is_inside() -> None:
    assert [shown(path) for path in MODULES if path.stem in VAGUE] == []


def test_modules_are_short() -> None:
    lines = {shown(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {path: n for path, n in lines.items() if n > MOST_MODULE_LINES} == {}


def test_functions_are_short() -> None:
    long = {
        shown(path, node.lineno): node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_modules_begin_with_what_they_are() -> None:
    silent = [
        shown(path)
        for path in MODULES
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_no_file_knows_a_machine_or_a_registry() -> None:
    found = [
        shown(path, number)
        for path in ALL
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert found == []
