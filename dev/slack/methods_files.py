"""files.*: what people uploaded.

Source: https://docs.slack.dev/reference/methods/files.info
"""

from typing import Any

from dev.slack import files
from dev.slack.arguments import Arguments
from dev.slack.workspace import Workspace


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return one file, a text with its content."""
    file = files.visible(workspace, arguments["file"])
    shown = files.file_object(workspace, file) | files.shares(workspace, file)
    answer: dict[str, Any] = {"file": shown, "comments": []}
    answer["response_metadata"] = {"next_cursor": ""}
    if file.type.is_text:
        answer |= {"content": file.text, "is_truncated": False}
    return answer
