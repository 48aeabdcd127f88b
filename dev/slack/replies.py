"""What goes back over HTTP.

| field          | content                                                           |
|----------------|-------------------------------------------------------------------|
| `body`         | what Slack decided: sent as JSON, and recorded                    |
| `content`      | sent instead of it: a file's bytes, a page                        |
| `content_type` | of what is sent; None: JSON's, or HTML's if the body is empty     |
"""

import json
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "application/json; charset=utf-8"
# A status page is not JSON: the caller must get by without.
STATUS_PAGE = b"<html>Server Error</html>"


@dataclass
class Reply:
    """One answer."""

    body: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str | None = None

    def payload(self) -> bytes:
        """Return the bytes to send."""
        if self.content is not None:
            return self.content
        return json.dumps(self.body).encode() if self.body else STATUS_PAGE

    def kind(self) -> str:
        """Return the content type."""
        return self.content_type or (JSON_TYPE if self.body else "text/html")
