"""Structured logs: one line of JSON for each thing that happened (or colours on a terminal).

Every line has `timestamp` (UTC), `level`, `event` (a stable name such as `entry.done`), `process`,
`app`, `dyno` and `release`. The other fields, so that a name means one thing everywhere:

| field         | meaning                                                               |
|---------------|-----------------------------------------------------------------------|
| outcome       | of an entry: done, duplicate, dropped, parked, failed, dead; of a task |
| reason        | why, in words                                                         |
| stream        | name of the stream                                                    |
| entry_id      | Redis's id of the entry                                               |
| event_id      | Slack's id of the event                                               |
| request_id    | the request's X-Request-ID                                            |
| kind          | Slack's type of the inner event                                       |
| handlers      | names of the handlers that ran, in order                              |
| handler, task | name of one                                                           |
| tasks         | names of the background tasks that the settings turn on               |
| playground    | whether code is shared on a playground                                |
| run, job, pid | id of a run, type of its job, process id of its child                 |
| step          | id of a question in chat                                              |
| deliveries    | how often the entry was delivered, this time included                 |
| age_ms        | age of the event when its chain began, by Redis TIME                  |
| duration_ms   | how long it took                                                      |
| method, code  | a Slack Web API method, Slack's error word                            |
| after_s       | seconds until the next try                                            |
| due           | due time of a schedule, ISO 8601 in UTC                               |
| late_ms       | how long after that                                                   |
| silent_s      | how long Redis has not answered                                       |
| fence         | fencing token of the active bgtasks instance                          |
| count         | how many                                                              |
| consumer      | name of a consumer in its group                                       |
| status, path  | of an HTTP answer                                                     |
| subject       | what an announcement or alert is about, such as gerrit:1234           |
| channel       | name or id of a Slack channel, as a setting has it                    |
| setting       | name of the variable that an address is from                          |
| cure          | what the operator can do                                              |
| socket        | which of a gateway's two connections of Socket Mode                   |
| logger        | of a line `library`: whose it is, such as aiohttp or uvicorn          |

Never logged: texts of messages, bodies that failed verification, tokens (a processor masks what
looks like one).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

from shared.settings import ProcessSettings

# Bot, user, app, refresh and legacy tokens, and response URLs, which are as good as one.
# The ticket in the address of a websocket opens it.
SECRET = re.compile(
    r'xox[a-z]-[\w.-]+|xoxe[\w.-]+|xapp-[\w-]+|https://hooks\.slack\.com/[^\s"\\]+|ticket=[\w.%~-]+'
)
MARKS = ("xox", "xapp-", "hooks.slack.com", "ticket=")
RAW_MARKS = tuple(mark.encode() for mark in MARKS)
SECRET_FIELDS = frozenset({"token", "secret", "signature", "authorization", "password", "text"})


Line = MutableMapping[str, Any]


def mask_fields(_: Any, __: str, line: Line) -> Line:
    """Replace the values of fields that are secrets by their name."""
    for key in SECRET_FIELDS & line.keys():
        line[key] = "***"
    return line


def mask(text: str) -> str:
    """Replace what looks like a secret in a finished line, wherever it stands."""
    return SECRET.sub("***", text) if any(mark in text for mark in MARKS) else text


def json_line(_: Any, __: str, line: Line) -> bytes:
    """Serialise a line; what JSON does not know is shown as text."""
    line["timestamp"] = datetime.now(UTC)
    raw = orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z)
    return mask(raw.decode()).encode() if any(mark in raw for mark in RAW_MARKS) else raw


class ConsoleLine:
    """Renders a line for a terminal."""

    def __init__(self) -> None:
        self.render = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())

    def __call__(self, logger: Any, name: str, line: Line) -> str:
        """Return the line in colours."""
        line["timestamp"] = datetime.now(UTC).strftime("%H:%M:%S")
        return mask(str(self.render(logger, name, line)))


class Constants:
    """Adds what every line of a process says."""

    def __init__(self, settings: ProcessSettings, process: str) -> None:
        self.fields = {
            "process": process,
            "app": settings.app_name,
            "dyno": settings.dyno,
            "release": settings.release,
        }

    def __call__(self, _: Any, __: str, line: Line) -> Line:
        """Add the fields."""
        line.update(self.fields)
        return line


def configure(settings: ProcessSettings, process: str) -> None:
    """Set up structlog, and lead the standard library's loggers into it."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[Any] = [
        Constants(settings, process),
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        mask_fields,
    ]
    if settings.log_format == "json":
        renderer: Any = json_line
        factory: Any = structlog.BytesLoggerFactory(sys.stdout.buffer)
    else:
        renderer = ConsoleLine()
        factory = structlog.WriteLoggerFactory(sys.stdout)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    lead_standard_logging(level)


def lead_standard_logging(level: int) -> None:
    """Send the libraries' own lines through structlog, and keep the talkative ones down."""
    root = logging.getLogger()
    root.handlers = [Forward()]
    # At DEBUG slack_sdk logs whole requests and answers; asyncio logs each slow callback.
    root.setLevel(max(level, logging.WARNING))


class Forward(logging.Handler):
    """A standard library handler that passes records to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record under its logger's name."""
        logger = structlog.get_logger()
        logger.log(
            record.levelno,
            "library",
            logger=record.name,
            reason=record.getMessage(),
            exc_info=record.exc_info,
        )
