"""Redis commands as the bytes that go over the wire.

An entry is `EVALSHA publish 2 <stream> <seen mark> <lifetime> <field> <value> ...`; the fields are
those of shared/events.py. All of it but the values is one template a stream, filled in by `%`:
0.8 µs, against 2.2 for hiredis' packer.

Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

from __future__ import annotations

import msgspec

from shared import keys
from shared.events import DOOR_STREAMS, EVENT_STREAMS, WEBHOOK_STREAMS
from shared.scripts import sha1, source

FIELDS = ("request_id", "gateway_ts", "event_ts", "event_id", "json", "team_id", "app_id")


class Entry(msgspec.Struct):
    """An event on its way into a stream; what Slack left out is empty."""

    event_id: bytes
    gateway_ts_ms: int
    event_ts_s: int
    json: bytes
    team_id: bytes = b""
    app_id: bytes = b""
    request_id: bytes = b""
    traceparent: bytes = b""


def word(text: str | bytes) -> bytes:
    """Return one word of a command."""
    raw = text.encode() if isinstance(text, str) else text
    return b"$%d\r\n%b\r\n" % (len(raw), raw)


def pack(*words: str | bytes) -> bytes:
    """Return a command as Redis reads it."""
    return b"*%d\r\n" % len(words) + b"".join(map(word, words))


PING = pack("PING")
VALUE = b"$%d\r\n%b\r\n"


def template(sha: str, stream: str, fields: tuple[str, ...]) -> bytes:
    """Return the publish script's command for a stream, with places for mark and values."""
    head = [word(text) for text in ("EVALSHA", sha, "2", stream)]
    mark = b"$%%d\r\n%b%%b\r\n" % keys.seen(stream, "").encode()
    pairs = [word(field) + VALUE for field in fields]
    count = len(head) + 2 + 2 * len(fields)
    return b"*%d\r\n" % count + b"".join((*head, mark, word(str(keys.SEEN_TTL_S)), *pairs))


class PublishTemplate:
    """The publish script's command for one stream, all but the values."""

    def __init__(self, sha: str, stream: str) -> None:
        self._mark_bytes = len(keys.seen(stream, ""))
        self._plain = template(sha, stream, FIELDS)
        self._traced = template(sha, stream, (*FIELDS, "traceparent"))

    def fill(self, entry: Entry) -> bytes:
        """Return the command that publishes an entry once."""
        gateway_ts, event_ts = b"%d" % entry.gateway_ts_ms, b"%d" % entry.event_ts_s
        values: tuple[int | bytes, ...] = (
            self._mark_bytes + len(entry.event_id), entry.event_id,
            len(entry.request_id), entry.request_id,
            len(gateway_ts), gateway_ts,
            len(event_ts), event_ts,
            len(entry.event_id), entry.event_id,
            len(entry.json), entry.json,
            len(entry.team_id), entry.team_id,
            len(entry.app_id), entry.app_id,
        )  # fmt: skip
        if not entry.traceparent:
            return self._plain % values
        return self._traced % (*values, len(entry.traceparent), entry.traceparent)


class PublishScript:
    """The publish script: how to load it, and how to run it for each stream."""

    def __init__(self) -> None:
        text = source("publish")
        self.load = pack("SCRIPT", "LOAD", text)
        streams = (*EVENT_STREAMS, *DOOR_STREAMS, *WEBHOOK_STREAMS)
        self.templates = {stream: PublishTemplate(sha1(text), stream) for stream in streams}

    def command(self, stream: str, entry: Entry) -> bytes:
        """Return the command that adds an entry to a stream, if its event is new."""
        return self.templates[stream].fill(entry)
