"""A message event as Slack sends it, about 1.2 KB with its envelope.

Imported by peers too, in environments of their own: nothing but the standard library here.

Source: https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

import random
import uuid
from typing import Any

PROSE = (
    "deploy review queue build failed please check the gateway logs again when staging is green "
    "please release branch merged tests pass after retry today channel thread update database "
    "latency alert resolved quick question about stream consumer group pending entries "
    "café naïve 部署 ✅"
)
WORDS = PROSE.split()
WORDS_IN_TEXT = 24


def message_event(chance: random.Random, team_id: str, ts: str) -> dict[str, Any]:
    """Return the inner event of a message in a public channel.

    Args:
        chance: where its text and ids come from; the same seed gives the same messages.
        ts: Slack's id of the message, seconds with six decimals; unique within a channel.
    """
    text = " ".join(chance.choices(WORDS, k=WORDS_IN_TEXT))
    return {
        "user": f"U{chance.getrandbits(40):010X}",
        "type": "message",
        "ts": ts,
        "client_msg_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "text": text,
        "team": team_id,
        "blocks": [rich_text(text, f"{chance.getrandbits(20):05x}")],
        "channel": f"C{chance.getrandbits(40):010X}",
        "event_ts": ts,
        "channel_type": "channel",
    }


def rich_text(text: str, block_id: str) -> dict[str, Any]:
    """Return the block that Slack adds to a typed message."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def backlog(count: int, now_s: float) -> list[dict[str, Any]]:
    """Return distinct messages that were all written just now."""
    chance = random.Random(count)
    return [
        message_event(chance, "T0BENCH0001", f"{now_s + serial / 1e6:.6f}")
        for serial in range(count)
    ]
