"""Say what the bot can do."""

from consumer.message import Message
from consumer.registry import Handler, Router, Tools
from consumer.reply import Reply

router = Router()

OPENING = "Here is what I can do. Mention me in a channel, or write to me directly:"


@router.command("help", aliases=("commands",), help="shows this list")
async def show_help(message: Message, reply: Reply, tools: Tools) -> None:
    """List the commands by name, with their aliases, then the prefixes."""
    commands = sorted(tools.registry.of_kind("command"), key=lambda one: one.trigger)
    lines = [OPENING, *(line(one) for one in commands)]
    if prefixes := tools.registry.of_kind("prefix"):
        lines += ["", "These work anywhere at the start of a message:", *map(line, prefixes)]
    await reply.text("\n".join(lines), mentions=message.mentions)


def line(handler: Handler) -> str:
    """Describe one handler in one line."""
    aliases = ", ".join(f"`{alias}`" for alias in handler.aliases)
    return f"• `{shown(handler.usage)}` {handler.help}" + (f" (also {aliases})" if aliases else "")


def shown(usage: str) -> str:
    """Return a usage as Slack shows it: its `<…>` is no markup."""
    return usage.replace("<", "&lt;").replace(">", "&gt;")
