"""`python -m dev.launcher PARENT COMMAND…`: become a command that ends when its parent does.

Whoever starts the local processes may be killed and then stops nothing: on Linux the kernel tells
its children. Elsewhere they stay until they are ended by hand.

| argument  | meaning                                                    |
|-----------|------------------------------------------------------------|
| PARENT    | process id of whoever starts this; gone already: do nothing |
| COMMAND…  | what to become, a path and its arguments                   |

Source: https://man7.org/linux/man-pages/man2/pr_set_pdeathsig.2const.html (it survives an exec)
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def wrap() -> tuple[str, ...]:
    """Return the words to put before a command, so that it ends with this process."""
    return (sys.executable, "-m", "dev.launcher", str(os.getpid()))


def end_with(parent: int) -> None:
    """Ask for a SIGTERM when the parent ends; end at once if it has ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


def main(parent: str, *command: str) -> None:
    """Become the command."""
    # A session of its own: Ctrl-C goes to the parent alone, which stops its children in order.
    os.setsid()
    end_with(int(parent))
    os.execvp(command[0], command)  # noqa: S606  a path of our own, and no shell wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
