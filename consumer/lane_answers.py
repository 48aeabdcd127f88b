"""What a check or options handler answers while somebody waits; see consumer/lane.py.

| answer | Slack then                                                   | the form's deed is done |
|--------|--------------------------------------------------------------|-------------------------|
| None   | closes the form (Errors of no field do, too)                 | yes                     |
| Clear  | closes it, and those below it                                | yes                     |
| Errors | shows each text beside its field                             | no                      |
| Show   | shows another view in its place                              | no                      |
| Push   | shows another view on top of it                              | no                      |

Source: https://docs.slack.dev/surfaces/modals#handling_view_submissions
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Errors:
    """The form does not fit: block_id to what is wrong."""

    of_field: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Show:
    """Another view in the place of this one."""

    view: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Push:
    """Another view on top of this one."""

    view: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clear:
    """It fits, and every view is closed."""


@dataclass(frozen=True, slots=True)
class Option:
    """What there is to choose: as it is shown, and as the handler gets it."""

    text: str
    value: str


Checked = Errors | Show | Push | Clear | None
