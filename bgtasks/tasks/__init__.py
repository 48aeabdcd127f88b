"""The background tasks, in the order in which they begin. A new module needs its line here."""

from bgtasks.tasks import channel_cache, gerrit, health, live_show, mastodon, trimming

SCHEDULES = (
    trimming.schedule,
    health.schedule,
    channel_cache.schedule,
    gerrit.schedule,
    live_show.schedule,
    mastodon.schedule,
)
