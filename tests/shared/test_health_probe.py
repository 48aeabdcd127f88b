"""The image's health check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dev.redis_server import RedisServer, free_port
from shared import health_probe
from tests.processes import ROOT, Process, wait_for


@pytest.mark.parametrize(
    ("environment", "port"),
    [
        ({}, 8080),
        ({"PORT": "5000"}, 5000),
        ({"HEALTH_PORT": "8081", "PORT": "5000"}, 8081),
        ({"HEALTH_PORT": "", "PORT": ""}, 8080),
    ],
)
def test_probe_asks_where_the_process_answers(environment: dict[str, str], port: int) -> None:
    assert health_probe.port_of(environment) == port


def probed(port: int) -> int:
    """Run the image's health check."""
    command = [sys.executable, "-m", "shared.health_probe"]
    environment = {"HEALTH_PORT": str(port)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode


def test_probe_tells_a_running_gateway_from_none(redis_server: RedisServer, tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "REDIS_URL": redis_server.url,
        "PORT": str(port),
        "SLACK_SIGNING_SECRET": "a-secret",
    }
    with Process("gateway", settings, tmp_path) as gateway:
        wait_for(lambda: probed(port) == 0, 10, "a healthy gateway")
        gateway.stop()
    assert probed(port) == 1
