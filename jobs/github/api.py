"""Read GitHub's REST API: GET alone, page by page, with errors that say what to do.

| variable         | meaning                                                             |
|------------------|---------------------------------------------------------------------|
| `GITHUB_API_URL` | its base, default https://api.github.com                            |
| `GITHUB_TOKEN`   | for private repositories, and more than 60 requests an hour; it     |
|                  | needs to read metadata, actions and pull requests                   |

Source: https://docs.github.com/en/rest (the header Link, rate limits, 404 for what a token may not
see)
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from jobs.blocks import TooLong

DEFAULT_URL = "https://api.github.com"
ANSWER_S = 20.0
MOST_BYTES = 8 * 1024 * 1024  # a page of a hundred runs has about 1.5 MiB
PAGE_SIZE = 100
MOST_PAGES = 10  # beyond a thousand of anything nobody reads the report
NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
REASONS = {
    401: "GitHub does not know this token: set GITHUB_TOKEN to one that is valid",
    404: "GitHub shows no such thing: check the name; a private repository needs a GITHUB_TOKEN "
    "that may read it",
}

Record = dict[str, Any]


class NotAnswered(Exception):
    """GitHub gave no answer to work with; says why, and what to do."""


class SameOrigin(HTTPRedirectHandler):
    """Follow a renamed repository, but take the token to no other server."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request that comes next, or none: the redirect is then an error."""
        if origin(newurl) != origin(req.full_url):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class GitHub:
    """One GitHub, asked as one token.

    Args:
        url: the base of its API.
        token: none if empty.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url.rstrip("/"), token
        self.opener = build_opener(SameOrigin)

    def one(self, path: str, **query: str | int) -> Any:
        """Return what a path answers with.

        Raises:
            NotAnswered: it does not.
        """
        return self.asked(f"{self.url}{path}?{urlencode(query)}")[0]

    def each(self, path: str, inside: str = "", **query: str | int) -> Iterator[Record]:
        """Yield the records of all pages.

        Args:
            inside: the key that holds the list; empty if the answer is the list.

        Raises:
            NotAnswered: a page does not come.
        """
        url: str | None = f"{self.url}{path}?{urlencode({'per_page': PAGE_SIZE} | query)}"
        for _ in range(MOST_PAGES):
            if url is None:
                return
            answer, url = self.asked(url)
            yield from answer[inside] if inside else answer

    def asked(self, url: str) -> tuple[Any, str | None]:
        """Return an answer, and the address of the page behind it."""
        request = Request(url, headers=self.headers(), method="GET")  # noqa: S310  the operator's
        try:
            with self.opener.open(request, timeout=ANSWER_S) as response:
                return json.loads(limited(response)), self.following(response.headers)
        except HTTPError as error:
            with error:
                said = reason(error.code, error.headers)
                raise NotAnswered(f"{urlsplit(url).path}: {said}") from None
        except (OSError, HTTPException, ValueError) as error:
            what = error.reason if isinstance(error, URLError) else error
            raise NotAnswered(
                f"no answer from {urlsplit(self.url).netloc} ({what}): try later, or check "
                "GITHUB_API_URL"
            ) from None

    def headers(self) -> dict[str, str]:
        """Return what goes with each request."""
        fixed = {"Accept": "application/vnd.github+json", "User-Agent": "Burrow, a Slack bot"}
        return fixed | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def following(self, headers: Message) -> str | None:
        """Return the next page's address; one that is elsewhere would be given the token."""
        found = NEXT.search(headers.get("Link", ""))
        return found[1] if found and origin(found[1]) == origin(self.url) else None


def origin(url: str) -> tuple[str, str]:
    """Return whom an address belongs to."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def limited(response: IO[bytes]) -> bytes:
    """Return a body that is not over the limit.

    Raises:
        NotAnswered: it is.
    """
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NotAnswered(f"GitHub's answer is over {MOST_BYTES} bytes")
    return body


def reason(status: int, headers: Message) -> str:
    """Return why a request was refused, and the cure."""
    if status in {403, 429} and headers.get("X-RateLimit-Remaining") == "0":
        reset = headers.get("X-RateLimit-Reset", "")
        until = f", until {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC" if reset else ""
        return f"GitHub's limit of requests is used up{until}: wait, or set GITHUB_TOKEN"
    if status == 403:
        return "GitHub refuses this token (403): give it read access to actions and pull requests"
    return REASONS.get(status, f"GitHub answers with HTTP {status}: try again later")


def run(report: Callable[[GitHub], None]) -> int:
    """Make a report; return 1 if it cannot be made, so that Burrow says that it failed."""
    github = GitHub(os.environ.get("GITHUB_API_URL") or DEFAULT_URL, token())
    try:
        report(github)
    except (NotAnswered, TooLong) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except (KeyError, TypeError, ValueError) as error:
        sys.stderr.write(f"error: GitHub's answer has another shape ({error!r})\n")
        return 1
    return 0


def token() -> str:
    """Return the token that the job was given, if any."""
    return os.environ.get("GITHUB_TOKEN", "")
