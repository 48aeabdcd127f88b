"""One person: what they do in Slack, and all that they are told since the test began.

| told     | what they see of the bot and others need not: ephemeral messages, and direct ones |
| public   | what the bot said in a channel                                                    |
"""

from __future__ import annotations

from typing import Any

from dev.slack.asking import Answered
from tests.doors.house import GENERAL, House

Message = dict[str, Any]
FORM_S = 5.0


class Person:
    """Somebody in the workspace."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.slack, self.name = house, house.slack, name
        self.id = self.slack.workspace.user(name).id
        self.direct = self.slack.workspace.dm(self.id).id
        self.began_s = self.slack.workspace.clock()

    # What they do

    def say(self, text: str, channel: str = GENERAL) -> Message:
        """Say something, and return the bot's last word in that channel."""
        self.slack.say(self.name, channel, text)
        return self.public(channel)[-1]

    def slash(self, text: str, channel: str = GENERAL) -> Answered:
        """Type a slash command."""
        return self.slack.slash(self.name, channel, text)

    def ask(self, text: str, channel: str = GENERAL) -> None:
        """Type a slash command, and wait until it was heard."""
        self.slash(text, channel)
        self.house.heard()

    def click(self, message: Message, label: str) -> Answered:
        """Click a button of a message, or choose from its menu."""
        element, value = found(message["blocks"], label)
        where = message["channel"], message["ts"]
        return self.slack.click(self.name, *where, element["action_id"], value)

    def submit(self, **values: Any) -> Answered:
        """Fill in the form, and send it."""
        return self.slack.submit(self.name, values)

    def open_home(self) -> None:
        """Look at the bot's home tab."""
        self.slack.open_home(self.name)
        self.house.heard()

    def press(self, label: str) -> Answered:
        """Click a button of the home tab."""
        element, _ = found(self.home["blocks"], label)
        return self.slack.press(self.name, element["action_id"], element.get("value"))

    # What they see

    @property
    def home(self) -> Message:
        """The home tab."""
        return self.slack.home(self.name) or {"blocks": []}

    @property
    def labels(self) -> list[str]:
        """The buttons of the home tab."""
        return labels(self.home["blocks"])

    @property
    def view(self) -> Message:
        """The form that is open, {} if none is."""
        return self.slack.view(self.name) or {}

    def form(self) -> Message:
        """Wait for a form to be open."""
        return self.slack.wait_for(lambda: self.view, FORM_S, "a form")

    def told(self) -> list[Message]:
        """Wait until all is worked off, and return what only they were told."""
        self.house.settle()
        shown = self.slack.ephemerals(self.name)
        direct = [one for one in self.slack.messages(self.direct) if one.get("bot_id")]
        found = shown + [one | {"channel": self.direct} for one in direct]
        return sorted(self.new(found), key=lambda one: float(one["ts"]))

    def texts(self) -> list[str]:
        """Wait as told() does, and return the texts."""
        return [one["text"] for one in self.told()]

    def public(self, channel: str = GENERAL) -> list[Message]:
        """Wait until everything is heard, and return what the bot said in a channel."""
        self.house.heard()
        said = [one for one in self.slack.messages(channel) if one.get("bot_id")]
        return [one | {"channel": channel} for one in self.new(said)]

    def new(self, messages: list[Message]) -> list[Message]:
        """Return what was not there before."""
        return [one for one in messages if float(one["ts"]) >= self.began_s]


def elements(blocks: list[Message]) -> list[Message]:
    """Return the buttons and menus of some blocks."""
    rows = [one.get("elements", [one.get("accessory", {})]) for one in blocks]
    return [one for row in rows for one in row if "action_id" in one]


def labels(blocks: list[Message]) -> list[str]:
    """Return what stands on the buttons."""
    return [one["text"]["text"] for one in elements(blocks) if "text" in one]


def found(blocks: list[Message], label: str) -> tuple[Message, Any]:
    """Return the first element with this label, and the value of the option that has it."""
    for one in elements(blocks):
        if one.get("text", {}).get("text") == label:
            return one, None
        for option in one.get("options", ()):
            if option["text"]["text"] == label:
                return one, option["value"]
    raise AssertionError(f"no {label} among {labels(blocks)}")
