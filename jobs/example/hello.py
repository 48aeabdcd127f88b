"""Say hello, to whoever is named.

python hello.py [NAME]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(words: Sequence[str]) -> None:
    """Print the greeting."""
    print(f"Hello, {words[0]}!" if words else "Hello!")


if __name__ == "__main__":
    main(sys.argv[1:])
