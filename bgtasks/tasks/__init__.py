"""The background tasks, in the order in which they begin. A new module needs its line here."""

from bgtasks.tasks import (
    channel_cache,
    cron,
    gerrit,
    health,
    joining,
    live_show,
    mastodon,
    missed_support,
    steps,
    support_channels,
    trimming,
)

SCHEDULES = (
    trimming.schedule,
    cron.schedule,
    steps.schedule,
    health.schedule,
    channel_cache.schedule,
    joining.schedule,
    support_channels.schedule,
    missed_support.schedule,
    gerrit.schedule,
    live_show.schedule,
    mastodon.schedule,
)
