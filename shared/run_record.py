"""A run: one execution of a job, from the request for it to its end.

| state     | means                                            | may become                       |
|-----------|--------------------------------------------------|----------------------------------|
| scheduled | waits for its time                               | queued, cancelled                |
| queued    | waits for its turn                               | scheduled, running, cancelled,   |
|           |                                                  | expired                          |
| running   | its job's child process is there, or about to be | any below but expired            |
| succeeded | ended with exit code 0                           |                                  |
| failed    | ended otherwise, or could not be started         |                                  |
| timed out | was ended after `timeout_s`                      |                                  |
| cancelled | somebody said `cancel`                           |                                  |
| expired   | waited longer than `max_age_s`                   |                                  |
| lost      | the consumer that carried it out died or stopped |                                  |

Only the scripts shared/lua/run_*.lua change a state, each only along this table.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from msgspec import Struct

PENDING = frozenset({"scheduled", "queued"})
ENDED = frozenset({"succeeded", "failed", "timed out", "cancelled", "expired", "lost"})
# The kinds of doors (consumer/message.py): nobody else sees that a run was asked for by them.
UNSEEN = frozenset({"slash", "button", "shortcut", "form", "home"})


class Where(Struct, frozen=True):
    """Where a run was asked for, and is reported.

    Args:
        thread_ts: the thread of the request, empty if it was in none.
        message_ts: the request, for reactions; empty if it was no message.
    """

    channel: str
    thread_ts: str = ""
    message_ts: str = ""
    is_dm: bool = False


class Asked(Struct, frozen=True):
    """A request for a run.

    Args:
        job: its type, `<namespace>_<name>`.
        said: what was asked for, as it was typed.
        user_id: who asked, empty if nobody did.
        via: message, one of UNSEEN, schedule, once, github, cli or retry.
        attempt: 1, and more if an earlier run of the same request failed.
    """

    job: str
    arguments: dict[str, str]
    said: str
    team_id: str
    user_id: str
    via: str
    where: Where
    delay_s: float = 0.0
    concurrency: int = 1
    retries: int = 0
    max_age_s: float | None = None
    kill_after_s: float = 10.0
    attempt: int = 1

    @property
    def digest(self) -> str:
        """What tells arguments apart, whatever their order."""
        canonical = orjson.dumps(self.arguments, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(canonical).hexdigest()[:32]

    def fields(self) -> dict[str, str | int]:
        """Return what is noted of it."""
        return {
            "arguments": orjson.dumps(self.arguments).decode(),
            "said": self.said,
            "team_id": self.team_id,
            "user_id": self.user_id,
            "via": self.via,
            "channel": self.where.channel,
            "thread_ts": self.where.thread_ts,
            "message_ts": self.where.message_ts,
            "is_dm": int(self.where.is_dm),
            "concurrency": self.concurrency,
            "retries": self.retries,
            "attempt": self.attempt,
            "kill_after_ms": int(self.kill_after_s * 1000),
        }


class Run(Struct, frozen=True):
    """A run as it is noted; times in ms since epoch, 0 for not yet.

    Args:
        signal: the number of the signal that ended it, 0 for none.
        reason: more about its end, in a few words.
        ended_by: who cancelled it.
        holder: the consumer that carries it out, or did.
        kill_after_ms: from TERM to KILL, as its slot counts on it.
        log: the folder of its log files, as people on the host see it.
        truncated: there was more output than the log files hold.
        links: channel and ts of what was posted about it.
    """

    run_id: int
    job: str
    state: str
    arguments: dict[str, str]
    said: str
    team_id: str
    user_id: str
    via: str
    where: Where
    created_ms: int
    due_ms: int
    queued_ms: int
    started_ms: int
    ended_ms: int
    exit_code: int | None
    signal: int
    reason: str
    ended_by: str
    holder: str
    attempt: int
    retries: int
    kill_after_ms: int
    log: str
    stdout_bytes: int
    stderr_bytes: int
    truncated: bool
    links: tuple[tuple[str, str], ...]


class Suppression(Struct, frozen=True):
    """A time in which no run of a job begins; ms since epoch."""

    id: int
    job: str
    start_ms: int
    end_ms: int
    user_id: str


class Output(Struct, frozen=True):
    """The end of what a run wrote.

    Args:
        text: stdout and stderr in order, the last 64 KiB.
        stderr: the last 4 KiB of it alone.
    """

    text: str
    stderr: str


def read_run(run_id: int, noted: dict[bytes, bytes]) -> Run:
    """Return the run that a record is of."""
    text = {name.decode(): value.decode(errors="replace") for name, value in noted.items()}
    number = {name: int(text.get(name) or 0) for name in NUMBERS}
    where = Where(
        text.get("channel", ""),
        text.get("thread_ts", ""),
        text.get("message_ts", ""),
        text.get("is_dm") == "1",
    )
    return Run(
        run_id=run_id,
        job=text.get("job", ""),
        state=text.get("state", ""),
        arguments=orjson.loads(text.get("arguments", "{}")),
        said=text.get("said", ""),
        team_id=text.get("team_id", ""),
        user_id=text.get("user_id", ""),
        via=text.get("via", ""),
        where=where,
        exit_code=int(text["exit_code"]) if text.get("exit_code") else None,
        reason=text.get("reason", ""),
        ended_by=text.get("stopped_by", ""),
        holder=text.get("holder", ""),
        log=text.get("log", ""),
        truncated=text.get("truncated") == "1",
        links=tuple((channel, ts) for channel, ts in orjson.loads(text.get("links", "[]"))),
        **number,
    )


NUMBERS = (
    "created_ms",
    "due_ms",
    "queued_ms",
    "started_ms",
    "ended_ms",
    "signal",
    "attempt",
    "retries",
    "kill_after_ms",
    "stdout_bytes",
    "stderr_bytes",
)


def paired(flat: list[Any]) -> dict[bytes, bytes]:
    """Return the fields of a hash as a script answers them."""
    return dict(zip(flat[::2], flat[1::2], strict=True))
