"""`python -m glossary`: check every term."""

from __future__ import annotations

import sys

import glossary
from shared.errors import ContentError


def main() -> int:
    """Load all terms; say how many there are, or what is wrong with the first bad one."""
    try:
        found = glossary.load()
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{len(set(found.by_word.values()))} terms, {len(found.by_word)} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
