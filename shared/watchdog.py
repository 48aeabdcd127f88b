"""Ends the process when its event loop is stuck: a handler that never awaits holds up everybody.

Two watches, because a stuck loop may also hold the interpreter's lock (a runaway regular
expression does): a thread that logs the stack, and behind it the C timer of faulthandler.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import threading
import time
import traceback

import structlog

from shared import metrics

TICK_S = 0.25
STUCK_STATUS = 70
LAST_RESORT_TIMES = 4  # faulthandler's limit is longer, so that the better report comes first

log = structlog.get_logger()


class Watchdog:
    """Watches the loop that start() is called on.

    Args:
        limit_s: how long the loop may take for one turn.
    """

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self.beats = 0
        self.loop_thread = threading.get_ident()
        self.stopped = threading.Event()

    async def beat(self) -> None:
        """Prove that the loop turns, until cancelled."""
        threading.Thread(target=self.watch, name="watchdog", daemon=True).start()
        try:
            while True:
                self.beats += 1
                faulthandler.dump_traceback_later(self.limit_s * LAST_RESORT_TIMES, exit=True)
                await asyncio.sleep(min(1.0, self.limit_s / 5))
        finally:
            self.stopped.set()
            faulthandler.cancel_dump_traceback_later()

    def watch(self) -> None:
        """Count the ticks without a beat.

        Ticks, not the clock: a process that was stopped as a whole (a laptop asleep) is not stuck.
        """
        seen, silent_s = self.beats, 0.0
        while not self.stopped.wait(TICK_S):
            silent_s = 0.0 if self.beats != seen else silent_s + TICK_S
            seen = self.beats
            metrics.WATCHDOG_LAG_SECONDS.set(silent_s)
            if silent_s >= self.limit_s:
                self.end(silent_s)

    def end(self, silent_s: float) -> None:
        """Log what the loop is doing, and end the process."""
        frame = sys._current_frames().get(self.loop_thread)
        stack = "".join(traceback.format_stack(frame)) if frame else "unknown"
        log.critical("loop.stuck", silent_s=round(silent_s, 1), stack=stack)
        sys.stdout.flush()
        time.sleep(0.05)
        os._exit(STUCK_STATUS)
