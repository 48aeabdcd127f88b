"""How long things may take; the defaults are the promises, tests shorten them.

| name           | default | what breaks if it is smaller / larger                               |
|----------------|---------|---------------------------------------------------------------------|
| lease_s        | 10      | a slow consumer is robbed / a dead one's entries wait               |
| renew_s        | 2       | more commands / a single lost renewal costs the lease               |
| sweep_s        | 1       | more commands / dead consumers' and parked entries wait             |
| max_deliveries | 5       | a passing fault buries / a poisonous entry kills more often         |
| max_retries    | 8       | Slack's outages of 5 minutes bury / a hopeless entry keeps trying   |
| drain_s        | 20      | work is handed back / the platform kills us (Heroku: after 30 s)    |
| stuck_s        | 5       | a slow handler ends the process / everybody waits for a stuck one   |
| message_s      | 30      | people repeat themselves / they get answers nobody waits for        |
| join_s         | 600     | newcomers go unwelcomed / they are welcomed after they left         |
| notice_s       | 600     | people are not told / they are told of what they have forgotten     |
| beat_s         | 1       | more commands / a cancelled run goes on for longer                  |
| tick_s         | 0.5     | more commands / a delayed run begins later                          |
| silence_s      | 20      | a short outage of Redis ends running jobs / after a crash their     |
|                |         | type is blocked for longer                                          |
| runs_drain_s   | 15      | a deploy ends more jobs / the platform kills us                     |
| runs_stop_s    | 5       | a job cannot tidy up / the same                                     |
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Durations in seconds, and two counts."""

    lease_s: float = 10.0
    renew_s: float = 2.0
    sweep_s: float = 1.0
    max_deliveries: int = 5
    max_retries: int = 8
    drain_s: float = 20.0
    stuck_s: float = 5.0
    message_s: float = 30.0
    join_s: float = 600.0
    notice_s: float = 600.0
    beat_s: float = 1.0
    tick_s: float = 0.5
    silence_s: float = 20.0
    runs_drain_s: float = 15.0
    runs_stop_s: float = 5.0

    @property
    def slot_ms(self) -> int:
        """How long a run's slot stays taken without renewal, beside its `kill_after_s`.

        The launcher counts the same silence from the same renewals, a moment later; the second is
        for that moment.
        """
        return int(self.silence_s * 1000) + 1000
