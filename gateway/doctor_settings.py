"""What the environment says, read so that one wrong variable hides no other.

The doctor reads what gateway, consumer and bgtasks need to reach Slack and each other; variables
of features (jobs, watchers) are for their own processes to complain about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings

from gateway.doctor_finding import Finding
from shared.settings import (
    GatewaySettings,
    ProcessSettings,
    SlackApiSettings,
    SocketModeSettings,
    TeamSettings,
    complaint,
)
from shared.settings_types import CONFIG, BaseAddress

AnySettings = TypeVar("AnySettings", bound=BaseSettings)


class AddressSettings(BaseSettings):
    """Where others reach the gateway."""

    model_config = CONFIG

    public_url: BaseAddress = Field("", validation_alias="PUBLIC_URL")


class Given(Struct, frozen=True):
    """The settings, each group None if a variable of it is missing or wrong."""

    gateway: GatewaySettings | None
    process: ProcessSettings | None
    caller: SlackApiSettings | None
    team: TeamSettings
    address: AddressSettings | None
    complaints: list[str]
    socket_mode: bool

    @property
    def app_token(self) -> SecretStr | None:
        """What the app connects with in Socket Mode."""
        gateway = self.gateway
        return gateway.slack_app_token if isinstance(gateway, SocketModeSettings) else None


def read(*, socket_mode: bool) -> Given:
    """Read everything."""
    complaints: list[str] = []
    return Given(
        attempt(SocketModeSettings if socket_mode else GatewaySettings, complaints),
        attempt(ProcessSettings, complaints),
        attempt(SlackApiSettings, complaints),
        TeamSettings(),
        attempt(AddressSettings, complaints),
        list(dict.fromkeys(complaints)),
        socket_mode,
    )


def attempt(kind: type[AnySettings], complaints: list[str]) -> AnySettings | None:
    """Read one group, or note what is wrong with it."""
    try:
        return kind()
    except ValidationError as error:
        complaints.extend(map(complaint, error.errors()))
        return None


def findings(given: Given) -> Iterator[Finding]:
    """Say what is wrong with the settings, and what is absent."""
    for found in given.complaints:
        text, _, cure = found.partition(": ")
        yield Finding("wrong", "settings", text, cure or "correct it")
    if not given.complaints:
        yield Finding("ok", "settings", "what is needed is there")
    process, gateway = given.process, given.gateway
    if process and process.shadow_mode:
        text = (
            f"ENV is {process.env}: shadow mode, it answers when addressed and only logs the rest"
        )
        yield Finding("note", "settings", text, "set ENV=production if no other bot answers here")
    if gateway and not gateway.secrets_keys:
        text = (
            "SECRETS_KEY is not set: Slack's addresses for answers are not kept, so that a slash "
            "command is answered in a direct message where the bot is not in the channel"
        )
        cure = "set it to the output of `openssl rand -hex 32`, for gateway and consumer alike"
        yield Finding("note", "settings", text, cure)
