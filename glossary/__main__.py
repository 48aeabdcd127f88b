"""Check every term, or show one: `python -m glossary [term]`."""

from __future__ import annotations

import sys

import glossary


def main(words: list[str]) -> int:
    """Do what the words ask for, and return the exit code."""
    return show(" ".join(words)) if words else check()


def check() -> int:
    """Say how many terms there are, or everything that is wrong with them."""
    found, errors = glossary.examine()
    if errors:
        lines = "".join(f"{error}\n" for error in errors)
        sys.stderr.write(f"{lines}{counted(len(errors), 'error')}\n")
        return 1
    terms = {term.name for term in found.by_word.values()}
    words = counted(len(found.by_word), "word")
    sys.stdout.write(f"{counted(len(terms), 'term')}, {words}\n")
    return 0


def show(word: str) -> int:
    """Write what a word means, or what is near it."""
    found, _ = glossary.examine()
    if term := found.find(word):
        sys.stdout.write(f"{term.name}: {term.definition.strip()}\n")
        return 0
    near = ", ".join(one.name for one in found.near(word))
    sys.stderr.write(f"no term '{word}'" + (f"; near it: {near}\n" if near else "\n"))
    return 1


def counted(number: int, thing: str) -> str:
    """Return a number of things, in the singular or plural."""
    return f"{number} {thing}" + "s" * (number != 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
