"""Migrations: numbered in an unbroken row, and a sentence for every table."""

from __future__ import annotations

import ast
import importlib
import re

from app.extensions.database import db
from tests.guards.source import Module, modules, product, read

NUMBERED = re.compile(r"(\d{4})_[a-z0-9_]+")
# `table`: One sentence. Or, as a row of a table: | `table` | One sentence. |
SENTENCE = re.compile(r"^[-*|]? *`(\w+)`[ |:]+([A-Z0-9`][^|\n]*\.)[ |]*$", re.MULTILINE)


def _versions() -> list[Module]:
    return [m for m in modules("migrations") if m.path.startswith("migrations/versions/")]


def _value(module: Module, name: str) -> object:
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            value = getattr(node, "value", None)
            return value.value if isinstance(value, ast.Constant) else value
    return None


def test_migrations_are_numbered_in_an_unbroken_row() -> None:
    found = [NUMBERED.fullmatch(module.name.rpartition(".")[2]) for module in _versions()]
    numbers = [int(match[1]) if match else 0 for match in found]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_migration_follows_the_one_before_it() -> None:
    revisions = [_value(module, "revision") for module in _versions()]
    before = [_value(module, "down_revision") for module in _versions()]
    assert before == [None, *revisions][: len(before)]


def test_every_table_has_its_sentence_and_every_sentence_its_table() -> None:
    if not modules("migrations"):
        return  # nothing to describe before the first migration
    for module in product():
        if module.kind == "models":
            importlib.import_module(module.name)
    described = [name for name, _ in SENTENCE.findall(read("migrations/README.md"))]
    assert sorted(described) == sorted(db.metadata.tables)
