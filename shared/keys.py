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
| {<app>}:cooldown:github:<…>      | string | 14 days        | consumer: event id and gateway_ts  |
|                                  |        |                | of a merge; <…> is project:digest  |
|                                  |        |                | and project:delivery               |
| {<app>}:channels:by_id, :by_name | hash   | 14 days        | bgtasks, consumer: channel cache   |
| {<app>}:channels:noted           | hash   | 1 hour         | consumer: what events said of it   |
| {<app>}:people:<user>            | string | 1 hour         | consumer: `<updated> <1 or 0>`:    |
|                                  |        |                | whether a member, as of when (s)   |
| {<app>}:called:<call>:<message>  | string | 7 days         | consumer, bgtasks: who passes this |
|                                  |        |                | call for support on; or `done`     |
| {<app>}:zone:<user>               | string | 1 hour         | consumer: name of their time zone  |
| {<app>}:steps                    | zset   | until it shows | *step_*.lua: id by its end, ms     |
| {<app>}:steps:<id>               | hash   | 14 days more   | the same: shared/step_record.py    |
| {<app>}:lane                     | list   | 2.5 s          | gateway: questions; the replies go |
|                                  |        |                | to the channel {<app>}:lane:<…>    |
| {jobs}:ids, :suppression_ids     | string | for ever       | shared/lua/run_*.lua: the last id  |
| {jobs}:run:<id>                  | hash   | 7 days after   | the same: one run's record; fields |
|                                  |        | its end        | in shared/run_record.py            |
| {jobs}:output:<id>               | hash   | as the run     | consumer: `text` 64 KiB, `stderr`  |
| {jobs}:asked:<key>               | string | 1 day          | the same: id of the run asked for  |
| {jobs}:pending                   | hash   | until it runs  | type and arguments to run id       |
| {jobs}:due                       | zset   | until due      | run id by due time, ms             |
| {jobs}:queue:<type>, :types      | zset,  | until admitted | queued run ids by due time; types  |
|                                  | set    |                | that have some                     |
| {jobs}:slots:<type>              | zset   | until its end  | run id by the end of its lease, ms |
| {jobs}:active, :ended            | zset   | 7 days         | run ids; by time of the end        |
| {jobs}:suppressions              | hash   | until over     | id to `start end user type`        |
| {requests}:cron:<app>            | hash   | for ever       | bgtasks: a schedule's job type to  |
|                                  |        |                | `position fired zone cron`, ms;    |
|                                  |        |                | `fence`, the newest token it saw   |
| {requests}:later                 | zset   | until due      | all: ids of requests that wait, by |
|                                  |        |                | due time, ms                       |
| {requests}:later:requests        | hash   | until due      | all: id to the request, JSON       |
| {requests}:later:ids             | string | for ever       | all: the last id                   |
| {requests}:later:asked:<key>     | string | 1 day          | all: what asking for it came to    |

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
PERSON_KEPT_S = 60 * 60  # how long somebody may stay what they were if an event was lost
# Of somebody nobody asked about. Longer than a look-up takes: one that began before must not win.
PERSON_NOTED_S = 30
CALLED_KEPT_S = 7 * 24 * 60 * 60  # longer than the missed-message check looks back (2 days)
TIME_ZONE_KEPT_S = 60 * 60  # whoever travels and says `at 09:00` is told the zone, and can wait
DELIVERIES_KEPT_S = 14 * 24 * 60 * 60  # what was merged longer ago is not deployed any more
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


def people(app: str, user_id: str) -> str:
    """Return the key that says whether somebody is a member of the workspace."""
    return f"{{{app}}}:people:{user_id}"


def called(app: str, call: str, channel: str, ts: str) -> str:
    """Return the key that says who passes a call for support on."""
    return f"{{{app}}}:called:{call}:{channel}:{ts}"


def steps(app: str, *step_id: str) -> str:
    """Return the key of a question in chat; without an id the one that orders them by their end."""
    return ":".join((f"{{{app}}}:steps", *step_id))


def lane(app: str, worker: str = "") -> str:
    """Return the key of what gateways ask consumers, or the channel where one is answered."""
    return f"{{{app}}}:lane:{worker}" if worker else f"{{{app}}}:lane"


def run(run_id: int) -> str:
    """Return the key of a run's record."""
    return f"{{jobs}}:run:{run_id}"


def run_output(run_id: int) -> str:
    """Return the key of the end of a run's output."""
    return f"{{jobs}}:output:{run_id}"


def active_runs() -> str:
    """Return the key of the runs that have not ended."""
    return "{jobs}:active"


def ended_runs() -> str:
    """Return the key of the runs that ended, by when."""
    return "{jobs}:ended"


def suppressions() -> str:
    """Return the key of what is held back."""
    return "{jobs}:suppressions"


def cron(app: str) -> str:
    """Return the key of how far each cron schedule has been fired."""
    return f"{{requests}}:cron:{app}"


def later(*parts: str) -> str:
    """Return a key of the requests that wait; without parts the one that orders them."""
    return ":".join(("{requests}:later", *parts))


def time_zone(app: str, user_id: str) -> str:
    """Return the key of the time zone that somebody's Slack profile has."""
    return f"{{{app}}}:zone:{user_id}"
