"""What Slack calls a file, by the ending of its name.

| name      | `filetype`   | `pretty_type` | `mimetype`                 | `mode`    |
|-----------|--------------|---------------|----------------------------|-----------|
| `main.go` | `go`         | `Go`          | `text/plain`               | `snippet` |
| `a.txt`   | `text`       | `Plain Text`  | `text/plain`               | `snippet` |
| `cat.png` | `png`        | `PNG`         | `image/png`                | `hosted`  |
| any other | `text`, or `binary` if it is not UTF-8                                  ||||

Source: https://docs.slack.dev/reference/objects/file-object (file types)
"""

from typing import NamedTuple


class FileType(NamedTuple):
    """One row."""

    filetype: str
    pretty_type: str
    mimetype: str = "text/plain"

    @property
    def is_text(self) -> bool:
        """Whether Slack keeps it as a snippet, with lines and a preview."""
        return self.mimetype == "text/plain"


PLAIN = FileType("text", "Plain Text")
BINARY = FileType("binary", "Binary", "application/octet-stream")

BY_ENDING = {
    "c": FileType("c", "C"),
    "css": FileType("css", "CSS"),
    "csv": FileType("csv", "CSV"),
    "diff": FileType("diff", "Diff"),
    "gif": FileType("gif", "GIF", "image/gif"),
    "go": FileType("go", "Go"),
    "html": FileType("html", "HTML"),
    "java": FileType("java", "Java"),
    "jpeg": FileType("jpg", "JPEG", "image/jpeg"),
    "jpg": FileType("jpg", "JPEG", "image/jpeg"),
    "js": FileType("javascript", "JavaScript"),
    "json": FileType("json", "JSON"),
    "log": PLAIN,
    "md": FileType("markdown", "Markdown (raw)"),
    "pdf": FileType("pdf", "PDF", "application/pdf"),
    "png": FileType("png", "PNG", "image/png"),
    "py": FileType("python", "Python"),
    "rb": FileType("ruby", "Ruby"),
    "rs": FileType("rust", "Rust"),
    "sh": FileType("shell", "Shell"),
    "sql": FileType("sql", "SQL"),
    "txt": PLAIN,
    "xml": FileType("xml", "XML"),
    "yaml": FileType("yaml", "YAML"),
    "yml": FileType("yaml", "YAML"),
    "zip": FileType("zip", "Zip", "application/zip"),
}


def type_of(name: str, content: bytes) -> FileType:
    """Return what Slack takes a file for."""
    _, dot, ending = name.rpartition(".")
    if dot and ending.lower() in BY_ENDING:
        return BY_ENDING[ending.lower()]
    return PLAIN if _is_utf8(content) else BINARY


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
