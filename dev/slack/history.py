"""The messages of one channel: what the channel shows, and the threads under it.

| field     | content                                                                      |
|-----------|------------------------------------------------------------------------------|
| `by_ts`   | every message, replies included, by its `ts`                                 |
| `top`     | `ts` of what the channel itself shows (no replies but broadcasts), ascending |
| `threads` | root `ts` -> `ts` of its replies, ascending                                  |

`ts` strings have one width, so that their order as text is their order in time.

Source: https://docs.slack.dev/reference/events/message (ts is unique per channel)
"""

from bisect import bisect_left, bisect_right
from typing import Any

Message = dict[str, Any]

# Counters that Slack shows on a root and that its events do not carry.
THREAD_FIELDS = ("reply_count", "reply_users", "reply_users_count", "latest_reply", "subscribed")


class History:
    """Keep messages so that posting, finding and reading a window never scan the channel."""

    def __init__(self) -> None:
        self.by_ts: dict[str, Message] = {}
        self.top: list[str] = []
        self.threads: dict[str, list[str]] = {}
        self.ephemerals: list[Message] = []
        self._last_us = 0

    def next_ts(self, now: float) -> str:
        """Return a `ts` that is unique here and not before any other."""
        self._last_us = max(int(now * 1_000_000), self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def add(self, message: Message) -> None:
        """Store a message whose `ts` came from `next_ts`; a reply also goes under its root."""
        ts, root_ts = message["ts"], message.get("thread_ts")
        self.by_ts[ts] = message
        is_reply = root_ts not in (None, ts)
        if not is_reply or message.get("subtype") == "thread_broadcast":
            self.top.append(ts)
        if is_reply and root_ts is not None:
            self.threads.setdefault(root_ts, []).append(ts)
            self._count_replies(root_ts)

    def remove(self, ts: str) -> Message:
        """Take a message away; a root's replies stay readable, as in Slack."""
        message = self.by_ts.pop(ts)
        _discard(self.top, ts)
        root_ts = message.get("thread_ts")
        if root_ts in self.threads and root_ts != ts:
            _discard(self.threads[root_ts], ts)
            self._count_replies(root_ts)
        return message

    def window(self, oldest: str, latest: str, inclusive: bool) -> tuple[int, int]:
        """Return the slice of `top` between two `ts`."""
        return _window(self.top, oldest, latest, inclusive)

    def replies_window(
        self, root_ts: str, oldest: str, latest: str, inclusive: bool
    ) -> tuple[int, int]:
        """Return the slice of a thread's replies between two `ts`."""
        return _window(self.threads.get(root_ts, []), oldest, latest, inclusive)

    def root_of(self, ts: str) -> str | None:
        """Return the `ts` of the thread that a message with this `ts` begins or belongs to."""
        message = self.by_ts.get(ts)
        return None if message is None else message.get("thread_ts", ts)

    def thread(self, root_ts: str) -> list[Message]:
        """Return the root and its replies, oldest first."""
        replies = [self.by_ts[ts] for ts in self.threads.get(root_ts, [])]
        root = self.by_ts.get(root_ts)
        return replies if root is None else [root, *replies]

    def shown_to(self, user_id: str, ts: str) -> Message | None:
        """Return a message that a person sees, also one that nobody else does."""
        own = [m for m in self.ephemerals if m["ts"] == ts and m["to_user"] == user_id]
        return own[0] if own else self.by_ts.get(ts)

    def _count_replies(self, root_ts: str) -> None:
        root = self.by_ts.get(root_ts)
        if root is None:
            return
        replies = self.threads[root_ts]
        if not replies:
            for field in ("thread_ts", *THREAD_FIELDS):
                root.pop(field, None)
            return
        # Kept incrementally: a thread of thousands of replies must not cost a scan per reply.
        users = root.setdefault("reply_users", [])
        author = self.by_ts[replies[-1]].get("user")
        if author not in users:
            users.append(author)
        root.update(
            thread_ts=root_ts,
            reply_count=len(replies),
            reply_users_count=len(users),
            latest_reply=replies[-1],
            subscribed=False,
        )


def _window(order: list[str], oldest: str, latest: str, inclusive: bool) -> tuple[int, int]:
    left, right = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
    return left(order, oldest), right(order, latest)


def _discard(order: list[str], ts: str) -> None:
    index = bisect_left(order, ts)
    if index < len(order) and order[index] == ts:
        del order[index]
