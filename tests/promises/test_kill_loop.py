"""All of it at once: consumers are killed again and again while people talk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from tests.promises.chaos import Chaos, Fault
from tests.promises.house import House, url_of
from tests.promises.load import under_load
from tests.promises.reckoning import reckon


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([Chaos.kill_consumer], id="killed", marks=pytest.mark.soak),
        pytest.param([Chaos.kill_consumer, Chaos.lose_reply, Chaos.kill_redis], id="mixed"),
    ],
)
async def test_everybody_is_answered_once_while_things_break(
    house: House, faults: Sequence[Fault]
) -> None:
    channels = [house.slack.create_channel(f"load-{n}", with_bot=True) for n in range(20)]
    async with house.proxy() as proxy:
        url = url_of(proxy)
        await asyncio.gather(*(house.consumer(url) for _ in range(3)), house.gateway(url))
        async with under_load(house, 40, channels):
            broken = await Chaos(house, proxy, seed=1).run(faults, every_s=0.6, for_s=5)
        await reckon(house, timeout_s=25, reruns=broken)
        assert broken > 4
        assert house.answers().keys() == house.sender.accepted
        assert {len(texts) for texts in house.answers().values()} == {1}
