"""A run as the consumer sees it: started through the launcher, read, kept alive, ended.

    launcher = Launcher()
    await launcher.start()
    child = await launcher.run(spec)
    async for kind, data in child.output(): ...
    ended = await child.ended()

The processes in between, and who ends what when: launcher.py, supervisor.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Literal

from consumer.runs import frames
from consumer.runs.ending import kill_remains
from consumer.runs.frames import BEAT, MOMENT, MORE, ORDER, STOP, fields
from consumer.runs.spec import Ended, Spec
from consumer.runs.wire import Wire

__all__ = ["Child", "Ended", "Launcher", "Spec"]

BURIAL_S = 5.0  # what cannot be killed in that time waits for hardware
LOOK_S = 0.02
ANSWER_S = 5.0  # it takes 1 ms; a machine that takes longer would not run the job either
PART_S = 1.0
LAST_S = 1.0  # for what still runs when the consumer ends; it had its time before
TRIES = 3
KEPT = ("LD_LIBRARY_PATH",)  # some platforms' Python finds its library by it
ROOT = Path(__file__).parents[2]
# At the end: the standard library goes first, and ours is all that is there besides.
BEGIN = (
    "import sys; sys.path.append(sys.argv[1])"
    "; from consumer.runs import launcher; launcher.main(int(sys.argv[2]))"
)


class Child:
    """One run, from the consumer's side; made by Launcher.run().

    Args:
        let_go: called when it is over.
    """

    def __init__(self, let_go: Callable[[Child], None]) -> None:
        self.let_go, self.wire = let_go, Wire(self)
        self.pid, self.start = 0, ""
        self.ready, self.begun, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.chunks: deque[tuple[Literal["out", "err"], bytes]] = deque()
        self.news, self.asked = asyncio.Event(), False
        self.end: Ended | None = None
        self.burial: asyncio.Task[None] | None = None

    async def output(self) -> AsyncIterator[tuple[Literal["out", "err"], bytes]]:
        """Yield what it writes, as it comes; of what comes faster than it is asked for, the end."""
        while True:
            while self.chunks:
                yield self.chunks.popleft()
            if self.over.is_set():
                return
            if not self.asked:
                self.asked = True
                self.wire.say(MORE)
            self.news.clear()
            await self.news.wait()

    def beat(self, held_s: float | None = None) -> None:
        """Say that the run is still ours.

        Args:
            held_s: when it was, on the monotonic clock; now, if not given.
        """
        self.wire.say(BEAT, MOMENT.pack(time.monotonic() if held_s is None else held_s))

    def stop(self, within_s: float | None = None) -> None:
        """End it: TERM now, unless it was told already, and KILL after `kill_after_s`.

        Args:
            within_s: KILL after this long, if that is sooner.
        """
        self.wire.say(STOP, fields(within_s=within_s))

    async def ended(self) -> Ended:
        """Wait until nothing of it is left; return how it ended."""
        await self.over.wait()
        assert self.end  # noqa: S101  over means that
        return self.end

    def hear(self, kind: int, payload: bytes) -> None:
        """Take note of what the supervisor says."""
        match kind:
            case frames.OUT | frames.ERR:
                self.asked = False
                self.chunks.append(("out" if kind == frames.OUT else "err", payload))
                self.news.set()
            case frames.READY:
                self.ready.set()
            case frames.STARTED:
                started = json.loads(payload)
                self.pid, self.start = started["pid"], started["start"]
                self.begun.set()
            case frames.ENDED:
                self.end = Ended(**json.loads(payload))
                self.wire.close()

    def lose(self) -> None:
        """Take note of the end; without one, bring it about."""
        if self.end:
            self.finish(self.end)
        else:
            self.burial = asyncio.get_running_loop().create_task(self._bury())

    async def _bury(self) -> None:
        """Kill what a supervisor that died left behind, and wait until it is gone."""
        detail = "What was left of it was killed."
        try:
            async with asyncio.timeout(BURIAL_S):
                # /proc tells nobody when it changes.
                while self.pid and kill_remains(self.pid, self.start):  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            detail = "Some processes of it could not be killed."
        self.finish(Ended(reason="supervisor died", detail=detail))

    def finish(self, end: Ended) -> None:
        """Be over."""
        self.end = end
        for event in (self.over, self.begun, self.ready, self.news):
            event.set()
        self.let_go(self)


class Launcher:
    """The launcher process of one consumer, and the runs started through it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.children: set[Child] = set()
        self.restarting = asyncio.Lock()

    async def start(self) -> None:
        """Start the process."""
        self.control, theirs = socket.socketpair()
        self.control.setblocking(False)
        with theirs:
            # Not asyncio's: that one watches each process with a thread.
            self.process = subprocess.Popen(  # noqa: ASYNC220, S603  2 ms, once
                [sys.executable, "-I", "-S", "-c", BEGIN, str(ROOT), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # stderr stays: the launcher complains where we do
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    async def stop(self) -> None:
        """End all runs, and the process."""
        for child in self.children:
            child.stop(LAST_S)
        for child in tuple(self.children):
            await child.ended()
        await self._end_process()

    async def run(self, spec: Spec) -> Child:
        """Start a run; one that could not be started has pid 0, and has ended."""
        child = await self._supervised()
        child.wire.say(ORDER, spec.order())
        try:
            await child.begun.wait()
        except asyncio.CancelledError:
            child.stop()  # nobody will
            raise
        return child

    async def _supervised(self) -> Child:
        """Return a run that has a supervisor, and no order yet; one that has ended, if none comes.

        A run whose order was not sent was not begun, so that it can be tried again.
        """
        for _ in range(TRIES):
            process = self.process
            if child := await self._ask():
                return child
            async with self.restarting:
                if self.process is process:  # else somebody has just done it
                    await self._end_process()
                    await self.start()
        child = Child(self.children.discard)
        child.finish(Ended(reason="not started", detail="The launcher does not answer."))
        return child

    async def _ask(self) -> Child | None:
        """Ask for a supervisor; return None if the launcher does not answer."""
        if not self.control:
            return None
        ours, theirs = socket.socketpair()
        child = Child(self.children.discard)
        with theirs:
            await asyncio.get_running_loop().create_unix_connection(lambda: child.wire, sock=ours)
            with contextlib.suppress(OSError):
                socket.send_fds(self.control, [b"!"], [theirs.fileno()])
        try:
            async with asyncio.timeout(ANSWER_S):
                await child.ready.wait()
        except TimeoutError:
            child.wire.close()
            return None
        except asyncio.CancelledError:
            child.wire.close()
            raise
        if child.end and child.end.reason == "supervisor died":
            return None
        self.children.add(child)
        return child

    async def _end_process(self) -> None:
        """End the launcher; its supervisors, if there are any, go on."""
        process, control, self.process, self.control = self.process, self.control, None, None
        if not process or not control:
            return
        with control, contextlib.suppress(OSError):
            async with asyncio.timeout(PART_S):
                control.shutdown(socket.SHUT_WR)
                await asyncio.get_running_loop().sock_recv(control, 1)  # returns at its end
        process.kill()
        process.wait()
