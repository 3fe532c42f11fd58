"""What a version with another mapping does is told before it, and ends as if it had always been so."""

from __future__ import annotations

import itertools
import os
import random
from typing import Any

import pytest

from app.design import effect_service, effect_store
from app.design.mapping import FieldState
from app.design.models import FormEffect
from app.design.releasing_service import release_version
from app.design.store import get_version
from app.merge import effect_service as merge_effects
from app.merge.effect import kind_of
from app.merge.fold import Cell, CellKey
from app.merge.store import list_cells
from tests.integration.merge.installation import PLACES, Twin, is_on_postgresql
from tests.integration.merge.remapping import (
    FORMS,
    always,
    another,
    as_begun,
    draft,
    filled,
    release,
)

_numbers = itertools.count(1)
SENT = 18
LIVES = range(max(1, int(os.environ.get("CASES", "0")) // 50))


def next_version() -> str:
    """A version no test has used."""
    return f"{2026000000 + next(_numbers)}"


def measured(twin: Twin, form_id: str, version: str) -> FormEffect:
    """What the worker measures of a draft."""
    with twin.inside():
        effect = effect_service.begin_measuring(form_id, version, "penyusun")
    twin.run_pending()
    with twin.inside():
        effect = effect_store.get_effect(effect.effect_id)
        assert effect.state == effect_store.READY
        return effect


def cells(twin: Twin) -> dict[CellKey, Cell]:
    """The cells of every Posyandu."""
    with twin.inside():
        return {cell.key: cell for place in PLACES for cell in list_cells(place)}


def people(twin: Twin) -> dict[tuple[str, str, str], Any]:
    """What stands of persons, as (value, status) by person, field and month."""
    persons = twin.profile()["persons"]
    return {
        (subject_id, field, period): (value, status)
        for place in persons.values()
        for subject_id, told in place.items()
        for field, period, value, _rule, status, *_ in told
    }


def changed(before: dict[CellKey, Cell], after: dict[CellKey, Cell]) -> dict[str, dict[str, int]]:
    """How many cells changed, by field and kind."""
    found: dict[str, dict[str, int]] = {}
    for key in before.keys() | after.keys():
        kind = kind_of(before.get(key), after.get(key), None, STATE)
        if kind:
            kinds = found.setdefault(key.field, {})
            kinds[kind] = kinds.get(kind, 0) + 1
    return found


STATE = FieldState("", "", "posyandu", "umum")


@pytest.mark.parametrize("number", LIVES)
def test_what_is_told_happens_and_ends_as_if_it_had_always_been_so(
    number: int, pair: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every Posyandu a part of its own: the others are merged in between.
    monkeypatch.setattr(merge_effects, "PART_SECONDS", 0.0)
    first, second = pair
    seed = 2 * number + is_on_postgresql(first)  # on each kind of database another form
    dice = random.Random(seed)
    history = {form_id: [as_begun(form_id)] for form_id in FORMS}
    versions = {form_id: next_version() for form_id in FORMS}
    for form_id, version in versions.items():
        release(first, history[form_id][0], version)
    sent = [filled(dice, number, versions) for number in range(SENT)]
    for one in sent:
        first.receive(one)
    first.run_pending()
    reviews = [(one.instance_id, dice.choice(("terima", "tolak"))) for one in dice.sample(sent, 8)]
    for instance_id, decision in reviews:
        first.review(instance_id, decision)
    first.run_pending()
    form_id = tuple(FORMS)[seed % 2]
    meaning, version = another(dice, form_id), next_version()
    history[form_id].append(meaning)

    draft(first, meaning, version)
    before, persons = cells(first), people(first)
    effect = measured(first, form_id, version)
    assert cells(first) == before  # only told so far
    release_drafted(first, form_id, version)
    assert_told(effect, changed(before, cells(first)), persons, people(first))

    # What comes while profiles are being folded anew is in them like all else.
    meaning, late = another(dice, form_id), next_version()
    history[form_id].append(meaning)
    release(first, meaning, late)
    sent += [filled(dice, SENT + number, versions) for number in range(4)]
    for one in sent[SENT:]:
        first.receive(one)
    first.run_pending()
    # Another installation, in which every question meant from the first day what it means in the end.
    for name, versions_of in history.items():
        release(second, always(name, versions_of), versions[name])
    for one in dice.sample(sent, len(sent)):
        second.receive(one)
    for instance_id, decision in reviews:
        second.review(instance_id, decision)
    second.run_pending()
    assert first.differences() == second.differences() == []
    assert first.profile() == second.profile()


def assert_told(
    effect: FormEffect,
    happened: dict[str, dict[str, int]],
    before: dict[tuple[str, str, str], Any],
    after: dict[tuple[str, str, str], Any],
) -> None:
    """What was measured of a release is what happened to the cells, and to people's values."""
    told = {
        field: {kind: values for kind, (values, _places) in kinds.items()}
        for field, kinds in effect.tally.get("fields", {}).items()
    }
    assert {field: kinds for field, kinds in told.items() if field not in OF_PEOPLE} == happened
    assert sum(sum(kinds.values()) for field, kinds in told.items() if field in OF_PEOPLE) == sum(
        before.get(key) != after.get(key) for key in before.keys() | after.keys()
    )


OF_PEOPLE = {"kes.alih_p", "kes.alih_q", "kes.alih_m"}


def release_drafted(twin: Twin, form_id: str, version: str) -> None:
    """Release what was drafted, and let the worker fold anew."""
    with twin.inside():
        release_version(form_id, version, "penyusun", version)
    twin.run_pending()
    with twin.inside():
        found = effect_service.find_effect(get_version(form_id, version, whole=True))
        assert found is None or found.state == effect_store.DONE
