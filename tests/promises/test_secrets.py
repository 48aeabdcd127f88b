"""No secret is in a log, in Redis, in a metric, in a file or in an answer, whatever was sent.

The values look like nothing in particular, so that nothing but care keeps them out: what the log
masks by its form is not what is tested here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import orjson
import pytest

from dev.slack.control import Slack
from dev.slack.server import LOCAL_SIGNING_SECRET
from tests import services
from tests.processes import Process, quiet_port
from tests.promises.conftest import OpenHouse
from tests.promises.house import House
from tests.promises.reckoning import dead
from tests.promises.secret_sender import SENT, SETTINGS, Sender
from tests.promises.secrets_hunt import Wire, leaks, places
from tests.services import Service

TEXTS = ("reject", "fail", "echo hello", "noop")


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    """A house whose Slack knows our token."""
    house = await open_house()
    house.slack.workspace.bot_token = SETTINGS["SLACK_BOT_TOKEN"]
    house.slack.workspace.verification_token = SETTINGS["SLACK_VERIFICATION_TOKEN"]
    return house


@pytest.fixture
def service() -> Iterator[Service]:
    """Where addresses for answers lead."""
    with services.serve() as service:
        service.says(f"/{SENT['the address that works']}", b"ok")
        service.says(f"/{SENT['the address that fails']}", b"broken", status=500)
        service.says(f"/{SENT['the address that is over']}", b"used_url", status=404)
        yield service


def environment(house: House) -> dict[str, Any]:
    """Return the settings of every process."""
    return SETTINGS | {"LOG_LEVEL": "debug", "STATE_DIR": str(house.folder / "state")}


async def metrics(*ports: str) -> dict[str, bytes]:
    """Return what is served at /metrics."""
    found = {}
    for port in ports:
        async with aiohttp.request("GET", f"http://127.0.0.1:{port}/metrics") as response:
            found[f"metrics at {port}"] = await response.read()
    return found


async def commands(sender: Sender, service: Service) -> None:
    """Send slash commands, good and bad, each with an address for its answer."""
    addresses = [f"{service.url}/{SENT[name]}" for name in SENT if "address that" in name][:3]
    addresses.append(f"http://[{SENT['the address that is none']}")
    statuses = [await sender.command(text, url) for text in TEXTS for url in addresses]
    assert statuses == [200] * 16
    url = addresses[0]
    bad: list[dict[str, str]] = [{"command": "burrow"}, {"user_id": ""}, {"team_id": ""}]
    assert [await sender.command("noop", url, **one) for one in bad] == [400, 400, 200]
    assert await sender.command("noop", url, token=SENT["the token of another app"]) == 403
    whole = urlencode(sender.fields("noop", url)).encode()
    unreadable = (whole + b"&" + quote(url).encode(), whole + b"&a=%FF", whole + b"&a" * 200)
    assert [await sender.post(one) for one in unreadable] == [400] * 3
    assert [await sender.post(whole), await sender.post(whole, "text/plain")] == [200, 415]
    assert await sender.post(whole) == 401  # a replay
    assert await sender.post(whole, X_Slack_Signature=f"v0={LOCAL_SIGNING_SECRET}") == 401


async def interactions(sender: Sender, service: Service) -> None:
    """Send clicks, forms and the rest, good and bad."""
    url = f"{service.url}/{SENT['the address of a form']}"
    places = [{"block_id": "b", "channel_id": "C1", "response_url": url}]
    for kind in ("block_actions", "shortcut", "message_action", "view_closed", "dialog_submission"):
        assert await sender.interaction(type=kind, response_url=url) == 200
    assert await sender.interaction(response_urls=places) == 200
    assert await sender.interaction(type="block_suggestion", action_id="a", value="") == 200
    empty = {"callback_id": "look", "blocks": [{"type": "input", "block_id": "b"}]}
    assert await sender.interaction(view=empty, response_url=url) == 200  # its check raises
    assert await sender.interaction(user=None, response_url=url) == 400
    assert await sender.interaction(token=SENT["the token of another app"]) == 403
    payload = b"payload=" + quote(f'{{"response_url":"{url}"').encode()
    assert [await sender.post(payload), await sender.post(payload[8:])] == [400, 400]


async def others(sender: Sender) -> None:
    """Send events and webhooks, proven and not."""
    envelope = {
        "token": SETTINGS["SLACK_VERIFICATION_TOKEN"],
        "event_id": "Ev1",
        "event": {"type": "team_join", "user": {"id": "U1"}, "token": SENT["bot_access_token"]},
    }
    json = "application/json"
    foreign = envelope | {"token": SENT["the token of another app"]}
    sent = [orjson.dumps(one) for one in (envelope, foreign, envelope | {"event_id": 7})]
    assert [await sender.post(one, json) for one in sent] == [200, 403, 400]
    hub = {"X-Hub-Signature-256": f"sha256={SENT['bot_access_token']}", "Content-Type": json}
    statuses = [
        await sender.raw("/github/site/", b"{}", hub | {"X-GitHub-Event": "push"}),
        await sender.raw("/hooks/run", b"{}", {"Authorization": SENT["bot_access_token"]}),
    ]
    assert min(statuses) >= 400


async def test_no_secret_is_anywhere_after_good_and_bad_requests(
    house: House, service: Service
) -> None:
    wire, env = Wire(house.redis.port), environment(house)
    with wire.open():
        consumer, gateway = await asyncio.gather(house.consumer(**env), house.gateway(**env))
        port = gateway.settings["PORT"]
        sender = Sender(house.slack, f"http://127.0.0.1:{port}")
        house.slack.fault("chat.postEphemeral", "error", times=2, error="channel_not_found")
        house.slack.fault("chat.postMessage", "error", times=1, error="invalid_auth")
        await commands(sender, service)
        await interactions(sender, service)
        await others(sender)
        await house.until(lambda: len(dead(house.db)) >= 4, 15, "the dead letters")
        assert {one.path for one in service.asked} >= {
            f"/{SENT[f'the address that {does}']}" for does in ("works", "fails", "is over")
        }
        served = await metrics(port, consumer.settings["HEALTH_PORT"])
        values = SETTINGS | SENT | {"SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET}
        values |= {f"signature {n}": text[3:] for n, text in enumerate(sender.signatures)}
        answers = {"answers": b"\n".join(body for _, body in sender.answers)}
        state, mute = house.folder / "state", f"log of {consumer.log_path.name}"
        state.mkdir(exist_ok=True)
        found = places([gateway, consumer], wire, state) | served | answers
        assert leaks(values, found) == []
        planted, buried = SENT["bot_access_token"], len(dead(house.db))
        assert await sender.command("reject", "", trigger_id=planted) == 200
        assert await sender.interaction(type=planted, bot_access_token="") == 200
        await house.until(lambda: len(dead(house.db)) > buried, what="what was planted")
        served = await metrics(port)
    (state / "planted").write_text(planted)
    found = places([gateway, consumer], wire, state) | served
    assert leaks({"it": planted}, found) == [f"it in {place}" for place in found if place != mute]


async def test_no_secret_of_socket_mode_is_anywhere(house: House) -> None:
    house.slack.workspace.app_token = "xapp-zqapp-token-4d82f0"
    house.slack.socket_mode = True
    wire, port, env = Wire(house.redis.port), str(quiet_port()), environment(house)
    env |= {"SLACK_APP_TOKEN": house.slack.workspace.app_token, "PORT": port}
    everything = house.environment("", env)
    gateway = Process("gateway", everything, house.folder, arguments=("--socket-mode",))
    house.gateways.append(gateway)
    with wire.open():
        gateway.start(wait=False)
        consumer = await house.consumer(**env)
        await house.until(gateway.has_started, 20, "the gateway's start")
        await house.until(lambda: house.slack.sockets, what="a socket")
        for text in ("/burrow echo hello", "/burrow reject"):
            answered = await asyncio.to_thread(house.slack.slash, "alice", "general", text)
            assert answered.error == "", gateway.text()
        house.slack.cut_sockets()
        await house.until(lambda: dead(house.db), what="the dead letter")
        await house.until(lambda: len(tickets(house.slack)) > 1, what="another socket")
        await house.until(lambda: house.slack.calls("response_url"), what="an answer")
        values = SETTINGS | {"SLACK_APP_TOKEN": "zqapp-token-4d82f0"}
        values |= {f"ticket {n}": text for n, text in enumerate(tickets(house.slack))}
        values |= {f"address {n}": text for n, text in enumerate(addresses(house.slack))}
        assert len(values) >= len(SETTINGS) + 5
        served = await metrics(port, consumer.settings["HEALTH_PORT"])
    state = house.folder / "state"
    assert leaks(values, places([gateway, consumer], wire, state) | served) == []


def tickets(slack: Slack) -> list[str]:
    """Return the tickets in the addresses that were given out."""
    calls = [call.response for call in slack.calls("apps.connections.open") if call.response]
    queries = [urlsplit(one["url"]).query for one in calls if one["ok"]]
    return [query.partition("ticket=")[2].partition("&")[0] for query in queries]


def addresses(slack: Slack) -> list[str]:
    """Return the secret part of the addresses for answers that were given out."""
    return [path.rpartition("/")[2] for path in slack.workspace.reply_urls._by_path]
