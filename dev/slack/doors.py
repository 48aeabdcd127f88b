"""What people do that the app must answer at once; each act returns how it did.

| act                                     | where                       |
|-----------------------------------------|-----------------------------|
| `slash`                                 | `commands.py`               |
| `click` `suggest` `press`               | `clicks.py`                 |
| `shortcut` `message_shortcut`           | `shortcuts.py`              |
| `submit` `close_view` `view` `home`     | `submissions.py`, here      |

People and channels are given by name or id, as in `acts.py`.
"""

from collections.abc import Mapping
from typing import Any

from dev.slack import clicks, commands, shortcuts, submissions
from dev.slack.asking import Answered
from dev.slack.delivery import Delivery
from dev.slack.modals import home_of
from dev.slack.workspace import Workspace

# What `POST /_control/<act>` may call.
DOORS = frozenset({
    "click", "close_view", "home", "message_shortcut", "press", "shortcut", "slash", "submit",
    "suggest", "view",
})  # fmt: skip


class Doors:
    """The acts, over one workspace."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self.workspace = workspace
        self.delivery = delivery

    async def slash(
        self,
        user: str,
        channel: str,
        text: str,
        url: str | None = None,
        thread_ts: str | None = None,
    ) -> Answered:
        """Type a slash command; in a thread there are none."""
        return await commands.slash(self.delivery, user, channel, text, url, thread_ts)

    async def click(
        self, user: str, channel: str, ts: str, action_id: str, value: object = None
    ) -> Answered:
        """Use an element of a message."""
        return await clicks.click(self.delivery, user, channel, ts, action_id, value)

    async def press(
        self,
        user: str,
        action_id: str,
        value: object = None,
        values: Mapping[str, object] | None = None,
    ) -> Answered:
        """Use an element of the modal on top, or else of the home tab."""
        return await clicks.press(self.delivery, user, action_id, value, values or {})

    async def suggest(
        self, user: str, action_id: str, typed: str, channel: str = "", ts: str = ""
    ) -> list[dict[str, Any]]:
        """Type into a select whose options the app gives: of a message, the modal or the home."""
        return await clicks.suggest(self.delivery, user, action_id, typed, channel, ts)

    async def shortcut(self, user: str, callback_id: str) -> Answered:
        """Use a shortcut of the whole workspace."""
        return await shortcuts.shortcut(self.delivery, user, callback_id)

    async def message_shortcut(
        self, user: str, channel: str, ts: str, callback_id: str
    ) -> Answered:
        """Use a shortcut from the menu of a message."""
        return await shortcuts.message_shortcut(self.delivery, user, channel, ts, callback_id)

    async def submit(self, user: str, values: Mapping[str, object] | None = None) -> Answered:
        """Fill in the modal on top and submit it."""
        return await submissions.submit(self.delivery, user, values or {})

    async def close_view(self, user: str, all_of_them: bool = False) -> Answered:
        """Close the modal on top, or the whole stack."""
        return await submissions.close_view(self.delivery, user, all_of_them)

    def view(self, user: str) -> dict[str, Any] | None:
        """Return the modal on top."""
        modal = self.workspace.modals.top(self.workspace.user(user).id)
        return modal.shown() if modal else None

    def home(self, user: str) -> dict[str, Any] | None:
        """Return somebody's home tab."""
        return home_of(self.workspace, self.workspace.user(user).id)
