"""Take a while, and say so step by step: the message with its output grows as it runs.

python slow.py COUNT        prints a line a second
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

STEP_S = 1.0


def main(words: Sequence[str]) -> None:
    """Print so many lines, each as soon as it is true."""
    count = int(words[0])
    for step in range(1, count + 1):
        time.sleep(STEP_S)
        # A pipe is written in blocks of some kB otherwise, and nothing would grow.
        print(f"step {step} of {count}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
