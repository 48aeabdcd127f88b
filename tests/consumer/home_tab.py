"""The home tab as a person reads it, and clicks in it, in tests.

| block            | line                                                |
|------------------|-----------------------------------------------------|
| header           | `# text`                                            |
| section          | its text, and ` [button]` if it has one             |
| context          | `~ text`                                            |
| actions          | `[button] [button?]`, with `?` if it asks first     |
| divider          | `---`                                               |
"""

from __future__ import annotations

from typing import Any

from tests.consumer.bot import ALICE, TEAM, Bot, Event, Write
from tests.consumer.waiting_requests import DATE

Block = dict[str, Any]

IN_HOME: Event = {
    "channel": {},
    "container": {"type": "view", "view_id": "V1"},
    "message": {},
    "view": {"id": "V1", "hash": "1.a", "type": "home", "callback_id": "", "blocks": []},
}


def opened(bot: Bot, user: str = "alice") -> Event:
    """Let somebody open the home tab, and return the event of it."""
    bot.slack.open_home(user)
    return next(one for one in reversed(bot.told) if one["type"] == "app_home_opened")


async def home(bot: Bot, user: str = "alice") -> list[Block]:
    """Let somebody open the home tab, and return the blocks that they see."""
    return blocks_in(await bot.hear(opened(bot, user)))


async def press(bot: Bot, action_id: str, value: str = "", user: str = ALICE) -> list[Write]:
    """Let somebody press a button in the home tab, and return what was written."""
    return await bot.click(action_id, value, **IN_HOME, user={"id": user, "team_id": TEAM})


def blocks_in(writes: list[Write]) -> list[Block]:
    """Return the blocks of the one home tab that was published."""
    [view] = [arguments["view"] for method, arguments in writes if method == "views.publish"]
    assert view["type"] == "home"
    return list(view["blocks"])


def read(blocks: list[Block]) -> list[str]:
    """Return one line for each block; dates are `DATE`."""
    return [DATE.sub("DATE", line(block)) for block in blocks]


def part(blocks: list[Block], title: str) -> list[str]:
    """Return the lines below a header, up to the next divider."""
    lines = [*read(blocks), "---"]
    below = lines[lines.index(f"# {title}") + 1 :]
    return below[: below.index("---")]


def line(block: Block) -> str:
    """Return what one reads of a block."""
    match block["type"]:
        case "header":
            return f"# {block['text']['text']}"
        case "section":
            beside = f" {label(block['accessory'])}" if "accessory" in block else ""
            return f"{block['text']['text']}{beside}"
        case "context":
            return f"~ {block['elements'][0]['text']}"
        case "actions":
            return " ".join(map(label, block["elements"]))
    return "---"


def label(button: Block) -> str:
    """Return a button as one sees it."""
    return f"[{button['text']['text']}{'?' if 'confirm' in button else ''}]"


def buttons(blocks: list[Block]) -> list[Block]:
    """Return all buttons."""
    beside = [block["accessory"] for block in blocks if "accessory" in block]
    return beside + [one for block in blocks for one in block.get("elements", ()) if "value" in one]


def button(blocks: list[Block], action_id: str) -> Block:
    """Return one button."""
    return next(one for one in buttons(blocks) if one["action_id"] == action_id)
