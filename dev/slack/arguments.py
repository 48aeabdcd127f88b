"""Arguments of a Web API call: from text to values, and which are allowed.

A form or a query string holds only text; JSON holds values. Both end here as the same dict.

| argument                                 | value        |
|------------------------------------------|--------------|
| `limit`                                  | int          |
| the names in `FLAGS`                     | bool         |
| `blocks` `attachments` `metadata` `view` | decoded JSON |
| `files`                                  | decoded JSON |
| all others                               | str          |

Source: https://docs.slack.dev/apis/web-api/#basics; brekkylab/backlot#84 (absent against empty)
"""

import json
from collections.abc import Mapping
from typing import Any

from dev.slack.refusals import Refused, explained

Arguments = dict[str, Any]

FLAGS = frozenset({
    "exclude_archived", "full", "include_all_metadata", "include_locale", "include_num_members",
    "inclusive", "link_names", "mrkdwn", "reply_broadcast", "return_im", "unfurl_links",
    "unfurl_media",
})  # fmt: skip
# What Slack says when one of these is not JSON or not of the right shape.
STRUCTURES = {
    "attachments": "invalid_attachments",
    "blocks": "invalid_blocks_format",
    "files": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "view": "invalid_arguments",
}


def checked(
    arguments: Mapping[str, Any], required: tuple[str, ...], optional: tuple[str, ...]
) -> Arguments:
    """Return the arguments as values, or refuse unknown and missing ones.

    Raises:
        Refused: `invalid_arguments`, `invalid_limit` or what `STRUCTURES` names.
    """
    if "as_user" in arguments:
        raise Refused("invalid_arguments", {"deprecated_argument": "as_user"})
    # Stricter than Slack, which ignores some unknown arguments: a typing error must not pass.
    unknown = sorted(set(arguments) - {*required, *optional})
    problems = [f"unknown argument: {name}" for name in unknown]
    problems += [f"missing required field: {name}" for name in required if name not in arguments]
    if problems:
        raise explained("invalid_arguments", problems)
    return {name: _value(name, value) for name, value in arguments.items()}


def _value(name: str, value: Any) -> Any:
    if name in FLAGS:
        return value in (True, 1, "1", "true", "True")
    if name == "limit":
        return _limit(value)
    if name in STRUCTURES:
        return _structure(name, value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise explained("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])
    return str(value)


def _limit(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused("invalid_limit") from None


def _structure(name: str, value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused(STRUCTURES[name]) from None
    return value
