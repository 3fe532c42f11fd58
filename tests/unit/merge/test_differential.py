"""The fold against another way to the same profile: one spreadsheet, one look for each value.

Every rule of the table, of Posyandu and of persons; reports and visits, some for good, some of a
month; several forms for one field, lists within a form; edits replaced, rejections, what was returned;
dates of the future and late ones; submissions moved to another Posyandu; and what people chose.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pandas as pd
import pytest

from app.merge.facts import SEEN, Fact
from app.merge.resolution import Resolution
from app.merge.rules import RULES
from tests.unit.merge.book import SPECS, as_decision, book, choices, lived, table_of
from tests.unit.merge.memory_log import Memory
from tests.unit.merge.spreadsheet import (
    Answer,
    Choice,
    Expected,
    Place,
    homes,
    place_of,
    profile,
)

BOOKS = range(int(os.environ.get("CASES", "60")))


def test_the_spreadsheet_knows_every_rule() -> None:
    # `current` counts what scores say; no form may name it.
    assert {spec.rule for spec in SPECS.values()} == set(RULES) - {"current"}


@pytest.mark.parametrize("seed", BOOKS)
def test_a_spreadsheet_comes_to_the_same_profile(seed: int) -> None:
    dice = random.Random(seed)
    rows = book(dice)
    table = table_of(rows)
    chosen = choices(dice, table)
    memory = lived(dice, rows, chosen)
    expected = profile(table, chosen) if len(table) else {}
    shown = {place: one for place, one in expected.items() if _is_shown(place, one)}
    assert _cells(memory) == {place: _cell(one, table) for place, one in shown.items()}
    assert _homes(memory) == (homes(table) if len(table) else {})
    for place, resolution in _explained(memory, chosen).items():
        told = expected[place]
        assert frozenset(map(_answer, resolution.winners)) == told.winners
        for fact, why in resolution.losers:
            assert why in told.losers[_answer(fact)]
        assert {_answer(fact) for fact, _ in resolution.losers} == set(told.losers)


def _is_shown(place: Place, one: Expected) -> bool:
    """Where a person was seen is no value, and nothing told is nothing to show."""
    return place[1] != SEEN and (one.value is not None or one.status != "pasti")


def _cell(one: Expected, table: pd.DataFrame) -> tuple[Any, ...]:
    """What a cell holds: the value, how sure, why, how many answers it rests on, the newest when."""
    sources = table[table["id"].isin({name for name, _ in one.winners})]
    unreviewed = bool((sources["keadaan"] != "diterima").any())
    newest = max(sources["waktu"], default="")
    return one.value, one.status, one.reason, unreviewed, len(one.winners), newest


def _cells(memory: Memory) -> dict[Place, tuple[Any, ...]]:
    people = [cell for _, cells in memory.subjects.values() for cell in cells.values()]
    return {
        place_of(cell.key): (
            cell.value, cell.status, cell.reason, cell.unreviewed, cell.sources, cell.latest,
        )
        for cell in [*memory.cells.values(), *people]
    }  # fmt: skip


def _homes(memory: Memory) -> dict[str, str]:
    return {subject_id: home for subject_id, (home, _) in memory.subjects.items()}


def _answer(fact: Fact) -> Answer:
    return fact.origin.instance_id, fact.path


def _explained(memory: Memory, chosen: dict[Place, Choice]) -> dict[Place, Resolution]:
    """Every value with its reasons, resolved from all facts that count."""
    facts: dict[Place, list[Fact]] = {}
    for row in memory.rows.values():
        item = row.item()
        held = memory.mentions.get(row.seq)
        for fact in item.facts:
            person = held.subject_id if held else ""
            spec = SPECS[fact.field]
            place = person if spec.scope == "orang" else row.sent.posyandu_code
            period = item.period if RULES[spec.rule].span == "bulan" else ""
            if place:
                key = (place, fact.field, period)
                facts.setdefault(key, []).append(fact._replace(subject=person))
    found = {}
    for key, told in facts.items():
        rule = SPECS[key[1]].rule
        decision = as_decision(rule, chosen[key]) if key in chosen else None
        found[key] = RULES[rule].resolve(told, decision)
    return found
