"""What `make run` shows of the logs."""

from __future__ import annotations

import pytest

from dev.log_lines import Style, parse

STARTED = (
    '{"event":"process.started","level":"info","timestamp":"2026-01-02T03:04:05.678Z",'
    '"process":"gateway","app":"burrow","dyno":"here","release":"","port":8080}'
)
FAILED = (
    '{"event":"entry.failed","level":"error","timestamp":"2026-01-02T03:04:05Z",'
    '"handler":"coin.flip","exception":"Traceback:\\nValueError"}'
)


@pytest.mark.parametrize(
    ("line", "everything", "shown"),
    [
        (STARTED, False, False),
        (STARTED, True, True),
        (FAILED, False, True),
        ("Traceback (most recent call last):", False, True),
        ('{"no": "event"}', False, True),
        ("[1, 2]", False, True),
    ],
)
def test_quiet_shows_only_what_is_wrong(line: str, everything: bool, shown: bool) -> None:
    assert Style(everything).shows(parse(line)) is shown


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (STARTED, "gateway  | 03:04:05 info    process.started port=8080"),
        (
            FAILED,
            "gateway  | 03:04:05 error   entry.failed handler=coin.flip\n"
            "gateway  | Traceback:\ngateway  | ValueError",
        ),
        ("not json", "gateway  | not json"),
    ],
)
def test_line_is_shown_behind_its_process(line: str, text: str) -> None:
    assert Style().shown("gateway", 36, line) == text


def test_colours_are_for_terminals_only() -> None:
    assert Style(coloured=True).shown("gateway", 36, "x") == "\x1b[36mgateway  |\x1b[0m x"
