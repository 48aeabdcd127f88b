"""Calls of other threads, carried to the event loop that owns the workspace."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

from dev.slack.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")

CARRY_TIMEOUT_S = 30.0  # only a stuck loop lets this pass


class Carried:
    """Carry calls there and wait for their results."""

    def __init__(self, loop: asyncio.AbstractEventLoop, workspace: Workspace) -> None:
        self.workspace = workspace
        self._loop = loop

    def _on_loop(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if not self._loop.is_running():
            return function(*args, **kwargs)
        done: Future[R] = Future()

        def carry() -> None:
            try:
                done.set_result(function(*args, **kwargs))
            except BaseException as problem:  # noqa: BLE001 - raised again in the caller's thread
                done.set_exception(problem)

        self._loop.call_soon_threadsafe(carry)
        return done.result(CARRY_TIMEOUT_S)

    def _carried(self, deed: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(deed, self._loop).result(CARRY_TIMEOUT_S)
