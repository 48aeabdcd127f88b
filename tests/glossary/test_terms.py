"""The glossary: real terms, found by name and alias; bad ones refused with file, key and cure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import glossary
from shared.errors import ContentError
from shared.text import POST_CHARS

REAL = glossary.load()
TERMS = list(dict.fromkeys(REAL.by_word.values()))
# gobridge/gopherbot's words: whoever knew it types them.
INVENTORY = [
    ("domain-driven design", "domain-driven design"),
    ("ddd", "domain-driven design"),
    ("domain-driven development", "domain-driven design"),
    ("domain driven design", "domain-driven design"),
    ("dependency injection", "dependency injection"),
    ("di", "dependency injection"),
    ("test-driven development", "test-driven development"),
    ("tdd", "test-driven development"),
    ("test driven development", "test-driven development"),
    ("variadic", "variadic"),
    ("variadic parameter", "variadic"),
    ("variadic function", "variadic"),
    ("blank identifier", "blank identifier"),
    ("blank", "blank identifier"),
    ("underscore", "blank identifier"),
]
NAMED = [
    ("idempotent", "idempotent"),
    ("dead-letter stream", "dead-letter-stream"),
    ("C++", "cplusplus"),
    ("C#", "csharp"),
    ("Naïve Bayes", "naïve-bayes"),
    ("snake_case", "snake_case"),
    ("  a / b  ", "a-b"),
    ("STRASSE ß", "strasse-ss"),
    ("???", ""),
    ("", ""),
]
GOOD = "name = 'Flux  Capacitor'\naliases = ['FC']\ndefinition = 'what makes it possible'"
BAD = [
    ("fluxcapacitor.toml", GOOD, "name", "rename the file to flux-capacitor.toml"),
    ("Flux-Capacitor.toml", GOOD, "name", "rename the file to flux-capacitor.toml"),
    ("x.toml", "name = 'x'", "definition", "is missing: add it"),
    ("x.toml", "definition = 'y'", "name", "is missing: add it"),
    ("x.toml", "name = 'x'\ndefinition = ' '", "definition", "is blank: write something"),
    ("x.toml", "name = ''\ndefinition = 'y'", "name", "is blank: write something"),
    ("x.toml", "name = 'x'\ndefinition = 'y'\nalias = 'z'", "alias", "keys are name, aliases, def"),
    ("x.toml", "name = 'x'\ndefinition = 'y'\naliases = 'z'", "aliases", "is no list"),
    ("x.toml", "name = 'x'\ndefinition = 'y'\naliases = ['']", "aliases.0", "is blank"),
    ("x.toml", f"name = '{'x' * 81}'\ndefinition = 'y'", "name", "at most 80"),
    ("x.toml", f"name = 'x'\ndefinition = '{'y' * 3001}'", "definition", "at most 3000"),
    ("x.toml", "name = x", "", "is not TOML"),
    ("zeta.toml", "name = 'Zeta'\ndefinition = 'y'\naliases = ['fc']", "aliases", "already taken"),
    ("f-c.toml", "name = 'f-c'\ndefinition = 'y'", "name", "'f-c' is already taken by aaa.toml"),
    (
        "x.toml",
        f"name = 'x'\ndefinition = 'y'\naliases = ['{'z' * 81}']",
        "aliases.0",
        "at most 80",
    ),
    ("x.toml", "name = 'x'\ndefinition = 'y'\naliases = [' X']", "aliases", "is the name"),
    ("x.toml", "name = 'x'\ndefinition = 'x is y'", "definition", "begins with the name"),
    ("x.toml", "name = 'x'\ndefinition = ' An X: y'", "definition", "begins with the name"),
    ("x.toml", "name = 'x'\ndefinition = 'a `b'", "definition", "close the code"),
    ("x.toml", "name = 'x'\ndefinition = '<http://y.org>'", "definition", "link to https://"),
    ("x.toml", "name = 'x'\ndefinition = 'at http://y.org'", "definition", "link to https://"),
    ("x.toml", "name = 'x'\ndefinition = 'at https://y.org'", "definition", "put angle brackets"),
    ("x.toml", "name = 'x'\ndefinition = '<https://y.org|>'", "definition", "put angle brackets"),
    ("_.toml", "name = '_'\ndefinition = 'y'", "name", "has no letter or digit"),
]


@pytest.mark.parametrize(("file", "text", "key", "cure"), BAD)
def test_bad_term_is_refused_with_file_key_and_cure(
    tmp_path: Path, file: str, text: str, key: str, cure: str
) -> None:
    (tmp_path / "aaa.toml").write_text("name = 'aaa'\naliases = ['fc']\ndefinition = 'first'")
    (tmp_path / file).write_text(text)
    with pytest.raises(ContentError) as caught:
        glossary.load(tmp_path)
    assert (caught.value.file, caught.value.key) == (str(tmp_path / file), key)
    assert cure in caught.value.cure


def test_word_that_is_taken_names_its_owner(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("name = 'a'\naliases = ['Same  Word']\ndefinition = 'x'")
    (tmp_path / "same-word.toml").write_text("name = 'same word'\ndefinition = 'x'")
    with pytest.raises(ContentError, match=r"name: 'same word' is already taken by a\.toml"):
        glossary.load(tmp_path)


@pytest.mark.parametrize(
    "word",
    [
        "Flux Capacitor", "flux\tCAPACITOR", "fc", "FC ", "flux-capacitor", "FluxCapacitor", "f c",
        "f-c", "flux capacitor?", "“Flux Capacitor”", "`fc`", "*fc*!", "(fc)", "fc()", "_fc_ …",
    ],
)  # fmt: skip
def test_term_is_found_by_name_and_alias_in_any_case(tmp_path: Path, word: str) -> None:
    (tmp_path / "flux-capacitor.toml").write_text(GOOD)
    found = glossary.load(tmp_path).find(word)
    assert found is not None
    assert found.definition == "what makes it possible"


@pytest.mark.parametrize(
    "word", ["flux", "", "capacitor flux", "-fc", "f/c", "fcs", "?", "f" * 40_000]
)
def test_other_words_find_nothing(tmp_path: Path, word: str) -> None:
    (tmp_path / "flux-capacitor.toml").write_text(GOOD)
    assert glossary.load(tmp_path).find(word) is None


def test_name_may_begin_a_longer_word_of_the_definition(tmp_path: Path) -> None:
    (tmp_path / "go.toml").write_text("name = 'go'\ndefinition = 'gopher food'")
    assert glossary.load(tmp_path).by_word.keys() == {"go"}


@pytest.mark.parametrize(
    "word", ["...", "...?", "`...`", "_", ":=", "-race", "C++", "c++.", "_test"]
)
def test_signs_are_words_too(word: str) -> None:
    names = ("...", "_", ":=", "-race", "C++", "_test")
    signs = {name.casefold(): glossary.Term(name=name, definition="a sign") for name in names}
    assert glossary.Glossary(signs).find(word) is not None


def test_files_that_are_no_terms_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about terms")
    assert glossary.load(tmp_path).by_word == {}


@pytest.mark.parametrize(("word", "slug"), NAMED)
def test_file_is_named_after_the_term(word: str, slug: str) -> None:
    assert glossary.slug(word) == slug


def test_every_file_of_the_glossary_is_found_by_its_name() -> None:
    files = {path.stem for path in glossary.TERMS.glob("*.toml")}
    assert {glossary.slug(term.name) for term in REAL.by_word.values()} == files


@pytest.mark.parametrize(("word", "name"), INVENTORY)
def test_word_of_the_predecessor_finds_its_term(word: str, name: str) -> None:
    term = REAL.find(word)
    assert term is not None
    assert term.name == name


@pytest.mark.parametrize("term", TERMS, ids=lambda term: glossary.slug(term.name))
def test_real_term_is_found_by_name_and_each_alias(term: glossary.Term) -> None:
    words = (term.name, *term.aliases)
    assert [REAL.find(word) for word in words] == [term] * len(words)
    assert [REAL.find(f"“{word.upper()}”?") for word in words] == [term] * len(words)


def test_there_are_enough_terms_for_a_community() -> None:
    assert len(TERMS) >= 45


@pytest.mark.parametrize("name", sorted({term.name for term in REAL.by_word.values()}))
def test_real_term_fits_one_post_and_alerts_nobody(name: str) -> None:
    term = REAL.find(name)
    assert term is not None
    assert len(term.name) + len(term.definition) < POST_CHARS - 100
    assert not re.search("<[!@#]", term.mrkdwn)
