"""The launcher: a small process beside the consumer that forks a supervisor for each run.

The consumer sends it the supervisor's end of a socket for each run, and nothing else. It outlives
the consumer until the last supervisor has ended its run, and outlives neither: it ends when the
consumer closed its socket and no supervisor is left. Signals that a terminal or a platform sends to
everybody are ignored: when to stop is the consumer's to say.

What a supervisor that was killed leaves behind becomes a child of the launcher, and is killed.

It runs in `python -I -S`, without our dependencies: forking the consumer itself would copy its
memory, its threads' locks and its secrets. It starts
in 30 ms and takes 11 MB.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys

from consumer.runs import procfs
from consumer.runs.frames import ENDED, fields, frame
from consumer.runs.supervisor import supervise, wake_for_children
from shared import prctl

NOT_OURS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)
SWEEP_S = 0.2


class Launcher:
    """The supervisors that run, and those whom they left behind."""

    def __init__(self, control: socket.socket, selector: selectors.BaseSelector) -> None:
        self.control, self.selector = control, selector
        self.supervisors: set[int] = set()
        self.open, self.sweeping = True, False
        selector.register(control, selectors.EVENT_READ, self.serve)

    def run(self) -> None:
        """Fork until the consumer is gone, and wait for those forked."""
        while self.open or self.supervisors or self.sweeping:
            for key, _ in self.selector.select(SWEEP_S if self.sweeping else None):
                key.data()
            self.reap()
            if self.sweeping:
                self.sweep()

    def serve(self) -> None:
        """Fork a supervisor for the socket that came."""
        data, sockets, _, _ = socket.recv_fds(self.control, 1, 1)
        if not data:
            self.open = False
            self.selector.unregister(self.control)
        for number in sockets:
            os.set_inheritable(number, False)
            with socket.socket(fileno=number) as connection:
                self.fork(connection)

    def fork(self, connection: socket.socket) -> None:
        """Fork a supervisor, or tell the consumer that it cannot be."""
        try:
            pid = os.fork()
        except OSError as error:
            detail = f"No process for it: {error.strerror}"
            connection.sendall(frame(ENDED, fields(reason="not started", detail=detail)))
            return
        if pid == 0:
            self.become_supervisor(connection)
        self.supervisors.add(pid)

    def become_supervisor(self, connection: socket.socket) -> None:
        """Supervise a run; never returns."""
        status = 1
        try:
            self.selector.close()
            self.control.close()
            prctl.adopt_orphans()  # is not handed on by fork
            supervise(connection)
            status = 0
        except BaseException:  # noqa: BLE001  whatever it is, this copy must not go on
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)

    def reap(self) -> None:
        """Take note of who ended."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self.supervisors.discard(pid)
                self.sweeping |= status != 0

    def sweep(self) -> None:
        """Kill the children of ours whose supervisor was killed; theirs become ours then."""
        us = os.getpid()
        children = {process.pid for process in procfs.everybody() if process.parent == us}
        orphans = children - self.supervisors
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self.sweeping = bool(orphans)


def main(control: int) -> None:
    """Serve the consumer at the other end of a socket."""
    for number in NOT_OURS:
        signal.signal(number, signal.SIG_IGN)
    prctl.be_ended_first()
    prctl.hide_from_jobs()
    prctl.adopt_orphans()
    gc.disable()  # short-lived copies without cycles: looking for some would only unshare memory
    os.set_inheritable(control, False)
    with selectors.DefaultSelector() as selector, socket.socket(fileno=control) as connection:
        wake_for_children(selector)
        Launcher(connection, selector).run()
