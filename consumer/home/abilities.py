"""The home tab's part with what somebody may do here, and buttons for the commands of jobs.

| a command that takes       | its button                                                          |
|----------------------------|---------------------------------------------------------------------|
| nothing, or only optional  | says it, after a question                                           |
| something that it needs    | says its first words, whereupon the form for the rest opens         |
| its words from another one | none: the first words alone mean that other command                 |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consumer import blocks
from consumer.asking import again, namespace_help
from consumer.asking.commands import Holes
from consumer.blocks import Block, Element
from consumer.handler import Handler
from consumer.home.facts import Facts
from consumer.home.fitting import fitting
from consumer.tools import Tools
from jobs.definition import Command, Namespace
from shared.text import escape

MOST_NAMESPACES = 15  # two blocks each; a tab has 100
MOST_COMMANDS = 8  # of a namespace, each with a button; 1,800 characters at most
MOST_OF_TOPIC = 8
MOST_TOPICS = 12
EVERYWHERE = {"Help": "help", "Status": "status", "Runs": "runs", "Schedules": "schedules"}


def blocks_of(facts: Facts, tools: Tools) -> list[Block]:
    """Return the commands by topic, then the namespaces of jobs."""
    return [
        blocks.header("What you may do here"),
        blocks.section(of_topics(tools.registry.topics)),
        blocks.actions(*(blocks.say(*one, one[1]) for one in EVERYWHERE.items())),
        *of_namespaces(facts.namespaces, tools),
        *([blocks.context(facts.refusal)] if is_hiding(facts, tools) else []),
    ]


def is_hiding(facts: Facts, tools: Tools) -> bool:
    """Return whether there is something that this person may not use."""
    return bool(facts.refusal) and len(facts.namespaces) < len(tools.jobs.namespaces)


def of_topics(topics: Mapping[str, Sequence[Handler]]) -> str:
    """Return a line for each topic."""
    lines = [of_topic(name, handlers) for name, handlers in topics.items()]
    return fitting(lines, MOST_TOPICS, "help")


def of_topic(name: str, handlers: Sequence[Handler]) -> str:
    """Name the commands of a topic."""
    usages = [words_of(one) for one in handlers]
    return f"*{name}*: {named(usages, MOST_OF_TOPIC, f'help {name}')}"


def named(usages: Sequence[str], most: int, command: str) -> str:
    """Return at most so many commands in a row, and which one shows the others."""
    shown = ", ".join(f"`{escape(one)}`" for one in usages[:most])
    more = len(usages) - most
    return shown + (f" and {more} more: `{command}`" if more > 0 else "")


def words_of(handler: Handler) -> str:
    """Return a command without what may be left out, or a prefix with what it stands before."""
    return f"{handler.trigger}…" if handler.kind == "prefix" else handler.usage


def of_namespaces(namespaces: Sequence[Namespace], tools: Tools) -> list[Block]:
    """Return two blocks for each namespace: what it does, and its buttons."""
    shown: list[Block] = []
    for namespace in namespaces[:MOST_NAMESPACES]:
        shown.append(of_namespace(namespace))
        made = [button_of(one, tools) for one in namespace.commands[:MOST_COMMANDS]]
        if buttons := [one for one in made if one]:
            shown.append(blocks.actions(*buttons))
    more = len(namespaces) - MOST_NAMESPACES
    return [*shown, *([blocks.context(f"… and {more} more: `help`")] if more > 0 else [])]


def of_namespace(namespace: Namespace) -> Block:
    """Describe a namespace and name its commands; what each does is said by a button."""
    title = namespace_help.line(namespace).removeprefix("• ")
    usages = [one.usage for one in namespace.commands]
    about = f"help {namespace.name}"
    text = f"{title}\n{named(usages, MOST_COMMANDS, about)}"
    return blocks.section(text, blocks.say("Help", about, about))


def button_of(command: Command, tools: Tools) -> Element | None:
    """Return the button that says a command, None if its first words mean another one."""
    trigger = command.pattern.trigger
    found = again.asked(trigger, tools)
    takes = found[0].parameters if found else None
    if not isinstance(takes, Holes) or takes.command is not command:
        return None
    words = trigger.split(" ", 1)[-1]
    if command.pattern.required:
        return blocks.say(f"{words} …", trigger, trigger)
    return blocks.say(words, trigger, trigger, question=f"Run “{trigger}”?")
