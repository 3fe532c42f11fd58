"""What a server lacks, as steps: nothing without a lack, and all that is lacking."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import plan
from app.exchange.plan import (
    CentralForm,
    Draft,
    KoboForm,
    Left,
    Step,
    Wanted,
    central_drift,
    file_drift,
    free_version,
    kobo_drift,
    plan_central,
    plan_kobo,
)
from app.exchange.plan_words import drift_words, refusal_words, replaced_words, step_words

WANTED = Wanted("2026112601", "", {"desa.csv": "a1", "posyandu.csv": "b2"})
THERE = CentralForm(
    exists=True,
    version="2026112601",
    hash="h1",
    state="open",
    versions=frozenset({"2026112601"}),
    files=dict(WANTED.files),
)
LEFT = Left("2026112601", "", THERE.marks())
AT_KOBO = KoboForm(True, "v1", "v1", active=True, files=dict(WANTED.files), hook=True)
LEFT_AT_KOBO = Left("2026112601", "", AT_KOBO.marks())


def kinds(steps: tuple[Step, ...]) -> list[str]:
    """What the steps do."""
    return [step.kind for step in steps]


def test_where_all_is_as_we_left_it_nothing_is_done() -> None:
    assert plan_central(WANTED, LEFT, THERE).steps == ()
    assert plan_kobo(WANTED, LEFT_AT_KOBO, AT_KOBO).steps == ()


def test_a_new_form_is_made_filled_and_published() -> None:
    found = plan_central(WANTED, Left(), CentralForm())
    assert kinds(found.steps) == [plan.FORM, plan.FILE, plan.FILE, plan.PUBLISH]
    assert found.steps[-1].about == {"version": "2026112601"}


def test_what_somebody_changed_there_is_published_again_under_a_version_that_is_free() -> None:
    changed = replace(THERE, hash="h2", versions=frozenset({"2026112601", "2026112601.2"}))
    found = plan_central(WANTED, LEFT, changed)
    assert kinds(found.steps) == [plan.DRAFT, plan.PUBLISH]
    assert found.steps[-1].about == {"version": "2026112601.3"}


def test_a_list_that_grew_is_a_new_version_there_with_that_file_alone() -> None:
    grown = replace(WANTED, files={**WANTED.files, "posyandu.csv": "b3"})
    found = plan_central(grown, LEFT, THERE)
    assert kinds(found.steps) == [plan.DRAFT, plan.FILE, plan.PUBLISH]
    assert found.steps[1].about == {"name": "posyandu.csv"}


def test_a_file_the_server_writes_itself_is_not_sent() -> None:
    there = replace(THERE, files={"desa.csv": "a1"}, written=frozenset({"posyandu.csv"}))
    assert plan_central(WANTED, LEFT, there).steps == ()


def test_a_form_that_was_closed_there_is_only_opened() -> None:
    assert kinds(plan_central(WANTED, LEFT, replace(THERE, state="closed")).steps) == [plan.STATE]


def test_a_form_in_the_trash_there_comes_back_under_a_version_that_was_never_used() -> None:
    found = plan_central(WANTED, replace(LEFT, used=frozenset({"2026112601"})), CentralForm())
    assert kinds(found.steps)[0] == plan.FORM
    assert found.steps[-1].about == {"version": "2026112601.2"}


def test_a_closed_form_that_is_published_again_is_opened_too() -> None:
    changed = replace(THERE, hash="h2", state="closing")
    assert kinds(plan_central(WANTED, LEFT, changed).steps)[-1] == plan.STATE


def test_a_form_of_somebody_else_is_not_touched_and_one_half_made_by_us_is_finished() -> None:
    half = CentralForm(exists=True)
    assert plan_central(WANTED, Left(), half).refusal == plan.TAKEN
    assert kinds(plan_central(WANTED, Left(begun=True), half).steps)[0] == plan.DRAFT


def test_lists_of_people_go_only_where_each_user_gets_his_own() -> None:
    people = replace(WANTED, lists=("balita",))
    assert plan_central(people, Left(), CentralForm()).refusal == plan.NEEDS_FILTER
    filtered = CentralForm(filtered=frozenset({"balita"}))
    assert plan.LIST in kinds(plan_central(people, Left(), filtered).steps)
    assert plan_kobo(people, Left(), KoboForm()).refusal == plan.FOR_EVERYBODY


def test_what_kobo_lacks_is_all_that_is_done_there() -> None:
    def steps(**changes: object) -> list[str]:
        there = replace(AT_KOBO, **changes)  # type: ignore[arg-type]
        return kinds(plan_kobo(WANTED, LEFT_AT_KOBO, there).steps)

    assert steps(hook=False) == [plan.HOOK]
    assert steps(active=False) == [plan.DEPLOY]
    assert steps(files={"desa.csv": "a1"}) == [plan.FILE, plan.DEPLOY]
    assert steps(saved="v2") == [plan.IMPORT, plan.WAIT, plan.DEPLOY]
    assert kinds(plan_kobo(WANTED, Left(), KoboForm()).steps) == [
        *(plan.PROJECT, plan.IMPORT, plan.WAIT, plan.FILE, plan.FILE, plan.DEPLOY, plan.HOOK)
    ]


@given(st.sets(st.sampled_from(["v", "v.2", "v.3", "v.4", "w"])))
@settings(max_examples=40)
def test_a_free_version_was_never_used(used: set[str]) -> None:
    found = free_version("v", frozenset(used))
    assert found not in used
    assert found.startswith("v")


def test_drift_is_told_in_words_and_planning_mends_it() -> None:
    worse = replace(AT_KOBO, saved="v2", active=False, hook=False, files={})
    told = [*kobo_drift(LEFT_AT_KOBO, worse), *file_drift(WANTED.files, {}, worse.files)]
    assert told == ["belum_dipasang", "ditutup", "hook", "berkas:desa.csv", "berkas:posyandu.csv"]
    gone = [*central_drift(LEFT, CentralForm()), *kobo_drift(LEFT_AT_KOBO, KoboForm())]
    other = list(central_drift(LEFT, replace(THERE, hash="h2", state="closed")))
    assert (gone, other) == (["hilang", "hilang"], ["formulir", "ditutup"])
    assert all(drift_words(word) for word in (*told, *gone, *other))


def test_a_file_is_told_by_who_made_it_differ() -> None:
    wanted = {"a.csv": "new", "b.csv": "1", "c.csv": "1", "d.csv": "1"}
    left = {"a.csv": "old", "b.csv": "1", "c.csv": "1"}
    there = {"a.csv": "old", "b.csv": "other"}
    told = list(file_drift(wanted, left, there))
    assert told == ["berkas:a.csv", "diganti:b.csv", "dihapus:c.csv", "berkas:d.csv"]
    assert all(drift_words(word) for word in told)


def test_somebodys_draft_is_told_and_our_own_is_not() -> None:
    theirs = replace(THERE, draft=Draft("9", "x"))
    ours = replace(LEFT, drafts=frozenset({("2026112601", "h1"), ("9", "x")}))
    lost = replace(LEFT, drafts=frozenset({("9", "")}))  # made by us, and the answer never came
    same_number = replace(THERE, draft=Draft("2026112601", "x"))
    out = replace(LEFT, drafts=frozenset({("2026112601", "")}))
    assert list(central_drift(LEFT, theirs)) == ["draf:9"]
    assert list(central_drift(out, same_number)) == ["draf:2026112601"]
    assert list(central_drift(ours, theirs)) == list(central_drift(lost, theirs)) == []


def test_a_plan_says_whose_work_it_replaces_before_it_runs() -> None:
    grown = replace(WANTED, files={**WANTED.files, "posyandu.csv": "b3"})
    draft = replace(THERE, draft=Draft("9", "x"))
    found = plan_central(grown, LEFT, draft)
    assert found.replaces == {"what": "draf", "version": "9", "hash": "x"}
    assert found.steps[0].about["replaces"] == "x"
    assert plan_central(WANTED, LEFT, draft).replaces == {}  # nothing to do, nothing replaced
    saved = replace(AT_KOBO, saved="v2")
    assert plan_kobo(WANTED, LEFT_AT_KOBO, saved).replaces == {"what": "belum_dipasang"}
    imported = replace(LEFT_AT_KOBO, drafts=frozenset({("", "v2")}))
    assert plan_kobo(WANTED, imported, saved).replaces == {}
    both = (found.replaces, {"what": "belum_dipasang"})
    assert all(replaced_words(one) for one in both)


def test_every_kind_of_step_and_refusal_has_its_words() -> None:
    steps = plan.FORM, plan.DRAFT, plan.PROJECT, plan.IMPORT, plan.WAIT, plan.FILE, plan.LIST
    for kind in (*steps, plan.PUBLISH, plan.DEPLOY, plan.STATE, plan.HOOK):
        assert step_words(kind, {"name": "desa.csv"})
    refusals = plan.TAKEN, plan.NEEDS_FILTER, plan.FOR_EVERYBODY, plan.NEEDS_CHANGE
    for refusal in (*refusals, plan.UNREACHED, plan.BUSY):
        assert refusal_words(refusal)
