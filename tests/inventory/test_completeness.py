"""Nothing of the inventory is missing from the product, and no row from the inventory."""

from __future__ import annotations

import glossary
from consumer.handlers import load
from tests.inventory.inventory import INVENTORY

COMMANDS, ALIASES, REACTIONS_AND_ANSWERS = 36, 50, 24
TERMS = 45  # five of the inventory, and at least forty more


def triggers(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the product's triggers of a kind, with their aliases."""
    return {one.trigger: one.aliases for one in load().of_kind(kind)}


def test_table_has_the_inventory_s_numbers() -> None:
    words = len(INVENTORY.reactions) + len(INVENTORY.answer)
    assert (len(INVENTORY.command), len(INVENTORY.commands)) == (COMMANDS, COMMANDS + ALIASES)
    assert words == REACTIONS_AND_ANSWERS


def test_product_has_every_command_under_its_name_with_all_its_aliases() -> None:
    commands = triggers("command")
    lacking = {
        row.trigger: sorted({*row.aliases} - {*commands.get(row.trigger, ())})
        for row in INVENTORY.command
        if row.trigger not in commands or {*row.aliases} - {*commands[row.trigger]}
    }
    assert lacking == {}
    assert len(commands) >= COMMANDS
    assert sum(map(len, commands.values())) >= ALIASES


def test_product_has_every_prefix_and_define_as_a_command() -> None:
    assert {row.trigger for row in INVENTORY.prefix} - triggers("prefix").keys() == set()
    assert "define" in triggers("command")


def test_product_has_every_word_that_is_reacted_to_or_answered() -> None:
    words = {words for words, _ in INVENTORY.reactions} | {row.trigger for row in INVENTORY.answer}
    assert words - triggers("contains").keys() == set()


def test_glossary_has_the_terms_and_forty_more() -> None:
    known = glossary.load()
    assert [words for words, _ in INVENTORY.terms if known.find(words) is None] == []
    assert len({term.name for term in known.by_word.values()}) >= TERMS
