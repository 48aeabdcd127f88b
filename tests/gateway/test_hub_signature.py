"""GitHub's two signatures: which of them counts."""

from __future__ import annotations

import pytest

from gateway.hub_signature import HubKey
from shared.errors import BadHubSignature
from tests.gateway.conftest import HUB_SECRET
from tests.gateway.webhooks import MERGED, hub_headers

RIGHT = hub_headers(MERGED)["X-Hub-Signature-256"]
BETTER, OLD = b"x-hub-signature-256", b"x-hub-signature"
OLD_RIGHT = hub_headers(MERGED, algorithm="sha1")["X-Hub-Signature"].encode()
KEY, KEY_SHA1 = HubKey(HUB_SECRET.encode()), HubKey(HUB_SECRET.encode(), sha1=True)


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        (KEY, {BETTER: RIGHT.encode()}),
        (KEY, {BETTER: RIGHT.encode(), OLD: b"sha1=0"}),
        (KEY_SHA1, {BETTER: RIGHT.encode(), OLD: b"sha1=0"}),
        (KEY_SHA1, {OLD: OLD_RIGHT}),
    ],
)
def test_one_right_signature_is_enough(key: HubKey, headers: dict[bytes, bytes]) -> None:
    key.verify(headers, MERGED)


@pytest.mark.parametrize(
    ("key", "headers", "said"),
    [
        (HubKey(b""), {BETTER: RIGHT.encode()}, "GITHUB_WEBHOOK_SECRET is not set"),
        (HubKey(b"", sha1=True), {}, "GITHUB_WEBHOOK_SECRET is not set"),
        (KEY, {OLD: OLD_RIGHT}, "X-Hub-Signature-256 is missing"),
        (KEY_SHA1, {}, "X-Hub-Signature-256 is missing"),
        (KEY_SHA1, {OLD: b"sha1=0"}, "the sha1 signature does not match"),
        (KEY_SHA1, {BETTER: b"sha256=0", OLD: OLD_RIGHT}, "the sha256 signature does not match"),
        (KEY_SHA1, {BETTER: b"", OLD: OLD_RIGHT}, "the sha256 signature does not match"),
    ],
)
def test_sha1_never_stands_in_for_a_better_signature(
    key: HubKey, headers: dict[bytes, bytes], said: str
) -> None:
    with pytest.raises(BadHubSignature, match=said):
        key.verify(headers, MERGED)
