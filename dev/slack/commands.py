"""Slash commands: sent with what answers them; an answer in the response is shown at once.

| typed                    | sent with `should_escape` | without  |
|--------------------------|---------------------------|----------|
| `@alice`                 | `<@U…|alice>`             | as typed |
| `#general`, a public one | `<#C…|general>`           | as typed |
| a private channel        | `<#C…|>`                  | as typed |
| `https://slack.dev`      | `<https://slack.dev>`     | as typed |

Source: https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from dev.slack import payloads, posting
from dev.slack.asking import Answered
from dev.slack.delivery import Delivery
from dev.slack.entities import Channel, User
from dev.slack.features import SlashCommand
from dev.slack.places import NotAllowed, place_of, require_member
from dev.slack.refusals import Refused
from dev.slack.reply_urls import ReplyUrl
from dev.slack.responses import respond
from dev.slack.rich_text import as_escaped
from dev.slack.seed import SLACKBOT
from dev.slack.workspace import Workspace


async def slash(
    delivery: Delivery, user: str, channel: str, text: str, url: str | None, thread_ts: str | None
) -> Answered:
    """Type a slash command and show what the app answers in its response."""
    workspace = delivery.workspace
    author, place = workspace.user(user), place_of(workspace, channel, user)
    require_member(place, author)
    if thread_ts:
        raise NotAllowed("slash commands cannot be used in threads")
    command, rest = _command(workspace, text)
    sent = as_escaped(rest, workspace) if command.should_escape else rest
    fields = payloads.command(workspace, author, place, command.command, sent)
    now, answers = workspace.clock(), ReplyUrl("commands", author.id, place.id, workspace.clock())
    fields["response_url"] = workspace.reply_url(answers)
    fields["trigger_id"] = workspace.triggers.issue(author.id, now)
    answered = await delivery.deliver_form("slash_commands", fields, url)
    _show(workspace, answered, answers, command.command)
    return answered


def _command(workspace: Workspace, text: str) -> tuple[SlashCommand, str]:
    name, rest = (*text.split(maxsplit=1), "", "")[:2]
    there = {command.command: command for command in workspace.features.commands}
    if name not in there:
        names = ", ".join(there) or "none"
        raise NotAllowed(f"{name} is not a valid command; there are {names}")
    return there[name], rest.strip()


def _show(workspace: Workspace, answered: Answered, answers: ReplyUrl, command: str) -> None:
    place, user = workspace.channels[answers.channel_id], workspace.users[answers.user_id]
    if answered.error:
        _tell_failure(workspace, place, user, command, answered.error)
    elif answered.body:
        try:
            respond(workspace, answers, answered.body)
        except Refused as refused:
            _tell_failure(workspace, place, user, command, refused.error)


def _tell_failure(
    workspace: Workspace, place: Channel, user: User, command: str, error: str
) -> None:
    text = f'{command} failed with the error "{error}"'
    said = {"type": "message", "user": SLACKBOT, "text": text, "team": workspace.team_id}
    posting.show_ephemeral(workspace, place, said, user.id)
