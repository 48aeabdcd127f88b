"""Sends what Slack and others send, with values in it that must not be found anywhere later."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from dev.slack.control import Slack
from tests.promises.forms import form

FORM = "application/x-www-form-urlencoded"
SETTINGS = {
    "SLACK_BOT_TOKEN": "zqbot-token-7f3a91",
    "SLACK_USER_TOKEN": "zquser-token-5c20d4",
    "SLACK_VERIFICATION_TOKEN": "zqverification-token-e81b",
    "SECRETS_KEY": "zqkey-that-seals-0123456789-0123456789-a",
    "HOOKS_SECRET": "zqhooks-secret-44ba07",
    "GITHUB_WEBHOOK_SECRET": "zqgithub-secret-9d1c66",
}
SENT = {
    "the token of another app": "zqforeign-token-2e7b15",
    "bot_access_token": "zqbot-access-token-b83f02",
    "the interactor's secret": "zqinteractor-secret-1f94e7",
    "the address that works": "zqaddress-good-6a05cd",
    "the address that fails": "zqaddress-broken-30ef8b",
    "the address that is over": "zqaddress-gone-c7d219",
    "the address that is none": "zqaddress-none-98ab41",
    "the address of a form": "zqaddress-form-5be630",
}


class Sender:
    """Sends what Slack and others send, and keeps the answers."""

    def __init__(self, slack: Slack, base: str) -> None:
        self.slack, self.base = slack, base
        self.answers: list[tuple[int, bytes]] = []
        self.signatures: list[str] = []

    async def post(self, body: bytes, declared: str = FORM, **headers: str) -> int:
        """Send a signed body; headers win over the signature's, with _ for -."""
        signed = self.slack.sign(body, time.time()) | {"Content-Type": declared}
        self.signatures.append(signed["X-Slack-Signature"])
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.raw("/slack/events", body, signed | changed)

    async def raw(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Send anything anywhere."""
        async with aiohttp.request("POST", self.base + path, data=body, headers=headers) as got:
            self.answers.append((got.status, await got.read()))
            return got.status

    async def command(self, text: str, address: str, **changes: str) -> int:
        """Send a slash command."""
        return await self.post(urlencode(self.fields(text, address) | changes).encode())

    def fields(self, text: str, address: str) -> dict[str, str]:
        """Return the fields of a slash command."""
        return {
            "token": SETTINGS["SLACK_VERIFICATION_TOKEN"],
            "team_id": self.slack.workspace.team_id,
            "user_id": "U0ALICE0001",
            "channel_id": "C0GENERAL01",
            "command": "/burrow",
            "text": text,
            "trigger_id": f"trigger.{time.monotonic_ns()}",
            "response_url": address,
        }

    async def interaction(self, **changes: Any) -> int:
        """Send an interaction with every secret that Slack gives with one."""
        payload = form(self.slack) | {
            "token": SETTINGS["SLACK_VERIFICATION_TOKEN"],
            "bot_access_token": SENT["bot_access_token"],
            "interactivity": {
                "interactor": {"id": "U1", "secret": SENT["the interactor's secret"]}
            },
            "channel": {"id": "C0GENERAL01"},
            "actions": [{"action_id": "nobody", "value": "a"}],
            "callback_id": "nobody",
        }
        return await self.post(urlencode({"payload": orjson.dumps(payload | changes)}).encode())
