"""Explain a term from the glossary."""

import glossary
from consumer.message import Message
from consumer.registry import Router, Tools
from consumer.reply import Reply
from shared.text import escape, one_line

router = Router()


@router.command("define <term>", help="explains a term from the glossary")
async def define(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with the definition, or say which file would add it.

    A term we do not know is not an error: it is how most definitions get written.
    """
    asked = one_line(message.arguments["term"])
    if not asked:
        await reply.to_author("which term? Try `define idempotent`.")
        return
    if term := tools.glossary.find(asked):
        await reply.text(answer(term, asked), mentions=message.mentions)
        return
    file = glossary.slug(asked) or "your-term"
    await reply.to_author(
        f"I have no definition of that yet. Adding one is a single file: "
        f"`glossary/terms/{escape(file)}.toml`."
    )


def answer(term: glossary.Term, asked: str) -> str:
    """Say what a term means; an alias is named beside it."""
    name = f"*{term.name}*"
    if glossary.folded(asked) != glossary.folded(term.name):
        name += f" (`{escape(asked)}`)"
    return f"{name}: {term.definition.strip()}"
