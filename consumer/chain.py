"""The chain: runs an event's handlers in order, each once, and sums up what became of them."""

from __future__ import annotations

import dataclasses
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random

import structlog
from prometheus_client import Histogram
from redis.exceptions import RedisError

from consumer.arguments import text_behind
from consumer.deadlines import Deadlines, OutOfTime
from consumer.doors import DoorReply
from consumer.handler import Handler
from consumer.plan import Plan
from consumer.reply import Reply
from consumer.submit import Context, Principal, submit
from consumer.tools import Tools
from shared import metrics
from shared.errors import OwnershipLost, Passed, Reject, Retry, Throttled
from shared.streams import Fields
from shared.writes import Writer

ERROR_CHARS = 500  # of a failure's last lines, kept with the entry

log = structlog.get_logger()


@dataclass(slots=True)
class Result:
    """What became of an event's handlers.

    Args:
        done: names of those that returned, now or in an earlier run.
        failed: names of those that raised what they should not, with the error.
        rejected: names of those that must not run again, with the reason.
        passed: names of those that had nothing to do after all.
        retry: the request to run again later that counts; see sooner().
    """

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    retry: Retry | None = None


def earlier(record: Fields) -> Result:
    """Return what an event's chain says of earlier runs."""
    result = Result()
    for key, value in record.items():
        kind, _, name = key.decode().partition(":")
        if kind == "done":
            result.done.append(name)
        elif kind == "rejected":
            result.rejected[name] = value.decode()
    return result


class Chain:
    """Runs handlers.

    Args:
        speaks_unasked: False in shadow mode: what is not addressed to the bot is only logged.
    """

    def __init__(self, tools: Tools, *, speaks_unasked: bool) -> None:
        self.tools, self.speaks_unasked = tools, speaks_unasked
        self.deadlines = Deadlines()

    async def run(
        self, plan: Plan, writer: Writer, record: Fields, note: Callable[[str], None]
    ) -> Result:
        """Run what is unfinished; a failing handler keeps no other from running.

        Args:
            note: told the name of each finished handler that has others behind it.

        Raises:
            OwnershipLost: another consumer has the entry now.
        """
        result = earlier(record) if record else Result()
        reacted: set[str] = set()
        await self._run_each(plan.handlers, plan, writer, reacted, result, note)
        if result.passed and {one.name for one in plan.handlers} <= set(result.passed):
            handlers = self.tools.registry.otherwise(plan.message) if plan.message else []
            await self._run_each(handlers, plan, writer, reacted, result, note)
        return result

    async def _run_each(
        self,
        handlers: Sequence[Handler],
        plan: Plan,
        writer: Writer,
        reacted: set[str],
        result: Result,
        note: Callable[[str], None],
    ) -> None:
        names = each_once(handlers)
        for name, handler in names.items():
            finished = name in result.done or name in result.rejected
            if finished or is_displaced(handler, names, result):
                continue
            reply = self.reply(handler.name, plan, writer, reacted)
            await self._run_one(handler, plan, reply, result)
            if name in result.done and name != next(reversed(names)):
                note(name)

    def reply(
        self, name: str, plan: Plan, writer: Writer, reacted: set[str] | None = None
    ) -> Reply:
        """Return what this handler of an event answers with."""
        asked = bool(plan.door or (plan.message and plan.message.to_bot))
        speaks = asked or self.speaks_unasked
        if plan.door is None:
            return Reply(writer, name, plan.place, speaks=speaks, reacted=reacted)
        return DoorReply(
            writer,
            name,
            plan.place,
            door=plan.door,
            url=self.tools.sealer.unseal(plan.door.sealed_url, time.time()),
            http=self.tools.http,
            now_ms=self.tools.runs.now_ms,
        )

    async def _run_one(self, handler: Handler, plan: Plan, reply: Reply, result: Result) -> None:
        name, started = handler.name, time.monotonic()
        try:
            await self.deadlines.within(handler.limit_s, self._call(handler, plan, reply))
            result.done.append(name)
        except OwnershipLost:
            raise
        except Retry as retry:
            result.retry = sooner(result.retry, retry)
            metrics.HANDLER_FAILURES.labels(name, type(retry).__name__).inc()
        except RedisError as error:
            # Ours, and passing: no reason to count a delivery against the event.
            result.retry = sooner(result.retry, Retry(f"Redis: {error}"))
            metrics.HANDLER_FAILURES.labels(name, type(error).__name__).inc()
        except Passed:
            result.passed.append(name)
        except Reject as reject:
            result.rejected[name] = str(reject)
            metrics.HANDLER_FAILURES.labels(name, "Reject").inc()
        except Exception as error:  # noqa: BLE001  a handler may raise anything; it harms no other
            result.failed[name] = described(error, handler)
            metrics.HANDLER_FAILURES.labels(name, type(error).__name__).inc()
            log.error("handler.failed", handler=name, reason=described(error, handler))
        finally:
            seconds_of(name).observe(time.monotonic() - started)

    async def _call(self, handler: Handler, plan: Plan, reply: Reply) -> None:
        tools = self.tools
        if handler.takes_tools:
            seed = f"{plan.event.event_id}:{handler.name}"
            tools = dataclasses.replace(tools, chance=Random(seed))
        if plan.message is None or handler.kind != "command":
            await handler(plan.subject, reply, tools)
            return
        principal = Principal(plan.event.team_id, plan.place.user)
        asked = tools.registry.asked(plan.message)
        message = asked[1] if asked else plan.message  # the part of it that is the command
        arguments = text_behind(handler, message)
        await submit(principal, handler, arguments, Context(message, reply, tools))


def each_once(handlers: Sequence[Handler]) -> dict[str, Handler]:
    """Return handlers by name, each once: as a command, if a command triggered it too."""
    names: dict[str, Handler] = {}
    for handler in handlers:
        if handler.kind == "command" or handler.name not in names:
            names[handler.name] = handler
    return names


def is_displaced(handler: Handler, others: Mapping[str, Handler], result: Result) -> bool:
    """Return whether a command does not run, since the message is something else."""
    return handler.kind == "command" and any(
        one.instead_of_command and one.name not in result.passed for one in others.values()
    )


@cache
def seconds_of(name: str) -> Histogram:
    """Return a handler's histogram; looking it up by label each time costs 1.5 µs."""
    return metrics.HANDLER_SECONDS.labels(name)


def sooner(one: Retry | None, other: Retry) -> Retry:
    """Return the request that counts: a failure before a mere wait, then the sooner one."""
    if one is None:
        return other
    return min(one, other, key=lambda retry: (isinstance(retry, Throttled), retry.after_s or 0))


def described(error: Exception, handler: Handler) -> str:
    """Return an error in one short text, with where it came from."""
    if isinstance(error, OutOfTime):
        return str(error) or f"took longer than its limit of {handler.limit_s:g} s"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{where}"[:ERROR_CHARS]
