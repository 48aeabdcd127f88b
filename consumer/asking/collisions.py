"""Disables the namespaces of jobs whose commands stand in the way of the bot's other triggers.

| a job's command                         | why it cannot be                                      |
|-----------------------------------------|-------------------------------------------------------|
| has the words of another trigger        | the message would mean both                           |
| begins with a command that takes words  | those words would not reach that command any more     |
| begins with a prefix                    | the prefix answers that text too                      |
| takes words that a prefix begins with   | the same                                              |

And a namespace cannot have the name of a topic or of a command: `help <name>` could mean both. Its
error disables this namespace alone; the others work, and `status` and `check` say why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from consumer.collisions import said
from consumer.handler import Handler
from consumer.matcher import folded_trigger
from jobs.catalogue import Catalogue
from jobs.definition import Command, Namespace
from shared.errors import ContentError


def beside(handlers: Sequence[Handler], catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with each namespace broken that collides with these handlers."""
    others = Others(handlers)
    errors = {
        name: tuple(others.collisions(namespace))
        for name, namespace in catalogue.namespaces.items()
    }
    colliding = {name: found for name, found in errors.items() if found}
    healthy = {name: one for name, one in catalogue.namespaces.items() if name not in colliding}
    broken = dict(sorted((dict(catalogue.broken) | colliding).items()))
    return replace(catalogue, namespaces=healthy, broken=broken)


class Others:
    """What people can say to these handlers."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self.owners = {folded_trigger(words).strip(): one for one, words in said(handlers)}
        self.taking = {
            folded_trigger(words).strip(): one
            for one, words in said(handlers)
            if one.kind == "command" and one.parameters
        }
        self.prefixes = {
            folded_trigger(words): one for one, words in said(handlers) if one.kind == "prefix"
        }
        self.topics = {folded_trigger(one.topic).strip(): one for one in handlers}

    def collisions(self, namespace: Namespace) -> Iterator[ContentError]:
        """Yield what of a namespace is in the way, and of what."""
        name = folded_trigger(namespace.name).strip()
        if name in self.topics:
            yield error(namespace, "", f"'{namespace.name}' is also a topic of help: rename one")
        elif name in self.owners:
            yield self._taken(namespace, namespace.name, self.owners[name])
        else:
            for command in namespace.commands:
                yield from self._of_command(namespace, command)

    def _of_command(self, namespace: Namespace, command: Command) -> Iterator[ContentError]:
        words = folded_trigger(command.pattern.trigger).strip()
        owner = self.owners.get(words) or self._taking(words) or self._prefix(words, command)
        if owner:
            yield self._taken(namespace, command.text, owner)

    def _taking(self, words: str) -> Handler | None:
        """Return the command that takes these words as its own."""
        parts = words.split(" ")
        beginnings = (" ".join(parts[:count]) for count in range(1, len(parts)))
        return next((self.taking[one] for one in beginnings if one in self.taking), None)

    def _prefix(self, words: str, command: Command) -> Handler | None:
        """Return the prefix that answers a text of this command, too."""
        takes = bool(command.pattern.names)
        for prefix, handler in self.prefixes.items():
            if f"{words} ".startswith(prefix) or (takes and prefix.startswith(f"{words} ")):
                return handler
        return None

    def _taken(self, namespace: Namespace, words: str, owner: Handler) -> ContentError:
        cure = f"'{words}' collides with the {owner.kind} '{owner.usage}' of {owner.source}"
        return error(namespace, "slack", f"{cure}: choose other words")


def error(namespace: Namespace, key: str, cure: str) -> ContentError:
    """Return an error about a namespace."""
    return ContentError(namespace.source, key, cure)
