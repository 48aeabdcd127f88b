"""Makes the tables of a jobs.toml of one namespace of a bennettbot.

| there                              | here                                                        |
|------------------------------------|-------------------------------------------------------------|
| a key and its value                | the same                                                    |
| a default written out              | left out                                                    |
| a template with `|`, `;`, `>` …    | `shell = true`, its quoted holes as `"$BURROW_ARG_NAME"`    |
| `help` as a tuple, or too long     | one text, cut                                               |
| `delay_seconds` as text, below 0   | a number, at least 0                                        |
| a key that it ignored              | left out, and said                                          |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobs import job_faults, rewriting
from jobs.tables import HELP_CHARS, CommandTable, JobTable, NamespaceTable

# Of earlier bennettbots: what they did has to be written as a command line.
GONE = {"python_file", "python_function", "workspace_dir", "add_callback_args", "type"}


class Converter:
    """Converts one namespace, and notes what changed on the way and what a person has to see to."""

    def __init__(self, name: str, config: Any) -> None:
        self.name, self.config = name, config
        self.changes: list[str] = []
        self.problems: list[str] = []

    def tables(self) -> dict[str, Any]:
        """Return what the file is to hold."""
        if not isinstance(self.config, Mapping):
            self.problems.append("is no dict")
            return {"jobs": {}}
        found = self._known("", self.config, NamespaceTable.model_fields.keys())
        jobs = self._mapping("jobs", found.pop("jobs", None))
        commands = found.pop("slack", None)
        found["jobs"] = {str(name): self._job(str(name), one) for name, one in jobs.items()}
        found["slack"] = [
            self._command(f"slack.{at}", one)
            for at, one in enumerate(commands if isinstance(commands, list | tuple) else [])
        ]
        return found

    def _job(self, name: str, table: Any) -> dict[str, Any]:
        key = f"jobs.{name}"
        fields = JobTable.model_fields
        found = self._known(key, self._mapping(key, table), fields.keys())
        text = found.get("run_args_template")
        if isinstance(text, str) and job_faults.needs_shell(text):
            found["shell"] = True
            found["run_args_template"], moved = rewriting.without_quoted_holes(text)
            self.changes.append(f"{key}: needs a shell, and has shell = true")
            self.changes += [f"{key}: {{{hole}}} stood in quotes" for hole in moved]
        return {
            one: value
            for one, value in found.items()
            if fields[one].is_required() or value != fields[one].default
        }

    def _command(self, key: str, table: Any) -> dict[str, Any]:
        found = self._known(key, self._mapping(key, table), CommandTable.model_fields.keys())
        if "help" in found:
            found["help"] = self._help(key, found["help"])
        if "delay_seconds" in found:
            found["delay_seconds"] = self._delay(key, found["delay_seconds"])
            if found["delay_seconds"] == 0:
                del found["delay_seconds"]
        return found

    def _help(self, key: str, said: Any) -> Any:
        text = " ".join(map(str, said)) if isinstance(said, list | tuple) else said
        if not isinstance(text, str):
            return text
        text = " ".join(text.split())
        if len(text) > HELP_CHARS:
            text = text[: HELP_CHARS - 1].rstrip() + "…"
        if text != said:
            self.changes.append(f"{key}: help is now '{text}'")
        return text

    def _delay(self, key: str, delay: Any) -> Any:
        try:
            seconds = max(0, int(delay))
        except (TypeError, ValueError):
            return delay
        if seconds != delay or type(delay) is not int:
            self.changes.append(f"{key}: delay_seconds {delay!r} is now {seconds}")
        return seconds

    def _mapping(self, key: str, table: Any) -> Mapping[str, Any]:
        if isinstance(table, Mapping):
            return table
        self.problems.append(f"{key}: is no dict")
        return {}

    def _known(self, key: str, table: Mapping[str, Any], keys: Any) -> dict[str, Any]:
        """Return what we know of a table, and note the rest."""
        place = f"{key}: " if key else ""
        for name in [one for one in table if one not in keys]:
            if name in GONE:
                self.problems.append(f"{place}{name} is not known here: write a command line")
            else:
                self.changes.append(f"{place}{name} is not known, and left out")
        return {name: table[name] for name in keys if table.get(name) is not None}
