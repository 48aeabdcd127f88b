"""Says when Redis stops answering, and when it is back; the process stays and goes on by itself.

| silent for | log line                                    |
|------------|---------------------------------------------|
| under 4 s  | none: a failover or a restart takes as long |
| 4 s        | `redis.silent`, warning                     |
| 8 s        | `redis.silent`, error; again each minute    |
| it answers | `redis.back`, if there was a line before    |
"""

from __future__ import annotations

import structlog

WARN_AFTER_S = 4.0
ERROR_AFTER_S = 8.0
REPEAT_S = 60.0  # often enough for whoever looks at the log only now, seldom enough to read it

log = structlog.get_logger()


class Silence:
    """How long Redis has been silent, told by whoever calls it regularly.

    All times are seconds of the monotonic clock.
    """

    def __init__(self) -> None:
        self.since_s: float | None = None
        self.warned = False
        self.error_s: float | None = None

    def answered(self, now_s: float) -> None:
        """Note that Redis answered."""
        if self.since_s is not None and (self.warned or self.error_s is not None):
            log.info("redis.back", silent_s=round(now_s - self.since_s, 1))
        self.since_s, self.warned, self.error_s = None, False, None

    def failed(self, began_s: float, now_s: float, error: BaseException) -> None:
        """Note that an attempt failed.

        Args:
            began_s: when the attempt was made; the silence counts from the first one that failed.
        """
        if self.since_s is None:
            self.since_s = began_s
        silent_s = now_s - self.since_s
        if silent_s >= ERROR_AFTER_S and self._error_is_due(now_s):
            self.error_s = now_s
            log.error("redis.silent", silent_s=round(silent_s, 1), reason=reason_of(error))
        elif silent_s >= WARN_AFTER_S and not self.warned and self.error_s is None:
            self.warned = True
            log.warning("redis.silent", silent_s=round(silent_s, 1), reason=reason_of(error))

    def _error_is_due(self, now_s: float) -> bool:
        return self.error_s is None or now_s - self.error_s >= REPEAT_S


def reason_of(error: BaseException) -> str:
    """Return an error in words; a timeout has none of its own."""
    return str(error) or type(error).__name__
