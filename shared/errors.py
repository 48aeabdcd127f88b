"""Everything that fails on purpose.

BurrowError
├── SettingsError             a variable is missing or wrong; the process does not start
├── ContentError              a content file is wrong: file, key, cure
├── RequestRefused            the gateway's answer is not 200; `status` says which
│   ├── UnknownPath           404
│   ├── WrongMethod           405
│   ├── BodyTooLarge          413
│   ├── WrongContentType      415
│   ├── BadSignature          401
│   │   └── Replayed          401  a request that was taken before
│   ├── BadRequest            400
│   ├── ForeignEvent          403  another app, team or token
│   ├── BadHubSignature       403  a webhook that is not proven to be GitHub's
│   ├── BadCallbackToken      403  a report that is not proven to be of a run of ours
│   └── StoreUnavailable      503  Redis did not accept the entry; Slack sends again
├── Outcome                   how a handler ends other than by returning
│   ├── Retry                 again later: the entry is parked
│   │   ├── Throttled         Slack's limit would make us wait; not counted as a failure
│   │   ├── SlackUnavailable  Slack did not answer, or not sensibly; later it may
│   │   │   └── TooSoon       Slack does not know yet what its event said
│   │   ├── ServiceUnavailable  an outside service did not answer, or not sensibly
│   │   └── NotYet            what it needs is not there yet; not counted as a failure
│   ├── Passed                nothing to do here after all: as if nothing had triggered it
│   └── Reject                never again: to the dead-letter stream
│       └── SlackRefused      Slack said no, and will say no again
├── NotReady                  a process cannot do its work just now; /readyz says why
├── NotKnown                  Slack cannot say now who somebody is; the message is for them
├── BadArguments              what somebody typed does not fit a command; the message is for them
├── OwnershipLost             the entry belongs to another consumer now: stop, write nothing
└── LeaseLost                 another bgtasks instance is active: stop, write nothing
"""

from __future__ import annotations


class BurrowError(Exception):
    """Root of everything that Burrow raises on purpose."""


class SettingsError(BurrowError):
    """A setting is missing or wrong; the message names the variable and the cure."""


class ContentError(BurrowError):
    """A content file is wrong.

    Args:
        file: path of the file, as the reader would open it.
        key: dotted key inside the file, empty if the whole file is meant.
        cure: what to change, in the imperative.
    """

    def __init__(self, file: str, key: str, cure: str) -> None:
        self.file, self.key, self.cure = file, key, cure
        super().__init__(f"{file}: {self.complaint}")

    @property
    def complaint(self) -> str:
        """What is wrong without the path, which is nobody's business in a channel."""
        return f"{self.key}: {self.cure}" if self.key else self.cure


class RequestRefused(BurrowError):
    """A request that the gateway does not accept; `status` is the HTTP answer."""

    status = 400


class UnknownPath(RequestRefused):
    """No route has this path."""

    status = 404


class WrongMethod(RequestRefused):
    """The route does not take this method; the answer carries `Allow`."""

    status = 405


class BodyTooLarge(RequestRefused):
    """The body is over the limit; the rest was not read."""

    status = 413


class WrongContentType(RequestRefused):
    """The body is not declared as what the route takes."""

    status = 415


class BadSignature(RequestRefused):
    """The request is not proven to be Slack's: missing, malformed, stale or wrong signature."""

    status = 401


class Replayed(BadSignature):
    """Signed by Slack, but taken before: somebody repeats what they saw."""


class BadRequest(RequestRefused):
    """Signed, but not an event: not UTF-8, not JSON, or fields of the wrong shape."""

    status = 400


class ForeignEvent(RequestRefused):
    """Signed and well-formed, but for another app, team or token."""

    status = 403


class BadHubSignature(RequestRefused):
    """The request is not proven to be GitHub's: no signature, a wrong one, or no secret of ours."""

    status = 403


class BadCallbackToken(RequestRefused):
    """The token of a run's callback is malformed, wrong or over, or there is no secret."""

    status = 403


class StoreUnavailable(RequestRefused):
    """Redis did not accept the entry in time; 503, so that Slack sends the event again."""

    status = 503


class Outcome(BurrowError):
    """How a handler ends other than by returning."""


class Retry(Outcome):
    """Run what is unfinished of this event again later.

    Args:
        reason: for the log and the entry's `retry` field.
        after_s: seconds until then; None backs off by the number of retries so far.
    """

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.after_s = reason, after_s


class Throttled(Retry):
    """Slack's limits ask for a wait; says nothing about the handler and is not counted."""

    after_s: float

    def __init__(self, reason: str, after_s: float) -> None:
        super().__init__(reason, after_s)


class ServiceUnavailable(Retry):
    """An outside service, not Slack, did not answer in time or not sensibly; later it may."""


class NotYet(Retry):
    """What this needs is about to come, as at the first start; not counted as a failure."""


class SlackUnavailable(Retry):
    """Slack did not answer in time, or answered 5xx or nonsense; later it may."""


class TooSoon(SlackUnavailable):
    """Slack refused what it will take as soon as its parts agree, such as that somebody joined."""


class Passed(Outcome):
    """The handler looked closer and has nothing to do: what was said is not answered by it."""


class Reject(Outcome):
    """Running this again cannot help: the entry goes to the dead-letter stream with the reason."""


class SlackRefused(Reject):
    """Slack refused a call for good; `code` is Slack's error word.

    Source: the error tables of each method on docs.slack.dev/reference/methods
    """

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.method, self.code = method, code


class NotReady(BurrowError):
    """A process cannot do its work just now, for another reason than Redis; for /readyz."""


class NotKnown(BurrowError):
    """Nobody can say now whether somebody is a member; what needs it is refused."""


class BadArguments(BurrowError):
    """What somebody typed does not fit a command; the message, escaped, is for them."""


class OwnershipLost(BurrowError):
    """The entry was claimed by another consumer: whoever holds it now will finish it."""


class LeaseLost(BurrowError):
    """This bgtasks instance no longer holds the lease; its fencing token was refused."""
