"""What people and GitHub say in a case, and what came of it.

| what   | shape                                                                           |
|--------|---------------------------------------------------------------------------------|
| Said   | channel and ts of a person's message                                            |
| Post   | `(channel, thread_ts, text)` of a post, in the order of the calls               |
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any, NamedTuple

import httpx
import orjson

from dev.slack.api import Call
from tests.bennettbot.stack import HUB_SECRET, Stack
from tests.processes import wait_for

C1, C2, SUPPORT, ADMINS = "C0GENERAL01", "C0REVIEWS01", "C0SUPPORT01", "C0ADMINHELP"
LOGS, ALICE, DM = "C0BOTLOGS01", "U0ALICE0001", "D0ALICE0001"
DONE = "white_check_mark"
Post = tuple[str, str, Any]


class Said(NamedTuple):
    """A person's message."""

    channel: str
    ts: str


def say(stack: Stack, text: str, channel: str = C1, user: str = "alice", thread: str = "") -> Said:
    """Let somebody say something, which Slack delivers."""
    return Said(channel, stack.slack.say(user, channel, text, thread or None))


def ask(stack: Stack, command: str, channel: str = C1, user: str = "alice", **more: str) -> Said:
    """Let somebody ask the bot for something, and wait until it was worked off and told."""
    said = tell(stack, command, channel, user, **more)
    stack.settle()
    return said


def tell(stack: Stack, command: str, channel: str = C1, user: str = "alice", **more: str) -> Said:
    """Let somebody ask the bot for something, and wait until it was heard."""
    said = say(stack, f"<@bot> {command}", channel, user, **more)
    stack.heard()
    return said


def calls(stack: Stack, method: str) -> list[Call]:
    """Return the calls of a method in this test that Slack agreed to."""
    return [
        call
        for call in stack.slack.calls()[stack.calls_before :]
        if call.method == method and (call.response or {}).get("ok")
    ]


def posts(stack: Stack) -> list[Post]:
    """Return what was posted, but for the start notices."""
    found = [call.args for call in calls(stack, "chat.postMessage")]
    return [shown(args) for args in found if args["channel"] != LOGS]


def notices(stack: Stack) -> list[Post]:
    """Return what was posted in the logs channel."""
    found = [call.args for call in calls(stack, "chat.postMessage")]
    return [shown(args) for args in found if args["channel"] == LOGS]


def shown(args: dict[str, Any]) -> Post:
    """Return a post with what is attached to it."""
    attached = [one["text"] for one in args.get("attachments", ())]
    return args["channel"], args.get("thread_ts", ""), "\n".join((args["text"], *attached))


def texts(stack: Stack) -> list[str]:
    """Return the texts of the posts."""
    return [text for _, _, text in posts(stack)]


def reactions(stack: Stack, said: Said) -> set[str]:
    """Return what the bot put on a message, and left there."""
    found = stack.slack.reactions(said.channel, said.ts)
    return {name for name, people in found.items() if stack.slack.workspace.bot.id in people}


def files(stack: Stack) -> list[dict[str, Any]]:
    """Return the uploads that were shown."""
    return [call.args for call in calls(stack, "files.completeUploadExternal")]


def link(said: Said) -> str:
    """Return the address of a message."""
    return f"https://burrow-local.slack.com/archives/{said.channel}/p{said.ts.replace('.', '', 1)}"


def last_post(stack: Stack, channel: str) -> Said:
    """Return the last message that a channel shows."""
    return Said(channel, stack.slack.messages(channel)[-1]["ts"])


# Runs


def runs(stack: Stack) -> list[tuple[str, str]]:
    """Return job and state of each run of this test, by id."""
    found = [stack.db.hgetall(name) for name in sorted(records(stack), key=number_of)]
    return [(run["job"], run["state"]) for run in found]


def records(stack: Stack) -> list[str]:
    """Return the keys of the runs."""
    return list(stack.db.scan_iter("{jobs}:run:*"))


def number_of(name: str) -> int:
    """Return the id of a run by its key."""
    return int(name.rpartition(":")[2])


def last_run(stack: Stack) -> int:
    """Return the id of the newest run."""
    return max(map(number_of, records(stack)))


def record(stack: Stack, run_id: int) -> dict[str, str]:
    """Return what is noted of a run."""
    found: dict[str, str] = stack.db.hgetall(f"{{jobs}}:run:{run_id}")
    return found


def state_of(stack: Stack, run_id: int) -> str:
    """Return the state of a run."""
    return record(stack, run_id).get("state", "")


def until(stack: Stack, run_id: int, state: str) -> None:
    """Wait until a run is in a state."""
    wait_for(lambda: state_of(stack, run_id) == state, 20, f"run {run_id} being {state}")


def due_in_s(stack: Stack, run_id: int) -> float:
    """Return how long a run still waits, by Redis."""
    return int(record(stack, run_id)["due_ms"]) / 1000 - now_s(stack)


def now_s(stack: Stack) -> float:
    """Return the time by Redis."""
    seconds, micros = stack.db.time()
    return float(seconds) + float(micros) / 1e6


def pass_by(stack: Stack, run_id: int, seconds: float) -> None:
    """Let so much time pass for a run that waits, by moving all its times into the past."""
    run, moved = record(stack, run_id), {}
    for name in ("created_ms", "due_ms"):
        moved[name] = int(run[name]) - int(seconds * 1000)
    stack.db.hset(f"{{jobs}}:run:{run_id}", mapping=moved)
    stack.db.zadd("{jobs}:due", {str(run_id): moved["due_ms"]}, xx=True)


def end_suppressions(stack: Stack) -> None:
    """Let the time come when all that is held back may go on."""
    over_ms = int(now_s(stack) * 1000)
    for number, line in stack.db.hgetall("{jobs}:suppressions").items():
        start, _, rest = line.split(" ", 2)
        stack.db.hset("{jobs}:suppressions", number, f"{start} {over_ms} {rest}")


def day_long() -> tuple[str, str]:
    """Return two times of day with now between them, whenever the test runs."""
    last_minutes = datetime.now(UTC).strftime("%H:%M") >= "23:57"
    return ("00:00", "tomorrow 01:00" if last_minutes else "23:59")


# GitHub


def merge(action: str = "closed", *, merged: bool = True) -> dict[str, Any]:
    """Return what GitHub tells of a pull request, which no other test has."""
    at = datetime.now(UTC).isoformat()
    return {
        "action": action,
        "pull_request": {
            "number": 7,
            "title": f"Dig deeper {at}",
            "html_url": "https://github.com/warren/sec/pull/7",
            "merged": merged,
            "merged_at": at if merged else None,
            "merged_by": {"login": "hazel"} if merged else None,
            "base": {"ref": "main"},
        },
        "repository": {"full_name": "warren/sec"},
    }


def sign(body: bytes, algorithm: str = "sha256", secret: str = HUB_SECRET) -> dict[str, str]:
    """Return the signature that GitHub sends."""
    header = {"sha256": "X-Hub-Signature-256", "sha1": "X-Hub-Signature"}[algorithm]
    digest = hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()
    return {header: f"{algorithm}={digest}"}


def deliver(
    stack: Stack,
    payload: Any,
    project: str = "sec",
    signature: dict[str, str] | None = None,
    event: str = "pull_request",
) -> httpx.Response:
    """Let GitHub deliver something, and wait until it was worked off."""
    body = orjson.dumps(payload)
    headers = {"Content-Type": "application/json", "X-GitHub-Event": event}
    signed = sign(body) if signature is None else signature
    answer = stack.http.post(f"/github/{project}/", content=body, headers=headers | signed)
    stack.heard()
    return answer
