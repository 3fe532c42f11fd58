"""What people decide about who is who holds over order, rebuild and new ids; undone equals never."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from app.extensions.database import db, now, transaction
from app.intake import queue_store as queue
from app.intake import subject_log_store as log
from app.intake.models import SubjectDecision
from app.merge import subject_store
from app.merge.compare_service import compare_due
from app.merge.matching import anchor_of
from app.merge.models import Mention, PortraitKey
from app.merge.service import rebuild_place
from app.problems import Problem
from app.review import subjects_service as deciding
from tests.integration.merge.installation import PLACES, Sent, Twin

HERE, THERE = PLACES[:2]
NIK, OTHER_NIK = "6402065204240001", "6402061204240777"
WHY = "dari kartu keluarga"


def _visit(name: str, place: str = HERE, day: str = "2026-10-01", **more: str) -> Sent:
    told = {"nama": "Ani Lestari", "tanggal_lahir": "2024-04-12", "jenis_kelamin": "P", **more}
    answers = {f"orang/{key}": value for key, value in told.items()}
    return Sent(f"uuid:{name}", "kes_balita", place, day, answers | {"ukur/hitung_ditimbang": "1"})


VISITS = (
    _visit("a"),
    _visit("b", THERE, "2026-10-02", nama="Ani L."),
    _visit("c", HERE, "2026-10-03", nama="Citra Ulin", nik=OTHER_NIK),
)


def _lived(twin: Twin, visits: Sequence[Sent] = VISITS) -> None:
    for visit in visits:
        twin.receive(visit)
    twin.run_pending()


def _subject(twin: Twin, name: str) -> str:
    """The subject a visit speaks of."""
    with twin.inside():
        query = "SELECT m.subject_id FROM mention m JOIN submission s ON s.seq = m.seq "
        found = db.session.scalar(
            db.text(query + "WHERE s.instance_id = :name"), {"name": f"uuid:{name}"}
        )
        return str(found)


def _join(twin: Twin, one: str, two: str) -> int:
    subjects = _subject(twin, one), _subject(twin, two)
    with twin.inside():
        return deciding.join_subjects(*subjects, WHY, "peninjau")


def _part(twin: Twin, one: str, two: str) -> int:
    subjects = _subject(twin, one), _subject(twin, two)
    with twin.inside():
        return deciding.part_subjects(*subjects, WHY, "peninjau")


def _undo(twin: Twin, seq: int) -> None:
    with twin.inside():
        deciding.undo_subject_decision(seq, WHY, "peninjau")
    twin.run_pending()


def _pairs(twin: Twin) -> list[tuple[str, str]]:
    return [(low, high) for low, high, *_ in twin.profile()["candidates"]]


def test_who_is_alike_is_suggested_and_who_was_decided_about_no_more(one: Twin) -> None:
    _lived(one)
    pair = (
        min(_subject(one, "a"), _subject(one, "b")),
        max(_subject(one, "a"), _subject(one, "b")),
    )
    assert _pairs(one) == [pair]
    _part(one, "a", "b")
    one.run_pending()
    assert _pairs(one) == []
    assert one.differences() == []


def test_joined_they_are_one_in_both_posyandu_and_after_a_rebuild(one: Twin) -> None:
    _lived(one)
    _join(one, "a", "b")
    one.run_pending()
    assert _subject(one, "a") == _subject(one, "b") != _subject(one, "c")
    before = one.profile()
    with one.inside():
        for place in PLACES:
            rebuild_place(place)
        while compare_due():
            pass
    one.run_pending()
    assert one.profile() == before
    assert one.differences() == []


@pytest.mark.parametrize("decide", [_join, _part])
def test_undone_equals_never(one: Twin, decide: object) -> None:
    _lived(one)
    before = one.profile()
    seq = decide(one, "a", "b")  # type: ignore[operator]
    one.run_pending()
    assert one.profile() != before
    _undo(one, seq)
    assert one.profile() == before
    assert one.differences() == []


def test_two_valid_niks_are_never_joined_not_even_through_a_third(one: Twin) -> None:
    _lived(one, [*VISITS, _visit("d", nama="Dewi Sari", nik=NIK)])
    with pytest.raises(Problem, match="NIK sah"):
        _join(one, "c", "d")
    _join(one, "a", "c")
    one.run_pending()
    with pytest.raises(Problem, match="NIK sah"):
        _join(one, "a", "d")


def test_a_mention_is_parted_from_the_others_and_comes_back(one: Twin) -> None:
    _lived(one, [_visit("a", nik=NIK), _visit("b", nik=NIK), _visit("c", THERE, nik=NIK)])
    before = one.profile()
    assert len({_subject(one, name) for name in "abc"}) == 1
    with one.inside():
        anchor = min(db.session.scalars(select(Mention.anchor)))
        subject_id = db.session.scalar(select(Mention.subject_id).limit(1))
        seq = deciding.part_mentions(str(subject_id), {anchor}, WHY, "peninjau")
    one.run_pending()
    assert len({_subject(one, name) for name in "abc"}) == 2
    assert one.differences() == []
    _undo(one, seq)
    assert one.profile() == before


def test_a_decision_follows_when_an_earlier_visit_renames_the_subject(one: Twin) -> None:
    _lived(one)
    _join(one, "a", "b")
    one.run_pending()
    old = _subject(one, "a")
    one.receive(_visit("z", day="2026-09-01", no_kk="6402060101200011"))
    one.receive(_visit("y", day="2026-09-02", nik=NIK))
    one.run_pending()
    _join(one, "z", "a")
    one.run_pending()
    new = _subject(one, "z")
    assert new == _subject(one, "b") != old
    with one.inside():
        held = subject_store.list_mentions_at([anchor_of(old)])
        assert {found.subject_id for found in held} == {new}  # what phones still call it
    assert one.differences() == []


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_and_with_any_state_decisions_end_in_the_same(
    pair: tuple[Twin, Twin], seed: int
) -> None:
    dice, (first, second) = random.Random(seed), pair
    visits = [*VISITS, _visit("d", nama="Any Lestari"), _visit("e", THERE, nik=NIK)]
    _lived(first, visits)
    for _ in range(3):
        one, two = dice.sample("abcde", 2)
        try:
            dice.choice((_join, _part))(first, one, two)
        except Problem:
            continue
        first.run_pending()
    for visit in dice.sample(visits, len(visits)):
        second.receive(visit)
        if dice.random() < 0.5:
            second.run_pending()
    _adopt(first, second)
    second.run_pending()
    for twin in (first, second):
        twin.review("uuid:a", "tolak")
        twin.run_pending()
        twin.review("uuid:a", "terima")
        twin.run_pending()
        assert twin.differences() == []
    assert first.profile() == second.profile()


def _adopt(first: Twin, second: Twin) -> None:
    """Let the second decide as the first did, about the same mentions."""
    with first.inside():
        rows = list(db.session.scalars(select(SubjectDecision).order_by(SubjectDecision.seq)))
        told = [(row.kind, log.list_sides([row.seq])[row.seq]) for row in rows]
    with second.inside(), transaction():
        for kind, (left, right) in told:
            row = SubjectDecision(kind=kind, reason=WHY, actor="peninjau", at=now())
            log.add_subject_decision(row, left, right)
            queue.save_due([one.seq for one in subject_store.list_mentions_at(left | right)])


def test_no_name_and_no_number_lies_in_the_clear(one: Twin) -> None:
    _lived(one, [_visit("a", nik=NIK, no_kk="6402060101200011"), _visit("b")])
    with one.inside():
        assert db.session.scalar(select(PortraitKey.key).limit(1))
        for table in ("mention", "portrait", "portrait_key", "candidate", "subject_due"):
            rows = repr(db.session.execute(db.text(f"SELECT * FROM {table}")).all())  # noqa: S608
            assert rows
            assert not [word for word in ("Ani", "Lestari", NIK, "2024-04-12") if word in rows]
