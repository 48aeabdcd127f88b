"""How a job on another machine reports back: an address that is good for one run and one place.

    <PUBLIC_URL>/hooks/run?token=<base64url of a Callback as JSON>.<base64url of its HMAC-SHA256>

The token carries what it is bound to, so that the gateway needs no Redis to check it. It is a
password: never in a log line, an entry or a message.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

from shared.errors import BadCallbackToken
from shared.run_record import Where

PATH = "/hooks/run"
# Signed along, so that nothing else that is ever signed with this secret is a token. A change of
# Callback's fields needs another number.
PURPOSE = b"burrow-callback-1:"


class Callback(msgspec.Struct, frozen=True, array_like=True):
    """What a token is bound to.

    Args:
        expires_s: seconds since the epoch.
    """

    run_id: int
    channel: str
    thread_ts: str
    expires_s: int


DECODER = msgspec.json.Decoder(Callback)


def callback_url(public_url: str, secret: str, run_id: int, where: Where, expires_s: float) -> str:
    """Return the address at which a run may report until it expires.

    Args:
        public_url: where the gateway is reached, without a slash at the end.
        secret: HOOKS_SECRET.
        where: where the run was asked for; it can be reported nowhere else.
        expires_s: seconds since the epoch.
    """
    callback = Callback(run_id, where.channel, where.thread_ts, int(expires_s))
    return f"{public_url}{PATH}?token={token_of(secret, callback)}"


def token_of(secret: str, callback: Callback) -> str:
    """Return the token that is bound to this."""
    payload = urlsafe_b64encode(msgspec.json.encode(callback)).rstrip(b"=")
    return (payload + b"." + signature(secret, payload)).decode()


def read_token(secret: str, token: str, now_s: float) -> Callback:
    """Return what a token is bound to.

    Raises:
        BadCallbackToken: it is not ours, or it is over.
    """
    payload, _, given = token.encode(errors="replace").rpartition(b".")
    if not hmac.compare_digest(signature(secret, payload), given):
        raise BadCallbackToken("token is not one of ours")
    callback = DECODER.decode(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    if (late_s := int(now_s) - callback.expires_s) > 0:
        raise BadCallbackToken(f"token of run {callback.run_id} expired {late_s} s ago")
    return callback


def signature(secret: str, payload: bytes) -> bytes:
    """Return the second part of a token."""
    digest = hmac.digest(secret.encode(), PURPOSE + payload, hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=")
