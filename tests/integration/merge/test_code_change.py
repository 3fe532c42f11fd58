"""After a change of code a profile is what it would have been had the new code always been used."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.extensions.database import db
from app.merge import service, store, subject_store
from app.registry import store as registry_store
from app.registry.models import Posyandu
from app.registry.service import add_posyandu
from app.review.service import record_decision
from app.secretariat import acts, places_service, undo_service
from app.secretariat.acts import Act
from tests.integration.merge.installation import PLACES, Sent, Twin
from tests.integration.merge.lives import CHOICES, Chain, chains, live_out

OLD = PLACES[0]
DESA = "64.02.06.1002"
TODAY = Act("sekretariat", date(2026, 11, 1))


@contextmanager
def acting(twin: Twin) -> Iterator[None]:
    """Services that ask which day it is."""
    with twin.app.test_request_context():
        yield


def profile(twin: Twin, places: Sequence[str]) -> dict[str, Any]:
    """Everything merged for these Posyandu."""
    with twin.inside():
        cells = {cell.key: cell for place in places for cell in store.list_cells(place)}
        persons = {place: subject_store.list_subjects_in(place) for place in places}
        return {"cells": cells, "persons": persons}


def differences(twin: Twin, places: Sequence[str]) -> list[str]:
    """Where what is stored is not what a fold of the whole log gives."""
    with twin.inside():
        return [line for place in places for line in service.verify_place(place)]


def told_under(told: Sequence[Chain], code: str) -> list[Chain]:
    """The same life, sent under another code."""
    return [
        [
            replace(act, posyandu=code) if isinstance(act, Sent) and act.posyandu == OLD else act
            for act in chain
        ]
        for chain in told
    ]


def next_code(twin: Twin) -> str:
    """The code the Posyandu gets when it moves now."""
    with acting(twin):
        return places_service._free_code(DESA)


@pytest.mark.parametrize("seed", range(6))
def test_old_code_then_new_equals_new_code_always(
    pair: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    first, second = pair
    new = next_code(first)
    places = (new, *PLACES[1:])
    with second.inside():
        add_posyandu([Posyandu(code=new, name="Uji", desa=DESA)])
    told = chains(random.Random(seed))
    half = len(told) // 2
    live_out(first, told[:half], random.Random(seed), monkeypatch)
    chosen = random.Random(seed).randint(0, len(CHOICES) - 1)
    for twin, code in ((first, OLD), (second, new)):
        if twin is second:
            live_out(second, told_under(told[:half], new), random.Random(seed), monkeypatch)
        _choose(twin, code, chosen)
    with acting(first):
        assert places_service.move(OLD, DESA, TODAY) == new
        event = registry_store.find_posyandu(OLD)
        assert event is not None
        assert event.successor == new
    first.run_pending()
    # What begins after the change may come under either code: phones keep old lists for a while.
    mixed = [c if n % 2 else told_under([c], new)[0] for n, c in enumerate(told[half:])]
    live_out(first, mixed, random.Random(seed + 1), monkeypatch)
    live_out(second, told_under(told[half:], new), random.Random(seed + 1), monkeypatch)
    assert profile(first, places) == profile(second, places)
    assert differences(first, (*places, OLD)) == []
    with first.inside():
        assert store.list_cells(OLD) == []
    _undo(first, acts.MOVED)
    first.run_pending()
    assert differences(first, (*places, OLD)) == []
    back = profile(first, [OLD])["cells"]
    forth = profile(second, [new])["cells"]
    assert {(k.field, k.period): _plain(c) for k, c in back.items()} == {
        (k.field, k.period): _plain(c) for k, c in forth.items()
    }


def _plain(cell: Any) -> Any:
    return cell.value, cell.status, cell.reason, cell.sources, cell.latest


def _choose(twin: Twin, place: str, number: int) -> None:
    field, period, chosen = CHOICES[number]
    twin.choose(place, field, period, chosen(random.Random(number)))


def _undo(twin: Twin, kind: str) -> None:
    """Take back the newest act of a kind: the tests after this one find every Posyandu as it was."""
    with acting(twin):
        query = "SELECT max(event_id) FROM registry_event WHERE kind = :kind"
        event_id = db.session.scalar(db.text(query), {"kind": kind})
        undo_service.undo(event_id or 0, TODAY)


@pytest.mark.parametrize("seed", range(4))
def test_a_merged_past_stays_its_own_and_what_follows_counts_for_the_other(
    one: Twin, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """A split life: September stays, October goes; incremental, anew and undone agree."""
    told = chains(random.Random(100 + seed))
    live_out(one, told, random.Random(seed), monkeypatch)
    before = profile(one, PLACES)
    with acting(one):
        places_service.merge(OLD, PLACES[1], Act("sekretariat", date(2026, 10, 1)))
    one.run_pending()
    assert differences(one, PLACES) == []
    with one.inside():
        months = {cell.key.period for cell in store.list_cells(OLD)}
        rows = db.session.execute(
            db.text("SELECT form_id, period, observed_at, posyandu_code, sent_code FROM submission")
        ).all()
    assert "2026-10" not in months
    for form_id, period, observed, place, sent in rows:
        if sent == OLD:
            early = str(observed)[:10] < "2026-10-01" if form_id == "profil" else period < "2026-10"
            assert place == (OLD if early else PLACES[1]), (form_id, period, observed)
    _undo(one, acts.MERGED)
    one.run_pending()
    assert profile(one, PLACES) == before


def test_what_was_rejected_on_the_eve_of_a_merger_stays_with_nobody(one: Twin) -> None:
    """A child of another Posyandu, seen once at the one that is merged: that visit counts no more."""
    child = {
        "orang/nik": "6402065204240001",
        "orang/nama": "Ani",
        "orang/tanggal_lahir": "2024-04-12",
    }
    for name, place, day, weight in (
        ("a", PLACES[2], "2026-09-01", {}),
        ("b", OLD, "2026-10-01", {"ukur/bb": "9.4"}),
        ("c", PLACES[2], "2026-10-05", {}),
    ):
        one.receive(Sent(f"uuid:{name}", "kes_balita", place, day, {**child, **weight}))
    one.run_pending()
    with one.inside():
        record_decision("uuid:b", "tolak", "bukan warga kita", "peninjau")
    with acting(one):
        places_service.merge(OLD, PLACES[1], Act("sekretariat", date(2026, 10, 1)))
    with one.inside():  # before the worker came to the rejection
        service.place_anew({"codes": [OLD]})
    one.run_pending()
    assert differences(one, PLACES) == []
    told = [name for cells in one.profile()["persons"][PLACES[2]].values() for name, *_ in cells]
    assert "umum.orang_nama" in told
    assert "kes.balita_bb" not in told
    _undo(one, acts.MERGED)
