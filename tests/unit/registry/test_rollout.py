"""Staged roll-out: the smallest area that holds a place decides, and no rule means everywhere."""

from __future__ import annotations

from datetime import date

from app.registry.rollout import ALWAYS, NEVER, Plan, Rule, copied

MAWAR = "64.02.06.1011.001"
JAUH = "64.02.01.2001.001"
EARLY, LATE = date(2026, 10, 1), date(2027, 1, 15)
STAGED = Plan(
    [
        Rule("sosial", "", "", None),
        Rule("sosial", "", "64.02.06", LATE),
        Rule("sosial", "", "64.02.06.1011", EARLY),
    ]
)


def test_without_a_rule_everything_runs_everywhere() -> None:
    assert Plan([]).starts_on("sosial", "sos_bulanan", MAWAR) == ALWAYS
    assert STAGED.starts_on("kesehatan", "kes_bulanan", JAUH) == ALWAYS


def test_the_smallest_area_decides() -> None:
    assert STAGED.starts_on("sosial", "sos_bulanan", MAWAR) == EARLY
    assert STAGED.starts_on("sosial", "sos_bulanan", "64.02.06.1012.001") == LATE
    assert STAGED.starts_on("sosial", "sos_bulanan", JAUH) == NEVER


def test_a_code_that_only_begins_alike_is_not_inside() -> None:
    assert STAGED.starts_on("sosial", "", "64.02.061.1.1") == NEVER


def test_a_rule_of_one_form_goes_before_its_bidang() -> None:
    plan = Plan([Rule("sosial", "", MAWAR, EARLY), Rule("sosial", "sos_lain", "", None)])
    assert plan.starts_on("sosial", "sos_lain", MAWAR) == NEVER
    assert plan.starts_on("sosial", "sos_bulanan", MAWAR) == EARLY


def test_the_secretariats_forms_always_run() -> None:
    assert Plan([Rule("umum", "", "", None)]).starts_on("umum", "profil", MAWAR) == ALWAYS


def test_a_month_is_owed_from_the_first_full_one() -> None:
    plan = Plan([Rule("sosial", "", "", date(2026, 11, 2))])
    assert not plan.owes("sosial", "", MAWAR, "2026-11")
    assert plan.owes("sosial", "", MAWAR, "2026-12")
    assert Plan([Rule("sosial", "", "", date(2026, 11, 1))]).owes("sosial", "", MAWAR, "2026-11")


def test_a_phone_of_an_area_gets_what_runs_anywhere_in_it() -> None:
    assert STAGED.runs("sosial", "sos_bulanan", "64.02.06", EARLY)
    assert not STAGED.runs("sosial", "sos_bulanan", "64.02.01", LATE)


def test_a_copied_set_runs_at_the_target_as_at_the_source() -> None:
    forms = [("sosial", ""), ("kesehatan", ""), ("umum", "")]
    day = date(2026, 12, 1)
    plan = Plan([*STAGED.rules, *copied(STAGED, forms, MAWAR, ["64.02.01"], day)])
    assert plan.starts_on("sosial", "", JAUH) == day
    assert plan.starts_on("kesehatan", "", JAUH) == day
    back = Plan([*STAGED.rules, *copied(STAGED, forms, JAUH, [MAWAR], day)])
    assert back.starts_on("sosial", "", MAWAR) == NEVER
