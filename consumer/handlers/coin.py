"""Flip a coin."""

from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools

router = Router()


@router.command("flip a coin", aliases=("flip coin", "coin flip"), help="heads or tails")
async def flip_a_coin(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer heads or tails, each as often as the other."""
    await reply.text(tools.chance.choice(("heads", "tails")))
