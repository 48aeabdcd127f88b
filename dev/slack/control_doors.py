"""What people do that the app must answer at once, as the handle on the workspace offers it.

Each call waits for the app's answer, 3 s at most, and returns it (`asking.py`).
"""

from collections.abc import Mapping
from typing import Any

from dev.slack.asking import Answered
from dev.slack.carried import Carried
from dev.slack.doors import Doors


class DoorsControl(Carried):
    """Use slash commands, buttons, selects, shortcuts, modals and the home tab as somebody."""

    doors: Doors

    def slash(self, user: str, channel: str, text: str, url: str | None = None) -> Answered:
        """Type a slash command; `@alice`, `#general` and URLs are escaped as it says."""
        return self._carried(self.doors.slash(user, channel, text, url))

    def click(
        self, user: str, channel: str, ts: str, action_id: str, value: object = None
    ) -> Answered:
        """Use an element of a message, also of one that only this person sees.

        Args:
            value: what is chosen or typed; of buttons, which of those with this `action_id`.
        """
        return self._carried(self.doors.click(user, channel, ts, action_id, value))

    def view(self, user: str) -> dict[str, Any] | None:
        """Return the modal on top, with the `errors` beside its fields, by block id."""
        return self._on_loop(self.doors.view, user)

    def home(self, user: str) -> dict[str, Any] | None:
        """Return somebody's home tab."""
        return self._on_loop(self.doors.home, user)

    def press(
        self,
        user: str,
        action_id: str,
        value: object = None,
        values: Mapping[str, object] | None = None,
    ) -> Answered:
        """Use an element of the modal on top, or else of the home tab.

        Args:
            value: as for `click`.
            values: what stands in the other fields by then, by block id.
        """
        return self._carried(self.doors.press(user, action_id, value, values))

    def submit(self, user: str, values: Mapping[str, object] | None = None) -> Answered:
        """Fill in the modal on top, by block id, and submit it; the answer is carried out."""
        return self._carried(self.doors.submit(user, values))

    def close_view(self, user: str, *, all_of_them: bool = False) -> Answered:
        """Close the modal on top, or the whole stack; asks the app only if the view wants it."""
        return self._carried(self.doors.close_view(user, all_of_them))

    def suggest(
        self, user: str, action_id: str, typed: str, *, channel: str = "", ts: str = ""
    ) -> list[dict[str, Any]]:
        """Type into a select whose options the app gives; returns the options.

        The app is asked from three letters on, unless the element has a `min_query_length`.

        Args:
            channel, ts: of a message; else it is of the modal on top, or of the home tab.
        """
        return self._carried(self.doors.suggest(user, action_id, typed, channel, ts))

    def shortcut(self, user: str, callback_id: str) -> Answered:
        """Use a shortcut of the whole workspace."""
        return self._carried(self.doors.shortcut(user, callback_id))

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Answered:
        """Use a shortcut from the menu of a message."""
        return self._carried(self.doors.message_shortcut(user, channel, ts, callback_id))
