"""slack-manifest.json: what Slack is asked for is what the handlers and calls need."""

from __future__ import annotations

import ast
import subprocess
import sys

import orjson
import pytest

from consumer.handlers import load
from shared.events import ROUTES
from shared.scopes import lost_without
from tests.processes import ROOT

FILE = ROOT / "slack-manifest.json"
MANIFEST = orjson.loads(FILE.read_bytes())
SUBSCRIBED = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
USER_SCOPES = set(MANIFEST["oauth_config"]["scopes"]["user"])
BY_A_PERSON = {"search.messages"}

# Source: the page of each method and event on docs.slack.dev/reference
CALLS: dict[str, set[str]] = {
    "auth.test": set(),
    "chat.postMessage": {"chat:write", "im:write"},  # a user's id as channel opens the DM
    "chat.postEphemeral": {"chat:write"},
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.update": {"chat:write"},
    "conversations.history": {
        "channels:history", "groups:history", "im:history", "mpim:history",
    },
    "conversations.info": {"channels:read", "groups:read", "im:read", "mpim:read"},
    "conversations.join": {"channels:join"},
    "conversations.list": {"channels:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {
        "channels:history", "groups:history", "im:history", "mpim:history",
    },
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "reactions.add": {"reactions:write"},
    "reactions.remove": {"reactions:write"},
    "search.messages": {"search:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}  # fmt: skip
EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "channel_archive": {"channels:read"},
    "channel_created": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "team_join": {"users:read"},
    "user_change": {"users:read"},
}


def calls_in_code() -> set[str]:
    """Return every name of a Web API method that our processes write down."""
    families = {call.partition(".")[0] for call in CALLS} | {"files", "pins", "bots"}
    return {
        str(node.value)
        for package in ("shared", "consumer", "bgtasks")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and is_method(node.value, families)
    }


def is_method(value: object, families: set[str]) -> bool:
    """Return whether a constant reads like `chat.postMessage`."""
    if not isinstance(value, str):
        return False
    family, _, name = value.partition(".")
    return family in families and name.isidentifier() and name != "toml"


def test_file_is_what_the_command_prints() -> None:
    command = [sys.executable, "-m", "consumer", "manifest"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert FILE.read_bytes() == printed, "run: python -m consumer manifest > slack-manifest.json"


def test_every_subscribed_event_has_a_stream() -> None:
    types = {name.partition(".")[0] for name in SUBSCRIBED}
    assert types - set(ROUTES) == {"message"}


def test_every_event_that_a_handler_wants_is_subscribed() -> None:
    wanted = {handler.trigger for handler in load().of_kind("event")} & ROUTES.keys()
    assert wanted - SUBSCRIBED == set()


@pytest.mark.parametrize("name", sorted(SUBSCRIBED))
def test_scopes_cover_the_event(name: str) -> None:
    assert EVENTS[name] - SCOPES == set()


@pytest.mark.parametrize("method", sorted(calls_in_code()))
def test_scopes_cover_the_call(method: str) -> None:
    assert CALLS[method] - (USER_SCOPES if method in BY_A_PERSON else SCOPES) == set()


def test_calls_are_found_in_the_code() -> None:
    assert {"chat.postMessage", "reactions.add", "conversations.list"} <= calls_in_code()


def test_every_scope_says_what_does_not_work_without_it() -> None:
    subscribed = sorted(SUBSCRIBED)
    vague = [one for one in SCOPES if "the manifest" in lost_without(one, subscribed)]
    assert vague == []
