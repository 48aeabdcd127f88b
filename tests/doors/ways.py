"""Four ways to ask for `sec run`, each of which returns what the person was told."""

from __future__ import annotations

from slack_sdk import WebClient

from consumer import blocks
from tests.doors.house import SHOW_AND_TELL
from tests.doors.person import FORM_S, Person


def by_message(gwen: Person) -> str:
    """Mention the bot."""
    return str(gwen.say("<@bot> sec run", SHOW_AND_TELL)["text"])


def by_slash(gwen: Person) -> str:
    """Type a slash command."""
    gwen.slash("/burrow sec run", SHOW_AND_TELL)
    return gwen.texts()[-1]


def by_button(gwen: Person) -> str:
    """Click a button that says it."""
    bot = WebClient(gwen.house.settings["SLACK_BOT_TOKEN"], gwen.slack.api_url)
    row = [blocks.actions(blocks.button("Run", f"{blocks.SAY}:0", "sec run"))]
    bot.chat_postMessage(channel=SHOW_AND_TELL, text="Run it?", blocks=row)
    gwen.click(gwen.public(SHOW_AND_TELL)[-1], "Run")
    return gwen.texts()[-1]


def by_form(gwen: Person) -> str:
    """Write it into the window that the shortcut opens."""
    gwen.slack.shortcut("gwen", "ask_burrow")
    gwen.slack.wait_for(lambda: gwen.view, FORM_S)
    gwen.submit(command="sec run")
    refused = str(gwen.view["errors"]["command"])
    gwen.slack.close_view("gwen")
    return refused
