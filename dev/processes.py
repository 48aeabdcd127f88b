"""Burrow's three processes as our children: started together, watched, stopped in order.

A child is ready as soon as it logs the event that says so: `/readyz` only knows that Redis answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from dev import launcher
from dev.log_lines import Style, parse

READY_S = 60.0  # of which a lease that a killed instance left behind may take 12
STOP_S = 30.0  # the processes promise 25
LINE_BYTES = 16 * 1024 * 1024  # a traceback is one line of JSON
LAST_LINES = 12

Write = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One process.

    Args:
        name: the package that `python -m` runs.
        ready: the event that it logs when it can do its work.
        colour: of its lines, as ANSI number.
    """

    name: str
    ready: str
    colour: int


PARTS = (
    Part("gateway", "process.started", 36),
    Part("consumer", "process.started", 32),
    # Greetings know their channels by name: before this no newcomer is greeted.
    Part("bgtasks", "channels.refreshed", 35),
)


class Child:
    """A running process and what it says."""

    def __init__(self, part: Part, process: asyncio.subprocess.Process, style: Style) -> None:
        self.part, self.process, self.style = part, process, style
        self.ready = asyncio.Event()
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)

    async def read(self, write: Write) -> int:
        """Show what it says until it ends; return its exit status."""
        assert self.process.stdout is not None  # noqa: S101  it was started with a pipe
        async for raw in self.process.stdout:
            self.hear(raw.decode(errors="replace").rstrip(), write)
        return await self.process.wait()

    def hear(self, line: str, write: Write) -> None:
        """Note a line, and show it if it is worth it."""
        fields = parse(line)
        if fields and fields["event"] == self.part.ready:
            self.ready.set()
        shown = self.style.shown(self.part.name, self.part.colour, line)
        self.last_lines.append(shown)
        if self.style.shows(fields):
            write(shown)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it and to what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Processes:
    """All of them; as a context they run inside the block.

    Args:
        environments: name of a part -> its whole environment.
        words: what the gateway's command line says.
        write: where lines go.
    """

    def __init__(
        self,
        environments: Mapping[str, Mapping[str, str]],
        style: Style,
        write: Write,
        words: Sequence[str] = (),
    ) -> None:
        self.environments, self.style, self.write = environments, style, write
        self.words = words
        self.children: list[Child] = []
        self.readers: dict[asyncio.Task[int], Child] = {}

    async def __aenter__(self) -> Self:
        for part in PARTS:
            words = self.words if part.name == "gateway" else ()
            process = await start(part, self.environments[part.name], words)
            child = Child(part, process, self.style)
            self.children.append(child)
            self.readers[asyncio.create_task(child.read(self.write))] = child
        return self

    async def until_ready(self) -> None:
        """Wait until every process can work.

        Raises:
            TimeoutError: one takes too long; names it.
        """
        try:
            async with asyncio.timeout(READY_S):
                for child in self.children:
                    await child.ready.wait()
        except TimeoutError:
            late = [child.part.name for child in self.children if not child.ready.is_set()]
            raise TimeoutError(f"not ready within {READY_S:g} s: {', '.join(late)}") from None

    async def first_end(self) -> str:
        """Wait until one ends by itself; say which, how, and what it said last."""
        done, _ = await asyncio.wait(self.readers, return_when=asyncio.FIRST_COMPLETED)
        reader = done.pop()
        child = self.readers[reader]
        ended = f"{child.part.name} ended with status {reader.result()}; its last lines:"
        return "\n".join([ended, *child.last_lines])

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        running = {reader for reader in self.readers if not reader.done()}
        for reader in running:
            self.readers[reader].send(signal.SIGTERM)
        late = (await asyncio.wait(running, timeout=STOP_S))[1] if running else set()
        for reader in late:
            self.write(f"{self.readers[reader].part.name} did not stop within {STOP_S:g} s: killed")
        for child in self.children:
            child.send(signal.SIGKILL)  # whatever a child may have left behind
        await asyncio.gather(*self.readers)


async def start(
    part: Part, environment: Mapping[str, str], words: Sequence[str]
) -> asyncio.subprocess.Process:
    """Start one process, which ends with us."""
    return await asyncio.create_subprocess_exec(
        *(*launcher.wrap(), sys.executable, "-m", part.name, *words),
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=LINE_BYTES,
    )
