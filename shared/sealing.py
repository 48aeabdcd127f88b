"""Encrypts what only passes through Redis: Slack's response_url is a password for half an hour.

Keys are made from SECRETS_KEY, so that any long random text will do. Of several, the first seals
and all unseal: that is how one is replaced.

Source: https://cryptography.io/en/latest/fernet/
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

PURPOSE = b"burrow-seal-1:"  # the same text may be somebody's HOOKS_SECRET, too
KEPT_S = 30 * 60  # a response_url is of no use after that


class Sealer:
    """Seals and unseals; without a key it keeps nothing.

    Args:
        secrets: the values of SECRETS_KEY, the newest first.
    """

    def __init__(self, secrets: Sequence[SecretStr]) -> None:
        keys = [Fernet(key_of(secret.get_secret_value())) for secret in secrets]
        self._fernet = MultiFernet(keys) if keys else None

    def seal(self, text: str) -> str:
        """Return a text encrypted, or nothing if there is no key."""
        if self._fernet is None or not text:
            return ""
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str, now_s: float) -> str:
        """Return what was sealed; nothing if it is too old, not ours, or there is no key."""
        if self._fernet is None or not sealed:
            return ""
        try:
            sealed_s = self._fernet.extract_timestamp(sealed)
            if now_s - sealed_s > KEPT_S:
                return ""
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, ValueError):  # the second: letters that no seal has
            return ""


def key_of(secret: str) -> bytes:
    """Return the key that a secret stands for."""
    return urlsafe_b64encode(hashlib.sha256(PURPOSE + secret.encode()).digest())
