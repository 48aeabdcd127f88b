"""Reads a line as /bin/sh does, as far as it takes to know where the holes of a template stand.

What is kept is in shell_line.py. Where the reader is in doubt it finds fault: whoever writes such
a line is better off with a script.

Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html
"""

from __future__ import annotations

from collections.abc import Callable

from jobs.shell_line import Line, Place, Simple
from jobs.template import VARIABLE, Hole, Part, parts

NAMED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
SINGLE, DOUBLE, BACKTICKS = "single quotes", "double quotes", "backticks"
UNWRITABLE = frozenset({"$((…))", "a comment", "a here-document"})  # in which no variable helps


def units(template: str) -> list[Part]:
    """Return the characters of a template, and its holes."""
    found: list[Part] = []
    for part in parts(template):
        found += list(part) if isinstance(part, str) else [part]
    return found


def read(template: str) -> Line:
    """Return what stands where in a line."""
    reader = Reader(units(template))
    try:
        reader.commands("", "")
    except RecursionError:
        reader.line.faults.append("is nested too deep: write a script, and call it")
    return reader.line


class Reader:
    """Goes through a line once, from left to right."""

    def __init__(self, found: list[Part]) -> None:
        self.units, self.at = found, 0
        self.line = Line()
        self.signs: dict[str, Callable[[Simple, str], None]] = {
            "'": self.single,
            '"': self.double,
            "`": self.backticks,
            "\\": self.escape,
            "$": self.dollar,
            "#": self.comment,
            "(": self.group,
            **dict.fromkeys(";&|\n)", self.operator),
            **dict.fromkeys("<>", self.redirection),
            **dict.fromkeys("*?[~", self.expansion),
            **dict.fromkeys(" \t", self.blank),
        }

    def next(self, count: int = 1) -> str:
        """Return the next characters without taking them; a hole ends them."""
        ahead = self.units[self.at : self.at + count]
        return "".join(one if isinstance(one, str) else "\0" for one in ahead)

    def take(self, inside: str) -> Part | None:
        """Take the next character or hole; None at the end."""
        if self.at == len(self.units):
            return None
        one = self.units[self.at]
        if isinstance(one, Hole):
            self.line.places.append(Place(self.at, one.name, inside))
        self.at += 1
        return one

    def until(self, sign: str, inside: str) -> list[Part]:
        """Take everything up to a sign, and the sign."""
        found: list[Part] = []
        while (one := self.take(inside)) is not None:
            if one == sign:
                return found
            found.append(one)
        self.line.faults.append(f"has {inside} that do not end: close them")
        return found

    def commands(self, end: str, inside: str) -> None:
        """Read commands up to a sign."""
        simple = Simple(self.line)
        while (one := self.take(inside)) is not None and one != end:
            if isinstance(one, Hole):
                simple.add(one)
            elif read_on := self.signs.get(one):
                read_on(simple, inside)
            else:
                simple.add(one)
        if one is None and end:
            self.line.faults.append(f"has {inside} that do not end: close them")
        is_case = ("case",) in (words[0] for words in (*self.line.commands, simple.words or [()]))
        if end == ")" and is_case:
            self.line.faults.append("has a case in parentheses: write a script, and call it")
        simple.end()

    def sign(self) -> str:
        """Return the sign that was taken last."""
        return str(self.units[self.at - 1])

    def blank(self, simple: Simple, inside: str) -> None:
        """End a word."""
        simple.end_word()

    def operator(self, simple: Simple, inside: str) -> None:
        """End a command."""
        self.line.needs.append("a line break" if self.sign() == "\n" else self.sign())
        simple.end()

    def group(self, simple: Simple, inside: str) -> None:
        """Read commands in parentheses."""
        self.line.needs.append("(")
        simple.end()
        self.commands(")", inside)

    def expansion(self, simple: Simple, inside: str) -> None:
        """Note a pattern of file names; `[` alone is a program, `~` means something in front."""
        sign = self.sign()
        is_test = sign == "[" and simple.word is None and self.next() in {" ", ""}
        if not is_test and (sign != "~" or simple.word is None):
            self.line.needs.append(sign)
        simple.add(sign)

    def escape(self, simple: Simple, inside: str) -> None:
        """Take what follows a backslash as it is."""
        if self.next() == "\n":
            self.line.needs.append("a line break")
        one = self.take("an escape")
        simple.add(*([one] if one is not None else []))

    def single(self, simple: Simple, inside: str) -> None:
        """Read what stands in single quotes."""
        simple.add("", *self.until("'", SINGLE))

    def double(self, simple: Simple, inside: str) -> None:
        """Read what stands in double quotes."""
        simple.add("")
        while (one := self.take(DOUBLE)) is not None and one != '"':
            if one == "\\":
                if self.next() in {"$", "`", "\n"}:
                    self.line.needs.append("\\")
                one = self.take(DOUBLE)
            elif one in {"$", "`"}:
                read_on = self.dollar if one == "$" else self.backticks
                read_on(simple, DOUBLE)
                continue
            simple.add(*([one] if one is not None else []))
        if one is None:
            self.line.faults.append("has double quotes that do not end: close them")

    def backticks(self, simple: Simple, inside: str) -> None:
        """Read the commands in backticks."""
        self.line.needs.append("`")
        simple.add("")
        self.commands("`", BACKTICKS)

    def comment(self, simple: Simple, inside: str) -> None:
        """Skip a comment, which begins a word."""
        if simple.word is not None:
            simple.add("#")
            return
        self.line.needs.append("#")
        while self.next() not in {"", "\n"}:
            self.take("a comment")

    def redirection(self, simple: Simple, inside: str) -> None:
        """Note that a file follows; a here-document takes the rest of the line."""
        sign = self.sign()
        self.line.needs.append(sign)
        if simple.word is not None and all(
            isinstance(one, str) and one.isdigit() for one in simple.word
        ):
            simple.word = None  # the number of the file
        simple.end_word()
        if sign == "<" and self.next() == "<":
            behind = "".join(map(str, self.units[self.at :]))
            self.refuse_variable(behind, "a here-document")
            while self.take("a here-document") is not None:
                pass
        while self.next() in {">", "&", "|"}:
            simple.is_descriptor = self.take(inside) == "&"
        simple.is_target = True

    def dollar(self, simple: Simple, inside: str) -> None:
        """Read what a dollar sign begins."""
        self.line.needs.append("$")
        simple.add("$")
        if self.next(2) == "((":
            self.arithmetic()
        elif self.next() == "(":
            self.at += 1
            self.commands(")", "$(…) in double quotes" if inside == DOUBLE else inside)
        elif self.next() == "{":
            self.braced(simple, inside)
        elif self.next() in {"'", '"'} and not inside:
            self.line.faults.append("has a $ before quotes, which sh does not know: leave it out")
        elif self.next() == "\0":
            self.take("a variable's name")
        else:
            self.named(simple, inside)

    def named(self, simple: Simple, inside: str) -> None:
        """Read the name of a variable without braces."""
        name = ""
        while self.next() and self.next() in NAMED:
            name += str(self.take(inside))
        if self.next() == "\0":
            self.take("a variable's name")
        self.variable(simple, name, inside)

    def braced(self, simple: Simple, inside: str) -> None:
        """Read a variable in braces."""
        text = self.balanced("{", "}", "${…}")
        self.variable(simple, text[1:].partition("}")[0], inside)

    def variable(self, simple: Simple, name: str, inside: str) -> None:
        """Note a variable; one of ours is a value, and has to be in double quotes."""
        found = VARIABLE.match(name)
        if not found:
            simple.add(name)
            return
        simple.add(Hole(found[1]))
        if inside != DOUBLE:
            self.line.faults.append(f'${found[0]} is parted at blanks: write "${found[0]}"')

    def arithmetic(self) -> None:
        """Skip a calculation; a shell would read a value in it as code."""
        self.refuse_variable(self.balanced("(", ")", "$((…))"), "$((…))")

    def balanced(self, opening: str, closing: str, inside: str) -> str:
        """Take what stands in brackets, the brackets included; each hole is a NUL."""
        depth, text = 0, ""
        while (one := self.take(inside)) is not None:
            text += one if isinstance(one, str) else "\0"
            depth += (one == opening) - (one == closing)
            if depth == 0:
                break
        return text

    def refuse_variable(self, text: str, inside: str) -> None:
        """Refuse a value where no quotes would help."""
        if found := VARIABLE.search(text):
            self.line.faults.append(f"{found[0]} stands in {inside}: write a script, and call it")
