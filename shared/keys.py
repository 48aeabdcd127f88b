"""Every Redis key that Burrow uses: its name, type, lifetime and who writes it.

What one script touches shares a hash tag, so that the names are ready for a Redis Cluster.

| key                              | type   | lifetime       | written by                         |
|----------------------------------|--------|----------------|------------------------------------|
| slack_<type>, webhook_<source>   | stream | 15 min, or ack | gateway; see shared/events.py      |
| {<stream>}:seen:<event_id>       | string | 15 min         | gateway, consumer: id of the entry |
| {<stream>}:chain:<group>:<event> | hash   | 15 min, longer | consumer: what has been done for   |
|                                  |        | while parked,  | an event; fields in chain() below  |
|                                  |        | 14 d if dead   |                                    |
| {<stream>}:parked                | zset   | until due      | consumer: entry id by due time, ms |
| {<stream>}:parked:entries        | hash   | until due      | consumer: entry id to its fields   |
| dead:{<stream>}                  | stream | 14 days        | consumer: buried entries           |
| seen:<team>:<channel>:<ts>       | string | 15 min         | consumer: event id of the message  |
| {limit:<team>:<scope>}:tat       | string | seconds        | all: next free slot for a post, µs |
| {limit:<team>:<scope>}:slot:<id> | string | until used     | all: a reserved slot, µs           |
| {limit:<team>:<scope>}:pause     | string | Retry-After    | all: Slack said 429                |
| {<app>}:lease, {<app>}:fence     | string | 10 s, for ever | bgtasks: holder; fencing token     |
| {<app>}:writes:<subject>         | hash   | 7 days         | bgtasks: Slack writes of a task    |
| {<app>}:tasks                    | hash   | for ever       | bgtasks: last success by task, ms  |
| {<app>}:failing:<task>           | hash   | 30 days        | bgtasks: how a task fails          |
| {<app>}:watch:<service>          | hash   | for ever       | bgtasks: what has been announced;  |
|                                  |        |                | <service> may be name:<address>,   |
|                                  |        |                | 8 hex of a hash without password   |
| {<app>}:health                   | hash   | 1 hour         | bgtasks: what it saw last, by what |
| {<app>}:cooldown:<subject>       | string | seconds        | consumer: event id that was last   |
|                                  |        |                | answered so                        |
| {<app>}:channels:by_id, :by_name | hash   | 14 days        | bgtasks, consumer: channel cache   |
| {<app>}:channels:noted           | hash   | 1 hour         | consumer: what events said of it   |

<app> and <group> are APP_NAME. The marks live 15 minutes because that is longer than Slack's last
retry (6 minutes after the event) and any age limit; shorter and a late retry would run twice,
longer and a small Redis fills with them (about 350 bytes an event).
"""

from __future__ import annotations

SEEN_TTL_S = 15 * 60
DEAD_KEPT_S = 14 * 24 * 60 * 60
CACHE_KEPT_S = 14 * 24 * 60 * 60  # outlives a long outage of Slack; a stale name beats none
NOTED_KEPT_S = 60 * 60  # longer than a listing may take; or it would undo what was noted meanwhile
HEALTH_KEPT_S = 60 * 60  # longer than any take-over: what was reported is not reported again
FAILING_KEPT_S = 30 * 24 * 60 * 60  # a task that is not run any more leaves nothing behind
WRITES_KEPT_S = 7 * 24 * 60 * 60  # longer than any task keeps trying to tell one subject


def seen(stream: str, event_id: str) -> str:
    """Return the key that marks an event as published."""
    return f"{{{stream}}}:seen:{event_id}"


def message_seen(team_id: str, channel: str, ts: str) -> str:
    """Return the key that says which event of a message may run."""
    return f"seen:{team_id}:{channel}:{ts}"


def chain(stream: str, group: str, event_id: str) -> str:
    """Return the key of what has been done for an event.

    Its fields: `begun` (ms), `finished` (ms), `done:<handler>`, `failed:<handler>` (why),
    `write:<handler>:<ordinal>` (intent and, once known, Slack's answer, as JSON).
    """
    return f"{{{stream}}}:chain:{group}:{event_id}"


def parked(stream: str) -> str:
    """Return the key that orders parked entries by the time they are due."""
    return f"{{{stream}}}:parked"


def parked_entries(stream: str) -> str:
    """Return the key that holds the fields of parked entries."""
    return f"{{{stream}}}:parked:entries"


def dead(stream: str) -> str:
    """Return the dead-letter stream of a stream."""
    return f"dead:{{{stream}}}"


def limit(team_id: str, scope: str, part: str) -> str:
    """Return a key of the shared limiter; `scope` is a method, or `post:<channel>`."""
    return f"{{limit:{team_id}:{scope}}}:{part}"


def lease(app: str) -> str:
    """Return the key whose value is the active bgtasks instance."""
    return f"{{{app}}}:lease"


def fence(app: str) -> str:
    """Return the key that counts the leases; the newest number is the valid fencing token."""
    return f"{{{app}}}:fence"


def task_writes(app: str, subject: str) -> str:
    """Return the key of the Slack writes that a background task made about one subject."""
    return f"{{{app}}}:writes:{subject}"


def tasks(app: str) -> str:
    """Return the key of the last success of each background task."""
    return f"{{{app}}}:tasks"


def failing(app: str, task: str) -> str:
    """Return the key of how a background task fails; gone while it does well.

    Its fields: `count` (in a row), `since` (s), `alerted` (1 once the admins were told).
    """
    return f"{{{app}}}:failing:{task}"


def watch(app: str, service: str) -> str:
    """Return the key of what has been announced of an outside service.

    Its fields: `told` (ids of the newest, JSON), `etag` and `etag_url` (of the last answer that was
    told to the end), and those of its own that the module in bgtasks/tasks/ lists.
    """
    return f"{{{app}}}:watch:{service}"


def health(app: str) -> str:
    """Return the key of what the health task saw last.

    Its fields: `dead:<stream>` and `pending:<stream>`, each the id of an entry.
    """
    return f"{{{app}}}:health"


def cooldown(app: str, subject: str) -> str:
    """Return the key that keeps something from being said again too soon."""
    return f"{{{app}}}:cooldown:{subject}"


def channels_by_id(app: str) -> str:
    """Return the key of the channel cache: id to name."""
    return f"{{{app}}}:channels:by_id"


def channels_by_name(app: str) -> str:
    """Return the key of the channel cache: name to id."""
    return f"{{{app}}}:channels:by_name"


def channels_noted(app: str) -> str:
    """Return the key of what events last said of channels: id to time (µs), a space and the name.

    The name is empty if the channel is gone. Each refresh drops what is older than its listing.
    """
    return f"{{{app}}}:channels:noted"
