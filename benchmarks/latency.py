"""From an event that leaves Slack to the answer's API call that arrives there.

100 messages per second, spread over 200 channels, each asks the bot for a coin; the local workspace
records when `chat.postMessage` comes in. All processes are real, Slack's limits are off.

| figure                 | unit | meaning                                                |
|------------------------|------|--------------------------------------------------------|
| events                 |      | answered ones, those of the warm-up left out           |
| p50_ms p99_ms          | ms   | event sent until the post arrives                      |
| answer_p50_ms and p99  | ms   | event sent until its HTTP 200                          |
| cpu_us                 | µs   | CPU of all the bot's processes per event               |
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles

from benchmarks.paced_sender import Plan, Sent
from benchmarks.processes import cpu_s, running, wait_for_port
from benchmarks.results import Figures, Run, RunFailed, attempt, last_line
from benchmarks.setup import Setup, in_turn
from benchmarks.signed_events import EVENTS_PATH, Identity
from benchmarks.venvs import python_of
from benchmarks.workspace import bot_variables, workspace_of
from dev.redis_server import free_port
from dev.slack.api import Call
from dev.slack.control import Slack

SECTION = "latency"
EVENTS_PER_S = 100
# Each channel gets an event every 2 s: within Slack's 1 post/s, and far enough apart that the n-th
# post in a channel is the answer to its n-th event.
CHANNELS = 200
WARM_UP_EVENTS = 100
# A p99 wants more events than the few seconds of a gateway's run would give at this rate.
STRETCH = 5
ANSWERED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Bot:
    """Programs that together answer Slack; the first one accepts the events at PORT.

    Args:
        modules: what to run with `python -m`.
        venv: the peer whose environment runs them; None is our own.
    """

    name: str
    modules: tuple[str, ...]
    venv: str | None


BOTS = (
    Bot("burrow", ("gateway", "consumer"), None),
    Bot("slack-bolt", ("benchmarks.peers.slack_bolt_bot",), "slack_bolt"),
)


class LatencyBench:
    """Measures all bots; one call to `round` takes each figure once."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.identity = setup, Identity()

    def round(self, round_no: int) -> Iterator[Run]:
        """Measure each bot."""
        for bot in in_turn(BOTS, round_no):
            yield self.turn(bot, round_no)

    def turn(self, bot: Bot, round_no: int) -> Run:
        """Measure one bot."""
        setting = str(EVENTS_PER_S)
        return attempt(SECTION, bot.name, round_no, setting, lambda: self.measure(bot))

    def measure(self, bot: Bot) -> Figures:
        """Let people ask a bot, and see when it answers."""
        self.setup.redis.empty()
        with workspace_of(self.identity) as slack, contextlib.ExitStack() as stack:
            url, processes = self.start(bot, slack, stack)
            used_s = cpu_of(processes)
            sent = send(self.plan(slack, url))
            calls = posts(slack, len(sent))
            used_s = cpu_of(processes) - used_s
        return figures(sent, calls) | {"cpu_us": used_s / len(sent) * 1e6}

    def start(
        self, bot: Bot, slack: Slack, stack: contextlib.ExitStack
    ) -> tuple[str, list[subprocess.Popen[bytes]]]:
        """Start a bot's processes; return where it takes events, and them."""
        python = python_of(bot.venv) if bot.venv else sys.executable
        ports, processes = [], []
        for module in bot.modules:
            port = free_port()
            env = bot_variables(slack, self.identity)
            env |= {"REDIS_URL": self.setup.redis.url, "PORT": str(port), "HEALTH_PORT": str(port)}
            log = self.setup.logs / f"{bot.name}-{module.rpartition('.')[2]}-latency.log"
            command = [*self.setup.pins.server, python, "-m", module]
            process = stack.enter_context(running(command, env, log))
            wait_for_port(port, process)
            ports.append(port)
            processes.append(process)
        return f"http://127.0.0.1:{ports[0]}{EVENTS_PATH}", processes

    def plan(self, slack: Slack, url: str) -> Plan:
        """Return who asks what, where and how often."""
        channels = [slack.create_channel(f"bench-{n}", with_bot=True) for n in range(CHANNELS)]
        return Plan(
            url=url,
            rate_per_s=EVENTS_PER_S,
            count=WARM_UP_EVENTS + EVENTS_PER_S * self.setup.seconds * STRETCH,
            channels=channels,
            user=slack.workspace.user("alice").id,
            text=f"<@{slack.workspace.bot.id}> flip a coin",
            identity=self.identity,
        )


def cpu_of(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    """Return the CPU that some processes have used so far, in s."""
    return sum(cpu_s(process.pid) for process in processes)


def send(plan: Plan) -> list[Sent]:
    """Carry out a plan in a process of its own.

    Raises:
        RunFailed: an event was not accepted.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.paced_sender"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        timeout=plan.count / plan.rate_per_s + 60,
    )
    if done.returncode:
        raise RunFailed(f"the sender failed: {last_line(done.stderr)}")
    sent = [Sent(**fields) for fields in json.loads(done.stdout)]
    if refused := [event.status for event in sent if event.status != 200]:
        raise RunFailed(f"{len(refused)} of {len(sent)} events were refused, with {set(refused)}")
    return sent


def posts(slack: Slack, count: int) -> list[Call]:
    """Wait until there is a post for each event, and return them in order of arrival."""
    deadline = time.monotonic() + ANSWERED_WITHIN_S
    while len(calls := slack.calls("chat.postMessage")) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return calls


def figures(sent: Sequence[Sent], calls: Sequence[Call]) -> dict[str, float]:
    """Return the percentiles of a run, its warm-up left out."""
    answered_ms = latencies_ms(sent, calls)[WARM_UP_EVENTS:]
    accepted_ms = [event.answer_s * 1e3 for event in sent[WARM_UP_EVENTS:]]
    return {
        "events": len(answered_ms),
        "p50_ms": percentile(answered_ms, 50),
        "p99_ms": percentile(answered_ms, 99),
        "answer_p50_ms": percentile(accepted_ms, 50),
        "answer_p99_ms": percentile(accepted_ms, 99),
    }


def latencies_ms(sent: Sequence[Sent], calls: Sequence[Call]) -> list[float]:
    """Return how long each event waited for its post, in the order of the events.

    Raises:
        RunFailed: a channel has not as many posts as events.
    """
    arrived = defaultdict(list)
    for call in calls:
        arrived[call.args["channel"]].append(call.time)
    seen: defaultdict[str, int] = defaultdict(int)
    waits_ms = []
    for event in sent:
        place = seen[event.channel]
        seen[event.channel] += 1
        if place >= len(arrived[event.channel]):
            raise RunFailed(f"{len(sent)} events were sent, {len(calls)} answers came")
        waits_ms.append((arrived[event.channel][place] - event.sent_s) * 1e3)
    if len(calls) > len(sent):
        raise RunFailed(f"{len(sent)} events were sent, {len(calls)} answers came")
    return waits_ms


def percentile(numbers: Sequence[float], percent: int) -> float:
    """Return the number that so many percent lie below."""
    return quantiles(numbers, n=100, method="inclusive")[percent - 1]
