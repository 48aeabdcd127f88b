"""The deployment files, read: their commands, ports and variables, and what the code knows."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import orjson
import yaml
from pydantic import AliasChoices

from shared.settings import (
    BgtasksSettings,
    ConsumerSettings,
    GatewaySettings,
    ProcessSettings,
    SocketModeSettings,
)
from tests.processes import ROOT

SETTINGS = (GatewaySettings, ConsumerSettings, BgtasksSettings)
PROCESSES = {"gateway", "consumer", "bgtasks"}
# Read by Python, pip and prometheus_client themselves.
FOREIGN = re.compile(r"(PYTHON|PIP_)\w+")

DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")  # as compose reads it


def names_of(kind: type[Any]) -> set[str]:
    """Return every variable that a process reads."""
    names: set[str] = set()
    for field in kind.model_fields.values():
        alias = field.validation_alias
        names |= {str(a) for a in alias.choices} if isinstance(alias, AliasChoices) else {alias}
    return names


def required_of(kind: type[Any]) -> set[str]:
    """Return our names of the variables without which a process does not start."""
    required = [field for field in kind.model_fields.values() if field.is_required()]
    aliases = [field.validation_alias for field in required]
    return {str(a.choices[0]) if isinstance(a, AliasChoices) else str(a) for a in aliases}


def given_to_jobs() -> set[str]:
    """Return every variable that a shipped job asks for."""
    files = (ROOT / "jobs").glob("*/jobs.toml")
    jobs = [job for file in files for job in tomllib.loads(file.read_text())["jobs"].values()]
    return {name for job in jobs for name in job.get("env", [])}


KNOWN = set().union(*map(names_of, (*SETTINGS, SocketModeSettings))) | given_to_jobs()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
APP = orjson.loads((ROOT / "app.json").read_bytes())
BY_NAME: dict[str, type[ProcessSettings]] = {
    "gateway": GatewaySettings,
    "consumer": ConsumerSettings,
    "bgtasks": BgtasksSettings,
}


def lines_of(file: str) -> list[str]:
    """Return what a file says, comments and empty lines left out."""
    lines = (ROOT / file).read_text().splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, in order, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines_of("Dockerfile")))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines()]


def instruction(name: str) -> list[str]:
    """Return the arguments of all instructions of a name."""
    return [rest for found, rest in instructions() if found == name]


def image_variables() -> list[tuple[str, str]]:
    """Return the names and values that the image sets."""
    pairs = (pair.partition("=") for line in instruction("ENV") for pair in line.split())
    return [(name, value) for name, _, value in pairs]


def module_of(command: list[str]) -> str:
    """Return the module that a command runs; fails if it is no `python -m` of a module of ours."""
    assert command[:2] == ["python", "-m"], command
    return command[2]


def is_runnable(module: str) -> bool:
    """Return whether `python -m` finds something to run."""
    path = ROOT / module.replace(".", "/")
    return (path / "__main__.py").exists() or "__main__" in path.with_suffix(".py").read_text()


def variables_of_compose(service: str) -> dict[str, str]:
    """Return the environment that the compose file itself sets, where .env says nothing."""
    found: dict[str, str] = COMPOSE["services"][service]["environment"]
    return {name: DEFAULT.sub(r"\1", value) for name, value in found.items()}


def let_in() -> list[str]:
    """Return what .dockerignore lets into the image."""
    return [line.removeprefix("!") for line in lines_of(".dockerignore") if line.startswith("!")]


def reached(package: str, packages: set[str], seen: set[str]) -> set[str]:
    """Return the packages of ours that a package imports, directly or not."""
    for path in (ROOT / package).rglob("*.py"):
        for name in imports_of(path) & packages - seen:
            seen.add(name)
            reached(name, packages, seen)
    return seen


def imports_of(path: Path) -> set[str]:
    """Return the top-level names that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
