"""Markdown tables of a benchmark: medians over the rounds, and ratios taken within one round.

A ratio is computed for each round between runs that were taken next to each other, and its median
shown: the machine's mood is then in both. A run that failed is a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.results import Run


@dataclass(frozen=True, slots=True)
class Column:
    """One figure, or its ratio to the yardstick's.

    Args:
        shown: how a number is formatted.
        scale: what the figure is divided by for showing.
        ratio: show the figure divided by the yardstick's of the same round and setting.
        spread: add the smallest and the largest of the rounds.
    """

    title: str
    figure: str
    shown: str = ",.0f"
    scale: float = 1.0
    ratio: bool = False
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """How one section is shown.

    Args:
        setting: heading of what varies; empty if nothing does.
        yardstick: the peer that ratios are taken to.
    """

    section: str
    title: str
    setting: str
    yardstick: str
    columns: tuple[Column, ...]


MS = 1e3

TABLES = (
    Table(
        "gateway",
        "Gateways: a signed event to an entry in the stream, one process",
        "connections",
        "starlette",
        (
            Column("req/s (min to max)", "rate_per_s", spread=True),
            Column("p50 ms", "p50_us", ".2f", MS),
            Column("p99 ms", "p99_us", ".2f", MS),
            Column("CPU µs/event", "cpu_us", ".1f"),
            Column("cores", "cores", ".2f"),
            Column("Redis µs/event", "redis_us", ".1f"),
            Column("MiB", "rss_mib"),
            Column("req/s ÷ starlette's", "rate_per_s", ".2f", ratio=True),
            Column("CPU ÷ starlette's", "cpu_us", ".2f", ratio=True),
        ),
    ),
    Table(
        "consumer",
        "Consumers: a backlog through a no-op handler, one process",
        "",
        "burrow",
        (
            Column("messages", "messages"),
            Column("messages/s (min to max)", "rate_per_s", spread=True),
            Column("CPU µs/message", "cpu_us", ".1f"),
            Column("cores", "cores", ".2f"),
            Column("Redis µs/message", "redis_us", ".1f"),
            Column("rate ÷ burrow's", "rate_per_s", ".2f", ratio=True),
            Column("CPU ÷ burrow's", "cpu_us", ".2f", ratio=True),
        ),
    ),
    Table(
        "latency",
        "Latency: an event leaves Slack until the answer's API call arrives there",
        "events/s",
        "slack-bolt",
        (
            Column("events", "events"),
            Column("p50 ms (min to max)", "p50_ms", ".2f", spread=True),
            Column("p99 ms", "p99_ms", ".2f"),
            Column("HTTP 200 p50 ms", "answer_p50_ms", ".2f"),
            Column("HTTP 200 p99 ms", "answer_p99_ms", ".2f"),
            Column("CPU µs/event", "cpu_us"),
            Column("p50 ÷ slack-bolt's", "p50_ms", ".2f", ratio=True),
            Column("p99 ÷ slack-bolt's", "p99_ms", ".2f", ratio=True),
        ),
    ),
    Table(
        "lane",
        "Forms: a signed form until the answer that a consumer gave, one process each",
        "at once",
        "burrow",
        (
            Column("forms", "forms"),
            Column("p50 ms (min to max)", "p50_ms", ".1f", spread=True),
            Column("p99 ms (min to max)", "p99_ms", ".1f", spread=True),
            Column("forms/s", "rate_per_s"),
            Column("gateway CPU µs/form", "gateway_us"),
            Column("consumer CPU µs/form", "consumer_us"),
            Column("p99 ÷ without slow handlers", "p99_ms", ".2f", ratio=True),
        ),
    ),
    Table(
        "jobs",
        "Jobs: one is asked for until its child process has begun, 8 at once, one worker process",
        "",
        "burrow",
        (
            Column("jobs", "jobs"),
            Column("start p50 ms (min to max)", "p50_ms", ".2f", spread=True),
            Column("start p99 ms", "p99_ms", ".2f"),
            Column("jobs/s (min to max)", "rate_per_s", spread=True),
            Column("CPU ms/job", "cpu_us", ".2f", MS),
            Column("cores", "cores", ".2f"),
            Column("Redis µs/job", "redis_us"),
            Column("p50 ÷ burrow's", "p50_ms", ".2f", ratio=True),
            Column("rate ÷ burrow's", "rate_per_s", ".2f", ratio=True),
            Column("CPU ÷ burrow's", "cpu_us", ".2f", ratio=True),
        ),
    ),
    Table(
        "matching",
        "Matching: from a message's fields to the handlers that it triggers",
        "triggers",
        "",
        (Column("CPU µs/message (min to max)", "text_us", ",.1f", spread=True),),
    ),
)


def report(runs: Sequence[Run]) -> str:
    """Return the tables of all sections that were run."""
    parts = [show(table, of) for table in TABLES if (of := pick(runs, table.section))]
    return "\n\n".join(parts) + "\n"


def pick(runs: Iterable[Run], section: str) -> list[Run]:
    """Return the runs of one section."""
    return [run for run in runs if run.section == section]


def show(table: Table, runs: Sequence[Run]) -> str:
    """Return one section as a heading and a table, with its failures below."""
    titles = [table.setting] * bool(table.setting) + ["peer", "rounds"]
    titles += [column.title for column in table.columns]
    lines = [f"### {table.title}", "", row(titles), row(["---"] * len(titles))]
    lines += [row(cells) for cells in rows(table, [run for run in runs if not run.failed])]
    lines += failures(table, [run for run in runs if run.failed])
    return "\n".join(lines)


def rows(table: Table, runs: Sequence[Run]) -> Iterator[list[str]]:
    """Return the cells of each group of runs that differ only in their round."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.setting, run.peer), []).append(run)
    for (setting, peer), group in sorted(groups.items(), key=place):
        cells = [setting] * bool(table.setting) + [peer, str(len(group))]
        yield cells + [cell(column, group, runs, table.yardstick) for column in table.columns]


def place(group: tuple[tuple[str, str], list[Run]]) -> int:
    """Sort by a setting that is a number; within it the order stays that of the runs."""
    (setting, _), _ = group
    return int(setting or 0)


def cell(column: Column, group: Sequence[Run], runs: Sequence[Run], yardstick: str) -> str:
    """Return what one column shows of one group."""
    numbers = (
        ratios(group, runs, yardstick, column.figure)
        if column.ratio
        else [run.figures[column.figure] / column.scale for run in group]
    )
    if not numbers:
        return "n/a"
    text = format(median(numbers), column.shown)
    if column.spread and len(numbers) > 1:
        text += f" ({min(numbers):{column.shown}} to {max(numbers):{column.shown}})"
    return text


def ratios(group: Iterable[Run], runs: Iterable[Run], yardstick: str, figure: str) -> list[float]:
    """Return a figure over the yardstick's of the same round and setting, for each such round."""
    measures = {(run.round, run.setting): run for run in runs if run.peer == yardstick}
    return [
        run.figures[figure] / measures[run.round, run.setting].figures[figure]
        for run in group
        if (run.round, run.setting) in measures
    ]


def failures(table: Table, failed: Sequence[Run]) -> Iterator[str]:
    """Return a row for each run that gave no figures."""
    for run in failed:
        cells = [run.setting or "-"] * bool(table.setting) + [run.peer, ""]
        reason = " ".join(run.failed.replace("|", "/").split())
        yield row(
            [*cells, f"FAILED in round {run.round}: {reason}"] + [""] * (len(table.columns) - 1)
        )


def row(cells: Iterable[str]) -> str:
    """Return one line of a Markdown table."""
    return f"| {' | '.join(cells)} |"
