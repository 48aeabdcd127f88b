"""Whose event is it? Several apps and workspaces may know one gateway's address.

Only what is configured is compared, and only with fields that the body has.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest as same
from typing import Self

from gateway.envelope import Envelope
from shared.errors import ForeignEvent
from shared.settings import GatewaySettings

ID_CHARS = 100  # Slack's have 11; a signer may send megabytes


@dataclass(frozen=True, slots=True)
class Origin:
    """The app, workspace and verification token that are ours; an empty one means any."""

    app_id: str = ""
    team_id: str = ""
    token: bytes = b""

    @classmethod
    def of(cls, settings: GatewaySettings) -> Self:
        """Return what the settings ask for."""
        token = settings.slack_verification_token
        return cls(
            settings.slack_app_id,
            settings.slack_team_id,
            token.get_secret_value().encode() if token else b"",
        )

    def check(self, envelope: Envelope) -> None:
        """Return if nothing in the envelope speaks for another app or workspace.

        Raises:
            ForeignEvent: the message names the field, and never a token.
        """
        if self.app_id and differs(envelope.api_app_id, self.app_id):
            raise ForeignEvent(
                f"api_app_id is {shown(envelope.api_app_id)}, expected {self.app_id}"
            )
        if self.team_id and differs(envelope.team_id, self.team_id):
            raise ForeignEvent(f"team_id is {shown(envelope.team_id)}, expected {self.team_id}")
        token = envelope.token
        if self.token and token is not None and not same(token.encode(), self.token):
            raise ForeignEvent("token is not SLACK_VERIFICATION_TOKEN")


def shown(value: str | None) -> str:
    """Return a field as far as anybody wants to read it."""
    return str(value)[:ID_CHARS]


def differs(value: str | None, expected: str) -> bool:
    """Return whether a field is there and says something else."""
    return value is not None and value != expected
