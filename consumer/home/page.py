"""The whole home tab, made of facts: at most 100 blocks, however much there is.

Source: https://docs.slack.dev/reference/views/home-tab-views
"""

from __future__ import annotations

from typing import Any

from consumer import blocks
from consumer.blocks import Block
from consumer.home import abilities, health, own_runs, planned
from consumer.home.facts import Facts
from consumer.later.timetable import moment
from consumer.tools import Tools

REFRESH = "home_refresh"  # the action_id of its button


def view(facts: Facts, tools: Tools) -> dict[str, Any]:
    """Return the view that views.publish takes."""
    parts = [
        greeting(facts, tools),
        blocks.context(f"This is how it was {moment(facts.now_ms)}."),
        *abilities.blocks_of(facts, tools),
        blocks.divider(),
        *own_runs.blocks_of(facts, tools),
        blocks.divider(),
        *planned.blocks_of(facts, tools),
        blocks.divider(),
        *health.blocks_of(facts.condition, facts.now_ms, tools.jobs),
    ]
    return {"type": "home", "blocks": parts}


def greeting(facts: Facts, tools: Tools) -> Block:
    """Greet, and say how to talk to the bot."""
    text = (
        f"Hello <@{facts.user_id}>! Write to me under *Messages*, or mention "
        f"<@{tools.me.user_id}> in a channel. The buttons here say commands for you; I answer in "
        "our direct messages."
    )
    return blocks.section(text, blocks.button("Refresh", REFRESH))
