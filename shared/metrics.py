"""Every metric that Burrow exports; this module is the manual.

All names begin with `burrow_`. Counters end in `_total`, durations are in seconds. Exported at
`GET /metrics`: by the gateway on PORT (summed over its workers), by consumer and bgtasks on
HEALTH_PORT.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

ROUND_TRIP_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
LATE_S = (0.25, 0.5, 1, 1.5, 2, 5, 10, 15, 30, 60, 300, 3600)
WORK_S = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
RUN_S = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400)

# gateway

EVENTS_PUBLISHED = Counter(
    "burrow_gateway_events_published_total", "Events added to a stream", ["stream"]
)
EVENTS_DUPLICATE = Counter(
    "burrow_gateway_events_duplicate_total",
    "Events answered 200 and not added, since their id was known (Slack's retries)",
    ["stream"],
)
EVENTS_UNROUTED = Counter(
    "burrow_gateway_events_unrouted_total",
    "Events answered 200 and not added, since their type is not in the routing table",
    ["kind"],
)
REQUESTS_REFUSED = Counter(
    "burrow_gateway_requests_refused_total", "Requests not answered 200", ["status", "reason"]
)
APP_RATE_LIMITED = Counter(
    "burrow_gateway_app_rate_limited_total",
    "Minutes for which Slack said that it withheld events (over 30,000 an hour)",
)
PUBLISH_SECONDS = Histogram(
    "burrow_gateway_publish_seconds",
    "Round trip of one batch of entries to Redis",
    buckets=ROUND_TRIP_S,
)
PUBLISH_WAITING = Gauge(
    "burrow_gateway_publish_waiting",
    "Events that wait for Redis's answer",
    multiprocess_mode="livesum",
)

LANE_SECONDS = Histogram(
    "burrow_gateway_lane_seconds",
    "From a question to a consumer to its reply, or to the end of the wait",
    buckets=ROUND_TRIP_S,
)
LANE_UNANSWERED = Counter(
    "burrow_gateway_lane_unanswered_total", "Questions to consumers that got no reply in time"
)

SOCKETS_OPEN = Gauge(
    "burrow_gateway_sockets_open", "Connections of Socket Mode on which Slack can send, of two"
)
SOCKET_SILENT_SECONDS = Gauge(
    "burrow_gateway_socket_silent_seconds",
    "How long ago the last frame came; over 20 the connection is replaced",
    ["socket"],
)
SOCKET_RECONNECTS = Counter(
    "burrow_gateway_socket_reconnects_total",
    "Connections replaced: closed, silent, or the reason that Slack gave",
    ["reason"],
)
ENVELOPES_REDELIVERED = Counter(
    "burrow_gateway_envelopes_redelivered_total",
    "Envelopes that Slack sent again, since it saw no acknowledgement in time",
)

# consumer

ENTRIES = Counter(
    "burrow_consumer_entries_total",
    "Entries by what became of them: done, duplicate, dropped, parked, failed, dead, trimmed",
    ["stream", "outcome"],
)
ENTRIES_IN_PROGRESS = Gauge("burrow_consumer_entries_in_progress", "Entries being worked on")
DOORS_IN_PROGRESS = Gauge(
    "burrow_consumer_doors_in_progress",
    "Slash commands, clicks and forms being worked on",
)
RUNS_HELD = Gauge("burrow_consumer_runs_held", "Runs being carried out, or told of")
RUNS_RUNNING = Gauge("burrow_consumer_runs_running", "Child processes of jobs")
RUNS = Counter("burrow_consumer_runs_total", "Runs by how they ended", ["job", "state"])
RUN_SECONDS = Histogram(
    "burrow_consumer_run_seconds", "From start to end of a run", ["job"], buckets=RUN_S
)
RUN_WAIT_SECONDS = Histogram(
    "burrow_consumer_run_wait_seconds",
    "From when a run was due to its start: turns, suppressions, free places",
    buckets=RUN_S,
)
ENTRY_AGE_SECONDS = Histogram(
    "burrow_consumer_entry_age_seconds",
    "Age of a message when its chain began, by Redis TIME",
    buckets=WORK_S,
)
DROPPED = Counter(
    "burrow_consumer_dropped_total",
    "Entries that were not run: stale, future, duplicate, same_message",
    ["reason"],
)
STALE_NOTICES = Counter(
    "burrow_consumer_stale_notices_total", "People told that their message came too late"
)
CLAIMED = Counter("burrow_consumer_claimed_total", "Entries taken over from a consumer that died")
HANDLER_SECONDS = Histogram(
    "burrow_consumer_handler_seconds", "Time a handler took", ["handler"], buckets=WORK_S
)
HANDLER_FAILURES = Counter(
    "burrow_consumer_handler_failures_total", "Handlers that did not return", ["handler", "how"]
)
STEPS = Counter(
    "burrow_steps_total",
    "Questions in chat by how they ended: answered or expired; and clicks that were refused",
    ["kind", "outcome"],
)
WATCHDOG_LAG_SECONDS = Gauge(
    "burrow_loop_lag_seconds", "How long ago the event loop last turned, as its watchdog saw it"
)

# Slack's Web API

SLACK_CALLS = Counter(
    "burrow_slack_calls_total",
    "Web API calls by result: ok, Slack's error word, or unknown",
    ["method", "result"],
)
SLACK_SECONDS = Histogram(
    "burrow_slack_call_seconds", "Time Slack took to answer", ["method"], buckets=WORK_S
)
SLACK_THROTTLED = Counter(
    "burrow_slack_throttled_total", "Writes that had to wait for a slot", ["method"]
)
SLACK_PAUSES = Counter("burrow_slack_pauses_total", "429 answers", ["method"])
SLACK_UNKNOWN = Counter(
    "burrow_slack_unknown_fate_total",
    "Writes whose answer was lost, by what was done: found, repeated, left",
    ["method", "resolution"],
)

# bgtasks

LEADER = Gauge("burrow_bgtasks_leader", "1 if this instance holds the lease")
TASK_SECONDS = Histogram("burrow_task_seconds", "Time a task took", ["task"], buckets=WORK_S)
TASK_FAILURES = Counter("burrow_task_failures_total", "Runs of a task that failed", ["task"])
TASK_LAST_SUCCESS = Gauge(
    "burrow_task_last_success_timestamp_seconds", "When a task last succeeded", ["task"]
)
REQUESTS_FIRED = Counter(
    "burrow_requests_fired_total", "Requests published when they were due: cron or once", ["kind"]
)
SCHEDULE_LATE_SECONDS = Histogram(
    "burrow_schedule_late_seconds",
    "How long after its due time a request was published",
    ["kind"],
    buckets=LATE_S,
)
TRIMMED = Counter("burrow_streams_trimmed_total", "Entries removed by age", ["stream"])
TRIMMED_UNREAD = Counter(
    "burrow_streams_trimmed_unread_total",
    "Entries removed by age that no consumer had read: consumers are down or too slow",
    ["stream"],
)
STREAM_LENGTH = Gauge("burrow_stream_length", "Entries in a stream", ["stream"])
STREAM_PENDING = Gauge("burrow_stream_pending", "Entries read and not acknowledged", ["stream"])
STREAM_PARKED = Gauge("burrow_stream_parked", "Entries that wait for a later time", ["stream"])
STREAM_OLDEST_PENDING_SECONDS = Gauge(
    "burrow_stream_oldest_pending_seconds",
    "Age of the oldest entry that was read and not acknowledged; 0 if there is none",
    ["stream"],
)
DEAD_LETTERS = Gauge("burrow_dead_letters", "Entries in a dead-letter stream", ["stream"])
REDIS_MEMORY_RATIO = Gauge(
    "burrow_redis_memory_ratio", "Memory used of maxmemory; 1 is full, 0 is no limit"
)

# An instance that is not the leader any more exports none of these: they would stand still.
MEASURED_BY_THE_LEADER = (
    TASK_LAST_SUCCESS,
    STREAM_LENGTH,
    STREAM_PENDING,
    STREAM_OLDEST_PENDING_SECONDS,
    STREAM_PARKED,
    DEAD_LETTERS,
)
