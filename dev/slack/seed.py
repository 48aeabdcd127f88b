"""The people and channels that a fresh workspace has.

The bot is everywhere but in #random, so that `not_in_channel` and an invitation can be tried at
once. #newbies has no people yet, to be joined. The rest are the channels that the content names.
Gwen is a guest and Otto comes from another workspace; both are in #showandtell, and no members.
"""

from dataclasses import replace

from dev.slack.entities import Channel, Kind, User

CREATED = 1_700_000_000  # s; any fixed second in the past will do

SLACKBOT = "USLACKBOT"
ALICE = "U0ALICE0001"
BOB = "U0BOB000001"
CAROL = "U0CAROL0001"
GWEN = "U0GWEN00001"
OTTO = "U0OTTO00001"

PEOPLE = (
    (SLACKBOT, "slackbot", "Slackbot"),
    (ALICE, "alice", "Alice Ames"),
    (BOB, "bob", "Bob Berg"),
    (CAROL, "carol", "Carol Cho"),
)
GUEST = User(id=GWEN, name="gwen", real_name="Gwen Guest", is_restricted=True)
STRANGER = User(
    id=OTTO, name="otto", real_name="Otto Other", is_stranger=True, team_id="T0OTHER0001"
)

CHANNELS: tuple[tuple[str, str, Kind, str, tuple[str, ...]], ...] = (
    ("C0GENERAL01", "general", "channel", "Everyone is here", (ALICE, BOB, CAROL)),
    ("C0NEWBIES01", "newbies", "channel", "Newcomers, and those who welcome them", ()),
    ("C0RANDOM001", "random", "channel", "Anything else", (ALICE, BOB)),
    ("C0ADMINHELP", "admin-help", "channel", "Reach moderators and admins", (ALICE, CAROL)),
    ("C0GOREVIEWS", "goreviews", "channel", "Single changes to Go", (CAROL,)),
    ("C0JOBS00001", "jobs", "channel", "Who hires, and who looks for work", (BOB,)),
    ("C0MODULES01", "modules", "channel", "Help with Go modules", (BOB, CAROL)),
    ("C0PERFORM01", "performance", "channel", "What is slow, and why", (ALICE,)),
    ("C0REVIEWS01", "reviews", "channel", "Code reviews", (ALICE, BOB)),
    (
        "C0SHOWTELL1",
        "showandtell",
        "channel",
        "Show what you made",
        (ALICE, BOB, CAROL, GWEN, OTTO),
    ),
    ("C0SUPPORT01", "support", "channel", "Where tech-support is called", (ALICE, BOB)),
    ("C0TECH00001", "tech", "channel", "What jobs say that nobody asked for", (ALICE, BOB)),
    ("C0BOTLOGS01", "bot-logs", "channel", "Each job that begins", (ALICE,)),
    ("C0ORGANISE1", "organisers", "group", "A private channel", (ALICE, CAROL)),
)
WITHOUT_BOT = frozenset({"random"})


def people(bot: User) -> dict[str, User]:
    """Return the users by id, with the bot's among them."""
    users = [User(id=id_, name=name, real_name=real) for id_, name, real in PEOPLE]
    return {user.id: user for user in (*users, replace(GUEST), replace(STRANGER), bot)}


def channels(bot_user_id: str) -> dict[str, Channel]:
    """Return the channels by id, with Alice's DM to the bot among them."""
    seeded = [_channel(*row, bot_user_id) for row in CHANNELS]
    dm = Channel(id="D0ALICE0001", name="", kind="im", creator=ALICE, created=CREATED)
    dm.members = {ALICE: None, bot_user_id: None}
    return {channel.id: channel for channel in (*seeded, dm)}


def _channel(
    id_: str, name: str, kind: Kind, purpose: str, members: tuple[str, ...], bot_user_id: str
) -> Channel:
    channel = Channel(id=id_, name=name, kind=kind, creator=ALICE, created=CREATED, purpose=purpose)
    channel.is_general = name == "general"
    channel.members = dict.fromkeys(members)
    if name not in WITHOUT_BOT:
        channel.members[bot_user_id] = None
    return channel
