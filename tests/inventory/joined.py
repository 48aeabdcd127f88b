"""Cases 86 to 95: somebody joins the workspace or a channel."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.inventory import town
from tests.inventory.calls import PE, PM, Call, Like
from tests.inventory.sent import Sent
from tests.inventory.stack import Stack

# The links of the welcome, and its eight channels, in order; the people's own are left out.
WELCOMED = Like(
    r".*:simple_smile:.*<http://coc\.golangbridge\.org.*<#CH16>.*`help`.*<@UBOT>.*```\n@gopher help"
    r"\n```.*<https://forum\.golangbridge\.org.*<#CH01>.*<https://go\.dev/play/.*"
    + "".join(rf"\n- <#CH{number:02}>[^\n]+" for number in (1, 2, 3, 4, 6, 12, 14, 16))
    + r"\n.*`recommended channels`.*:heavy_plus_sign:.*<https://www\.manning\.com/books/go-in-action"
    r".*<https://gopherize\.me/>.*:gopher:"
)
GREETED = Like("<@UNEW> .*<#CH02>.*<@UBOT> newbie resources.*<@UBOT> help.*:gopherdance:")


@dataclass(frozen=True)
class Join:
    """Somebody's joining, and the calls that gopherbot made.

    Args:
        channel: none if it is the workspace that they joined.
        is_bot: another app's bot.
        is_us: our own bot.
        age_s: how long ago, by the envelope's event_time.
    """

    number: int
    calls: list[Call]
    variant: str = ""
    channel: str = ""
    is_bot: bool = False
    is_us: bool = False
    age_s: int = 0

    @property
    def id(self) -> str:
        """How it is called."""
        return f"{self.number}{self.variant}"

    def send(self, stack: Stack, refusal: str = "", times: int = 1) -> Sent:
        """Let it be delivered; what Slack answers to the first calls may be an error."""
        number = next(stack.numbers)
        user = town.BOT if self.is_us else town.person(number)
        sent = Sent(user, (f"EvCASE{self.id}{number}",), {user: "UNEW"})
        if refusal:
            stack.slack.fault("*", "error", error=refusal, when=sent.is_about, times=times)
        event_time = int(time.time()) - self.age_s
        stack.deliver(self.event(user), sent.ids[0], event_time=event_time)
        return sent

    def event(self, user: str) -> dict[str, Any]:
        """Return the inner event."""
        if self.channel:
            where = {"channel": self.channel, "channel_type": "C"}
            return {"type": "member_joined_channel", "user": user, **where}
        return {"type": "team_join", "user": {"id": user, "is_bot": self.is_bot}}


WELCOME = PM(WELCOMED, channel="UNEW")
GREETING = PE(GREETED, channel="CH02", user="UNEW")

CASES = (
    Join(86, [WELCOME], "a"),
    Join(86, [WELCOME], "b", is_bot=True),
    Join(91, [GREETING], channel="CH02"),
    Join(92, [], channel="CH01"),
    Join(95, [PE(Like("<@UBOT> .*"), channel="CH02", user="UBOT")], channel="CH02", is_us=True),
)
IN_SHADOW_MODE = (
    Join(87, []),
    Join(93, [], channel="CH02"),
)
