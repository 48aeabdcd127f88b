"""Socket Mode, as the handle on the workspace offers it."""

from dev.slack.carried import Carried
from dev.slack.socket_connection import Reason
from dev.slack.socket_mode import SocketMode


class SocketsControl(Carried):
    """Turn Socket Mode on, look at the app's websockets, and break them."""

    _sockets: SocketMode

    @property
    def socket_mode(self) -> bool:
        """Whether deliveries go over websockets, and none to request URLs; may be set."""
        return self._sockets.on

    @socket_mode.setter
    def socket_mode(self, on: bool) -> None:
        self._on_loop(self._sockets.switch, on)

    @property
    def sockets(self) -> int:
        """How many websockets the app has open."""
        return len(self._sockets.connections)

    @property
    def replays(self) -> int:
        """How often an event comes again although it was acknowledged; may be set."""
        return self._sockets.replays

    @replays.setter
    def replays(self, times: int) -> None:
        self._sockets.replays = times

    def cut_sockets(self) -> None:
        """Drop the TCP connections at once."""
        self._on_loop(self._sockets.cut)

    def silence_sockets(self) -> None:
        """Let nothing through on the websockets that are there, pings included."""
        self._on_loop(self._sockets.silence)

    def disconnect_sockets(self, reason: Reason, grace_s: float | None = None) -> None:
        """Send `disconnect`, and close the websockets.

        Args:
            grace_s: how long after it; none is as Slack has it.
        """
        self._on_loop(self._sockets.dismiss, reason, grace_s)
