"""What the bot takes a text for, among the commands of a catalogue."""

from __future__ import annotations

from consumer.asking.commands import Holes, handlers_of
from consumer.asking.job_matcher import JobMatcher
from consumer.message import Message, Place
from jobs.catalogue import Catalogue
from jobs.definition import Command
from shared.events import Event
from shared.text import escape


def matched(catalogue: Catalogue, text: str) -> tuple[Command, dict[str, str]] | None:
    """Return the command that a text is, with what stands in its holes, or None if none fits."""
    handlers = handlers_of(catalogue)
    event = Event("slack_message_private", "1-0", "Ev1", 1, 1, {}, "message")
    place = Place("D1", "U1", is_dm=True)
    message = Message(event, place, escape(text), text, (), mentioned=False, me="U0BOT")
    at, fits = JobMatcher(handlers).look_up(message) or (0, False)
    takes = handlers[at].parameters
    if not fits or not isinstance(takes, Holes):
        return None
    values = takes.command.pattern.match(text)
    assert values is not None
    return takes.command, values
