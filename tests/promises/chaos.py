"""One fault after another, by chance, and the same ones again with the same seed.

| fault           | what is done                                                      |
|-----------------|-------------------------------------------------------------------|
| kill_consumer   | SIGKILL, and another is started                                   |
| freeze_consumer | SIGSTOP for twice the lease                                       |
| kill_redis      | SIGKILL, and started again 0.3 s later                            |
| lose_reply      | the next script is carried out, and its reply never comes         |
| blackhole       | nothing comes from Redis for 5 s, and no FIN                      |
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence

from tests.faults import FaultProxy
from tests.processes import Process
from tests.promises.house import QUICK, House, url_of

BLACKHOLE_S = 5.0
REDIS_AWAY_S = 0.3

Fault = Callable[["Chaos"], Awaitable[None]]


class Chaos:
    """Breaks a house.

    Args:
        spared: a consumer that is not touched, so that its growth can be measured.
    """

    def __init__(
        self, house: House, proxy: FaultProxy, seed: int, spared: Process | None = None
    ) -> None:
        self.house, self.proxy, self.spared = house, proxy, spared
        self.chance = random.Random(seed)

    async def run(self, faults: Sequence[Fault], every_s: float, for_s: float) -> int:
        """Commit faults for so long; return how many."""
        ends_s, count = time.monotonic() + for_s, 0
        while time.monotonic() < ends_s:
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * every_s)
            await self.chance.choice(faults)(self)
            count += 1
        return count

    def victim(self) -> Process:
        """Choose a consumer that runs."""
        running = [one for one in self.house.consumers if one.status() is None]
        return self.chance.choice([one for one in running if one is not self.spared])

    async def kill_consumer(self) -> None:
        """Let a consumer crash."""
        self.house.kill(self.victim())
        await self.house.consumer(url_of(self.proxy), wait=False)

    async def freeze_consumer(self) -> None:
        """Let a consumer's host be out of breath."""
        async with self.house.frozen(self.victim()):
            await asyncio.sleep(2 * QUICK["lease_s"])

    async def kill_redis(self) -> None:
        """Let Redis crash and come back."""
        self.house.kill_redis()
        await asyncio.sleep(REDIS_AWAY_S)
        await self.house.start_redis()

    async def lose_reply(self) -> None:
        """Let the reply to the next script be lost."""
        self.proxy.lose_reply_to(b"EVALSHA")

    async def blackhole(self) -> None:
        """Let the network swallow everything for a while."""
        self.house.disturbances += 1
        self.proxy.blackhole = True
        await asyncio.sleep(BLACKHOLE_S)
        self.proxy.blackhole = False
