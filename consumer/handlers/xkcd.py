"""Link a comic of xkcd."""

import re

from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router

router = Router()

SITE = "https://xkcd.com/"
KNOWN = {"compiling": 303, "ballmer": 323, "standards": 927, "optimization": 1691}
NUMBER = re.compile(r"[0-9]{1,9}")
HINT = "Nearly: I need the comic's number, as in `xkcd:1234`, or a name, as in `xkcd:standards`."


@router.command(
    "xkcd [number:int]", help="links a comic, the newest without a number", example="xkcd 927"
)
async def link_comic(message: Message, reply: Reply) -> None:
    """Answer with the link, which Slack then shows."""
    number = message.arguments["number"]
    if number is not None and number < 1:
        await reply.text(HINT, mentions=message.mentions)
        return
    link = SITE if number is None else f"{SITE}{number}"
    await reply.text(link, mentions=message.mentions, preview=True)


@router.prefix("xkcd:", help="links a comic by number, or by a name such as `standards`")
async def link_comic_anywhere(message: Message, reply: Reply) -> None:
    """Answer with the link, or say how it is written."""
    word = (*message.bare.partition(":")[2].split(" ", 1), "")[0].split("\n")[0].casefold()
    number = str(KNOWN.get(word, word))
    if not NUMBER.fullmatch(number):
        await reply.text(HINT, mentions=message.mentions)
        return
    await reply.text(f"{SITE}{int(number)}", mentions=message.mentions, preview=True)
