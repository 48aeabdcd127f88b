"""What a handler may need beside the message."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from aiohttp import ClientSession

from consumer.cooldowns import Cooldowns
from consumer.registry import Registry
from glossary import Glossary
from shared.channels import Channels
from shared.runs import Runs
from shared.sealing import Sealer
from shared.settings import ConsumerSettings
from shared.slack import Identity, Slack

if TYPE_CHECKING:
    from consumer.members import Members
    from jobs.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Tools:
    """One for all handlers of a process.

    Args:
        http: for services other than Slack; without a time limit of its own.
        cooldowns: what must not be said again too soon.
        jobs: what can run, and runs: what does.
        members: who belongs to this workspace.
        sealer: reads the addresses for answers that Slack gave.
        chance: seeded with the event and the handler, so that a second run throws the same dice.
    """

    registry: Registry
    glossary: Glossary
    channels: Channels
    slack: Slack
    me: Identity
    http: ClientSession
    cooldowns: Cooldowns
    jobs: Catalogue
    runs: Runs
    members: Members
    sealer: Sealer
    settings: ConsumerSettings
    chance: Random

    @property
    def shadow_mode(self) -> bool:
        """Whether another bot answers here; nothing outside Slack may be changed either."""
        return self.settings.shadow_mode

    @property
    def playground_url(self) -> str:
        """The base of the Go playground, empty if there is none."""
        return self.settings.playground_url
