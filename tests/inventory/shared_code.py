"""Cases 71 to 85: code and files, and what becomes of them on the Go playground.

| a case holds | what                                                                      |
|--------------|---------------------------------------------------------------------------|
| reads        | files.info and downloads, with F1, F2 … for the files, in any order       |
| uploads      | bodies that the playground was sent                                       |
| writes       | what the author and the channel see                                       |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dev.outside.playground import Playground
from tests.inventory.calls import PE, PM, Call, Like, Text
from tests.inventory.sent import Sent
from tests.inventory.stack import Stack

Event = dict[str, Any]
File = tuple[str, str | bytes]

READS = frozenset({"files.info", "files-pri"})
ELEVEN = "\n".join(f"l{number}" for number in range(1, 12))
ELEVEN_COMMENTS = "\n" + "\n".join(f"// l{number}" for number in range(1, 12)) + "\n\n"
LINK = r"<https://go\.dev/play/p/[\w-]+>"
LINKED = Like(rf"(?!.*<@U\d).*<@UALICE>.*{LINK}.*")
HINT = PE(Like("<@UALICE> .*nolink.*"))
WRITES = [PM(LINKED), HINT]
IN_THREAD = [
    PM(LINKED, thread_ts="THREAD"),
    PE(Like("<@UALICE> .*nolink.*"), thread_ts="THREAD"),
]


def go(lines: int, name: str = "main.go") -> File:
    """Return a Go file of so many lines."""
    return name, "\n".join(f"// {name} {number}" for number in range(lines))


PICTURE: File = ("cat.png", b"\x89PNG\r\n")


def info(file: str) -> Call:
    """Return the question what a file is, as gopherbot's library asks it."""
    return "files.info", {"file": file, "count": "0", "page": "0"}


def asked(file: str) -> Call:
    """Return the question what a file is, as Burrow asks it."""
    return "files.info", {"file": file}


def download(file: str) -> Call:
    """Return the download of a file."""
    return "files-pri", {"file": file}


@dataclass(frozen=True)
class Outcome:
    """What becomes of a message."""

    reads: list[Call] = field(default_factory=list)
    uploads: list[Text] = field(default_factory=list)
    writes: list[Call] = field(default_factory=list)


NOTHING = Outcome()


def is_well(playground: Playground) -> None:
    """Let nothing be wrong with the playground."""


def fails(playground: Playground) -> None:
    """Let the playground answer nothing sensible."""
    playground.fail(500)


def as_it_is(event: Event) -> Event:
    """Leave the event as it is."""
    return event


def with_odd_size(event: Event) -> Event:
    """Give the size of a file as text."""
    return event | {"files": [file | {"size": str(file["size"])} for file in event["files"]]}


@dataclass(frozen=True)
class Shared:
    """A message with code, and what gopherbot did.

    Args:
        refused: a method whose calls Slack refuses, and how.
    """

    number: int
    text: str
    outcome: Outcome
    variant: str = ""
    where: str = "CGEN"
    in_thread: bool = False
    files: tuple[File, ...] = ()
    playground: Callable[[Playground], None] = is_well
    refused: tuple[str, str] = ("", "")
    change: Callable[[Event], Event] = as_it_is

    @property
    def id(self) -> str:
        """How it is called."""
        return f"{self.number}{self.variant}"

    def outcome_on(self, stack: Stack) -> Outcome:
        """Let it be said, and return what becomes of it."""
        before = len(stack.playground.shared)
        self.playground(stack.playground)
        sent = self.send(stack)
        stack.settle()
        stack.slack.clear_faults()
        stack.playground.work()
        bodies: list[Text] = [shared.body.decode() for shared in stack.playground.shared[before:]]
        calls = stack.calls(sent)
        reads = [
            (method, without_path(args)) for method, args in calls if method.startswith("files")
        ]
        writes = [call for call in calls if not call[0].startswith("files")]
        # Files are fetched and shared side by side.
        return Outcome(sorted(reads, key=str), sorted(bodies, key=str), writes)

    def send(self, stack: Stack) -> Sent:
        """Let it be said, and its message event be delivered."""
        events, sent = stack.compose(
            self.text, self.where, in_thread=self.in_thread, files=self.files
        )
        given = [str(file["id"]) for file in events[0].get("files", [])]
        sent.names |= {id_: f"F{number}" for number, id_ in enumerate(given, 1)}
        sent.names |= {stack.playground.url: "https://go.dev"}
        method, error = self.refused
        if method:
            stack.slack.fault(method, "error", error=error, times=20, when=sent.is_about)
        sent.ids = (stack.deliver(self.change(events[0])),)
        return sent


def without_path(args: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call without the path of a download."""
    return {name: value for name, value in args.items() if name != "path"}


def body(*files: File) -> list[Text]:
    """Return the contents of files as text."""
    return [str(content) for _, content in files]


ONE_FILE = Outcome([info("F1"), download("F1")], body(go(20)), WRITES)

CASES = (
    Shared(71, ELEVEN, Outcome([], [ELEVEN_COMMENTS], WRITES)),
    Shared(72, ELEVEN.rpartition("\n")[0], NOTHING),
    Shared(73, f"nolink {ELEVEN}", NOTHING, "a"),
    Shared(
        73,
        f"NoLink {ELEVEN}",
        Outcome([], [ELEVEN_COMMENTS.replace("l1\n", "NoLink l1\n", 1)], WRITES),
        "b",
    ),
    Shared(74, ELEVEN, NOTHING, where="CRANDOM"),
    Shared(75, ELEVEN, Outcome([], [ELEVEN_COMMENTS], IN_THREAD), in_thread=True),
    Shared(
        76,
        ELEVEN,
        Outcome([], [ELEVEN_COMMENTS]),
        playground=lambda playground: playground.fail(500),
    ),
    Shared(
        77,
        ELEVEN,
        Outcome([], [ELEVEN_COMMENTS], [PM(LINKED)]),
        refused=("chat.postMessage", "is_archived"),
    ),
    Shared(
        78,
        "<@UBOT> books" + "\n" * 11 + "x",
        Outcome([], ["\n// books\n" + "// \n" * 10 + "// x\n\n"], WRITES),
    ),
    Shared(79, "", ONE_FILE, files=(go(20),)),
    Shared(80, "", Outcome([info("F1")]), "a", files=(go(5),)),
    Shared(80, "", Outcome([info("F1")]), "b", files=(("a.txt", "text\n" * 20),)),
    Shared(
        81,
        "",
        Outcome([info("F1"), download("F1"), info("F2")], body(go(20, "a.go")), [PM(LINKED)]),
        files=(go(20, "a.go"), go(5, "b.go"), go(6, "c.go")),
    ),
    Shared(82, "pic", Outcome([], ["\n// pic\n\n"], WRITES), files=(PICTURE,)),
    Shared(
        83,
        "",
        Outcome(
            [info("F1"), download("F1"), info("F2"), download("F2")],
            [str(PICTURE[1]), *body(go(20))],
            [PM(LINKED), PM(LINKED), HINT],
        ),
        files=(PICTURE, go(20)),
    ),
    Shared(84, "nolink", NOTHING, "a", files=(go(20),)),
    Shared(
        84,
        "",
        Outcome([info("F1")]),
        "b",
        files=(go(20),),
        refused=("files.info", "file_not_found"),
    ),
    Shared(85, "", NOTHING, files=(go(20),), change=with_odd_size),
)
