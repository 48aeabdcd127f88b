"""Fail, to see what happens then: Burrow shows the end of what is written to stderr."""

from __future__ import annotations

import sys


def main() -> int:
    """Say what would be wrong, and return the exit status that says so too."""
    print("Looking for the good news ... done.")
    sys.stderr.write("error: there is none, this job always fails\n")
    sys.stderr.write("cure: nothing to mend, it is an example\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
