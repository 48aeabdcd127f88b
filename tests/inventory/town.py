"""A workspace with the inventory's own names, so that a row reads as the inventory has it.

| id             | what                                                                        |
|----------------|-----------------------------------------------------------------------------|
| UBOT           | the bot, called gopher                                                      |
| U0001, U0002 … | people, one for each message, so that nobody's cooldown meets another's     |
| D0001, D0002 … | their direct messages with the bot                                          |
| U2, U3, U5, U7 | people who are mentioned                                                    |
| CGEN           | a public channel that no text names                                         |
| CH01 … CH16    | the recommended channels, in order                                          |
| CRANDOM        | #random                                                                     |
| G1, M1         | a private channel, a direct message of several people                       |
"""

from __future__ import annotations

from dev.slack.entities import Channel, Kind, User
from dev.slack.workspace import Workspace

BOT = "UBOT"
PEOPLE = 600
MENTIONED = ("U2", "U3", "U5", "U7")
RECOMMENDED = (
    "general",
    "newbies",
    "gotimefm",
    "jobs",
    "modules",
    "reviews",
    "showandtell",
    "aws",
    "bbq",
    "devops",
    "golang-cls",
    "goreviews",
    "performance",
    "remotemeetup",
    "security",
    "admin-help",
)
NAMES: dict[str, str] = {
    **{name: f"CH{number:02}" for number, name in enumerate(RECOMMENDED, 1)},
    "random": "CRANDOM",
    "lounge": "CGEN",
}
PRIVATE: tuple[tuple[str, str, Kind], ...] = (("organisers", "G1", "group"), ("", "M1", "mpim"))


def person(number: int) -> str:
    """Return the id of one of the people."""
    return f"U{number:04}"


def direct(number: int) -> str:
    """Return the id of their direct message with the bot."""
    return f"D{number:04}"


def workspace() -> Workspace:
    """Return a workspace in which everybody is in every channel, and so is the bot."""
    bot = User(id=BOT, name="gopher", real_name="Gopher", is_bot=True)
    ids = (*MENTIONED, *map(person, range(PEOPLE)))
    users = {id_: User(id=id_, name=id_.lower(), real_name=id_) for id_ in ids} | {BOT: bot}
    channels = [channel(id_, name, "channel", ids) for name, id_ in NAMES.items()]
    channels += [channel(id_, name, kind, ids) for name, id_, kind in PRIVATE]
    channels += [channel(direct(n), "", "im", (person(n),)) for n in range(PEOPLE)]
    return Workspace(bot=bot, users=users, channels={one.id: one for one in channels})


def channel(id_: str, name: str, kind: Kind, people: tuple[str, ...]) -> Channel:
    """Return a channel with these people and the bot."""
    made = Channel(id=id_, name=name, kind=kind, creator=people[0])
    made.members = dict.fromkeys((*people, BOT))
    return made
