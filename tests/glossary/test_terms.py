"""The glossary: real terms, found by name and alias; bad ones refused with file, key and cure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import glossary
from shared.errors import ContentError
from shared.text import POST_CHARS

REAL = glossary.load()
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
    ("x.toml", "name = 'x'\ndefinition = 'y'\naliases = 'z'", "aliases", "valid tuple"),
    ("x.toml", "name = 'x'\ndefinition = 'y'\naliases = ['']", "aliases.0", "is blank"),
    ("x.toml", f"name = '{'x' * 81}'\ndefinition = 'y'", "name", "at most 80"),
    ("x.toml", f"name = 'x'\ndefinition = '{'y' * 3001}'", "definition", "at most 3000"),
    ("x.toml", "name = x", "", "is not TOML"),
    ("zeta.toml", "name = 'Zeta'\ndefinition = 'y'\naliases = ['fc']", "aliases", "already taken"),
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


@pytest.mark.parametrize("word", ["Flux Capacitor", "flux\tCAPACITOR", "fc", "FC "])
def test_term_is_found_by_name_and_alias_in_any_case(tmp_path: Path, word: str) -> None:
    (tmp_path / "flux-capacitor.toml").write_text(GOOD)
    found = glossary.load(tmp_path).find(word)
    assert found is not None
    assert found.definition == "what makes it possible"


@pytest.mark.parametrize("word", ["flux", "", "capacitor flux"])
def test_other_words_find_nothing(tmp_path: Path, word: str) -> None:
    (tmp_path / "flux-capacitor.toml").write_text(GOOD)
    assert glossary.load(tmp_path).find(word) is None


def test_own_name_as_alias_is_no_collision(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("name = 'X'\naliases = ['x']\ndefinition = 'y'")
    assert glossary.load(tmp_path).by_word.keys() == {"x"}


def test_files_that_are_no_terms_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about terms")
    assert glossary.load(tmp_path).by_word == {}


@pytest.mark.parametrize(("word", "slug"), NAMED)
def test_file_is_named_after_the_term(word: str, slug: str) -> None:
    assert glossary.slug(word) == slug


def test_every_file_of_the_glossary_is_found_by_its_name() -> None:
    files = {path.stem for path in glossary.TERMS.glob("*.toml")}
    assert {glossary.slug(term.name) for term in REAL.by_word.values()} == files


@pytest.mark.parametrize("name", sorted({term.name for term in REAL.by_word.values()}))
def test_real_term_fits_one_post_and_alerts_nobody(name: str) -> None:
    term = REAL.find(name)
    assert term is not None
    assert len(term.name) + len(term.definition) < POST_CHARS - 100
    assert not re.search("<[!@]", term.definition)
