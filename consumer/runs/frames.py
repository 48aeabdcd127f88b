"""What a consumer and the supervisor of one of its runs say to each other over their socket.

A frame is one byte of kind, four bytes of length (big-endian), and the payload.

| kind    | says it    | payload | meaning                                                   |
|---------|------------|---------|-----------------------------------------------------------|
| READY   | supervisor |         | it was forked: an order that does not arrive was not run  |
| ORDER   | consumer   | JSON    | what to run, the fields of child.Spec                     |
| STARTED | supervisor | JSON    | pid and start time of the job's first process             |
| BEAT    | consumer   | double  | the run was still the consumer's at that moment           |
| MORE    | consumer   |         | send output as soon as there is some, 64 KiB at most      |
| OUT     | supervisor | bytes   | came on stdout                                            |
| ERR     | supervisor | bytes   | came on stderr                                            |
| STOP    | consumer   |         | end the run                                               |
| ENDED   | supervisor | JSON    | nothing of the run is left, the fields of child.Ended     |

The supervisor speaks unasked only to say READY, STARTED and, once, the last 64 KiB and ENDED. So
neither side ever holds more than that for the other, however much a job writes.

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import json
import struct

READY, STARTED, OUT, ERR, ENDED = range(1, 6)
ORDER, BEAT, MORE, STOP = range(11, 15)

HEADER = struct.Struct("!BI")
# Of the monotonic clock, which all processes of a host share.
MOMENT = struct.Struct("!d")


def frame(kind: int, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return HEADER.pack(kind, len(payload)) + payload


def fields(**values: object) -> bytes:
    """Return a payload that is JSON."""
    return json.dumps(values).encode()


class Frames:
    """Finds the frames in what a socket gives, piece by piece."""

    def __init__(self) -> None:
        self.rest = bytearray()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the kind and payload of the frames that are complete now."""
        self.rest += data
        found, begin = [], 0
        while len(self.rest) >= begin + HEADER.size:
            kind, size = HEADER.unpack_from(self.rest, begin)
            end = begin + HEADER.size + size
            if len(self.rest) < end:
                break
            found.append((kind, bytes(self.rest[begin + HEADER.size : end])))
            begin = end
        del self.rest[:begin]
        return found
