"""The signature check, on bytes."""

from __future__ import annotations

import pytest

from gateway.signature import SigningKey, check_age, verify
from shared.errors import BadSignature

# Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TIMESTAMP, NOW_S = b"1531420618", 1531420618.0
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
    b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
    b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNATURE = b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
KEY, OTHER_KEY = SigningKey(SECRET), SigningKey("another")


def test_slacks_published_example_verifies() -> None:
    verify([KEY], TIMESTAMP, SIGNATURE, BODY, NOW_S)


@pytest.mark.parametrize("keys", [(KEY, OTHER_KEY), (OTHER_KEY, KEY)])
def test_any_of_several_secrets_verifies(keys: tuple[SigningKey, ...]) -> None:
    verify(keys, TIMESTAMP, SIGNATURE, BODY, NOW_S)


def test_a_secret_longer_than_a_hash_block_signs_as_hmac_does() -> None:
    signature = SigningKey("long" * 40).sign(b"1", b"body")
    assert signature == b"v0=560e1808b3b339a16c5204351f8a28f24d1078abbcbc0c3c17f7f2811bb5d1d2"


@pytest.mark.parametrize(
    ("timestamp", "signature", "body", "reason"),
    [
        (None, SIGNATURE, BODY, "is missing"),
        (TIMESTAMP, None, BODY, "is missing"),
        (TIMESTAMP, b"", BODY, "does not match"),
        (TIMESTAMP, SIGNATURE[3:], BODY, "does not match"),
        (TIMESTAMP, SIGNATURE.upper(), BODY, "does not match"),
        (TIMESTAMP, SIGNATURE + b"0", BODY, "does not match"),
        (TIMESTAMP, b"v0=\xff\xfe" + SIGNATURE[5:], BODY, "does not match"),
        (TIMESTAMP, SIGNATURE, BODY + b" ", "does not match"),
        (b"1531420619", SIGNATURE, BODY, "does not match"),
        (b"", SIGNATURE, BODY, "not a number"),
        (b" 1531420618", SIGNATURE, BODY, "not a number"),
        (b"+1531420618", SIGNATURE, BODY, "not a number"),
        (b"-1531420618", SIGNATURE, BODY, "not a number"),
        (b"1_531_420_618", SIGNATURE, BODY, "not a number"),
        (b"1531420618.0", SIGNATURE, BODY, "not a number"),
        ("١٥٣١٤٢٠٦١٨".encode(), SIGNATURE, BODY, "not a number"),
        (b"\xff", SIGNATURE, BODY, "not a number"),
        (b"1" * 5000, SIGNATURE, BODY, "not a number"),
    ],
)
def test_forged_or_malformed_headers_are_refused(
    timestamp: bytes | None, signature: bytes | None, body: bytes, reason: str
) -> None:
    with pytest.raises(BadSignature, match=reason):
        verify([KEY], timestamp, signature, body, NOW_S)


@pytest.mark.parametrize("now_s", [1000.0, 1300.9, 700.0])
def test_a_timestamp_within_five_minutes_is_accepted(now_s: float) -> None:
    check_age(b"1000", now_s)


@pytest.mark.parametrize(
    ("now_s", "reason"),
    [
        (1301.0, "request is 301 s old, limit 300 s"),
        (699.0, "request is 301 s ahead, limit 300 s"),
        (9_000_000_000.0, "request is 8999999000 s old, limit 300 s"),
    ],
)
def test_a_timestamp_further_away_is_refused_with_both_numbers(now_s: float, reason: str) -> None:
    with pytest.raises(BadSignature, match=reason):
        check_age(b"1000", now_s)
