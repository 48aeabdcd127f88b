"""Link the documentation of a Go package."""

from urllib.parse import quote

from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from shared.errors import Passed
from shared.text import escape

router = Router(topic="go")

GODOC = "https://godoc.org/"
GITHUB = GODOC + "github.com/"
IN_LINKS = "/#?=&:@!$'()*+,;%[]~"  # what else a link may hold; `|`, `<`, `>` would end Slack's


@router.prefix("d/", help="links the documentation of a package", example="d/net/http")
async def link_package(message: Message, reply: Reply) -> None:
    """Answer with the link to a package."""
    await answer(GODOC, message, reply)


@router.prefix("ghd/", help="links the documentation of a GitHub package", example="ghd/pkg/errors")
async def link_package_on_github(message: Message, reply: Reply) -> None:
    """Answer with the link to a package on GitHub."""
    await answer(GITHUB, message, reply)


async def answer(base: str, message: Message, reply: Reply) -> None:
    """Post the link to a package.

    Raises:
        Passed: the path is empty: somebody wrote something else.
    """
    path = message.bare.partition("/")[2]
    if not path or path[0].isspace():
        raise Passed
    await reply.text(f"<{base}{escape(quote(path.split()[0], safe=IN_LINKS))}>")
