"""What becomes of typed text on its way to the workspace."""

from __future__ import annotations

import pytest

from dev.slack.rich_text import as_sent
from dev.slack.workspace import Workspace

TYPED = [
    ("@burrow flip a coin", "<@U0BURROWBOT> flip a coin"),
    ("hey @Alice, hi", "hey <@U0ALICE0001>, hi"),
    ("@nobody and me@here", "@nobody and me@here"),
    ("see #general.", "see <#C0GENERAL01|general>."),
    ("#1 is not a channel", "#1 is not a channel"),
    ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
    ("<!channel> <@U0ALICE0001>", "&lt;!channel&gt; &lt;@U0ALICE0001&gt;"),
    ("https://a.dev/x?y=1&z=2.", "<https://a.dev/x?y=1&amp;z=2>."),
    ("ask slack.dev", "ask <http://slack.dev|slack.dev>"),
    ("run main.py", "run main.py"),
    ("ada@example.org", "<mailto:ada@example.org|ada@example.org>"),
    ("`@burrow` @burrow", "`@burrow` <@U0BURROWBOT>"),
    ("```\n@burrow\n```", "```\n@burrow\n```"),
    ("@channel look", "<!channel> look"),
]


@pytest.mark.parametrize(("typed", "sent"), TYPED)
def test_typed_text_is_sent_as_slacks_client_does(typed: str, sent: str) -> None:
    assert as_sent(typed, Workspace()) == sent
