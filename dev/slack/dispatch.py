"""From a call to its answer: method, token, scope, limit, arguments, and then the method itself.

| answer    | status | headers                      | body                                    |
|-----------|--------|------------------------------|-----------------------------------------|
| done      | 200    | X-OAuth-Scopes, X-Accepted-… | `{"ok": true, …}`                       |
| refused   | 200    | the same                     | `{"ok": false, "error": …}`             |
| too early | 429    | Retry-After (s)              | `{"ok": false, "error": "ratelimited"}` |

Source: https://docs.slack.dev/apis/web-api/, https://docs.slack.dev/apis/web-api/rate-limits
"""

from typing import Any

from dev.slack.arguments import checked
from dev.slack.limits import Limits
from dev.slack.methods import COMMON_ERRORS, METHODS, Method, Whose
from dev.slack.refusals import Refused, missing_scope
from dev.slack.replies import Reply
from dev.slack.requests import ApiRequest
from dev.slack.workspace import Workspace

# The only method that needs no token, and that may be asked for any error.
OPEN_METHOD = "api.test"
WHOSE: tuple[Whose, ...] = ("bot", "user", "app")


def ratelimited(retry_after_s: int) -> Reply:
    """Return Slack's 429."""
    headers = {"Retry-After": str(retry_after_s)}
    return Reply({"ok": False, "error": "ratelimited"}, 429, headers)


def answer(workspace: Workspace, limits: Limits, request: ApiRequest) -> Reply:
    """Carry out a call, or refuse it."""
    method = METHODS.get(request.method)
    if method is None:
        return Reply({"ok": False, "error": "unknown_method", "req_method": request.method})
    try:
        _admit(workspace, request, method)
        wait_s = _wait_s(workspace, limits, request, method)
        if wait_s is not None:
            return ratelimited(wait_s)
        body = {"ok": True, **_carry_out(workspace, request, method)}
    except Refused as refused:
        body = refused.answer()
        _check_declared(request.method, refused.error, method)
    return Reply(body, headers=_scope_headers(workspace, method))


def _admit(workspace: Workspace, request: ApiRequest, method: Method) -> None:
    if request.problem is not None:
        raise request.problem
    if request.method == OPEN_METHOD:
        return
    if request.token is None:
        raise Refused("not_authed")
    if request.token != _tokens(workspace)[method.whose]:
        others = method.whose != "bot" and request.token in _tokens(workspace).values()
        raise Refused("not_allowed_token_type" if others else "invalid_auth")
    scopes = _scopes(workspace)[method.whose]
    if method.scopes and not scopes.intersection(method.scopes):
        raise missing_scope(",".join(method.scopes), scopes)


def _tokens(workspace: Workspace) -> dict[Whose, str]:
    owners = (workspace.bot_token, workspace.user_token, workspace.app_token)
    return dict(zip(WHOSE, owners, strict=True))


def _scopes(workspace: Workspace) -> dict[Whose, frozenset[str]]:
    owners = (workspace.scopes, workspace.user_scopes, workspace.app_scopes)
    return dict(zip(WHOSE, owners, strict=True))


def _wait_s(
    workspace: Workspace, limits: Limits, request: ApiRequest, method: Method
) -> int | None:
    channel = str(request.arguments.get("channel", ""))
    return limits.retry_after_s(request.method, method.tier, channel, workspace.clock())


def _carry_out(workspace: Workspace, request: ApiRequest, method: Method) -> dict[str, Any]:
    if request.method == OPEN_METHOD:
        return method.function(workspace, request.arguments)
    arguments = checked(request.arguments, method.required, method.optional)
    return method.function(workspace, arguments)


def _check_declared(name: str, error: str, method: Method) -> None:
    """Hold the table of methods to what they do: each error of a method must have a claim."""
    if name != OPEN_METHOD and error not in method.errors | COMMON_ERRORS:
        raise RuntimeError(f"{name} answered {error!r}, which its row in methods.py does not name")


def _scope_headers(workspace: Workspace, method: Method) -> dict[str, str]:
    scopes = _scopes(workspace)[method.whose]
    headers = {"X-OAuth-Scopes": ",".join(sorted(scopes))}
    if method.scopes:
        headers["X-Accepted-OAuth-Scopes"] = ",".join(method.scopes)
    return headers
