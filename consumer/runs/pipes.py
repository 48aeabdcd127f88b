"""Reads what a job writes to stdout and stderr, in the order in which the two became readable.

The order within each is exact. Between the two it is exact as long as at most one write to each
comes in the time that a read takes (0.1 ms on an idle machine); of more writes than that, all to
the one come before all to the other. Edges, not levels: by level, epoll lets a pipe that was just
read keep its place before the other. Elsewhere than on Linux, kqueue decides.

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import functools
import os
import select
import selectors
from collections.abc import Callable

from shared import prctl

READ_BYTES = 64 * 2**10  # what a pipe holds
LEFT_READS = 16  # of a pipe that somebody else holds at the end: the largest holds so much


class Pipes:
    """The reading ends of both pipes of one job.

    Args:
        pipes: by kind of frame; not blocking.
        take: called with the kind and what was read.
        selector: woken up when there is something to read.
    """

    def __init__(
        self,
        pipes: dict[int, int],
        take: Callable[[int, bytes], None],
        selector: selectors.BaseSelector,
    ) -> None:
        self.open, self.take, self.selector = dict(pipes), take, selector
        if prctl.LINUX:
            self.edges = select.epoll()
            selector.register(self.edges, selectors.EVENT_READ, self.read_queued)
            for pipe in pipes.values():
                self.edges.register(pipe, select.EPOLLIN | select.EPOLLET)
        else:
            for kind, pipe in pipes.items():
                selector.register(pipe, selectors.EVENT_READ, functools.partial(self.read, kind))

    def read_queued(self) -> None:
        """Read once from each pipe that has something, the first first."""
        kinds = {pipe: kind for kind, pipe in self.open.items()}
        for pipe, events in self.edges.poll(0):
            read_bytes = self.read(kinds[pipe])
            # An edge is reported once: what may be left behind it goes to the end of the queue.
            if read_bytes == READ_BYTES or (read_bytes and events & select.EPOLLHUP):
                self.edges.modify(pipe, select.EPOLLIN | select.EPOLLET)

    def read(self, kind: int) -> int:
        """Read once; return how many bytes."""
        try:
            data = os.read(self.open[kind], READ_BYTES)
        except BlockingIOError:
            return 0
        if data:
            self.take(kind, data)
        else:
            self._close(kind)
        return len(data)

    def close(self) -> None:
        """Read what is there, and close what is open."""
        for kind in tuple(self.open):
            reads = 0
            while reads < LEFT_READS and self.read(kind):
                reads += 1
            self._close(kind)
        if prctl.LINUX:
            self.selector.unregister(self.edges)
            self.edges.close()

    def _close(self, kind: int) -> None:
        pipe = self.open.pop(kind, None)
        if pipe is not None:
            if not prctl.LINUX:
                self.selector.unregister(pipe)
            os.close(pipe)  # epoll forgets it by itself
