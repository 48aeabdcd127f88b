"""slack-manifest.json: what Slack is asked for is what the handlers and calls need."""

from __future__ import annotations

import ast
import subprocess
import sys

import orjson
import pytest

from consumer.handlers import load
from consumer.manifest import build
from consumer.registry import Registry
from consumer.router import Router
from shared.events import ROUTES
from tests.processes import ROOT

FILE = ROOT / "slack-manifest.json"
MANIFEST = orjson.loads(FILE.read_bytes())
SUBSCRIBED = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
USER_SCOPES = set(MANIFEST["oauth_config"]["scopes"]["user"])
BY_A_PERSON = {"search.messages"}

# Source: the page of each method and event on docs.slack.dev/reference
CALLS = {
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
    "views.publish": set(),
}  # fmt: skip
EVENTS = {
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


def test_handler_of_a_new_event_brings_subscription_and_scope() -> None:
    router = Router()

    @router.event("reaction_added")
    async def note(event: object, reply: object) -> None:
        """Do nothing."""

    manifest = build(Registry(router.handlers))
    assert "reaction_added" in manifest["settings"]["event_subscriptions"]["bot_events"]
    assert "reactions:read" in manifest["oauth_config"]["scopes"]["bot"]


def test_request_url_is_a_path_that_the_gateway_serves() -> None:
    url = MANIFEST["settings"]["event_subscriptions"]["request_url"]
    served = (ROOT / "gateway" / "slack_events.py").read_text()
    assert f'"/{url.split("/", 3)[3]}"' in served
