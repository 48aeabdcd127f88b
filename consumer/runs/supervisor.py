"""Runs one job, reads what it writes, and ends it: when it is told to, or nobody is there to tell.

One process for each run, forked by the launcher. A run ends when its first process does, after
`timeout_s`, over `memory_mb`, on STOP, when the consumer's socket closes, and `silence_s` after the
moment at which the consumer last knew that the run is its own. Whatever the job left behind ends
too: TERM, and KILL after `kill_after_s`. ENDED comes after the last of them; a pipe that somebody
else holds by then is left to him.

`memory_mb` holds for each process as RLIMIT_DATA, and once a second for all of them together: by
what is resident and, if that is too much, again with what is shared counted once.

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time

from consumer.runs import procfs, starting
from consumer.runs.ending import Ending
from consumer.runs.frames import ENDED, ERR, OUT, READY, STARTED, fields
from consumer.runs.line import Line, turn
from consumer.runs.logfiles import Logs, Tail
from consumer.runs.pipes import Pipes
from consumer.runs.starting import Job, NotStarted, Order

WAKES = 4096  # a byte for each child that ended
LOOK_S = 1.0
SEND_S = 0.02  # 64 KiB each time: a flood costs the consumer 1 % of a core
FAREWELL_S = 60.0  # for a consumer that is stopped to take the end; costs a process that sleeps


def supervise(connection: socket.socket) -> None:
    """Carry out what the consumer at the other end orders."""
    umask = os.umask(0o077)  # the logs are for us alone
    with selectors.DefaultSelector() as selector:
        line = Line(connection, selector)
        line.say(READY)
        if order := line.wait_for_order():
            carry_out(order, umask, line, selector)
            line.part(FAREWELL_S)


def carry_out(order: Order, umask: int, line: Line, selector: selectors.BaseSelector) -> None:
    """Run a job from its start to the end of all that it started."""
    wake_for_children(selector)
    try:
        if time.monotonic() >= order.held_s + order.silence_s:
            # The consumer was stopped on the way here: by now the run may be another's.
            line.say(ENDED, fields(reason="stopped", detail="It came too late to begin."))
            return
        logs = make_logs(order.logs)
        job = starting.start(order, umask)
    except NotStarted as reason:
        line.say(ENDED, fields(reason="not started", detail=str(reason)))
        return
    process = procfs.look_at(job.pid)
    line.say(STARTED, fields(pid=job.pid, start=process.start if process else ""))
    Supervision(order, job, logs, line, selector, time.monotonic()).run()


def make_logs(folder: str) -> Logs:
    """Make the log files.

    Raises:
        NotStarted: they cannot be made.
    """
    try:
        return Logs(folder)
    except OSError as error:
        raise NotStarted(f"No logs: {error.strerror}: {error.filename}") from None


def wake_for_children(selector: selectors.BaseSelector) -> None:
    """Let the selector wake up when a child ends."""
    wakes, woken = socket.socketpair()
    wakes.setblocking(False)
    woken.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda number, place: None)
    signal.set_wakeup_fd(wakes.detach(), warn_on_full_buffer=False)
    selector.register(woken, selectors.EVENT_READ, lambda: woken.recv(WAKES))


class Supervision:
    """One job while it runs and ends."""

    def __init__(
        self,
        order: Order,
        job: Job,
        logs: Logs,
        line: Line,
        selector: selectors.BaseSelector,
        now_s: float,
    ) -> None:
        self.order, self.logs, self.line, self.selector = order, logs, line, selector
        self.tail, self.ending = Tail(), Ending(job.pid, order.kill_after_s)
        self.pipes = Pipes({OUT: job.stdout, ERR: job.stderr}, self.take, selector)
        self.read_bytes = {OUT: 0, ERR: 0}
        self.timeout_s, self.silent_s = now_s + order.timeout_s, order.held_s + order.silence_s
        self.look_s, self.send_s = now_s + LOOK_S, now_s
        self.reason = self.detail = ""

    def run(self) -> None:
        """Supervise until nobody is left, and say so."""
        while not self.ending.all_gone:
            turn(self.selector, self.rest_s(time.monotonic()))
            self.tend(time.monotonic())
        self.pipes.close()
        self.send_tail()
        self.line.say(ENDED, self.result())

    def rest_s(self, now_s: float) -> float:
        """Return how long nothing is to be done, unless something happens."""
        ends_s = min(self.look_s, self.timeout_s, self.silent_s)
        next_s = self.ending.next_s if self.ending.begun else ends_s
        if self.must_send():
            next_s = min(next_s, self.send_s)
        return max(0.0, next_s - now_s)

    def take(self, kind: int, data: bytes) -> None:
        """Keep what came on a pipe."""
        self.read_bytes[kind] += len(data)
        self.logs.add(kind, data)
        self.tail.add(kind, data)

    def tend(self, now_s: float) -> None:
        """Do what is due."""
        self.ending.reap()
        # Only a beat counts: a consumer without Redis still asks for output.
        self.silent_s = max(self.silent_s, self.line.held_s + self.order.silence_s)
        if not self.ending.begun and not self.ending.all_gone and self.must_end(now_s):
            self.ending.begin(now_s)
        if self.line.stop_within_s is not None:
            self.ending.hasten(now_s, self.line.stop_within_s)
            self.line.stop_within_s = None
        self.ending.tend(now_s)
        if self.must_send() and now_s >= self.send_s:
            self.send_s, self.line.wants_more = now_s + SEND_S, False
            self.send_tail()

    def must_send(self) -> bool:
        """Return whether there is output that the consumer asked for, and can take."""
        return bool(self.line.wants_more and self.tail.parts and not self.line.unsent)

    def must_end(self, now_s: float) -> bool:
        """Return whether to end the run; note the reason, if it did not end by itself."""
        if self.ending.status is not None:
            return True  # there are some whom it left behind
        self.reason, self.detail = self.why(now_s)
        return bool(self.reason)

    def why(self, now_s: float) -> tuple[str, str]:
        """Return why a running job must end, and in more words; "" if it need not."""
        order = self.order
        if self.line.stop_within_s is not None:
            return "stopped", "It was told to end."
        if not self.line.open:
            return "stopped", "The consumer is gone."
        if now_s >= self.silent_s:
            return "stopped", f"The consumer said nothing for {order.silence_s:g} s."
        if now_s >= self.timeout_s:
            return "timed out", f"It may run for {order.timeout_s:g} s."
        if now_s >= self.look_s:
            self.look_s = now_s + LOOK_S
            return self.memory()
        return "", ""

    def memory(self) -> tuple[str, str]:
        """Return whether all processes together take too much memory, as why() does."""
        most, family = self.order.memory_bytes, procfs.descendants(os.getpid())
        if procfs.resident_bytes(family) <= most:
            return "", ""
        used = procfs.proportional_bytes(family)
        if used <= most:
            return "", ""
        return "memory", f"It took {used >> 20} MB, and may take {most >> 20} MB."

    def send_tail(self) -> None:
        """Send what nobody was sent yet."""
        for kind, data in self.tail.take():
            self.line.say(kind, data)

    def result(self) -> bytes:
        """Return how it ended."""
        code = os.waitstatus_to_exitcode(self.ending.status or 0)
        return fields(
            exit_code=code if code >= 0 else None,
            signal=max(0, -code),
            reason=self.reason,
            detail=self.detail,
            stdout_bytes=self.read_bytes[OUT],
            stderr_bytes=self.read_bytes[ERR],
            truncated=self.logs.truncated,
        )
