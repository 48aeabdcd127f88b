"""Who belongs to the workspace: what Slack says, how long it holds, and what nobody knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from consumer.members import LOOK_UPS_PER_MIN, Members, belongs
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.errors import NotKnown
from shared.limits import Limiter
from shared.scripts import Scripts
from shared.slack import Identity, Slack, web_client
from tests.consumer.bot import Bot

TEAM = "T0BURROW001"
ALICE, BOB, GWEN, OTTO = "U0ALICE0001", "U0BOB000001", "U0GWEN00001", "U0OTTO00001"
ME = Identity("U0BURROWBOT", "B0BURROW001", TEAM, "burrow")
OURS = {"id": "U1", "team_id": TEAM, "is_bot": False, "is_restricted": False, "updated": 100}


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
async def members(
    redis: Redis, scripts: Scripts, workspace: Workspace, clock: Clock
) -> AsyncIterator[Members]:
    """Members of the local workspace."""
    client = web_client(workspace.workspace.bot_token, workspace.api_url)
    yield Members(redis, "burrow", Slack(client, Limiter(scripts, TEAM)), ME, clock)
    assert client.session
    await client.session.close()


RECORDS: list[tuple[str, dict[str, Any], bool]] = [
    ("a member", {}, True),
    ("a guest", {"is_restricted": True}, False),
    ("a guest of one channel", {"is_ultra_restricted": True}, False),
    ("a record without roles", {"is_restricted": None}, False),
    ("a former member", {"deleted": True}, False),
    ("a bot", {"is_bot": True}, False),
    ("a record that does not say whether it is a bot", {"is_bot": None}, False),
    ("a workflow", {"is_workflow_bot": True}, False),
    ("Slackbot", {"id": "USLACKBOT"}, False),
    ("somebody of another workspace", {"team_id": "T0OTHER"}, False),
    ("a stranger", {"is_stranger": True}, False),
    ("a stranger of another workspace", {"team_id": "T0OTHER", "is_stranger": True}, False),
    (
        "somebody of this workspace and another of its grid",
        {"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0OTHER", TEAM]}},
        True,
    ),
    (
        "somebody of another grid",
        {"team_id": "E0OTHER", "is_stranger": True, "enterprise_user": {"teams": ["T0OTHER"]}},
        False,
    ),
    ("a record of nothing", {"team_id": None, "is_bot": None, "is_restricted": None}, False),
]


@pytest.mark.parametrize(
    ("record", "member"), [row[1:] for row in RECORDS], ids=[row[0] for row in RECORDS]
)
def test_record_says_who_belongs_here(record: dict[str, Any], member: bool) -> None:
    user = {key: value for key, value in (OURS | record).items() if value is not None}
    assert belongs(user, TEAM) is member


ASKED = [
    pytest.param(TEAM, ALICE, True, 1, id="a member"),
    pytest.param("", ALICE, True, 1, id="a member, by a gateway that names no team"),
    pytest.param("T0OTHER0001", ALICE, False, 0, id="from another team"),
    pytest.param(TEAM, GWEN, False, 1, id="a guest"),
    pytest.param(TEAM, OTTO, False, 1, id="somebody of another workspace"),
    pytest.param(TEAM, "U0BURROWBOT", False, 1, id="the bot"),
    pytest.param(TEAM, "USLACKBOT", False, 0, id="a reminder"),
    pytest.param(TEAM, "", False, 0, id="nobody"),
    pytest.param(TEAM, "U0NOBODY001", False, 1, id="somebody whom Slack does not know"),
]


@pytest.mark.parametrize(("team_id", "user_id", "member", "calls"), ASKED)
async def test_slack_is_asked_once_in_an_hour(
    members: Members, workspace: Workspace, team_id: str, user_id: str, member: bool, calls: int
) -> None:
    answers = [await members.is_member(team_id, user_id) for _ in range(3)]
    assert answers == [member] * 3
    assert len(workspace.calls("users.info")) == calls


async def test_answer_holds_for_an_hour_and_not_longer(
    members: Members, workspace: Workspace
) -> None:
    await members.is_member(TEAM, ALICE)
    key = keys.people("burrow", ALICE)
    assert 3_500 < await members.redis.ttl(key) <= 3_600
    await members.redis.pexpire(key, 0)
    workspace.workspace.users[ALICE].is_restricted = True
    assert await members.is_member(TEAM, ALICE) is False


async def test_many_who_ask_at_once_share_one_look_up(
    members: Members, workspace: Workspace
) -> None:
    workspace.fault("users.info", "hang", seconds=0.05)
    asking = [members.is_member(TEAM, ALICE) for _ in range(20)]
    assert await asyncio.gather(*asking) == [True] * 20
    assert len(workspace.calls("users.info")) == 1


async def test_one_who_gives_up_leaves_the_look_up_to_the_others(
    members: Members, workspace: Workspace
) -> None:
    workspace.fault("users.info", "hang", seconds=0.3)
    first, second = (asyncio.create_task(members.is_member(TEAM, ALICE)) for _ in range(2))
    await workspace.eventually(lambda: workspace.calls("users.info"))
    first.cancel()
    assert await second is True


TROUBLES = [
    ("status", {"status": 500, "times": 9}),
    ("ratelimited", {"retry_after_s": 30}),
    ("error", {"error": "missing_scope"}),
    ("error", {"error": "internal_error"}),
    ("drop_before", {"times": 9}),
]


@pytest.mark.parametrize(("kind", "options"), TROUBLES)
async def test_nobody_is_a_member_while_slack_cannot_say(
    members: Members, workspace: Workspace, kind: Any, options: dict[str, Any]
) -> None:
    workspace.fault("users.info", kind, **options)
    with pytest.raises(NotKnown, match="cannot find out right now"):
        await members.is_member(TEAM, ALICE)
    assert members.asking == {}
    assert await members.redis.exists(keys.people("burrow", ALICE)) == 0


async def test_look_ups_are_bounded_and_those_who_are_known_are_answered_all_the_same(
    members: Members, workspace: Workspace, clock: Clock
) -> None:
    await members.is_member(TEAM, ALICE)
    for number in range(LOOK_UPS_PER_MIN - 1):
        await members.is_member(TEAM, f"U0NOBODY{number:03}")
    with pytest.raises(NotKnown):
        await members.is_member(TEAM, BOB)
    assert await members.is_member(TEAM, ALICE) is True
    assert len(workspace.calls("users.info")) == LOOK_UPS_PER_MIN
    clock.now_s += 61
    assert await members.is_member(TEAM, BOB) is True


Say = Callable[[dict[str, Any]], Any]
CHANGES: list[tuple[str, list[dict[str, Any]], bool]] = [
    ("made a guest", [{"updated": 100}, {"updated": 101, "is_restricted": True}], False),
    ("made a member", [{"updated": 100, "is_restricted": True}, {"updated": 101}], True),
    ("told in another order", [{"updated": 101, "is_restricted": True}, {"updated": 100}], False),
    ("member again, told late", [{"updated": 101}, {"updated": 100, "is_restricted": True}], True),
    (
        "both in one second: the one that trusts less",
        [{"updated": 100}, {"updated": 100, "is_restricted": True}, {"updated": 100}],
        False,
    ),
    ("without a time", [{"updated": 0}, {"updated": None, "deleted": True}], False),
]


@pytest.mark.parametrize(
    ("told", "member"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
async def test_newest_record_holds_in_whatever_order_they_come(
    members: Members, workspace: Workspace, told: list[dict[str, Any]], member: bool
) -> None:
    for record in told:
        await members.note(OURS | record)
    assert await members.is_member(TEAM, "U1") is member
    assert workspace.calls("users.info") == []


async def test_event_that_overtakes_a_look_up_wins(members: Members, workspace: Workspace) -> None:
    # Slack decides, and then its answer is a long time on its way.
    workspace.fault("users.info", "hang_after", seconds=0.2)
    asking = asyncio.create_task(members.is_member(TEAM, ALICE))
    await workspace.eventually(lambda: workspace.calls("users.info"))
    await members.note(OURS | {"id": ALICE, "is_restricted": True, "updated": 9_999_999_999})
    assert await asking is False


async def test_event_about_somebody_nobody_asked_about_is_soon_forgotten(members: Members) -> None:
    await members.note(OURS)
    assert 0 < await members.redis.ttl(keys.people("burrow", "U1")) <= keys.PERSON_NOTED_S


async def test_member_who_becomes_a_guest_is_none_at_once(bot: Bot) -> None:
    tools = bot.worker.chain.tools
    assert await tools.members.is_member(TEAM, BOB) is True
    bot.slack.change_user("bob", is_restricted=True)
    await bot.hear(bot.told[-1])
    assert await tools.members.is_member(TEAM, BOB) is False
    assert len(bot.slack.calls("users.info")) == 1


async def test_newcomer_is_known_from_the_event_that_tells_of_them(bot: Bot) -> None:
    user_id = bot.slack.new_member("Nora New")
    joined = next(one for one in bot.told if one["type"] == "team_join")
    await bot.hear(joined)
    assert await bot.worker.chain.tools.members.is_member(TEAM, user_id) is True
    assert bot.slack.calls("users.info") == []


@pytest.mark.parametrize("user", [None, "U1", {}, {"id": 7}])
async def test_odd_event_about_somebody_is_left(bot: Bot, user: object) -> None:
    assert await bot.hear({"type": "user_change", "user": user}) == []
