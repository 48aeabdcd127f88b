"""What can be made to go wrong with a Web API call.

| kind           | the call takes effect | what the caller sees                | option          |
|----------------|-----------------------|-------------------------------------|-----------------|
| `hang`         | after the wait        | the answer, late                    | `seconds`       |
| `hang_after`   | at once               | the answer, late                    | `seconds`       |
| `drop_before`  | no                    | the connection closed               |                 |
| `drop_after`   | yes                   | the connection closed               |                 |
| `status`       | no                    | HTTP 500 or another status, no JSON | `status`        |
| `status_after` | yes                   | the same                            | `status`        |
| `ratelimited`  | no                    | 429 with Retry-After                | `retry_after_s` |
| `error`        | no                    | `{"ok": false, "error": …}`         | `error`         |
| `malformed`    | yes                   | JSON cut in the middle              |                 |
| `slow_drip`    | yes                   | the answer in pieces                | `seconds`       |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Kind = Literal[
    "hang", "hang_after", "drop_before", "drop_after", "status", "status_after", "ratelimited",
    "error", "malformed", "slow_drip",
]  # fmt: skip

WITHOUT_EFFECT = frozenset({"drop_before", "status", "ratelimited", "error"})


@dataclass
class Fault:
    """One planned fault; used up after `times` calls."""

    method: str
    kind: Kind
    times: int = 1
    after_calls: int = 0
    channel: str | None = None
    when: Callable[[Mapping[str, Any]], bool] | None = None
    seconds: float = 5.0
    status: int = 500
    retry_after_s: int = 1
    error: str = "internal_error"

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"no fault {self.kind!r}; there are {', '.join(get_args(Kind))}")

    def fits(self, method: str, arguments: Mapping[str, Any]) -> bool:
        """Tell whether it is meant for this call (`*` stands for every method)."""
        return (
            self.method in ("*", method)
            and self.channel in (None, arguments.get("channel"))
            and (self.when is None or self.when(arguments))
        )


@dataclass
class Faults:
    """The planned faults, in the order in which they were planned."""

    planned: list[Fault] = field(default_factory=list)

    def take(self, method: str, arguments: Mapping[str, Any]) -> Fault | None:
        """Return the fault of this call, if it has one."""
        for fault in self.planned:
            if not fault.fits(method, arguments):
                continue
            if fault.after_calls > 0:
                fault.after_calls -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.planned.remove(fault)
            return fault
        return None

    def plan(self, method: str, kind: Kind, **options: Any) -> None:
        """Plan a fault for coming calls of a method; options as in `Fault`."""
        self.planned.append(Fault(method, kind, **options))

    def clear(self) -> None:
        """Forget what was planned."""
        self.planned.clear()
