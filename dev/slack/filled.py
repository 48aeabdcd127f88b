"""What stands in the fields of one message or view, as one person filled them in.

| `values` | block id -> action id -> `{"type": …, "value": …}`, as `state.values` of a payload |

Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
"""

import copy
from collections.abc import Sequence
from typing import Any

from dev.slack.elements import Block, Element, each_element

Chosen = dict[str, Any]
Values = dict[str, dict[str, Chosen]]

# Of each element that holds something: the field that says what.
FIELDS = {
    "static_select": "selected_option", "external_select": "selected_option",
    "radio_buttons": "selected_option", "overflow": "selected_option",
    "multi_static_select": "selected_options", "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user", "multi_users_select": "selected_users",
    "channels_select": "selected_channel", "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date", "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value", "email_text_input": "value", "url_text_input": "value",
    "number_input": "value", "rich_text_input": "rich_text_value",
}  # fmt: skip
# They are used, and keep nothing.
STATELESS = frozenset({"button", "overflow"})


def initial(element: Element) -> Chosen:
    """Return what an element holds before anybody used it."""
    field = FIELDS[element["type"]]
    before = element.get(field.replace("selected", "initial"), element.get("initial_value"))
    empty: list[Any] | None = [] if field.endswith("s") else None
    return {"type": element["type"], field: empty if before is None else before}


class Filled:
    """The fields' contents."""

    def __init__(self) -> None:
        self._values: Values = {}

    def begin(self, blocks: Sequence[Block]) -> None:
        """Take other blocks: a field that stays, by both ids and kind, keeps what is in it."""
        before, self._values = self._values, {}
        for block, element in each_element(blocks):
            if element.get("type") not in FIELDS or element["type"] in STATELESS:
                continue
            kept = before.get(block["block_id"], {}).get(element["action_id"], {})
            stays = kept.get("type") == element["type"]
            self.put(block, element, kept if stays else initial(element))

    def put(self, block: Block, element: Element, chosen: Chosen) -> None:
        """Keep what was chosen, if the element keeps anything."""
        if element["type"] in STATELESS:
            return
        self._values.setdefault(block["block_id"], {})[element["action_id"]] = chosen

    def of(self, block: Block, element: Element) -> Chosen:
        """Return what a field holds."""
        return self._values.get(block["block_id"], {}).get(element["action_id"], {})

    def values(self) -> Values:
        """Return a copy of all."""
        return copy.deepcopy(self._values)
