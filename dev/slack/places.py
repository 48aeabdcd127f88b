"""Where a person acts, and what Slack's client would not offer them."""

from dev.slack.entities import Channel, User
from dev.slack.workspace import Workspace


class NotAllowed(ValueError):
    """A person tried what Slack's client would not offer them."""


def place_of(workspace: Workspace, channel: str, user: str) -> Channel:
    """Return the channel; the bot's own name means the speaker's DM with it."""
    if channel in (workspace.bot.id, workspace.bot.name, f"@{workspace.bot.name}"):
        return workspace.dm(workspace.user(user).id)
    return workspace.channel(channel)


def require_member(place: Channel, person: User) -> None:
    """Let nobody act in a channel that they are not in."""
    if person.id not in place.members:
        raise NotAllowed(f"{person.name} is not in #{place.name or place.id}: join first")
