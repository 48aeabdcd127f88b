"""Tokens of callbacks: bound to one run, one place and one time."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.callbacks import Callback, callback_url, read_token, token_of
from shared.errors import BadCallbackToken
from shared.run_record import Where

SECRET = "hooks-secret"
NOW_S = 1_767_225_600.0
CALLBACK = Callback(12, "C0GENERAL01", "1700000000.000100", int(NOW_S) + 60)
TOKEN = token_of(SECRET, CALLBACK)


def test_the_address_is_one_that_can_be_put_into_a_command_line() -> None:
    url = callback_url("https://bot.example.org", SECRET, 12, Where("C0GENERAL01"), NOW_S + 0.9)
    address, _, token = url.partition("?token=")
    assert address == "https://bot.example.org/hooks/run"
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert read_token(SECRET, token, NOW_S) == Callback(12, "C0GENERAL01", "", int(NOW_S))


@pytest.mark.parametrize("late_s", [-60, 0, 0.9])
def test_a_token_is_good_until_it_expires(late_s: float) -> None:
    assert read_token(SECRET, TOKEN, CALLBACK.expires_s + late_s) == CALLBACK


@pytest.mark.parametrize("late_s", [1, 86_400])
def test_a_token_that_is_over_says_since_when(late_s: int) -> None:
    with pytest.raises(BadCallbackToken, match=f"token of run 12 expired {late_s} s ago"):
        read_token(SECRET, TOKEN, CALLBACK.expires_s + late_s)


def forged(**changes: object) -> str:
    """Return a token with other contents under the signature of TOKEN."""
    other = msgspec.structs.replace(CALLBACK, **changes)
    payload = urlsafe_b64encode(msgspec.json.encode(other)).rstrip(b"=").decode()
    return f"{payload}.{TOKEN.partition('.')[2]}"


@pytest.mark.parametrize(
    "token",
    [
        forged(channel="C0OTHER0001"),
        forged(thread_ts=""),
        forged(run_id=13),
        forged(expires_s=int(NOW_S) + 10**9),
        token_of("another-secret", CALLBACK),
        token_of("", CALLBACK),
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN + "=",
        TOKEN.partition(".")[0],
        TOKEN.partition(".")[2],
        "." + TOKEN,
        TOKEN.replace(".", ".."),
        "",
        ".",
        "ünï.\udc80",
        "x" * 100_000,
    ],
)
def test_a_token_that_is_not_ours_is_refused_whatever_it_says(token: str) -> None:
    with pytest.raises(BadCallbackToken, match="not one of ours"):
        read_token(SECRET, token, NOW_S)


def test_a_forged_token_for_another_channel_is_ours_but_for_its_signature() -> None:
    assert forged() == TOKEN  # or the rows above would be refused for another reason


@given(
    st.builds(
        Callback,
        run_id=st.integers(0, 2**53),
        channel=st.text(max_size=30),
        thread_ts=st.text(max_size=30),
        expires_s=st.integers(int(NOW_S), 2**53),
    )
)
def test_what_is_bound_comes_back_as_it_was(callback: Callback) -> None:
    assert read_token(SECRET, token_of(SECRET, callback), NOW_S) == callback


def test_secrets_that_are_no_ascii_are_secrets_too() -> None:
    assert read_token("schlüssel", token_of("schlüssel", CALLBACK), NOW_S) == CALLBACK
