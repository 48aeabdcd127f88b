"""views.open, views.push and views.update: triggers, ids, and what a view must be."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.blocks_of import button, input_of, modal, plain, text_input
from tests.dev.opening import on_top, opened, refusal_of, trigger
from tests.dev.receiver import Receiver


def test_trigger_opens_one_view_within_3_s(slack: Slack, app: Receiver, bot: WebClient) -> None:
    first = trigger(slack, app)
    bad = refusal_of(bot.views_open, trigger_id=first, view={"type": "modal"})
    assert bad[0] == "invalid_arguments"
    bot.views_open(trigger_id=first, view=modal())
    assert refusal_of(bot.views_open, trigger_id=first, view=modal())[0] == "exchanged_trigger_id"
    assert refusal_of(bot.views_open, trigger_id="1.2.3", view=modal())[0] == "invalid_trigger_id"
    assert (
        refusal_of(bot.views_push, trigger_id=trigger(slack, app), view=modal())[0] == "not_found"
    )
    late, clock = trigger(slack, app), slack.workspace.clock
    slack.workspace.clock = lambda: clock() + 3.1
    assert refusal_of(bot.views_open, trigger_id=late, view=modal())[0] == "expired_trigger_id"


def test_external_id_names_one_open_view(slack: Slack, app: Receiver, bot: WebClient) -> None:
    opened(slack, app, bot, external_id="mine")
    twice = {"trigger_id": trigger(slack, app), "view": modal(external_id="mine")}
    assert refusal_of(bot.views_open, **twice)[0] == "duplicate_external_id"
    bot.views_update(external_id="mine", view=modal(title=plain("New"), external_id="mine"))
    assert on_top(slack)["title"]["text"] == "New"
    slack.close_view("alice")
    assert refusal_of(bot.views_update, external_id="mine", view=modal())[0] == "not_found"
    nameless = {"api_method": "views.update", "json": {"view": modal()}}
    assert refusal_of(bot.api_call, **nameless)[0] == "invalid_arguments"


BAD_VIEWS: list[tuple[dict[str, Any], str]] = [
    ({"type": "home"}, "/view/type"),
    ({"title": None}, "missing required field: title"),
    ({"title": plain("x" * 25)}, "less than 25 characters [json-pointer:/view/title/text]"),
    ({"title": {"type": "mrkdwn", "text": "x"}}, "/view/title"),
    ({"submit": plain("x" * 25)}, "/view/submit/text"),
    ({"close": plain("")}, "/view/close/text"),
    ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
    ({"callback_id": "x" * 256}, "/view/callback_id"),
    ({"external_id": "x" * 256}, "/view/external_id"),
    ({"color": "red"}, "invalid additional property: color"),
    ({"blocks": None}, "missing required field: blocks"),
    ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed"),
    ({"blocks": [text_input("a"), text_input("a")]}, "/view/blocks/1/block_id"),
    ({"blocks": [text_input("a")], "submit": None}, "must define `submit` to use `input` block"),
    ({"blocks": [input_of("a", button("b"))]}, "/view/blocks/0/element/type"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), BAD_VIEWS)
def test_view_that_slack_would_not_take_is_refused_with_the_place(
    slack: Slack, app: Receiver, bot: WebClient, change: dict[str, Any], reason: str
) -> None:
    given = {"trigger_id": trigger(slack, app), "view": modal() | change}
    error, messages = refusal_of(bot.views_open, **given)
    assert error == "invalid_arguments"
    assert reason in " ".join(messages)
    assert slack.view("alice") is None


def test_view_of_over_250_kb_is_refused(slack: Slack, app: Receiver, bot: WebClient) -> None:
    text = {"type": "mrkdwn", "text": "x" * 2990}
    blocks = [{"type": "section", "text": text} for _ in range(100)]
    given = {"trigger_id": trigger(slack, app), "view": modal(*blocks)}
    assert refusal_of(bot.views_open, **given)[0] == "view_too_large"
