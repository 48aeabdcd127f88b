"""REDIS_URL in all its forms, against servers that insist on them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as blocking_redis

from dev.redis_server import RedisServer, free_port
from gateway.publisher import Publisher
from gateway.redis_address import RedisAddress
from shared.errors import StoreUnavailable
from shared.settings import ProcessSettings
from tests.gateway.publishing import STREAM, entry, no_check

PASSWORD = "p@ss/w:rd%"
ESCAPED = "p%40ss%2Fw%3Ard%25"


def settings(monkeypatch: pytest.MonkeyPatch, url: str, **more: str) -> ProcessSettings:
    """Return settings with this REDIS_URL."""
    for name, value in {"REDIS_URL": url, "DYNO": "web.1", **more}.items():
        monkeypatch.setenv(name, value)
    return ProcessSettings()


async def publish(settings: ProcessSettings) -> bool:
    """Connect as the settings say and publish one event."""
    publisher = Publisher(RedisAddress.of(settings), no_check)
    await publisher.start()
    try:
        return await publisher.publish(STREAM, entry("Ev1"))
    finally:
        publisher.pipeline.abort("the test ends")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[blocking_redis.Redis]:
    """A server with a password, and a user who may do what a gateway does."""
    with RedisServer(tmp_path_factory.mktemp("guarded")) as server:
        admin = blocking_redis.Redis(port=server.port, password=PASSWORD)
        open_client = blocking_redis.Redis(port=server.port)
        open_client.config_set("requirepass", PASSWORD)
        own = ["+its-" + PASSWORD]
        admin.acl_setuser("gate", enabled=True, passwords=own, categories=["+@all"], keys="*")
        yield admin
        admin.close()
        open_client.close()


@pytest.mark.parametrize(("login", "database"), [(f":{ESCAPED}", 0), (f"gate:its-{ESCAPED}", 3)])
async def test_user_password_and_database_are_taken_from_the_url(
    guarded: blocking_redis.Redis, monkeypatch: pytest.MonkeyPatch, login: str, database: int
) -> None:
    guarded.flushall()
    port = guarded.connection_pool.connection_kwargs["port"]
    url = f"redis://{login}@127.0.0.1:{port}/{database}"
    assert await publish(settings(monkeypatch, url)) is True
    reader = blocking_redis.Redis(port=port, password=PASSWORD, db=database)
    assert reader.xlen(STREAM) == 1
    reader.close()


@pytest.mark.parametrize("login", ["", ":wrong@", "nobody:wrong@"])
async def test_a_wrong_password_is_no_store_and_is_not_repeated(
    guarded: blocking_redis.Redis, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    port = guarded.connection_pool.connection_kwargs["port"]
    with pytest.raises(StoreUnavailable) as refused:
        await publish(settings(monkeypatch, f"redis://{login}127.0.0.1:{port}/0"))
    assert "wrong" not in str(refused.value)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The TLS port of a server with a certificate that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    if shutil.which("openssl") is None or shutil.which("redis-server") is None:
        pytest.skip("needs openssl and a redis-server with TLS")
    make_certificate(folder)
    port = free_port()
    options = {
        "tls-port": str(port),
        "tls-cert-file": str(folder / "cert.pem"),
        "tls-key-file": str(folder / "key.pem"),
        "tls-ca-cert-file": str(folder / "cert.pem"),
        "tls-auth-clients": "no",
    }
    with RedisServer(folder, options):
        yield port


def make_certificate(folder: Path) -> None:
    """Write a self-signed certificate and its key."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)


async def test_a_self_signed_certificate_is_refused_unless_the_operator_says_so(
    encrypted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"rediss://127.0.0.1:{encrypted}/0"
    with pytest.raises(StoreUnavailable):
        await publish(settings(monkeypatch, url))
    assert await publish(settings(monkeypatch, url, REDIS_TLS_VERIFY="0")) is True


async def test_a_certificate_named_in_the_url_is_trusted(
    encrypted: int, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    certificate = next(tmp_path_factory.getbasetemp().glob("tls*/cert.pem"))
    url = f"rediss://127.0.0.1:{encrypted}/0?ssl_ca_certs={certificate}"
    await publish(settings(monkeypatch, url))


def test_an_address_does_not_show_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    address = RedisAddress.of(settings(monkeypatch, f"redis://:{ESCAPED}@127.0.0.1:6379/0"))
    assert "p@ss" not in repr(address)
