"""Is this request Slack's? An HMAC over the raw bytes, before anything is parsed.

Bytes all through: comparing strings would raise on a non-ASCII header, and a raise is a 500.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from shared.errors import BadSignature

MAX_AGE_S = 300  # Slack's own figure, both ways; a recorded request can be replayed for as long
# Seconds since 1970 have 10 digits. int() itself raises on more than 4,300.
MAX_TIMESTAMP_DIGITS = 12
BLOCK_BYTES = 64  # of SHA-256


class SigningKey:
    """A signing secret with HMAC's two padded blocks hashed once.

    Copying them saves a third of the verification: 1.5 instead of 2.7 µs a request.
    """

    def __init__(self, secret: str) -> None:
        key = secret.encode()
        if len(key) > BLOCK_BYTES:
            key = hashlib.sha256(key).digest()
        block = key.ljust(BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def sign(self, timestamp: bytes, body: bytes) -> bytes:
        """Return the signature that Slack sends with this body at this time."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(b"v0:%b:" % timestamp)
        inner.update(body)
        outer.update(inner.digest())
        return b"v0=" + outer.hexdigest().encode()


def verify(
    keys: Sequence[SigningKey],
    timestamp: bytes | None,
    signature: bytes | None,
    body: bytes,
    now_s: float,
) -> None:
    """Return if one of the keys signed this body within the last five minutes.

    Args:
        timestamp: X-Slack-Request-Timestamp as it came.
        signature: X-Slack-Signature as it came.

    Raises:
        BadSignature: missing, malformed, stale or wrong.
    """
    if timestamp is None or signature is None:
        raise BadSignature("X-Slack-Request-Timestamp or X-Slack-Signature is missing")
    check_age(timestamp, now_s)
    for key in keys:
        if hmac.compare_digest(key.sign(timestamp, body), signature):
            return
    raise BadSignature("X-Slack-Signature does not match the body")


def check_age(timestamp: bytes, now_s: float) -> None:
    """Refuse what was not signed within five minutes of now.

    Slack sends plain digits; int() would also take blanks, signs and underscores.
    """
    if not timestamp.isdigit() or len(timestamp) > MAX_TIMESTAMP_DIGITS:
        raise BadSignature("X-Slack-Request-Timestamp is not a number of seconds")
    age_s = int(now_s) - int(timestamp)
    if age_s > MAX_AGE_S:
        raise BadSignature(f"request is {age_s} s old, limit {MAX_AGE_S} s")
    if age_s < -MAX_AGE_S:
        raise BadSignature(f"request is {-age_s} s ahead, limit {MAX_AGE_S} s")
