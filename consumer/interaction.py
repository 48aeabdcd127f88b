"""What somebody clicked, chose, sent or closed: Slack's interactions as handlers see them.

| Slack's type      | id is the    | value                               | place                   |
|-------------------|--------------|-------------------------------------|-------------------------|
| block_actions     | action_id    | of the button, or what was chosen or| of the message; the     |
|                   |              | typed; several are joined by a comma| person's DM in a view   |
| shortcut          | callback_id  |                                     | the person's DM         |
| message_action    | callback_id  |                                     | of the message          |
| view_submission   | callback_id  |                                     | the person's DM         |
| view_closed       | callback_id  |                                     | the person's DM         |
| block_suggestion  | action_id    | what was typed so far               | the person's DM         |

An id ends at its first colon; what follows is `tail`.

Source: https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from consumer.message import Door, Place, text_field
from shared.events import Event
from shared.slack import Identity

Json = Mapping[str, Any]

KIND_OF = {
    "block_actions": "action",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "view_submission": "submission",
    "view_closed": "closed",
}
CHOSEN = (
    "value",
    "selected_user",
    "selected_channel",
    "selected_conversation",
    "selected_date",
    "selected_time",
    "selected_date_time",
)
CHOSEN_MANY = ("selected_users", "selected_channels", "selected_conversations")


class View(Struct, frozen=True):
    """A form or a home tab.

    Args:
        values: what stands in each field, by block_id; empty if nothing does.
    """

    id: str
    hash: str
    type: str
    callback_id: str
    private_metadata: str
    values: dict[str, str]
    blocks: list[Any]


class Interaction(Struct, frozen=True):
    """One thing that somebody did.

    Args:
        kind: Slack's type.
        message: the one that it is about, {} if it is about none.
        team_id: the workspace in which it was done, as for messages.
        home_id: of the person, who may be of elsewhere in a shared channel.
        is_button: of ours in a message or the home tab; one that only opens a link is none.
    """

    event: Event
    place: Place
    door: Door
    kind: str
    id: str
    tail: str
    value: str
    view: View | None
    message: Json
    me: str
    team_id: str
    home_id: str
    is_button: bool = False


def read_interaction(event: Event, me: Identity) -> list[Interaction]:
    """Return what somebody did, in order; nothing if the event is no interaction."""
    body = event.body
    if event.type not in {*KIND_OF, "block_suggestion"}:
        return []
    view = view_of(mapping(body, "view"))
    if event.type == "block_actions":
        actions = body.get("actions")
        return [
            replace(
                interaction(event, me, view, text_field(one, "action_id"), chosen(one)),
                is_button=is_button(one) and not (view and view.type == "modal"),
            )
            for one in (actions if isinstance(actions, list) else [])
            if isinstance(one, dict)
        ]
    if event.type == "block_suggestion":
        return [interaction(event, me, view, text_field(body, "action_id"), chosen(body))]
    named = view.callback_id if view else text_field(body, "callback_id")
    return [interaction(event, me, view, named, "")]


def interaction(
    event: Event, me: Identity, view: View | None, whole_id: str, value: str
) -> Interaction:
    """Return one interaction of an event."""
    body = event.body
    named, _, tail = whole_id.partition(":")
    user = mapping(body, "user")
    return Interaction(
        event=event,
        place=place_of(body),
        door=door_of(event, view),
        kind=event.type,
        id=named,
        tail=tail,
        value=value,
        view=view,
        message=mapping(body, "message"),
        me=me.user_id,
        team_id=event.team_id or me.team_id,
        home_id=text_field(user, "team_id"),
    )


def place_of(body: Json) -> Place:
    """Return where something was done; what was done in no channel is answered in the DM."""
    user = text_field(mapping(body, "user"), "id")
    container, message = mapping(body, "container"), mapping(body, "message")
    channel = text_field(container, "channel_id") or text_field(mapping(body, "channel"), "id")
    if not channel:
        return Place(channel=user, user=user, is_dm=True)
    return Place(
        channel=channel,
        user=user,
        ts=text_field(container, "message_ts") or text_field(message, "ts"),
        thread_ts=text_field(container, "thread_ts") or text_field(message, "thread_ts"),
        is_dm=channel.startswith("D"),
    )


def door_of(event: Event, view: View | None) -> Door:
    """Return how somebody came in."""
    kind = {"view_submission": "form", "view_closed": "form", "shortcut": "shortcut"}.get(
        event.type, "shortcut" if event.type == "message_action" else "button"
    )
    if view and view.type == "home":
        kind = "home"
    body = event.body
    return Door(
        kind=kind,
        trigger_id=text_field(body, "trigger_id"),
        opened_ms=opened_ms(event),
        sealed_url=text_field(body, "sealed_response_url"),
        clicked_ephemeral=bool(mapping(body, "container").get("is_ephemeral")),
    )


def opened_ms(event: Event) -> int:
    """Return when Redis took an event, by its clock, ms; 0 if it was parked since: long ago."""
    return 0 if event.retries else int(event.entry_id.partition("-")[0] or 0)


def is_button(element: Json) -> bool:
    """Return whether this waits for an answer of ours."""
    return element.get("type") == "button" and not element.get("url")


def view_of(given: Json) -> View | None:
    """Return the view that an interaction came from."""
    if not given:
        return None
    blocks = given.get("blocks")
    return View(
        id=text_field(given, "id"),
        hash=text_field(given, "hash"),
        type=text_field(given, "type"),
        callback_id=text_field(given, "callback_id"),
        private_metadata=text_field(given, "private_metadata"),
        values=values_of(mapping(mapping(given, "state"), "values")),
        blocks=blocks if isinstance(blocks, list) else [],
    )


def values_of(state: Json) -> dict[str, str]:
    """Return what stands in each field: block_id to the value of its one element."""
    return {
        block_id: chosen(next(iter(elements.values())))
        for block_id, elements in state.items()
        if isinstance(elements, dict) and elements
    }


def chosen(element: Any) -> str:
    """Return what a button carries, or what somebody chose or typed."""
    if not isinstance(element, dict):
        return ""
    if option := mapping(element, "selected_option"):
        return text_field(option, "value")
    if isinstance(options := element.get("selected_options"), list):
        return ",".join(text_field(one, "value") for one in options if isinstance(one, dict))
    for name in CHOSEN:
        if name in element and element[name] is not None:
            return str(element[name])
    for name in CHOSEN_MANY:
        if isinstance(many := element.get(name), list):
            return ",".join(map(str, many))
    return ""


def mapping(body: Json, name: str) -> Json:
    """Return a field that should be an object; whatever else Slack sends there counts as empty."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}
