"""What every endpoint that publishes does: answer, refuse by the one table, and never break.

An endpoint is a raw ASGI application: Starlette may route to it, and the event path goes without.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import structlog
from starlette.types import Receive, Scope, Send

from gateway.counts import Counts
from gateway.http import Answer, ClientGone, Headers, json_answer, request_id, respond
from gateway.refusals import refuse
from shared.errors import RequestRefused, WrongMethod

OK: Answer = (200, ((b"content-length", b"0"),), b"")
BROKEN: Answer = json_answer(500, {"error": "internal error"})

log = structlog.get_logger()


class Endpoint(ABC):
    """An endpoint; `answer` is its happy path."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        asked_as = request_id(headers)
        try:
            if scope["method"] != "POST":
                raise WrongMethod(f"method is {scope['method']}, expected POST")
            answer = await self.answer(scope, headers, asked_as, receive)
        except RequestRefused as refusal:
            answer = refuse(refusal, scope["path"], asked_as, self.counts)
        except ClientGone:
            return
        except Exception as error:
            self.counts.note_broken(error)
            log.exception("request.failed", status=500, path=scope["path"])
            answer = BROKEN
        await respond(send, receive, answer, asked_as)

    @abstractmethod
    async def answer(
        self, scope: Scope, headers: Headers, asked_as: bytes, receive: Receive
    ) -> Answer:
        """Return the answer to one POST.

        Raises:
            RequestRefused: what is answered instead, by the table of shared/errors.py.
        """
