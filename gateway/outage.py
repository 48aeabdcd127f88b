"""Say once that Redis is silent, once more when it lasts, and when it is back."""

from __future__ import annotations

import structlog

WARN_S = 4.0  # a restart or a failover takes 2 to 3 s and is nobody's business
ERROR_S = 8.0

log = structlog.get_logger()


class Outage:
    """What has been said of the present silence."""

    def __init__(self) -> None:
        self._said_s = 0.0

    def note(self, silent_s: float, reason: str) -> None:
        """Log what is new.

        Args:
            silent_s: time since Redis last answered.
            reason: why it does not, as far as known.
        """
        if silent_s < WARN_S:
            if self._said_s:
                log.info("redis.back")
            self._said_s = 0.0
        elif silent_s >= ERROR_S > self._said_s:
            self._said_s = ERROR_S
            log.error("redis.silent", after_s=ERROR_S, reason=reason)
        elif not self._said_s:
            self._said_s = WARN_S
            log.warning("redis.silent", after_s=WARN_S, reason=reason)
