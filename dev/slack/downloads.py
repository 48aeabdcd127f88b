"""`GET /files-pri/<team>-<file>/…`: a file's content, for who shows the bot's token.

| token                            | answer                                                  |
|----------------------------------|---------------------------------------------------------|
| the bot's, with `files:read`     | 200, the bytes                                          |
| none, another, without the scope | 302 to the sign-in page, which is HTML with status 200  |

Such a request is recorded and can be made to fail as a call of the method `files-pri`.

Source: slackapi/deno-slack-sdk#285 and slackapi/bolt-js#2585 (the page instead of the file),
OpenRouterLabs/spawn#2316 (302 and `X-Slack-Meta` without the scope)
"""

from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers

from dev.slack import files
from dev.slack.refusals import Refused
from dev.slack.replies import Reply
from dev.slack.requests import ApiRequest, bearer
from dev.slack.workspace import Workspace

METHOD = "files-pri"
SCOPE = "files:read"
SIGN_IN_PATH = "/sign-in"
SIGN_IN_PAGE = """<!DOCTYPE html>
<html lang="en-US"><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to the workspace</h1></body></html>
"""


def request_of(path: str, headers: Headers) -> ApiRequest:
    """Return the request for a file as a call; one for the sign-in page names no file."""
    file_id = path.removeprefix(files.PATH).partition("/")[0].partition("-")[2]
    arguments: dict[str, Any] = {"file": file_id, "path": path}
    return ApiRequest(METHOD, arguments, bearer(headers))


def answer(workspace: Workspace, request: ApiRequest) -> Reply:
    """Return the file, or Slack's way to say that one may not have it."""
    path = request.arguments["path"]
    if request.token != workspace.bot_token or SCOPE not in workspace.scopes:
        location = f"{SIGN_IN_PATH}?redir={quote(path, safe='')}"
        headers = {"Location": location, "X-Slack-Meta": "?;acl_fail"}
        return Reply({"ok": False, "error": "signed_out"}, 302, headers, content=b"")
    try:
        file = files.visible(workspace, request.arguments["file"])
    except Refused as refused:
        return Reply(refused.answer(), 404, content=b"", content_type="text/html")
    body = {"ok": True, "bytes": len(file.content)}
    return Reply(body, content=file.content, content_type=file.type.mimetype)
