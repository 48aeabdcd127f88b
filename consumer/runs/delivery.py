"""Brings the pieces of a report to where they belong, each once, or as near as Slack lets us.

| Slack refuses                        | and then                                                 |
|--------------------------------------|----------------------------------------------------------|
| the thread (it is gone), the channel | the next place: the channel's top level, then the        |
|                                      | requester's direct messages, with the reason             |
| the piece itself                     | a simpler one in the same place; then the next place     |
| all of it                            | an error in the log: `run.not_told`                      |

Each write has a name that is the same whenever the report is told again, so that what was posted
is not posted twice, and what was refused is refused again: all runs take the same way.

Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from consumer.reply import NO_PREVIEW
from consumer.runs import report, sentences
from consumer.runs.formats import Piece, Post
from shared.errors import SlackRefused
from shared.run_record import Run
from shared.uploads import Upload, upload
from shared.writes import POST, Writer

# What is wrong with the place; no other piece would fare better there.
PLACE = frozenset(
    {
        "access_denied",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "ekm_access_denied",
        "invalid_channel",
        "is_archived",
        "messages_tab_disabled",
        "no_permission",
        "not_in_channel",
        "posting_to_channel_denied",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "thread_locked",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
    }
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place; its name is part of the names of the writes there."""

    name: str
    channel: str
    thread_ts: str = ""
    is_last_resort: bool = False


def spots_of(run: Run, channel: str, thread_ts: str) -> list[Spot]:
    """Return where a run may be told of, best first.

    Args:
        channel: the id of the channel where it was asked for, empty if it has none.
        thread_ts: empty for the channel's top level.
    """
    spots = []
    if channel and thread_ts:
        spots.append(Spot("", channel, thread_ts))
    if channel:
        spots.append(Spot(":channel" if spots else "", channel))
    if run.user_id:
        spots.append(Spot(":dm", run.user_id, is_last_resort=True))
    return spots


@dataclass(slots=True)
class Delivery:
    """One report on its way.

    Args:
        spots: places that are left.
        why_not: why the last place could not be used, in Slack's words.
        links: channel and ts of what was posted.
        in_place: everything was told where it was asked for.
    """

    writer: Writer
    run: Run
    spots: list[Spot]
    why_not: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    in_place: bool = True
    told: bool = True

    async def bring(self, name: str, piece: Piece) -> None:
        """Post a piece in the best place that takes it.

        Args:
            name: of the write, the same each time.

        Raises:
            Throttled, SlackUnavailable, OwnershipLost: as Writer.write.
        """
        while self.spots:
            spot = self.spots[0]
            try:
                await self._explain(spot)
                await self._simplify(name, piece, spot)
            except SlackRefused as error:
                self.why_not = error.code
                self.spots.pop(0)
            else:
                return
        if self.told:
            self.told = self.in_place = False
            log.error("run.not_told", run=self.run.run_id, job=self.run.job, code=self.why_not)

    async def _explain(self, spot: Spot) -> None:
        """Say in the direct messages, before anything else, why it is said there."""
        if spot.is_last_resort and self.in_place:
            text = sentences.not_there(self.run, self.why_not)
            await self._post(f"report{spot.name}", Post(text, last_resort=True), spot)
            self.in_place = False

    async def _simplify(self, name: str, piece: Piece, spot: Spot) -> None:
        """Post a piece, or if Slack does not take it, what is simpler."""
        try:
            await self._post(f"{name}{spot.name}", piece, spot)
        except SlackRefused as error:
            simpler = report.instead(self.run, piece, error.code)
            if error.code in PLACE or not simpler:
                raise
            log.warning("run.report_refused", run=self.run.run_id, code=error.code)
            for number, other in enumerate(simpler):
                await self._simplify(f"{name}:instead.{number}", other, spot)

    async def _post(self, name: str, piece: Piece, spot: Spot) -> None:
        if isinstance(piece, Upload):
            answer = await upload(self.writer, name, piece, spot.channel, spot.thread_ts)
        else:
            answer = await self.writer.write(name, POST, arguments(piece, spot))
        if "ts" in answer:
            self.links.append((answer["channel"], answer["ts"]))


def arguments(post: Post, spot: Spot) -> dict[str, object]:
    """Return what chat.postMessage is given."""
    where = {"channel": spot.channel, "text": post.text, **NO_PREVIEW}
    where |= {"thread_ts": spot.thread_ts} if spot.thread_ts else {}
    return where | ({"blocks": list(post.blocks)} if post.blocks else {})
