"""Search messages as the person whose SLACK_USER_TOKEN is set.

Source: https://docs.slack.dev/reference/methods/search.messages (20 a minute)
"""

from __future__ import annotations

import msgspec

from bgtasks.tools import Tools
from shared.errors import SettingsError, SlackRefused

PAGE = 100  # Slack gives no more
MOST_PAGES = 5  # whoever finds more has had an outage of days
CURES = {
    "invalid_auth": "set a valid token (xoxp-…), or none",
    "not_authed": "set a valid token (xoxp-…), or none",
    "account_inactive": "set the token of somebody who is here, or none",
    "token_revoked": "install the Slack app again, and set its new user token",
    "missing_scope": "install the Slack app again with the newest manifest",
    "not_allowed_token_type": "set a user token (xoxp-…), not the bot's",
}


class Channel(msgspec.Struct):
    """Where a message was found."""

    id: str
    is_im: bool = False
    is_mpim: bool = False

    @property
    def is_private_talk(self) -> bool:
        """Whether it is a direct message, of two or of several."""
        return self.is_im or self.is_mpim


class Found(msgspec.Struct):
    """A message that was found, as the search's index has it."""

    ts: str
    text: str
    permalink: str
    channel: Channel

    @property
    def at_s(self) -> float:
        """When it was written."""
        return float(self.ts)


class Paging(msgspec.Struct):
    """Which part of the answer this is."""

    pages: int = 1


class Messages(msgspec.Struct):
    """One page."""

    matches: list[Found]
    paging: Paging


async def search(tools: Tools, query: str) -> list[Found]:
    """Return what is found, newest first.

    Raises:
        SettingsError: the token will not do.
        Throttled, SlackUnavailable, SlackRefused: as Slack.read has them.
    """
    found: list[Found] = []
    for number in range(1, MOST_PAGES + 1):
        page = await page_of(tools, query, number)
        found += page.matches
        if number >= page.paging.pages:
            break
    return found


async def page_of(tools: Tools, query: str, number: int) -> Messages:
    """Return one page of what is found."""
    assert tools.search is not None  # noqa: S101  tasks that search run only with a token
    try:
        answer = await tools.search.read(
            "search.messages", query=query, count=PAGE, page=number, sort="timestamp"
        )
    except SlackRefused as error:
        if error.code not in CURES:
            raise
        raise SettingsError(f"SLACK_USER_TOKEN: {error.code}; {CURES[error.code]}") from None
    return msgspec.convert(answer["messages"], Messages)
