"""Finds values that a program would read as code: quoting keeps a shell off, not the next one.

| program                        | what is code                                                 |
|--------------------------------|--------------------------------------------------------------|
| sh, bash, dash, ksh, zsh, fish | the word behind `-c`, which may be one with it               |
| python, perl, ruby, node, php  | the same with `-c`, `-e`, `-E`, `-p`, `-r`                   |
| flock, script, psql, mysql     | the same with `-c`, `-e`                                     |
| eval, ssh                      | every word behind: they are joined, and read by a shell      |
| watch, trap, alias             | the same, if the command begins with them                    |
| export, local, readonly        | the same, but for the value of `NAME={x}`                    |
| ., source                      | the word behind, if the command begins with them             |
| awk, sed                       | the first word that is no option, and the one behind `-e`    |

In `fab task:one,key={two}` commas, `=` and `\\` part arguments: a value there may have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jobs.template import Hole, Word, literal

CODE_OPTIONS = {
    **dict.fromkeys(("sh", "ash", "bash", "csh", "dash", "fish", "ksh", "tcsh", "zsh"), "c"),
    **dict.fromkeys(("su", "runuser", "flock", "script", "psql"), "c"),
    **dict.fromkeys(("python", "pypy"), "c"),
    **dict.fromkeys(("perl", "ruby", "lua"), "eE"),
    **dict.fromkeys(("node", "nodejs"), "ep"),
    **dict.fromkeys(("mysql", "mariadb"), "e"),
    "php": "r",
}
LONG_CODE_OPTIONS = "eval|print|command|execute"
JOINING = frozenset({"eval", "ssh"})
JOINING_AS_FIRST = frozenset({"watch", "trap", "alias"})  # elsewhere usual words
SETTING = frozenset({"declare", "export", "local", "readonly", "typeset"})
SOURCING = frozenset({".", "source"})
# What runs the command behind it.
WRAPPERS = frozenset({
    "!", "command", "coproc", "do", "doas", "elif", "else", "env", "exec", "if", "ionice", "nice",
    "nohup", "setsid", "stdbuf", "sudo", "then", "time", "timeout", "until", "while", "xargs",
})  # fmt: skip
SCRIPTED = frozenset({"awk", "gawk", "mawk", "sed", "gsed"})
WITH_VALUE = frozenset(
    {"-v", "-F", "-f", "-l"}
)  # options of awk and sed, of which the next is no code
VERSION = re.compile(r"[0-9.]+$")  # python3.11
ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
# Behind a wrapper: its options, variables, times; a dot alone is a program.
NO_PROGRAM = re.compile(r"-.*|[A-Za-z_][A-Za-z0-9_]*=.*|[.]*[0-9][0-9.]*[smhd]?")
SHORT_OPTION = re.compile("-[A-Za-z]")  # which may have a value behind it
FAB = frozenset({"fab", "fabric"})


def program(word: Word) -> str:
    """Return the name of the program that a word would start."""
    said = literal(word)
    return said if said == "." else VERSION.sub("", said.rpartition("/")[2])


def is_assignment(word: Word) -> bool:
    """Return whether a word sets a variable, whose name the template says."""
    return bool(word) and isinstance(word[0], str) and bool(ASSIGNMENT.match(word[0]))


def is_no_program(word: Word) -> bool:
    """Return whether a word behind a wrapper is for the wrapper, whatever its holes become."""
    fixed = bool(word) and isinstance(word[0], str)
    return fixed and bool(NO_PROGRAM.fullmatch(literal(word)))


def holes_in(words: Sequence[Word]) -> Iterator[str]:
    """Yield the names of the holes of some words."""
    for word in words:
        yield from (one.name for one in word if isinstance(one, Hole))


def code(command: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield each hole of a command whose value is read as code, and by which program."""
    firsts = set(deciding(command))
    for at, word in enumerate(command):
        name, behind = program(word), command[at + 1 :]
        read = built_in_words(name, behind) if at in firsts else ()
        for hole in holes_in(read or code_words(name, behind)):
            yield hole, name


def assignments(command: Sequence[Word]) -> Iterator[Word]:
    """Yield the words that set variables of a program: in front of it, or behind `export`."""
    found: list[Word] = []
    for at, word in enumerate(command):
        if is_assignment(word):
            found.append(word)
        elif program(word) in SETTING:
            yield from filter(is_assignment, command[at:])
            return
        elif program(word) not in WRAPPERS and not is_no_program(word):
            yield from found
            return


def deciding(command: Sequence[Word]) -> Iterator[int]:
    """Yield the places of the words that decide what runs: the first, and one behind a wrapper."""
    before: Word | None = None
    for at, word in enumerate(command):
        if before is None and is_assignment(word):
            continue
        is_option = before is not None and is_no_program(word)
        is_value = before is not None and SHORT_OPTION.fullmatch(literal(before))
        before = word
        if is_option or is_value:
            continue
        yield at
        if program(word) not in WRAPPERS:
            return


def built_in_words(name: str, behind: Sequence[Word]) -> Sequence[Word]:
    """Return those of the words behind the first one of a command that this reads as code."""
    if name in JOINING_AS_FIRST:
        return behind
    if name in SETTING:
        return [word for word in behind if not is_assignment(word)]
    return behind[:1] if name in SOURCING else ()


def code_words(name: str, behind: Sequence[Word]) -> Sequence[Word]:
    """Return those of the words behind a program that it reads as code."""
    if name in JOINING:
        return behind
    if name in CODE_OPTIONS:
        return behind_option(behind, CODE_OPTIONS[name])
    return scripts(behind) if name in SCRIPTED else ()


def behind_option(words: Sequence[Word], letters: str) -> list[Word]:
    """Return the word behind each option that has one of these letters, or is one with it."""
    option = re.compile(f"-[A-Za-z]*[{letters}]|--(?:{LONG_CODE_OPTIONS})=?")
    found = [behind for word, behind in pairwise(words) if option.fullmatch(literal(word))]
    return found + [word for word in words if option.fullmatch(literal(word))]


def scripts(words: Sequence[Word]) -> list[Word]:
    """Return the scripts among the words behind awk or sed."""
    found = behind_option(words, "e")
    is_value = False
    for word in words:
        said = literal(word)
        if not is_value and not said.startswith("-"):
            return [*found, word]
        is_value = said in WITH_VALUE
    return found


def barred(command: Sequence[Word]) -> dict[str, str]:
    """Return the signs that a value may not have, by hole: those that part fab's arguments."""
    found: dict[str, str] = {}
    starts = [at for at, word in enumerate(command) if program(word) in FAB]
    for word in command[starts[0] + 1 :] if starts else ():
        if len(word) == 1 or literal(word).startswith("-"):
            continue
        before = ""
        for part in word:
            if isinstance(part, Hole):
                found[part.name] = found.get(part.name, "") + (",=\\" if ":" in before else ",=\\:")
            else:
                before += part
    return found
