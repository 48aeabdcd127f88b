"""What the simulator claims to do as Slack does, and on what grounds; `claims.toml` has the rows.

| mark         | meaning                                                             |
|--------------|---------------------------------------------------------------------|
| `documented` | Slack's own page says so                                            |
| `observed`   | others saw Slack do so; the source is where they say it             |
| `gap`        | ours: Slack differs, or nobody is known to have said what it does   |

`python -m dev.slack.claims` prints the table as Markdown. A test holds it to the methods: each one,
and each error that one can give, has a row.
"""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from dev.slack.methods import COMMON_ERRORS, METHODS

MARKS = ("documented", "observed", "gap")
METHOD_PAGE = "https://docs.slack.dev/reference/methods/"
API_PAGE = "https://docs.slack.dev/apis/web-api/"
OTHER_TABLES = ("rules", "events", "delivery", "interactivity", "left_out")


class Claim(NamedTuple):
    """One row."""

    subject: str
    behaviour: str
    mark: str
    source: str


def read_claims() -> list[Claim]:
    """Return every row: methods, their errors, rules, events, deliveries, what is left out."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    rows = [_method_claim(name, tables["methods"].get(name)) for name in METHODS]
    for name, method in METHODS.items():
        rows += [_error_claim(name, error, tables["errors"]) for error in sorted(method.errors)]
    for error in (*sorted(COMMON_ERRORS), "unknown_method"):
        rows.append(_error_claim("any method", error, tables["errors"]))
    for table in OTHER_TABLES:
        rows += [Claim(f"{table}: {subject}", *row) for subject, row in tables[table].items()]
    return rows


def _method_claim(name: str, note: str | None) -> Claim:
    method = METHODS[name]
    facts = [f"tier {method.tier}", f"scope {' or '.join(method.scopes) or 'none'}"]
    behaviour = "; ".join((*facts, note) if note else facts)
    return Claim(name, behaviour, "documented", METHOD_PAGE + name)


def _error_claim(name: str, error: str, errors: dict[str, Any]) -> Claim:
    """Return the row of an error: as written for this method, else for the error anywhere."""
    when, mark, source = errors.get(f"{name} {error}") or errors[error]
    page = METHOD_PAGE + name if name in METHODS else API_PAGE
    return Claim(f"{name}: {error}", when, mark, source or page)


def as_markdown(rows: list[Claim]) -> str:
    """Return the rows as one table."""
    lines = ["| subject | behaviour | mark | source |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_markdown(read_claims()))
