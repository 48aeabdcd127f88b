"""Say who is on duty, today and next.

python rota.py show [ROTA]      today, and who follows; of all rotas if none is named
python rota.py week [ROTA]      the coming weeks; of a daily rota this week and the next
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from jobs import blocks
from jobs.blocks import Block
from jobs.rota.rota_file import Rota, Rotas, load
from jobs.rota.shown import next_shown, title_of, today_shown, turn_shown
from jobs.rota.turns import monday, turns
from shared.errors import ContentError

ALL = "all"
WEEKS_SHOWN = {"week": 8, "day": 2}


def main(words: Sequence[str]) -> int:
    """Print the report; return the exit status."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    line.add_argument("what", choices=("show", "week"))
    line.add_argument("rota", nargs="?", default=ALL)
    options = line.parse_args(words)
    try:
        known = load()
        chosen = chosen_of(known, options.rota)
    except (ContentError, LookupError) as error:
        sys.stderr.write(f"error: {error.args[0] if error.args else error}\n")
        return 1
    today = datetime.now(ZoneInfo(known.time_zone)).date()
    report = shown if options.what == "show" else weeks
    blocks.show([one for pair in chosen.items() for one in report(known, *pair, today)])
    return 0


def chosen_of(known: Rotas, name: str) -> dict[str, Rota]:
    """Return the rotas that are asked for.

    Raises:
        LookupError: there is none of this name; says which there are.
    """
    if name == ALL:
        return known.rotas
    if name not in known.rotas:
        raise LookupError(f"there is no rota {name!r}: choose {', '.join(sorted(known.rotas))}")
    return {name: known.rotas[name]}


def shown(known: Rotas, name: str, rota: Rota, today: date) -> Iterator[Block]:
    """Yield who is on duty today, and who comes next."""
    said = [f"*{blocks.escaped(title_of(name, rota))}*", today_shown(known.people, rota, today)]
    yield blocks.section("\n".join(filter(None, [*said, next_shown(rota, today)])))


def weeks(known: Rotas, name: str, rota: Rota, today: date) -> Iterator[Block]:
    """Yield the turns of this week and of those that follow."""
    first = monday(today)
    last = first + timedelta(weeks=WEEKS_SHOWN[rota.turn], days=-1)
    yield blocks.header(title_of(name, rota))
    lines = [turn_shown(one, today) for one in turns(rota, first, last)]
    yield from blocks.listing(lines or [f"Nobody before {last:%-d %B %Y}."])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
