"""One line of JSON for each thing that happened, and no secret in any of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.log import mask, mask_fields

ROOT = Path(__file__).parents[2]
BEGIN = """
import logging
import structlog
from shared import log
from shared.settings import ProcessSettings
log.configure(ProcessSettings(), "bgtasks")
logger = structlog.get_logger()
"""


def logged(program: str, **variables: str) -> list[dict[str, Any]]:
    """Run a program in a process of its own, since logging is set up for the whole process."""
    environment = {"REDIS_URL": "redis://h", "LOG_FORMAT": "json", "DYNO": "clock.1"} | variables
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        timeout=20,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_line_says_which_process_it_is_from() -> None:
    [line] = logged("logger.info('lease.won', fence=7)", RELEASE="f00", APP_NAME="mole")
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "lease.won",
        "level": "info",
        "fence": 7,
        "process": "bgtasks",
        "app": "mole",
        "dyno": "clock.1",
        "release": "f00",
    }


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warn", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_the_level_decides_what_is_shown(level: str, shown: list[str]) -> None:
    program = "for level in ('debug', 'info', 'warning', 'error'): getattr(logger, level)('x')"
    assert [line["level"] for line in logged(program, LOG_LEVEL=level)] == shown


def test_an_exception_stays_on_its_line() -> None:
    program = """
try:
    1 / 0
except ZeroDivisionError as error:
    logger.error("task.failed", exc_info=error)
"""
    [line] = logged(program)
    assert "ZeroDivisionError" in line["exception"]


def test_what_json_does_not_know_is_shown_as_text() -> None:
    [line] = logged("logger.info('x', reason={1, 2}.__class__)")
    assert line["reason"] == "<class 'set'>"


def test_lines_of_libraries_come_the_same_way_and_masked() -> None:
    program = "logging.getLogger('slack_sdk').error('refused: %s', 'xoxb-1-2-abc')"
    [line] = logged(program)
    assert (line["event"], line["logger"]) == ("library", "slack_sdk")
    assert line["reason"] == "refused: ***"


def test_libraries_are_kept_quiet_even_at_debug() -> None:
    program = "logging.getLogger('slack_sdk').debug('body'); logging.getLogger('x').info('y')"
    assert logged(program, LOG_LEVEL="debug") == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("token xoxb-12-34-abc is bad", "token *** is bad"),
        ("xoxp-1-2", "***"),
        ("xoxe.xoxb-1-abc", "***"),
        ("xoxe-1-abc", "***"),
        ("xapp-1-A-2-abc", "***"),
        ("xoxa-2-x and xoxr-1", "*** and ***"),
        ("see https://hooks.slack.com/services/T1/B1/abc now", "see *** now"),
        ("https://hooks.slack.com/commands/T1/1/x", "***"),
        ("a box of foxes", "a box of foxes"),
        ("xox", "xox"),
    ],
)
def test_what_looks_like_a_secret_is_masked(value: str, shown: str) -> None:
    assert mask(value) == shown


@pytest.mark.parametrize(
    "field", ["token", "secret", "signature", "authorization", "password", "text"]
)
def test_fields_that_hold_secrets_are_masked_whatever_they_hold(field: str) -> None:
    assert mask_fields(None, "info", {field: 12345, "x": 1}) == {field: "***", "x": 1}


@pytest.mark.parametrize(
    "secret", ["xoxb-1-2-abc", "https://hooks.slack.com/services/T1/B1/abc", "xapp-1-A"]
)
def test_a_line_stays_whole_when_something_in_it_is_masked(secret: str) -> None:
    [line] = logged(f"logger.info('x', reason='{secret}', count=1)")
    assert (line["reason"], line["count"], line["event"]) == ("***", 1, "x")


def test_a_token_in_a_traceback_is_masked() -> None:
    program = """
try:
    raise ValueError("xoxb-1-2-abc")
except ValueError as error:
    logger.error("task.failed", exc_info=error)
"""
    [line] = logged(program)
    assert "xoxb" not in json.dumps(line)
