"""The doctor's question to PUBLIC_URL: whatever answers there, the line says what to do."""

from __future__ import annotations

import asyncio
import datetime
import ssl
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway import doctor_address
from gateway.doctor_address import request_url_finding
from gateway.doctor_finding import Finding
from gateway.doctor_settings import Given, read
from tests.gateway.conftest import SECRET
from tests.services import Service

NOW_S = 1_795_000_000.0


def given(monkeypatch: pytest.MonkeyPatch, public_url: str) -> Given:
    """Return the settings of a gateway that is reached there."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SLACK_SIGNING_SECRET": SECRET,
        "PUBLIC_URL": public_url,
    }.items():
        monkeypatch.setenv(name, value)
    return read(socket_mode=False)


async def ask(monkeypatch: pytest.MonkeyPatch, public_url: str) -> Finding:
    """Let the doctor ask there."""
    return await request_url_finding(given(monkeypatch, public_url), "", "", NOW_S)


@pytest.mark.parametrize(
    ("status", "body", "text", "cure"),
    [
        (200, b"<html>hello</html>", "answers, but not with the challenge", "something else"),
        (200, {"challenge": "another"}, "answers, but not with the challenge", "something else"),
        (200, [1], "answers, but not with the challenge", "something else answers there"),
        (302, b"", "answers 302", "Slack follows none"),
        (401, {"error": "request is 400 s old, limit 300 s"}, "(request is 400 s old", "clocks"),
        (403, b"blocked", "answers 403", "let POST through"),
        (403, {"error": "team_id is T1, expected T2"}, "(team_id is T1", "SLACK_TEAM_ID"),
        (404, b"", "answers 404", "gateway's base, such as https://bot.example.org"),
        (405, b"", "answers 405", "let POST /slack/events through"),
        (415, b"", "answers 415", "content type"),
        (418, b"", "answers 418", "something else answers there"),
        (500, b"", "answers 500", "start the gateway"),
        (502, b"", "answers 502", "start the gateway"),
        (503, {"error": "bad\x1b[31m\nline" + "x" * 999}, "(bad [31m line" + "x" * 187 + ")", ""),
    ],
)
async def test_answer_is_told_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, service: Service, status: int, body: Any, text: str, cure: str
) -> None:
    service.says("/slack/events", body, status=status)
    finding = await ask(monkeypatch, service.url)
    assert finding.mark == "wrong"
    assert finding.text.startswith(f"{service.url}/slack/events answers")
    assert text in finding.text
    assert cure in finding.cure


async def test_redirect_is_not_followed_as_slack_follows_none(
    monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    service.says("/slack/events", b"", status=302, headers={"Location": "/elsewhere"})
    finding = await ask(monkeypatch, service.url)
    assert "answers 302" in finding.text
    assert [asked.path for asked in service.asked] == ["/slack/events"]


async def test_gateway_that_answers_later_than_slack_waits_is_wrong(
    monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    monkeypatch.setattr(doctor_address, "SLACK_WAITS_S", 0.05)
    late = threading.Event()
    service.says("/slack/events", {}, after=late)
    finding = await ask(monkeypatch, service.url)
    late.set()
    assert finding.mark == "wrong"
    assert "does not answer within" in finding.text
    assert "firewall" in finding.cure


@pytest.fixture
async def self_signed(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a server with a certificate that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    server = await asyncio.start_server(
        lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context
    )
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


def certificate(folder: Path) -> Path:
    """Write a certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    formats = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "self-signed.pem"
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *formats))
    return path


async def test_certificate_that_nobody_vouches_for_is_wrong(
    monkeypatch: pytest.MonkeyPatch, self_signed: str
) -> None:
    finding = await ask(monkeypatch, self_signed)
    assert finding.mark == "wrong"
    assert finding.text.endswith("has a certificate that is not trusted")
    assert "public authority" in finding.cure


async def test_name_that_nobody_knows_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = await ask(monkeypatch, "http://nobody.invalid")
    assert finding.mark == "wrong"
    assert finding.text.endswith("has a name that nobody knows")


async def test_question_carries_what_is_known(
    monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    monkeypatch.setenv("SLACK_VERIFICATION_TOKEN", "legacy")
    gateway = given(monkeypatch, service.url).gateway
    assert gateway is not None
    assert orjson.loads(doctor_address.question(gateway, "random", "T1", "A1")) == {
        "type": "url_verification",
        "challenge": "random",
        "team_id": "T1",
        "api_app_id": "A1",
        "token": "legacy",
    }
