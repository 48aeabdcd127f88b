"""Holds the conversation of `make demo` beside a running event loop."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

from dev.conversation import converse
from dev.slack.control import Slack


async def hold(slack: Slack, patience_s: float) -> int:
    """Hold the conversation; return how many answers are missing."""
    missing: Future[int] = Future()
    missing.set_running_or_notify_cancel()  # from here on it cannot be cancelled under the thread

    def talk() -> None:
        try:
            missing.set_result(converse(slack, timeout_s=patience_s))
        except BaseException as error:  # noqa: BLE001  raised again where it is awaited
            missing.set_exception(error)

    # A daemon, not asyncio.to_thread: Ctrl-C must not wait for answers that are still to come.
    threading.Thread(target=talk, name="conversation", daemon=True).start()
    return await asyncio.wrap_future(missing)
