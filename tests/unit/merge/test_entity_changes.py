"""What arriving submissions do to sasaran, one rule after the other."""

from __future__ import annotations

from datetime import timedelta

from app.merge.entity_changes import open_conflicts, resolve
from app.merge.entity_state import CORRECTION, DECISION, HARD, SOFT, state_of
from tests.unit.merge.sasaran import AT, BRANCH, CHILD, OTHER, World, create, named, update


def world(**values: str) -> World:
    """A world in which the child was created."""
    one = World()
    one.receive("buat", create(**values))
    return one


def kinds(one: World, entity_id: str = CHILD) -> list[str]:
    return [version.kind for version in one.entities[entity_id].versions]


def test_a_child_is_created_and_updated() -> None:
    one = world(bb="9", rt="1")
    one.receive("timbang", update(1, bb="9.5"))
    assert one.child().values == {"bb": "9.5", "rt": "1"}
    assert one.child().label == "Ananda"
    assert one.entities[CHILD].current == 2
    assert one.entities[CHILD].conflict == ""


def test_what_was_not_sent_stays_and_an_empty_answer_empties() -> None:
    one = world(bb="9", rt="1")
    one.receive("timbang", update(1, rt=""))
    assert one.child().values == {"bb": "9", "rt": ""}


def test_the_same_submission_again_changes_nothing() -> None:
    one = world(bb="9")
    one.receive("timbang", update(1, bb="10"))
    before = one.entities[CHILD]
    one._run(["buat", "timbang", "timbang"])
    assert one.entities[CHILD] == before


def test_a_second_creation_is_told_and_changes_nothing() -> None:
    one = world(bb="9")
    one.receive("lagi", create("Orang lain", bb="3"))
    assert one.faults["lagi"].code == "sudah_ada"
    assert one.child().values == {"bb": "9"}


def test_updates_of_a_branch_that_arrive_in_reverse_are_held_and_then_applied() -> None:
    one = World()
    one.receive("kedua", update(2, bb="11"))
    one.receive("pertama", update(1, bb="10", rt="4"))
    assert set(one.held) == {"kedua", "pertama"}
    assert one.entities == {}
    one.receive("buat", create(bb="9"))
    assert one.held == {}
    assert one.child().values == {"bb": "11", "rt": "4"}
    assert [v.instance_id for v in one.entities[CHILD].versions] == ["buat", "pertama", "kedua"]
    assert one.entities[CHILD].conflict == ""


def test_two_phones_from_one_base_conflict_hard_where_they_disagree() -> None:
    one = world(bb="9", rt="1")
    one.receive("siti", update(1, trunk=1, bb="10", rt="1"))
    one.receive("ani", update(1, trunk=1, branch=OTHER, bb="11"))
    entity = one.entities[CHILD]
    assert entity.conflict == HARD
    assert [v.number for v in open_conflicts(entity)] == [3]
    assert one.child().values == {"bb": "11", "rt": "1"}


def test_two_phones_that_touch_other_things_conflict_softly_and_hard_never_softens() -> None:
    one = world(bb="9", rt="1")
    one.receive("siti", update(1, trunk=1, bb="10"))
    one.receive("ani", update(1, trunk=1, branch=OTHER, rt="2"))
    assert one.entities[CHILD].conflict == SOFT
    one.receive("budi", update(1, trunk=1, branch=named(3), bb="12"))
    assert one.entities[CHILD].conflict == HARD
    one.receive("siti2", update(2, trunk=1, gizi="baik"))
    assert one.entities[CHILD].conflict == HARD
    assert one.entities[CHILD].versions[-1].conflict == SOFT


def test_equal_values_from_two_phones_are_only_a_soft_conflict() -> None:
    one = world(bb="9")
    one.receive("siti", update(1, trunk=1, bb="10"))
    one.receive("ani", update(1, trunk=1, branch=OTHER, bb="10"))
    assert one.entities[CHILD].conflict == SOFT


def test_a_person_resolves_by_keeping_or_by_typing() -> None:
    one = world(bb="9")
    one.receive("siti", update(1, trunk=1, bb="10"))
    one.receive("ani", update(1, trunk=1, branch=OTHER, bb="11"))
    kept = resolve(one.entities[CHILD], {}, "opd", AT)
    assert (kept.conflict, kept.current, open_conflicts(kept)) == ("", 3, [])
    typed = resolve(one.entities[CHILD], {"bb": "10.5"}, "opd", AT)
    assert (typed.current, typed.versions[-1].kind, typed.conflict) == (4, DECISION, "")
    assert state_of(typed).values == {"bb": "10.5"}


def test_a_rejected_update_is_taken_out_and_comes_back() -> None:
    one = world(bb="9")
    one.receive("timbang", update(1, bb="10"))
    one.decide("timbang", "ditolak")
    assert one.child().values == {"bb": "9"}
    assert kinds(one)[-1] == CORRECTION
    assert one.entities[CHILD].current == 3
    one.decide("timbang", "diterima")
    assert one.child().values == {"bb": "10"}
    assert one.entities[CHILD].current == 4


def test_a_rejected_creation_makes_the_child_disappear_until_it_counts_again() -> None:
    one = world(bb="9")
    one.decide("buat", "ditolak")
    assert not one.child().alive
    assert one.child().label == "Ananda"  # as people know it
    one.receive("timbang", update(1, bb="10"))
    one.decide("buat", "diterima")
    assert one.child().alive
    assert one.child().values == {"bb": "10"}


def test_an_edit_replaces_the_first_answers_in_their_place() -> None:
    one = world(bb="9", rt="1")
    one.receive("timbang", update(1, bb="10"))
    one.receive("perbaikan", create(bb="8", rt="7"), edits="buat")
    assert one.child().values == {"bb": "10", "rt": "7"}
    assert kinds(one) == ["buat", "ubah", CORRECTION]
    one.decide("perbaikan", "ditolak")
    one.decide("buat", "belum_ditinjau")
    assert one.child().values == {"bb": "10", "rt": "1"}


def test_a_list_with_approval_waits_for_it() -> None:
    one = World(lists={"balita": True})
    one.receive("buat", create(bb="9"))
    assert (one.entities, one.held, one.faults) == ({}, {}, {})
    one.decide("buat", "diterima")
    assert one.child().alive


def test_if_one_of_several_fails_none_is_applied() -> None:
    one = world(bb="9")
    one.receive("dua", create("Adik", entity_id=named(2)), create("Kembar", entity_id=CHILD))
    assert set(one.entities) == {CHILD}
    assert one.faults["dua"].code == "sudah_ada"
    assert one.faults["dua"].detail == "1 dari 2"


def test_several_children_of_one_submission_are_all_created() -> None:
    one = World()
    one.receive("semua", *(create(f"Anak {n}", entity_id=named(n)) for n in range(3)))
    assert [one.child(named(n)).label for n in range(3)] == ["Anak 0", "Anak 1", "Anak 2"]


def test_an_update_held_too_long_is_applied_and_flagged() -> None:
    one = world(bb="9")
    one.receive("ketiga", update(3, bb="12"))
    one.force()
    version = one.entities[CHILD].versions[-1]
    assert (version.forced, version.conflict) == (True, SOFT)
    assert one.child().values == {"bb": "12"}
    one.receive("pertama", update(1, bb="10"))
    assert one.child().values == {"bb": "12"}  # the phone's own order counts


def test_an_update_of_a_child_that_never_came_becomes_one_and_its_creation_joins_later() -> None:
    one = World()
    one.receive("timbang", update(1, bb="10"))
    one.force()
    assert one.child().alive
    assert one.child().label == "Tanpa nama (dibuat otomatis)"
    one.receive("buat", create("Ananda", bb="9", rt="1"))
    assert one.faults == {}
    assert one.child().label == "Ananda"
    assert one.child().values == {"bb": "10", "rt": "1"}


def test_an_upsert_creates_what_is_new_and_changes_what_is_there() -> None:
    one = World()
    one.receive("baru", update(None, branch=None, label="Rumah 1", upsert=True, atap="rumbia"))
    assert one.child().label == "Rumah 1"
    one.receive("lagi", update(1, label="Rumah 1", upsert=True, trunk=1, atap="seng"))
    assert one.child().values == {"atap": "seng"}
    assert one.entities[CHILD].conflict == ""


def test_an_upsert_of_a_phone_that_did_not_know_the_child_is_applied_and_flagged() -> None:
    one = world(bb="9")
    one.receive("lain", update(None, branch=None, label="Ananda", upsert=True, bb="4"))
    assert one.child().values == {"bb": "4"}
    assert one.entities[CHILD].conflict == HARD


def test_versions_of_another_server_are_not_ours_and_the_order_of_one_phone_still_holds() -> None:
    one = world(bb="9", rt="1")
    one.receive("ketiga", update(9, trunk=7, branch=BRANCH, bb="12"), filled=AT)
    one.receive("kedua", update(8, trunk=7, branch=BRANCH, bb="11"), filled=AT)
    assert set(one.held) == {"ketiga", "kedua"}
    one.receive("pertama", update(7, trunk=7, branch=BRANCH, bb="10", rt="2"), filled=AT)
    assert (one.held, one.faults) == ({}, {})
    assert one.child().values == {"bb": "12", "rt": "2"}
    assert one.entities[CHILD].conflict == ""


def test_what_came_here_after_another_server_was_told_is_a_conflict_there_too() -> None:
    one = world(bb="9", rt="1")
    one.receive("di sini", update(1, bb="10"))
    one.receive(
        "di sana", update(5, trunk=5, branch=OTHER, bb="11"), filled=AT - timedelta(hours=1)
    )
    assert one.child().values["bb"] == "11"
    assert one.entities[CHILD].conflict == HARD


def test_what_cannot_be_understood_is_told() -> None:
    one = world()
    one.receive("asing", update(7, trunk=7, bb="1"))
    one.receive("tanpa", update(None, branch=None, bb="1"))
    one.receive("lupa", create("", entity_id=named(5)))
    codes = {name: fault.code for name, fault in one.faults.items()}
    assert codes == {
        "asing": "versi_tidak_dikenal",
        "tanpa": "tanpa_versi",
        "lupa": "tanpa_nama",
    }


def test_another_phone_between_makes_the_branch_soft() -> None:
    one = world(bb="9")
    one.receive("siti", update(1, bb="10"))
    one.receive("ani", update(2, trunk=2, branch=OTHER, rt="2"))
    one.receive("siti2", update(2, bb="11"))
    conflicts = [version.conflict for version in one.entities[CHILD].versions]
    assert conflicts == ["", "", "", SOFT]
    assert one.entities[CHILD].versions[-1].branch_id == BRANCH
