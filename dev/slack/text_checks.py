"""Slack's sentence on a text object that is missing, empty or too long."""

from collections.abc import Iterator


def text_problems(text: object, at: str, limit: int, only: str | None = None) -> Iterator[str]:
    """Yield what is wrong with a text object.

    Args:
        at: where it is, as a JSON pointer.
        only: `plain_text`, if it may be nothing else.
    """
    allowed = (only,) if only else ("mrkdwn", "plain_text")
    if not isinstance(text, dict) or text.get("type") not in allowed:
        yield unmatched(at)
        return
    chars = len(str(text.get("text", "")))
    if chars == 0:
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    if chars > limit:
        yield too_long(limit, f"{at}/text")


def too_long(limit: int, at: str) -> str:
    """Return the sentence on what is longer than it may be."""
    return f"must be less than {limit + 1} characters [json-pointer:{at}]"


def too_many(limit: int, at: str) -> str:
    """Return the sentence on a list with more than it may hold."""
    return f"no more than {limit} items allowed [json-pointer:{at}]"


def missing(name: str, at: str) -> str:
    """Return the sentence on what must be there."""
    return f"missing required field: {name} [json-pointer:{at}]"


def unmatched(at: str) -> str:
    """Return the sentence on what has another shape than anything allowed there."""
    return f"failed to match all allowed schemas [json-pointer:{at}]"
