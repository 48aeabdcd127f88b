"""WEB_CONCURRENCY workers on one listening socket, replaced when they die.

The parent binds the socket and starts `python -m gateway --worker <fd>` with

| inherited               | for                                                               |
|-------------------------|-------------------------------------------------------------------|
| the socket              | the kernel hands a connection to whichever worker accepts it      |
| the end of a pipe       | a worker stops when the parent is gone, rather than hold the port |
| PROMETHEUS_MULTIPROC_DIR | metrics in files, so that any worker's /metrics sums over all    |
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import time

import structlog
from prometheus_client import CollectorRegistry, generate_latest, multiprocess

from shared.errors import SettingsError
from shared.process import exposition

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own variable, read at its import
STOP_S = 25.0
EARLY_S = 5.0  # a worker that ends within this time could not start, and its successor will not
PAUSE_S = 0.5  # before a dead worker is replaced; shorter and a crash at once eats a core

log = structlog.get_logger()


class Workers:
    """The parent's side."""

    def __init__(self, count: int, listener: socket.socket, stop: asyncio.Event) -> None:
        self.count, self.listener, self.stop = count, listener, stop
        self._running: set[asyncio.subprocess.Process] = set()

    async def run(self) -> None:
        """Keep the workers running until told to stop, then let them finish.

        Raises:
            SettingsError: the workers cannot start; they said why.
        """
        with tempfile.TemporaryDirectory(prefix="burrow-metrics-") as folder:
            slots = [asyncio.create_task(self._keep(folder)) for _ in range(self.count)]
            stopped = asyncio.create_task(self.stop.wait())
            done, _ = await asyncio.wait({*slots, stopped}, return_when=asyncio.FIRST_COMPLETED)
            self.stop.set()
            await self._end(slots)
            for task in done:
                task.result()

    async def _keep(self, folder: str) -> None:
        """Run one worker after another."""
        environment = os.environ | {METRICS_FOLDER: folder}
        fd = self.listener.fileno()
        while not self.stop.is_set():
            began_s = time.monotonic()
            worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "gateway", "--worker", str(fd)),
                stdin=asyncio.subprocess.PIPE,
                pass_fds=(fd,),
                env=environment,
            )
            self._running.add(worker)
            if self.stop.is_set():
                worker.terminate()
            status = await worker.wait()
            self._running.discard(worker)
            multiprocess.mark_process_dead(worker.pid, folder)  # type: ignore[no-untyped-call]
            if not self.stop.is_set():
                self._judge(worker.pid, status, time.monotonic() - began_s)
                await asyncio.sleep(PAUSE_S)

    def _judge(self, pid: int, status: int, lived_s: float) -> None:
        log.error("worker.died", reason=f"pid {pid} ended with {status} after {lived_s:.1f} s")
        if status == 1 and lived_s < EARLY_S:
            raise SettingsError("a gateway worker could not start; its own line says why")

    async def _end(self, slots: list[asyncio.Task[None]]) -> None:
        self._signal(signal.SIGTERM)
        _, late = await asyncio.wait(slots, timeout=STOP_S)
        if late:
            log.error("worker.killed", reason=f"not stopped within {STOP_S} s")
            self._signal(signal.SIGKILL)
            await asyncio.wait(late)

    def _signal(self, number: signal.Signals) -> None:
        for worker in self._running:
            with contextlib.suppress(ProcessLookupError):
                worker.send_signal(number)


def stop_without_parent(stop: asyncio.Event) -> None:
    """Stop this worker when the parent's end of its standard input is gone."""
    loop, pipe = asyncio.get_running_loop(), sys.stdin.fileno()

    def ended() -> None:
        loop.remove_reader(pipe)
        stop.set()

    loop.add_reader(pipe, ended)


def summed_exposition() -> bytes:
    """Return the metrics of all workers, or of this process if it is the only one."""
    if METRICS_FOLDER not in os.environ:
        return exposition()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
