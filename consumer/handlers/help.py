"""Say what the bot can do, page by page, by topic, or about one command."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import ceil
from operator import attrgetter

from rapidfuzz import fuzz, process

from consumer.asking import namespace_help
from consumer.handler import Handler
from consumer.handlers.unknown import listed
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared import mentions
from shared.text import escape

router = Router()

PAGE_ENTRIES = 15  # longer and it is a wall, in a channel where others read along
NEAR_TOPIC = 75.0  # of 100: topics are short words, of which a letter may be wrong
OPENING = "Here is what I can do. Mention me in a channel, or write to me directly."
Topics = Mapping[str, Sequence[Handler]]


@router.command(
    "help [about]",
    aliases=("commands",),
    help="lists what I can do, or tells about one topic or command",
    example="help define",
)
async def show_help(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with a page of the list, a topic, or all about one command."""
    about = mentions.cut(message.arguments["about"] or "").strip()
    topics: Topics = tools.registry.topics
    topic, page = page_asked(about)
    if topic in topics:
        opening, listing = f"About *{topic}*:", paged({topic: topics[topic]}, page, topic)
    elif topic:
        opening, listing = about_job_or_command(about, tools)
    else:
        opening, listing = f"{OPENING} {by_topic(topics)}", paged(topics, page, topic)
        prefix = "" if message.place.is_dm else f"@{tools.me.name} "
        jobs = namespace_help.overview(tools.jobs, prefix) if page <= 1 else ""
        opening = f"{opening}\n\n{jobs}".rstrip()
    await reply.text(opening, mentions=message.mentions, attachment=listing)


def page_asked(about: str) -> tuple[str, int]:
    """Return the topic, empty for all, and the number of the page that somebody asks for."""
    words = [word for word in about.casefold().strip("`").split() if word not in {"page", "all"}]
    page = int(words.pop()) if words and words[-1].isdecimal() and len(words[-1]) < 5 else 1
    return " ".join(words), page


def by_topic(topics: Topics) -> str:
    """Name the topics."""
    return f"By topic: {', '.join(f'`help {topic}`' for topic in topics)}."


def paged(topics: Topics, page: int, topic: str) -> str:
    """Return one page, the last if there are not so many, and how to get the next."""
    entries = [handler for handlers in topics.values() for handler in handlers]
    pages = max(1, ceil(len(entries) / PAGE_ENTRIES))
    number = max(1, min(page, pages))
    shown = entries[(number - 1) * PAGE_ENTRIES : number * PAGE_ENTRIES]
    listing = "\n".join(map(line, shown)) if topic else listed_by_topic(shown)
    if pages == 1:
        return listing
    again = f"help {topic} {number + 1}" if topic else f"help {number + 1}"
    more = f" Type `{again}` for the next." if number < pages else ""
    return f"{listing}\n\nPage {number} of {pages}.{more}"


def listed_by_topic(handlers: Sequence[Handler]) -> str:
    """Return one line for each handler, those of a topic below its name."""
    return "\n".join(
        "\n".join((f"*{topic}*", *map(line, of_topic)))
        for topic, of_topic in groupby(handlers, key=attrgetter("topic"))
    )


def line(handler: Handler) -> str:
    """Describe one handler in one line."""
    aliases = ", ".join(f"`{escape(alias)}`" for alias in handler.aliases)
    also = f" (also {aliases})" if aliases else ""
    return f"• {meaning(handler)}{also}"


def meaning(handler: Handler) -> str:
    """Return a command's usage and what it does; backticks in its help line make code."""
    return f"`{escape(shown(handler))}` {escape(handler.help)}"


def shown(handler: Handler) -> str:
    """Return a command's usage, or a prefix with what it stands before."""
    return f"{handler.trigger}…" if handler.kind == "prefix" else handler.usage


def about_job_or_command(about: str, tools: Tools) -> tuple[str, str]:
    """Return what there is to say about a namespace of jobs or a command, and a list below it."""
    name = about.casefold().strip("`")
    if name in tools.jobs.namespaces:
        return namespace_help.about(tools.jobs.namespaces[name])
    if name in tools.jobs.broken:
        return namespace_help.broken(name, tools.jobs), ""
    return about_command(about, tools), ""


def about_command(about: str, tools: Tools) -> str:
    """Return everything about the command that somebody names, or what comes near."""
    about = about.strip("`")
    if handler := tools.registry.named(about):
        return described(handler)
    near = near_topics(about, [*tools.registry.topics, *tools.jobs.namespaces])
    near += [one.trigger for one in tools.registry.near(about)]
    hint = f" Did you mean {listed([f'help {words}' for words in near[:3]])}?" if near else ""
    return f"I know no topic or command of that name.{hint} {by_topic(tools.registry.topics)}"


def near_topics(about: str, topics: Sequence[str]) -> list[str]:
    """Return the topics whose names are most like a word."""
    found = process.extract(about, topics, scorer=fuzz.ratio, score_cutoff=NEAR_TOPIC)
    return [topic for topic, _, _ in found]


def described(handler: Handler) -> str:
    """Return usage, meaning, aliases and an example."""
    lines = [meaning(handler)]
    if handler.aliases:
        lines.append(f"Also: {', '.join(f'`{escape(alias)}`' for alias in handler.aliases)}")
    if handler.kind == "prefix":
        lines.append("It works in any channel, at the start of a message; you need not mention me.")
    if handler.example:
        lines.append(f"For example: `{escape(handler.example)}`")
    return "\n".join(lines)
