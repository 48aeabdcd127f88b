"""Socket Mode: Slack's events and doors over websockets that we open, instead of requests to us.

Two connections a process, opened half a minute apart, so that Slack does not ask to renew both at
once: one is always open. Slack allows an app 10 and sends each envelope down any one of them.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from gateway.intake import Intake
from gateway.socket_client import Client
from gateway.socket_dialing import Dialing, WrongToken
from gateway.socket_intake import SocketIntake
from gateway.socket_pace import Budget, Pace, Waits
from gateway.socket_place import SILENT_S, Place
from shared.errors import NotReady, SettingsError, SlackUnavailable
from shared.metrics import SOCKET_SILENT_SECONDS, SOCKETS_OPEN
from shared.settings import SocketModeSettings
from shared.slack import web_client

PLACES = 2
RULE = (
    "Slack sends to sockets or to the request URL, never to both: while Socket Mode is on in the "
    "app's settings, its request URLs get nothing; while it is off, no socket can be opened"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Timing:
    """When what happens; tests are less patient.

    Args:
        apart_s: between the starts of the two connections. Slack renews each after the same time,
            so with less they would go at once.
        ping_s: see Client.
        silent_s: see gateway/socket_place.py.
        waits: see gateway/socket_pace.py.
    """

    apart_s: float = 30.0
    ping_s: float = 5.0
    silent_s: float = SILENT_S
    waits: Waits = field(default_factory=Waits)


class SocketMode:
    """Keeps the connections of a process open while `run` runs."""

    def __init__(
        self, settings: SocketModeSettings, intake: Intake, timing: Timing | None = None
    ) -> None:
        self.timing, self.counts = timing or Timing(), intake.counts
        self.web = web_client("", settings.slack_api_url)
        token, settle = settings.slack_app_token.get_secret_value(), SocketIntake(intake).settle
        self._dialing = Dialing(token, self.web, settle, self.timing.ping_s)
        budget = Budget(self.timing.waits)
        self.places = [
            Place(n + 1, self.dial, Pace(budget), self.timing.silent_s) for n in range(PLACES)
        ]

    async def dial(self) -> Client:
        """Return a new open connection."""
        return await self._dialing.dial()

    async def start(self) -> None:
        """Open the first connection if Slack can be reached now.

        Raises:
            SettingsError: Slack does not take the token.
        """
        log.info("socket.mode", reason=RULE)
        first = self.places[0]
        try:
            first.client = await first.connect()
        except WrongToken as error:
            await self.close()
            said = f"Slack refused SLACK_APP_TOKEN: {error.reason}; {error.cure}"
            raise SettingsError(said) from None
        except SlackUnavailable as error:
            first.failed(error)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the connections open until told to stop; then finish what they brought."""
        async with asyncio.TaskGroup() as tasks:
            kept = [
                tasks.create_task(place.run(number * self.timing.apart_s))
                for number, place in enumerate(self.places)
            ]
            await stop.wait()
            for task in kept:
                task.cancel()
        await self.close()

    async def close(self) -> None:
        """Close the client of the Web API."""
        if self.web.session is not None:
            await self.web.session.close()

    @property
    def open(self) -> int:
        """How many connections are open."""
        return sum(place.is_open for place in self.places)

    def check(self) -> None:
        """Return if Slack can send something.

        Raises:
            NotReady: no connection is open.
        """
        if not self.open:
            raise NotReady(f"no socket to Slack is open: {self.places[0].trouble}")

    def measure(self) -> None:
        """Bring the gauges up to date."""
        SOCKETS_OPEN.set(self.open)
        for place in self.places:
            SOCKET_SILENT_SECONDS.labels(str(place.number)).set(place.silent_s())
