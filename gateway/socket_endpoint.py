"""What stands at /slack/events while Slack sends over sockets: nothing, and the reason."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from gateway.counts import Counts
from gateway.http import Headers, request_id, respond
from gateway.refusals import refuse
from shared.errors import UnknownPath

REASON = (
    "this gateway runs in Socket Mode and takes no events by HTTP; "
    "start it without --socket-mode for a request URL"
)


class NoEventsHere:
    """The endpoint."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, whatever it is."""
        headers: Headers = dict(scope["headers"])
        asked_as = request_id(headers)
        answer = refuse(UnknownPath(REASON), scope["path"], asked_as, self.counts)
        await respond(send, receive, answer, asked_as)
