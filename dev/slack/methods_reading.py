"""conversations.history and conversations.replies.

Source: https://docs.slack.dev/reference/methods/conversations.history, …/conversations.replies
"""

from typing import Any

from dev.slack.access import TS, readable
from dev.slack.arguments import Arguments
from dev.slack.entities import Channel
from dev.slack.paging import limit_of, read_cursor, write_cursor
from dev.slack.refusals import Refused
from dev.slack.shapes import message_object
from dev.slack.workspace import Workspace

EARLIEST = ""
LATEST = "9"  # sorts after every `ts` of this century


def history(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return a page of what the channel shows, newest first; replies only if broadcast."""
    channel = _readable(workspace, arguments)
    oldest, latest = _bounds(arguments)
    start, end = channel.history.window(oldest, latest, arguments.get("inclusive", False))
    limit, skipped = limit_of(arguments), read_cursor(arguments)
    top = max(start, end - skipped)
    bottom = max(start, top - limit)
    answer = _page(channel, channel.history.top[bottom:top][::-1], arguments)
    if bottom > start:
        answer |= {"has_more": True, "response_metadata": _cursor(skipped + limit)}
    return answer | {"pin_count": 0, "channel_actions_ts": None, "channel_actions_count": 0}


def replies(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return a thread, root first; of a reply's `ts` only that reply."""
    channel = _readable(workspace, arguments)
    ts = arguments["ts"]
    message = channel.history.by_ts.get(ts)
    if message is None:
        raise Refused("thread_not_found")
    if message.get("thread_ts", ts) != ts:
        return _page(channel, [ts], arguments)
    oldest, latest = _bounds(arguments)
    inclusive = arguments.get("inclusive", False)
    start, end = channel.history.replies_window(ts, oldest, latest, inclusive)
    limit, skipped = limit_of(arguments), read_cursor(arguments)
    bottom = min(end, start + skipped)
    top = min(end, bottom + limit)
    shown = channel.history.threads.get(ts, [])[bottom:top]
    answer = _page(channel, [ts, *shown], arguments)
    if top < end:
        answer |= {"has_more": True, "response_metadata": _cursor(skipped + limit)}
    return answer


def _readable(workspace: Workspace, arguments: Arguments) -> Channel:
    channel = readable(workspace, arguments["channel"], "history")
    if not workspace.has_bot(channel):
        raise Refused("not_in_channel")
    return channel


def _bounds(arguments: Arguments) -> tuple[str, str]:
    oldest = _bound(arguments.get("oldest"), EARLIEST, "invalid_ts_oldest")
    return oldest, _bound(arguments.get("latest"), LATEST, "invalid_ts_latest")


def _bound(value: str | None, default: str, refusal: str) -> str:
    if value in (None, "", "0"):
        return default
    whole, _, fraction = str(value).partition(".")
    ts = f"{whole}.{fraction:0<6}"
    if not TS.fullmatch(ts):
        raise Refused(refusal)
    # Of one width, or "9.0" would sort after every message of today.
    return ts.zfill(17)


def _page(channel: Channel, order: list[str], arguments: Arguments) -> dict[str, Any]:
    with_metadata = arguments.get("include_all_metadata", False)
    found = channel.history.by_ts
    messages = [message_object(found[ts], with_metadata) for ts in order if ts in found]
    return {"messages": messages, "has_more": False}


def _cursor(position: int) -> dict[str, str]:
    return {"next_cursor": write_cursor(position)}
