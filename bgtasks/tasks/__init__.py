"""The background tasks, in the order in which they begin. A new module needs its line here."""

from bgtasks.tasks import channel_cache, health, trimming

SCHEDULES = (
    trimming.schedule,
    health.schedule,
    channel_cache.schedule,
)
