"""What answers mean: the newest version that asks says so, and a plan names what becomes of it."""

from __future__ import annotations

import pytest

from app.design.mapping import (
    FieldState,
    as_shown,
    changed_fields,
    changed_questions,
    in_force,
    meanings,
    plan_of,
    states_after,
)
from xlsform.field_map import FieldUse


def use(path: str, *fields: str, kind: str = "integer", **more: str) -> FieldUse:
    """A question that fills fields by the rule `latest`."""
    pairs = tuple((field, "latest") for field in fields)
    privacy, unit = more.get("privacy", "umum"), more.get("unit", "")
    return FieldUse(path, pairs, unit, privacy, kind, None, more.get("label", path))


OLD = [use("a", "kes.a", label="Lama"), use("b", "kes.b"), use("c", "kes.c")]
NEW = [use("a", "kes.x", label="Baru"), use("b"), use("d", "kes.d")]


def test_the_newest_version_that_asks_decides_and_what_is_asked_no_more_keeps_its_meaning() -> None:
    force = in_force([NEW, OLD])
    assert {path: one.fields for path, one in force.items()} == {
        "a": (("kes.x", "latest"),),
        "b": (),
        "c": (("kes.c", "latest"),),
        "d": (("kes.d", "latest"),),
    }


def test_an_old_versions_answers_mean_what_the_newest_says_in_their_own_words() -> None:
    (a, b, c) = meanings(OLD, in_force([NEW, OLD]))
    assert (a.fields, a.label) == ((("kes.x", "latest"),), "Lama")
    assert b.fields == ()
    assert c == OLD[2]


def test_a_page_shows_an_answer_as_asked_with_what_it_fills_today_and_as_private_as_either_says() -> (
    None
):
    old, new = use("a", "kes.a", kind="text", privacy="spesifik"), use("a", "kes.x")
    (shown,) = as_shown([old], meanings([old], in_force([[new], [old]])))
    assert (shown.fields, shown.question_type) == (new.fields, "text")
    assert shown.privacy == "spesifik"
    (other,) = as_shown([new], meanings([new], in_force([[old], [new]])))
    assert other.privacy == "spesifik"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ([use("a", "kes.a")], []),
        ([use("a", "kes.x")], [("isian", "kes.a", "kes.x", ("kes.a", "kes.x"))]),
        ([use("a")], [("isian", "kes.a", "", ("kes.a",))]),
        ([use("a", "kes.a", "kes.x")], [("isian", "kes.a", "kes.a kes.x", ("kes.a", "kes.x"))]),
        ([use("a", "kes.a", kind="text")], [("jenis", "integer", "text", ("kes.a",))]),
        ([use("z", "kes.a")], [("pertanyaan", "kes.a", "", ())]),
    ],
)
def test_what_changes_of_questions(new: list[FieldUse], told: list[tuple[object, ...]]) -> None:
    old = [use("a", "kes.a")]
    found = changed_questions("kes_uji", in_force([old]), new, old)
    assert [(one.what, one.before, one.after, one.fields) for one in found] == told


def test_a_field_is_as_private_as_its_most_private_question_and_never_less() -> None:
    known = {"kes.a": FieldState("latest", "", "posyandu", "identitas")}
    (less,) = states_after(known, [use("a", "kes.a")], None).values()
    (more,) = states_after(known, [use("a", "kes.a", privacy="spesifik")], None).values()
    assert (less.privacy, more.privacy) == ("identitas", "spesifik")
    assert [one.what for one in changed_fields(known, {"kes.a": more})] == ["kerahasiaan"]


def test_a_plan_names_every_form_whose_answers_fill_a_field_that_changes() -> None:
    now = {"kes_uji": in_force([OLD]), "lain": in_force([[use("q", "kes.x")]]), "jauh": {}}
    will = {"kes_uji": in_force([NEW, OLD])}
    fields = states_after({}, [*OLD, *NEW], None)
    plan = plan_of(changed_questions("kes_uji", now["kes_uji"], NEW), now, will, fields)
    assert plan.forms == ("kes_uji", "lain")
    assert set(plan.fields) == {"kes.a", "kes.b", "kes.x"}
    assert plan.changes_values
    assert not plan_of([], now, {}, fields).changes_values
