"""A stand-in for GitHub's REST API, read only, on loopback from threads of its own.

| request                                        | answer                                        |
|------------------------------------------------|-----------------------------------------------|
| `GET /repos/<o>/<r>`                           | the repository; 404 if there is none          |
| `GET …/actions/workflows`                      | its workflows, page by page                   |
| `GET …/actions/runs`                           | runs, the newest first, of `branch` if given  |
| `GET …/actions/workflows/<id>/runs`            | the same of one workflow                      |
| `GET …/pulls`                                  | pull requests, the oldest first               |
| `GET` of an `html_url`                         | a text that says what this is                 |
| anything but GET                               | 405, and noted in `written`                   |

A page has `per_page` records (30 if not given, 100 at most), and Link names the next one. What
there is, is in github.toml, where each repository is in another state.

Source: https://docs.github.com/en/rest/actions/workflow-runs, …/rest/pulls/pulls,
…/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from dev.outside import github_records
from dev.outside.serving import Handler, Server, serving

PAGE_SIZE, MOST_PER_PAGE = 30, 100
NOT_FOUND = {"message": "Not Found", "status": "404"}
WELCOME = "This stands in for GitHub: there is nothing to see here.\n"
ROUTE = re.compile(
    r"/repos/(?P<repository>[^/]+/[^/]+)"
    r"(?P<what>|/pulls|/actions/runs|/actions/workflows|/actions/workflows/(?P<workflow>\d+)/runs)"
)
# What the list stands under; that of pull requests is the answer itself.
KEYS = {"/actions/workflows": "workflows", "/pulls": ""}


@dataclass
class GitHub:
    """What is asked, and what goes wrong."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    refusal: tuple[int, dict[str, str]] | None = None  # for every request, with these headers

    def answer(self, target: str) -> tuple[int, Any, dict[str, str]]:
        """Return status, body and headers for a GET."""
        self.asked.append(target)
        if self.refusal:
            return self.refusal[0], {"message": "refused"}, self.refusal[1]
        parts = urlsplit(target)
        route = ROUTE.fullmatch(parts.path)
        repository = github_records.repository(self.url, route["repository"]) if route else None
        if route is None or repository is None:
            return 404, NOT_FOUND, {}
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return self.listed(route, repository, parts.path, query)

    def listed(
        self, route: re.Match[str], repository: Any, path: str, query: dict[str, str]
    ) -> tuple[int, Any, dict[str, str]]:
        """Return a repository, or one page of what it has."""
        if not route["what"]:
            return 200, repository.about, {}
        found = repository.found(route["what"], route["workflow"], query.get("branch"))
        size = min(int(query.get("per_page", PAGE_SIZE)), MOST_PER_PAGE)
        page = int(query.get("page", 1))
        records = found[(page - 1) * size : page * size]
        key = KEYS.get(route["what"], "workflow_runs")
        body = {"total_count": len(found), key: records} if key else records
        more = f"{self.url}{path}?{urlencode(query | {'page': page + 1})}"
        return 200, body, {"Link": f'<{more}>; rel="next"'} if page * size < len(found) else {}


@contextlib.contextmanager
def serve() -> Iterator[GitHub]:
    """Serve a GitHub while the block runs."""
    server = _Server()
    with serving(server, "github"):
        yield server.github


class _Server(Server):
    def __init__(self) -> None:
        super().__init__(_Handler)
        self.github = GitHub(self.url)


class _Handler(Handler):
    server: _Server

    def do_GET(self) -> None:
        """Answer a question, or show a page to a person."""
        github = self.server.github
        if not self.path.startswith("/repos/"):
            return self.answer(200, WELCOME.encode(), {"Content-Type": "text/plain"})
        github.tokens.append(self.headers.get("Authorization", ""))
        status, body, headers = github.answer(self.path)
        headers = {"Content-Type": "application/json"} | headers
        return self.answer(status, json.dumps(body).encode(), headers)

    def do_POST(self) -> None:
        """Refuse, and note it: nothing here may ever be written."""
        self.server.github.written.append(f"{self.command} {self.path}")
        self.answer(405, b"{}", {"Allow": "GET"})

    do_PUT = do_PATCH = do_DELETE = do_POST
