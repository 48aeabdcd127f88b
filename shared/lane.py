"""The lane: a gateway asks a consumer something that must stand in its answer to Slack.

A Request is pushed onto a list of Redis, the first consumer that is free takes it and publishes a
Reply to the channel of whoever asked. Nothing is kept: whoever gets no reply within ASK_S takes the
question back, a list that gets no more questions is gone after as long, and a reply that comes
later is heard by nobody. So what is asked here changes nothing; what a form is for is an entry of
slack_interaction, written when the answer accepts it.

| field of Request | type   | meaning                                                     |
|------------------|--------|-------------------------------------------------------------|
| id               | text   | random; the reply has the same                              |
| reply_to         | text   | channel of the gateway worker                               |
| payload          | object | the interaction, as `json` of slack_interaction has it      |
| asked_ms         | int    | when the gateway received it, ms since the epoch            |

| field of Reply   | type   | meaning                                                     |
|------------------|--------|-------------------------------------------------------------|
| id               | text   | of the request                                              |
| accepted         | bool   | the form's deed is to be done                               |
| body             | object | what Slack is answered; empty for an empty answer           |
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

ASK_S = 2.5  # Slack waits 3 s; the rest is for the network
WAITING_MAX = 1_000  # asked and not taken: nobody would be answered in time


class Request(Struct, frozen=True):
    """What a gateway asks."""

    id: str
    reply_to: str
    payload: dict[str, Any]
    asked_ms: int


class Reply(Struct, frozen=True):
    """What a consumer answers."""

    id: str
    accepted: bool = False
    body: dict[str, Any] = {}


REQUESTS = msgspec.json.Decoder(Request)
REPLIES = msgspec.json.Decoder(Reply)
encode = msgspec.json.Encoder().encode
# What the decoders raise; not all of it is msgspec's own.
MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
