"""Tables show medians over rounds, and ratios of one round."""

from __future__ import annotations

from benchmarks.aims import judge
from benchmarks.report import Column, Table, ratios, show
from benchmarks.results import Run

TABLE = Table(
    "gateway",
    "Gateways",
    "connections",
    "plain",
    (
        Column("req/s", "rate_per_s", spread=True),
        Column("p50 ms", "p50_us", ".2f", 1e3),
        Column("ratio", "rate_per_s", ".2f", ratio=True),
    ),
)


def run(peer: str, round_no: int, rate_per_s: float, setting: str = "64") -> Run:
    """Return a run of a gateway."""
    figures = {"rate_per_s": rate_per_s, "p50_us": 1_500.0, "cpu_us": 1e6 / rate_per_s}
    return Run("gateway", peer, round_no, setting, figures)


# The medians' ratio is 4, the median of the rounds' ratios 3: only the second compares what ran
# next to each other.
RUNS = [
    run("plain", 1, 2_000),
    run("ours", 1, 4_000),
    run("plain", 2, 1_000),
    run("ours", 2, 3_000),
    run("plain", 3, 500),
    run("ours", 3, 5_000),
]


def lines(runs: list[Run]) -> list[str]:
    """Return the rows of a table, without its heading."""
    return show(TABLE, runs).splitlines()[4:]


def test_row_shows_median_spread_and_median_of_the_rounds_ratios() -> None:
    assert lines(RUNS) == [
        "| 64 | plain | 3 | 1,000 (500 to 2,000) | 1.50 | 1.00 |",
        "| 64 | ours | 3 | 4,000 (3,000 to 5,000) | 1.50 | 3.00 |",
    ]


def test_ratio_compares_runs_of_the_same_round_only() -> None:
    ours = [one for one in RUNS if one.peer == "ours"]
    assert ratios(ours, RUNS, "plain", "rate_per_s") == [2.0, 3.0, 10.0]


def test_round_without_the_yardstick_gives_no_ratio() -> None:
    assert lines([run("ours", 1, 4_000)]) == ["| 64 | ours | 1 | 4,000 | 1.50 | n/a |"]


def test_settings_stand_in_the_order_of_their_numbers() -> None:
    shown = lines([run("ours", 1, 3, "64"), run("ours", 1, 2, "16"), run("ours", 1, 1, "1")])
    assert [line.split(" | ")[0] for line in shown] == ["| 1", "| 16", "| 64"]


def test_failed_run_is_a_row_that_says_why_and_counts_in_no_median() -> None:
    failed = Run("gateway", "ours", 4, "64", failed="no answer | at\nall")
    assert lines([*RUNS, failed])[1:] == [
        "| 64 | ours | 3 | 4,000 (3,000 to 5,000) | 1.50 | 3.00 |",
        "| 64 | ours |  | FAILED in round 4: no answer / at all |  |  |",
    ]


def consumed(peer: str, round_no: int, rate_per_s: float) -> Run:
    """Return a run of a consumer."""
    return Run("consumer", peer, round_no, figures={"rate_per_s": rate_per_s})


def test_aim_of_the_consumer_is_held_against_the_fastest_queue_of_each_round() -> None:
    runs = [
        consumed("burrow", 1, 12_000),
        consumed("arq", 1, 2_000),
        consumed("taskiq", 1, 3_000),
        consumed("burrow", 2, 12_000),
        consumed("arq", 2, 1_000),
        consumed("taskiq", 2, 2_000),
    ]
    assert "| messages/s ÷ the fastest queue's | at least 5.0 | 5.00 | yes |" in judge(runs)


def test_aims_of_the_gateway_are_judged_at_64_connections() -> None:
    at_16 = [run("starlette", 1, 5_000, "16"), run("burrow", 1, 90_000, "16")]
    runs = [run("starlette", 1, 5_000), run("burrow", 1, 20_000), *at_16]
    assert judge(runs).splitlines()[4:] == [
        "| req/s at 64 connections ÷ starlette's | at least 4.5 | 4.00 | NO |",
        "| CPU at 64 connections ÷ starlette's | at most 0.25 | 0.25 | yes |",
    ]


def test_aims_that_were_not_measured_are_not_shown() -> None:
    assert judge([Run("gateway", "burrow", 1, "64", failed="gone")]) == ""
