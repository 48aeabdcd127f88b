"""The handle on a running workspace for tests, benchmarks and `make demo`, from any thread.

Each call is carried to the server's event loop, which owns the state, and waits for its result.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

from dev.slack import acts, envelopes, readings
from dev.slack.api import Call, WebApi
from dev.slack.delivery import Delivered, Delivery
from dev.slack.faults import Kind
from dev.slack.history import Message
from dev.slack.limits import Limits
from dev.slack.workspace import Event, Workspace

P = ParamSpec("P")
R = TypeVar("R")

CARRY_TIMEOUT_S = 30.0  # only a stuck loop lets this pass
POLL_S = 0.01


class Slack:
    """Post as people, look at what the bot did, and make things go wrong."""

    def __init__(
        self, url: str, loop: asyncio.AbstractEventLoop, api: WebApi, delivery: Delivery
    ) -> None:
        self.url = f"{url}/"
        self.api_url = f"{url}/api/"
        self.workspace: Workspace = api.workspace
        self.limits: Limits = api.limits
        self._loop = loop
        self._api = api
        self._delivery = delivery

    # People

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> str:
        """Post as a person; returns the `ts`. `<@bot>` in the text mentions the bot."""
        return self._on_loop(acts.say, self.workspace, user, channel, text, thread_ts, broadcast)

    def upload(
        self,
        user: str,
        channel: str,
        files: Sequence[tuple[str, str | bytes]],
        text: str = "",
        thread_ts: str | None = None,
    ) -> str:
        """Post files, pairs of name and content, as a person; returns the `ts`."""
        given = (user, channel, files, text, thread_ts)
        return self._on_loop(acts.upload, self.workspace, *given)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change a person's own message."""
        self._on_loop(acts.edit, self.workspace, user, channel, ts, text)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete a person's own message."""
        self._on_loop(acts.delete, self.workspace, user, channel, ts)

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Add a person's reaction."""
        self._on_loop(acts.react, self.workspace, user, channel, ts, name)

    def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Take a person's reaction away."""
        self._on_loop(acts.unreact, self.workspace, user, channel, ts, name)

    def join(self, user: str, channel: str) -> bool:
        """Let somebody join; False if they were there."""
        return self._on_loop(acts.join, self.workspace, user, channel)

    def leave(self, user: str, channel: str) -> bool:
        """Let somebody leave; False if they were not there."""
        return self._on_loop(acts.leave, self.workspace, user, channel)

    def new_member(self, real_name: str, *, is_bot: bool = False) -> str:
        """Let a new person, or another app's bot, into the workspace; returns their id."""
        return str(self._on_loop(acts.new_member, self.workspace, real_name, is_bot)["id"])

    def change_user(self, user: str, **changes: bool | str) -> None:
        """Make somebody a guest (`is_restricted=True`), and so on; tells `user_change`."""
        self._on_loop(acts.change_user, self.workspace, user, **changes)

    def remind(self, channel: str, text: str) -> str:
        """Let Slackbot post a reminder; returns the `ts`."""
        return self._on_loop(acts.remind, self.workspace, channel, text)

    def create_channel(
        self, name: str, user: str = "alice", *, private: bool = False, with_bot: bool = False
    ) -> str:
        """Open a channel; returns its id."""
        channel_id = self._on_loop(acts.create_channel, self.workspace, user, name, private)
        if with_bot:
            self.join(self.workspace.bot.id, channel_id)
        return channel_id

    def rename_channel(self, channel: str, name: str, user: str = "alice") -> None:
        """Give a channel another name."""
        self._on_loop(acts.rename_channel, self.workspace, user, channel, name)

    def archive(self, channel: str, *, archived: bool = True, user: str = "alice") -> None:
        """Close a channel, or open it again."""
        self._on_loop(acts.archive, self.workspace, user, channel, archived)

    def open_home(self, user: str) -> None:
        """Open the bot's home tab."""
        self._on_loop(acts.open_home, self.workspace, user)

    # What is there

    def messages(self, channel: str) -> list[Message]:
        """Return what a channel shows, oldest first; replies only if broadcast."""
        return self._on_loop(readings.messages, self.workspace, channel)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """Return the replies of a thread, without its root."""
        return self._on_loop(readings.replies, self.workspace, channel, ts)

    def ephemerals(self, where: str) -> list[Message]:
        """Return what was shown to one person only: by channel, or by person over all channels."""
        return self._on_loop(readings.ephemerals, self.workspace, where)

    def reactions(self, channel: str, ts: str) -> dict[str, list[str]]:
        """Return a message's reactions: name -> ids of those who reacted."""
        return self._on_loop(readings.reactions, self.workspace, channel, ts)

    def calls(self, method: str | None = None) -> list[Call]:
        """Return the recorded Web API calls, of one method or all."""
        record = self._api.calls
        return self._on_loop(lambda: list(record.by_method[method] if method else record.all))

    @property
    def deliveries(self) -> list[Delivered]:
        """Every attempt to deliver an event, finished ones only."""
        return self._on_loop(lambda: list(self._delivery.attempts))

    @property
    def pending_deliveries(self) -> int:
        """How many events are still on their way."""
        return self._on_loop(lambda: self._delivery.pending)

    # Events

    @property
    def request_urls(self) -> list[str]:
        """Where events are delivered, in turn."""
        return self._delivery.settings.request_urls

    @request_urls.setter
    def request_urls(self, urls: Sequence[str]) -> None:
        self._delivery.settings.request_urls = list(urls)

    @property
    def paused(self) -> bool:
        """Whether deliveries are held back; may be set."""
        return self._delivery.paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._on_loop(self._delivery.pause, paused)

    def envelope(self, inner_event: Event, event_id: str | None = None) -> dict[str, Any]:
        """Return the full envelope of an inner event."""
        return envelopes.envelope(self.workspace, inner_event, event_id)

    def sign(self, body: bytes, now: float) -> dict[str, str]:
        """Return the headers that Slack would send with a body."""
        return envelopes.sign(self._delivery.settings.signing_secret, body, now)

    def deliver(self, envelope: Mapping[str, Any]) -> None:
        """Deliver an envelope of the test's own making, with Slack's retries."""
        self._on_loop(self._delivery.send, envelope)

    def rate_limit_events(self) -> None:
        """Deliver app_rate_limited."""
        self.deliver(envelopes.app_rate_limited(self.workspace))

    def verify_url(self, url: str, challenge: str = "a-challenge") -> tuple[int, str]:
        """Do the url_verification of a request URL; returns status and text."""
        body = envelopes.url_verification(self.workspace, challenge)
        asked = asyncio.run_coroutine_threadsafe(self._delivery.ask(body, url), self._loop)
        return asked.result(CARRY_TIMEOUT_S)

    # Trouble

    def fault(self, method: str, kind: Kind, **options: Any) -> None:
        """Plan a fault for coming calls of a method (`*`: of any); options as in `faults.Fault`."""
        self._on_loop(self._api.faults.plan, method, kind, **options)

    def clear_faults(self) -> None:
        """Forget the planned faults."""
        self._on_loop(self._api.faults.clear)

    def wait_for(self, seen: Callable[[], R], timeout_s: float = 10.0, what: str = "") -> R:
        """Poll until `seen()` is true and return what it gave.

        Raises:
            AssertionError: not in time; says what was seen instead.
        """
        deadline = time.monotonic() + timeout_s
        while not (value := seen()):
            if time.monotonic() > deadline:
                raise AssertionError(self._missed(what, timeout_s, value))
            time.sleep(POLL_S)
        return value

    async def eventually(self, seen: Callable[[], R], timeout_s: float = 10.0, what: str = "") -> R:
        """Do as `wait_for`, without blocking the caller's event loop."""
        return await asyncio.to_thread(self.wait_for, seen, timeout_s, what)

    def _missed(self, what: str, timeout_s: float, value: object) -> str:
        lines = [f"not within {timeout_s} s: {what or 'the awaited'}; last seen: {value!r}"]
        for call in self.calls()[-5:]:
            refusal = (call.response or {}).get("error", "ok")
            lines.append(
                f"  call {call.number} {call.method} {call.args} -> {call.fault or refusal}"
            )
        lines += [f"  {attempt}" for attempt in self.deliveries[-5:]]
        return "\n".join(lines)

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
