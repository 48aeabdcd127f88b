"""What deployments say (Procfile, app.json, Dockerfile, compose, .env.example) against the code.

No engine runs them here, so every command, port and variable is held against entry points and
settings.
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from typing import Any, get_args

import orjson
import pytest

from gateway import doctor_address, doctor_redis, doctor_slack
from gateway.doctor_finding import Mark
from shared import health_probe
from shared.settings import GatewaySettings, SocketModeSettings
from tests.deployment import (
    APP,
    BY_NAME,
    COMPOSE,
    FOREIGN,
    KNOWN,
    PROCESSES,
    SETTINGS,
    image_variables,
    instruction,
    instructions,
    is_runnable,
    let_in,
    lines_of,
    module_of,
    names_of,
    reached,
    required_of,
    variables_of_compose,
)
from tests.processes import ROOT

METRICS = ROOT / "shared/metrics.py"


def test_procfile_names_the_three_processes() -> None:
    named = dict(line.split(": ", 1) for line in lines_of("Procfile"))
    assert list(named) == ["web", "worker", "clock"]
    assert {module_of(command.split()) for command in named.values()} == PROCESSES
    assert all(is_runnable(module_of(command.split())) for command in named.values())


def test_heroku_starts_what_the_procfile_names() -> None:
    assert set(APP["formation"]) == {line.split(":")[0] for line in lines_of("Procfile")}


def test_heroku_variables_are_settings() -> None:
    assert set(APP["env"]) - KNOWN == set()


@pytest.mark.parametrize("kind", SETTINGS)
def test_heroku_asks_for_every_variable_that_a_process_needs(kind: type[Any]) -> None:
    given_by_the_addon = {"REDIS_URL"}
    asked = {name for name, about in APP["env"].items() if about.get("required", True)}
    assert required_of(kind) - given_by_the_addon - asked == set()


def test_heroku_runs_in_production_with_its_self_signed_redis() -> None:
    assert APP["env"]["ENV"]["value"] == "production"
    assert APP["env"]["REDIS_TLS_VERIFY"]["value"] == "0"


def test_heroku_and_the_image_run_the_same_python() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    assert instruction("FROM") == [f"python:{version}-slim"]


def test_compose_runs_each_process_by_its_entry_point() -> None:
    ours = {name: about for name, about in COMPOSE["services"].items() if name != "redis"}
    assert {name: module_of(about["command"]) for name, about in ours.items()} == {
        name: name for name in PROCESSES
    }


@pytest.mark.parametrize("service", sorted(PROCESSES))
def test_compose_variables_are_settings_of_the_process(service: str) -> None:
    assert set(variables_of_compose(service)) - names_of(BY_NAME[service]) == set()
    assert variables_of_compose(service)["ENV"] == "production"


@pytest.mark.parametrize("service", sorted(PROCESSES))
def test_compose_gives_every_variable_that_a_process_needs(service: str) -> None:
    in_env_file = {line.split("=")[0] for line in lines_of(".env.example")}
    missing = required_of(BY_NAME[service]) - in_env_file - set(variables_of_compose(service))
    assert missing == set()


@pytest.mark.parametrize("service", sorted(PROCESSES))
def test_compose_service_waits_for_redis_and_has_time_to_stop(service: str) -> None:
    about = COMPOSE["services"][service]
    assert about["depends_on"] == {"redis": {"condition": "service_healthy"}}
    assert about["restart"] == "unless-stopped"
    assert about["stop_grace_period"] == "30s"


@pytest.mark.parametrize("service", sorted(PROCESSES))
def test_compose_values_are_accepted(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KNOWN:
        monkeypatch.delenv(name, raising=False)
    example = dict(line.split("=", 1) for line in lines_of(".env.example"))
    secrets = {"SLACK_SIGNING_SECRET": "a-secret", "SLACK_BOT_TOKEN": "xoxb-a-token"}
    for name, value in (example | secrets | variables_of_compose(service)).items():
        monkeypatch.setenv(name, value)
    assert BY_NAME[service]().shadow_mode is False


@pytest.mark.parametrize("kind", [*SETTINGS, SocketModeSettings])
def test_env_example_has_every_secret_that_connects_a_workspace(kind: type[Any]) -> None:
    offered = {line.split("=")[0] for line in lines_of(".env.example")}
    assert (required_of(kind) | {"SECRETS_KEY", "PUBLIC_URL"}) - offered == {"REDIS_URL"}


def test_heroku_makes_secrets_that_nobody_has_to_know() -> None:
    generated = {name for name, about in APP["env"].items() if about.get("generator") == "secret"}
    assert generated == {"SECRETS_KEY", "HOOKS_SECRET"}


def test_image_holds_the_manifest_that_the_doctor_compares_scopes_with() -> None:
    assert doctor_slack.MANIFEST.relative_to(ROOT).as_posix() in let_in()


def test_compose_publishes_the_port_that_the_gateway_listens_on() -> None:
    port = variables_of_compose("gateway")["PORT"]
    assert COMPOSE["services"]["gateway"]["ports"] == [f"{port}:{port}"]
    assert instruction("EXPOSE") == [port]
    assert GatewaySettings.model_fields["port"].default == int(port) == health_probe.DEFAULT_PORT


def test_compose_redis_is_durable_and_forgets_nothing() -> None:
    command = COMPOSE["services"]["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "everysec"
    assert options["--maxmemory-policy"] == "noeviction"
    assert COMPOSE["services"]["redis"]["volumes"] == ["redis:/data"]


def test_consumers_keep_state_and_logs_in_a_volume_that_their_user_may_write_to() -> None:
    [state_dir] = [pair[1] for pair in image_variables() if pair[0] == "STATE_DIR"]
    assert COMPOSE["services"]["consumer"]["volumes"] == [f"state:{state_dir}"]
    assert COMPOSE["volumes"].keys() == {"redis", "state"}
    [made] = [run for run in instruction("RUN") if state_dir in run]
    assert f"install --directory --owner=burrow --mode=0750 {state_dir}" in made


def test_image_holds_the_jobs_with_their_scripts() -> None:
    assert "jobs" in let_in()
    assert [path for path in let_in() if path.startswith("jobs/")] == []


def test_env_example_names_settings_only() -> None:
    assert {line.split("=")[0] for line in lines_of(".env.example")} - KNOWN == set()


def test_env_example_explains_every_variable() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    unexplained = [
        line
        for above, line in itertools.pairwise(lines)
        if line and "=" in line and not line.startswith("#") and not above
    ]
    assert unexplained == []


def test_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    assert any("--require-hashes -r requirements.txt" in run for run in instruction("RUN"))
    assert instruction("USER") == ["burrow"]
    names = [name for name, _ in instructions()]
    assert names.index("USER") < names.index("CMD")
    assert instruction("STOPSIGNAL") == ["SIGTERM"]


def test_image_runs_and_probes_modules_that_exist() -> None:
    command = orjson.loads(instruction("CMD")[0])
    probe = orjson.loads(instruction("HEALTHCHECK")[0].partition("CMD ")[2])
    assert module_of(command) == "gateway"
    assert is_runnable(module_of(command))
    assert is_runnable(module_of(probe))


def test_image_variables_are_settings_or_python_s() -> None:
    given = [name for name, _ in image_variables()]
    assert [name for name in given if name not in KNOWN and not FOREIGN.fullmatch(name)] == []


def test_image_holds_every_package_that_the_processes_import() -> None:
    assert lines_of(".dockerignore")[0] == "*"
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    imported = {
        name for process in PROCESSES for name in reached(process, packages, set())
    } | PROCESSES
    assert imported - set(let_in()) == set()


@pytest.mark.parametrize("folder", ["dev", "tests", "benchmarks", ".git", ".env", ".venv"])
def test_image_leaves_out(folder: str) -> None:
    assert [name for name in let_in() if fnmatch.fnmatch(folder, name)] == []


def test_readme_tells_every_setting_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text()
    table = readme.partition("## Settings")[2].partition("\n## ")[0]
    rows = "\n".join(line for line in table.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"\b(?!BURROW_)[A-Z][A-Z_\d]{2,}(?=[`=])", rows)) == KNOWN


def test_readme_shows_the_doctor_as_it_speaks() -> None:
    readme = (ROOT / "README.md").read_text()
    sample = [line.strip() for line in readme.splitlines() if line.startswith(" " * 7)]
    spoken = [line for line in sample if line.partition(" ")[0] in get_args(Mark)]
    subjects = [line[9:].partition(":")[0] for line in spoken]
    assert list(dict.fromkeys(subjects)) == [
        *("settings", "Redis", "clock", "token", "scopes", "app token"),
        *("request URL", "consumers", "bgtasks"),
    ]
    cures = [doctor_slack.REINSTALL, doctor_address.CURES[401], doctor_redis.START_BGTASKS]
    assert [line.partition("Cure: ")[2] for line in spoken if line.startswith("wrong")] == [
        f"{cure}." for cure in cures
    ]


def test_readme_names_metrics_that_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"burrow_\w+", readme))
    assert named - {name for name in re.findall(r'"(burrow_\w+)"', METRICS.read_text())} == set()


def test_readme_opens_files_that_exist() -> None:
    table = (ROOT / "README.md").read_text().partition("I open")[2].partition("\n\n")[0]
    opened = re.findall(r"`([a-z]+/[a-z/.]*)`", table)
    assert len(opened) == 13
    assert [name for name in opened if not (ROOT / name).exists()] == []
