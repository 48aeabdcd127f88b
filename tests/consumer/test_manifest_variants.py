"""`python -m consumer manifest`: what is registered and asked for is what Slack is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator

from consumer import manifest_wishes
from consumer.handler import Handler
from consumer.handlers import load
from consumer.manifest import Wishes, build, dumps
from consumer.registry import Registry
from consumer.router import Router
from shared.errors import ContentError
from tests.processes import ROOT

SCHEMA = Path(__file__).parents[1] / "payloads/manifest/slack_manifest.schema.json"
SLACKS = Draft7Validator(orjson.loads(SCHEMA.read_bytes()))
OURS = load()
URL = "https://bot.example.org"
EVENTS_URL = f"{URL}/slack/events"


async def nothing(subject: object, reply: object) -> None:
    """Do nothing."""


def town() -> Router:
    """Return one handler of each kind that Slack is told of."""
    router = Router()
    router.event("reaction_added")(nothing)
    router.event("app_home_opened")(nothing)
    router.shortcut("ask", name="Ask Burrow", help="ask it anything")(nothing)
    router.shortcut("keep", name="Keep this", help="keep a message", on="message")(nothing)
    return router


def shortcut(name: str = "Ask", help: str = "ask it", callback_id: str = "ask") -> list[Handler]:
    """Return a handler of a shortcut."""
    router = Router()
    router.shortcut(callback_id, name=name, help=help)(nothing)
    return router.handlers


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [sys.executable, "-m", "consumer", "manifest", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("registry", [OURS, Registry(town().handlers), Registry([])])
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--socket-mode"],
        ["--url", URL],
        ["--slash", "/b"],
        ["--socket-mode", "--slash", "/" + "b" * 31, "--slash", "/define"],
    ],
    ids=" ".join,
)
def test_every_variant_is_valid_for_slack(words: list[str], registry: Registry) -> None:
    manifest = orjson.loads(dumps(registry, manifest_wishes.read(words)))
    assert [error.message for error in SLACKS.iter_errors(manifest)] == []


def test_schema_refuses_what_slack_would_refuse() -> None:
    manifest = build(OURS) | {"feature": {}}
    assert not SLACKS.is_valid(manifest)
    assert not SLACKS.is_valid(build(OURS, Wishes(slash=["/" + "b" * 32])))


def test_handlers_bring_subscriptions_scopes_shortcuts_and_the_home_tab() -> None:
    manifest = build(Registry(town().handlers))
    assert {"reaction_added", "app_home_opened"} <= set(
        manifest["settings"]["event_subscriptions"]["bot_events"]
    )
    assert "reactions:read" in manifest["oauth_config"]["scopes"]["bot"]
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
    assert manifest["features"]["shortcuts"] == [
        {
            "name": "Ask Burrow",
            "type": "global",
            "callback_id": "ask",
            "description": "ask it anything",
        },
        {
            "name": "Keep this",
            "type": "message",
            "callback_id": "keep",
            "description": "keep a message",
        },
    ]


def test_without_a_handler_there_is_no_home_tab_and_no_shortcut() -> None:
    features = build(Registry([]))["features"]
    assert features["app_home"]["home_tab_enabled"] is False
    assert "shortcuts" not in features


def test_one_address_is_everywhere() -> None:
    manifest = build(OURS, Wishes(url=URL))
    assert addresses(manifest) == {
        "event_subscriptions.request_url": EVENTS_URL,
        "interactivity.request_url": EVENTS_URL,
        "interactivity.message_menu_options_url": EVENTS_URL,
        "/burrow": EVENTS_URL,
    }
    assert manifest["settings"]["socket_mode_enabled"] is False


def test_socket_mode_has_no_address_and_is_interactive() -> None:
    manifest = build(OURS, Wishes(socket_mode=True))
    assert addresses(manifest) == {}
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}


def addresses(manifest: dict[str, Any]) -> dict[str, str]:
    """Return every address that Slack would send to."""
    parts = ("event_subscriptions", "interactivity")
    found = {
        f"{part}.{field}": value
        for part in parts
        for field, value in manifest["settings"][part].items()
        if field.endswith("_url")
    }
    commands = manifest["features"]["slash_commands"]
    return found | {one["command"]: one["url"] for one in commands if "url" in one}


def test_slash_commands_tell_people_and_channels_by_id() -> None:
    burrow, define, made_up = build(OURS, Wishes(slash=["/bot", "/define", "/made-up"]))[
        "features"
    ]["slash_commands"]
    assert [one["should_escape"] for one in (burrow, define, made_up)] == [True, True, True]
    assert burrow["usage_hint"] == made_up["usage_hint"] == "help, or any command"
    assert define["usage_hint"] == "<term>"
    assert "glossary" in define["description"]


@pytest.mark.parametrize(
    ("handlers", "complaint"),
    [
        (shortcut(name="n" * 25), "shortcut ask: name: has 25 characters, Slack takes 1 to 24"),
        (shortcut(name=""), "shortcut ask: name: has 0 characters, Slack takes 1 to 24"),
        (shortcut(help=""), "shortcut ask: help: has 0 characters"),
        (
            [one for n in range(11) for one in shortcut(callback_id=f"ask{n}")],
            "there are 11, Slack takes 10",
        ),
    ],
)
def test_shortcut_that_slack_would_refuse_is_named(handlers: list[Handler], complaint: str) -> None:
    with pytest.raises(ContentError, match=complaint):
        build(Registry(handlers))


@pytest.mark.parametrize("given", [URL, f"{URL}/", EVENTS_URL, f"{EVENTS_URL}/"])
def test_address_may_be_the_base_or_the_whole(given: str) -> None:
    assert manifest_wishes.read(["--url", given]).url == URL


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["--slash", "burrow"], "write it as /burrow"),
        (["--slash", "/Burrow"], "in small letters"),
        (["--slash", "/bur row"], "without spaces"),
        (["--slash", "/" + "b" * 32], "32 characters at most"),
        (["--slash", "/"], "write it as /burrow"),
        ([f"--slash=/c{n}" for n in range(51)], "Slack takes 50: remove some"),
        (["--url", "bot.example.org"], "write it as https://bot.example.org"),
        (["--url", f"{URL}?a=b"], "write it as https://bot.example.org"),
        (["--url", "https://[bot"], "write it as https://bot.example.org"),
        (["--url", URL, "--socket-mode"], "not allowed with argument"),
        (["--sockets"], "unrecognized arguments"),
    ],
)
def test_wrong_use_is_told_with_the_cure(
    words: list[str], cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        manifest_wishes.read(words)
    assert ended.value.code == 2
    assert cure in capsys.readouterr().err


def test_command_prints_what_is_asked_for() -> None:
    printed = run("--socket-mode", "--slash", "/bot")
    assert printed.stderr == ""
    assert printed.stdout == dumps(OURS, Wishes(slash=["/bot"], socket_mode=True))
