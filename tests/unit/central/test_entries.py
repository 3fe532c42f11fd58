"""Sasaran that a person wrote by hand live among those of submissions, by the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.merge.entity_changes import Chain, plan_chain
from app.merge.entity_state import (
    CREATE,
    DECISION,
    REMOVAL,
    SOFT,
    UPDATE,
    Delta,
    Entity,
    Version,
    state_of,
    with_version,
)
from app.openrosa.entities import EntityChange

AT = datetime(2026, 11, 25, tzinfo=UTC)
ID = "11111111-1111-4111-8111-111111111111"


def decided(number: int, kind: str = DECISION, label: str | None = None, **said: str) -> Version:
    """A version that a person wrote."""
    return Version(number, kind, None, None, Delta(label, said), AT, actor="petugas")


def by_hand(*versions: Version) -> Entity:
    """A sasaran of these versions."""
    entity = Entity(ID, "alat", "64.02.06.1011.001")
    for version in versions:
        entity = with_version(entity, version)
    return entity


def test_what_a_person_adds_is_there_and_what_she_changes_is_changed() -> None:
    state = state_of(by_hand(decided(1, label="Timbangan", merek="A"), decided(2, merek="B")))
    assert (state.label, state.values, state.alive) == ("Timbangan", {"merek": "B"}, True)


def test_what_a_person_takes_off_is_gone_for_good_and_keeps_its_name() -> None:
    removed = by_hand(decided(1, label="Timbangan"), decided(2, REMOVAL), decided(3, merek="B"))
    state = state_of(removed)
    assert (state.label, state.alive) == ("Timbangan", False)


def test_what_a_submission_made_is_taken_off_too() -> None:
    made = Version(1, CREATE, "uuid:a", "uuid:a", Delta("Ana", {}), AT)
    assert state_of(by_hand(made)).alive is True
    assert state_of(by_hand(made, decided(2, REMOVAL))).alive is False
    assert state_of(by_hand(replace(made, source_id=None), decided(2, label="Ani"))).alive is False


def test_a_phone_updates_what_a_person_wrote_and_a_conflict_is_seen() -> None:
    entity = by_hand(decided(1, label="Timbangan", merek="A"), decided(2, tahun="2026"))
    change = EntityChange(
        list_name="alat",
        entity_id=ID,
        create=False,
        update=True,
        label=None,
        values={"merek": "C"},
        base_version=1,
        trunk_version=None,
        branch_id=None,
    )
    chain = Chain(
        "uuid:k", frozenset({"uuid:k"}), "uuid:k", True, entity.posyandu_code, (change,), AT
    )
    after = plan_chain(chain, {ID: entity}, {"alat": False}).changed[ID]
    assert after.versions[-1].kind == UPDATE
    assert (after.versions[-1].conflict, state_of(after).values["merek"]) == (SOFT, "C")
