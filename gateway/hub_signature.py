"""Is this request GitHub's? An HMAC over the raw bytes, before anything is parsed.

| header              | taken                                                               |
|---------------------|---------------------------------------------------------------------|
| X-Hub-Signature-256 | always; if it is there, nothing else counts                         |
| X-Hub-Signature     | SHA-1, only with GITHUB_WEBHOOK_SHA1: for senders that know no other |

Headers are not signed, nor is the path: whatever must not be forged is in the body.

Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Self

from gateway.http import Headers
from shared.errors import BadHubSignature
from shared.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class HubKey:
    """The secret that GitHub and we know; an empty one verifies nothing."""

    secret: bytes = field(repr=False)
    sha1: bool = False

    @classmethod
    def of(cls, settings: GatewaySettings) -> Self:
        """Return what the settings ask for."""
        secret = settings.github_webhook_secret
        return cls(
            secret.get_secret_value().encode() if secret else b"", settings.github_webhook_sha1
        )

    def verify(self, headers: Headers, body: bytes) -> None:
        """Return if our secret signed this body.

        Raises:
            BadHubSignature: missing, malformed or wrong, or we have no secret.
        """
        if not self.secret:
            raise BadHubSignature("GITHUB_WEBHOOK_SECRET is not set, so that no webhook is taken")
        given, algorithm = headers.get(b"x-hub-signature-256"), "sha256"
        if given is None and self.sha1:
            given, algorithm = headers.get(b"x-hub-signature"), "sha1"
        if given is None:
            raise BadHubSignature("X-Hub-Signature-256 is missing: set a secret for the webhook")
        if not hmac.compare_digest(sign(self.secret, body, algorithm), given):
            raise BadHubSignature(f"the {algorithm} signature does not match the body")


def sign(secret: bytes, body: bytes, algorithm: str = "sha256") -> bytes:
    """Return the signature that GitHub sends with this body."""
    digest = hmac.new(secret, body, getattr(hashlib, algorithm)).hexdigest()
    return f"{algorithm}={digest}".encode()
