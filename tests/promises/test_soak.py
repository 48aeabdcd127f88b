"""The long run: every fault, for SOAK_S seconds (600), by SOAK_SEED (1), at 100 events a second."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.slack import CONNECTIONS
from tests.processes import Process
from tests.promises.chaos import Chaos
from tests.promises.house import House, url_of
from tests.promises.load import under_load
from tests.promises.reckoning import reckon

SOAK_S = float(os.environ.get("SOAK_S", "600"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
SAMPLE_S = 1.0
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# What a process may grow between the second and the last quarter: more would fill a small
# machine within a week.
GROWTH_BYTES = 8 * 2**20
# Beyond the connections that a pool of HTTP clients may keep open after a burst: the consumer's to
# Slack, and the sender's to the gateway.
GROWTH_FILES = CONNECTIONS + 8


@dataclass
class Gauge:
    """Memory and open files of a process, over time."""

    process: Process
    resident: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    async def watch(self) -> None:
        """Measure until cancelled."""
        about = Path(f"/proc/{self.process.pid}")
        while True:
            self.resident.append(int((about / "statm").read_text().split()[1]) * PAGE_BYTES)
            self.files.append(len(list((about / "fd").iterdir())))
            await asyncio.sleep(SAMPLE_S)

    @property
    def growth(self) -> tuple[int, int]:
        """Bytes and files between the second and the last quarter."""
        return grown(self.resident), grown(self.files)


def grown(samples: list[int]) -> int:
    """Return by how much the last quarter's least is over the second's: bursts are no leak."""
    quarter = len(samples) // 4
    return min(samples[-quarter:]) - min(samples[quarter : 2 * quarter])


@pytest.mark.soak
@pytest.mark.timeout(SOAK_S + 300)
async def test_nothing_is_lost_doubled_or_leaked_in_a_long_run_of_every_fault(
    house: House,
) -> None:
    channels = [house.slack.create_channel(f"load-{n}", with_bot=True) for n in range(200)]
    faults = [
        *(Chaos.kill_consumer, Chaos.kill_consumer, Chaos.freeze_consumer),
        *(Chaos.kill_redis, Chaos.lose_reply, Chaos.lose_reply, Chaos.blackhole),
    ]
    async with house.proxy() as proxy:
        url = url_of(proxy)
        await asyncio.gather(*(house.consumer(url) for _ in range(3)), house.gateway(url))
        gauges = [Gauge(house.consumers[0]), Gauge(house.gateways[0])]
        watching = [asyncio.create_task(gauge.watch()) for gauge in gauges]
        async with under_load(house, 100, channels):
            chaos = Chaos(house, proxy, SEED, spared=house.consumers[0])
            broken = await chaos.run(faults, every_s=3, for_s=SOAK_S)
        for watch in watching:
            watch.cancel()
        await reckon(house, timeout_s=60, reruns=broken)
        stale = {line["event_id"] for line in house.lines("entry.dropped")}
        assert house.answers().keys() | stale == house.sender.accepted
        assert house.lines("entry.dead") == []
        assert max(gauge.growth[0] for gauge in gauges) < GROWTH_BYTES
        assert max(gauge.growth[1] for gauge in gauges) < GROWTH_FILES
