"""Explain a term from the glossary."""

import glossary
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared import mentions
from shared.text import escape, one_line

FILE_CHARS = 80  # no term is longer; a stranger's essay is no name of a file

router = Router()


@router.command(
    "define <term>", help="explains a term from the glossary", example="define idempotent"
)
async def define(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with the definition, or say what is near it and which file would add it.

    A term we do not know is not an error: it is how most definitions get written.
    """
    asked = one_line(mentions.cut(message.arguments["term"]))
    if not asked:
        await reply.to_author("which term? Try `define idempotent`.")
    elif glossary.folded(glossary.bare(asked)) == "define":
        await reply.to_author(":notsureif:")
    elif term := tools.glossary.find(asked):
        await reply.text(answer(term, glossary.bare(asked)), mentions=message.mentions)
    else:
        await reply.to_author(unknown(asked, tools.glossary.near(asked)))


def answer(term: glossary.Term, asked: str) -> str:
    """Say what a term means; an alias is named beside it."""
    name = f"*{escape(term.name)}*"
    if glossary.folded(asked) != glossary.folded(term.name):
        name += f" (`{escape(asked)}`)"
    return f"{name}: {term.mrkdwn}"


def unknown(asked: str, near: list[glossary.Term]) -> str:
    """Say that a term is missing, what may have been meant, and how to add it."""
    names = " or ".join(f"`{escape(term.name)}`" for term in near)
    meant = f"Did you mean {names}? " if near else ""
    file = glossary.slug(asked)
    shown = file if 0 < len(file) <= FILE_CHARS else "your-term"
    return (
        f"I have no definition of that yet. {meant}Adding one is a single file: "
        f"`glossary/terms/{escape(shown)}.toml`."
    )
