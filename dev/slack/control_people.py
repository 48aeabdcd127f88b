"""What people do in channels, as the handle on the workspace offers it."""

from collections.abc import Sequence

from dev.slack import acts
from dev.slack.carried import Carried


class PeopleControl(Carried):
    """Write, react, join, open and close channels as somebody."""

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> str:
        """Post as a person; returns the `ts`. `<@bot>` in the text mentions the bot."""
        return self._on_loop(acts.say, self.workspace, user, channel, text, thread_ts, broadcast)

    def upload(
        self,
        user: str,
        channel: str,
        files: Sequence[tuple[str, str | bytes]],
        text: str = "",
        thread_ts: str | None = None,
    ) -> str:
        """Post files, pairs of name and content, as a person; returns the `ts`."""
        given = (user, channel, files, text, thread_ts)
        return self._on_loop(acts.upload, self.workspace, *given)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change a person's own message."""
        self._on_loop(acts.edit, self.workspace, user, channel, ts, text)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete a person's own message."""
        self._on_loop(acts.delete, self.workspace, user, channel, ts)

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Add a person's reaction."""
        self._on_loop(acts.react, self.workspace, user, channel, ts, name)

    def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Take a person's reaction away."""
        self._on_loop(acts.unreact, self.workspace, user, channel, ts, name)

    def join(self, user: str, channel: str) -> bool:
        """Let somebody join; False if they were there."""
        return self._on_loop(acts.join, self.workspace, user, channel)

    def leave(self, user: str, channel: str) -> bool:
        """Let somebody leave; False if they were not there."""
        return self._on_loop(acts.leave, self.workspace, user, channel)

    def new_member(self, real_name: str, *, is_bot: bool = False) -> str:
        """Let a new person, or another app's bot, into the workspace; returns their id."""
        return str(self._on_loop(acts.new_member, self.workspace, real_name, is_bot)["id"])

    def change_user(self, user: str, **changes: bool | str) -> None:
        """Make somebody a guest (`is_restricted=True`), and so on; tells `user_change`."""
        self._on_loop(acts.change_user, self.workspace, user, **changes)

    def remind(self, channel: str, text: str) -> str:
        """Let Slackbot post a reminder; returns the `ts`."""
        return self._on_loop(acts.remind, self.workspace, channel, text)

    def create_channel(
        self, name: str, user: str = "alice", *, private: bool = False, with_bot: bool = False
    ) -> str:
        """Open a channel; returns its id."""
        channel_id = self._on_loop(acts.create_channel, self.workspace, user, name, private)
        if with_bot:
            self.join(self.workspace.bot.id, channel_id)
        return channel_id

    def rename_channel(self, channel: str, name: str, user: str = "alice") -> None:
        """Give a channel another name."""
        self._on_loop(acts.rename_channel, self.workspace, user, channel, name)

    def archive(self, channel: str, *, archived: bool = True, user: str = "alice") -> None:
        """Close a channel, or open it again."""
        self._on_loop(acts.archive, self.workspace, user, channel, archived)

    def open_home(self, user: str) -> None:
        """Open the bot's home tab."""
        self._on_loop(acts.open_home, self.workspace, user)
