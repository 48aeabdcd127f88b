"""What a form carries along, so that it is found again when it is sent: by whichever process.

It is JSON in the view's `private_metadata`, which whoever opened the form can read, and Slack sends
back as it was; there are no secrets in it. A button that opens a form has the same as its value. A
few hundred characters at most, of the 2,000 that Slack takes.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from consumer.handler import Handler
from consumer.message import Place
from consumer.registry import Registry
from shared.lane import MALFORMED


class Ticket(Struct, frozen=True, omit_defaults=True):
    """Which command a form is for, and where it is answered.

    Args:
        command: its handler's name, which several commands of one function share.
        trigger: its words, which several commands of one job share.
    """

    command: str
    trigger: str
    channel: str
    thread_ts: str = ""
    is_dm: bool = False
    is_group_dm: bool = False

    def __str__(self) -> str:
        return msgspec.json.encode(self).decode()

    def place(self, user: str) -> Place:
        """Return where the form was asked for."""
        return Place(
            self.channel,
            user,
            thread_ts=self.thread_ts,
            is_dm=self.is_dm,
            is_group_dm=self.is_group_dm,
        )


def ticket_for(command: Handler, place: Place) -> Ticket:
    """Return the ticket of a command that is asked for somewhere."""
    return Ticket(
        command.name,
        command.trigger,
        place.channel,
        place.thread_ts,
        place.is_dm,
        place.is_group_dm,
    )


def read(written: str) -> Ticket | None:
    """Return the ticket of a form, or None if it is not one of ours."""
    try:
        return msgspec.json.decode(written, type=Ticket)
    except MALFORMED:
        return None


def command_of(ticket: Ticket | None, registry: Registry) -> Handler | None:
    """Return the command that a form is for, or None if there is no such command any more."""
    for command in registry.of_kind("command"):
        if ticket and (command.name, command.trigger) == (ticket.command, ticket.trigger):
            return command
    return None
