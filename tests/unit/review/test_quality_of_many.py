"""The quality rules about several submissions: what makes each speak, and what does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.review.quality_names import are_others, name_words
from app.review.quality_reading import HEIGHT, WEIGHT, Reading
from tests.unit.review.readings import NOON, reading, report, seen

MONTH = timedelta(days=30)


def weighed(number: int, weight: float, months: float = 0, **more: Any) -> Reading:
    """Answer a visit with a weight, so many months after the first."""
    return reading(number, numbers={WEIGHT: weight}, at=NOON + months * MONTH, **more)


@pytest.mark.parametrize(
    ("first", "then", "months", "speaks"),
    [
        (10.0, 8.0, 1, True),
        (10.0, 8.1, 1, False),
        (10.0, 13.1, 1, True),
        (10.0, 13.1, 2, False),  # three kilograms a month
        (3.2, 6.2, 1, False),
        (10.0, 10.3, 1, False),
    ],
)
def test_a_weight_that_changes_as_bodies_do_not(
    first: float, then: float, months: float, speaks: bool
) -> None:
    assert bool(seen("berat_berubah", [weighed(1, first), weighed(2, then, months)])) is speaks


def test_a_weight_is_compared_with_the_visit_before_whatever_came_first() -> None:
    visits = [weighed(3, 9.4, 2), weighed(1, 9.0), weighed(2, 6.0, 1)]
    found = seen("berat_berubah", visits)
    assert [one.key for one in found] == ["uuid:0002", "uuid:0003"]
    assert found[0].details == {"arah": "turun", "persen": 33, "hari": 30}


@pytest.mark.parametrize(("then", "speaks"), [(74.0, False), (73.9, True), (76.0, False)])
def test_a_child_who_became_shorter(then: float, speaks: bool) -> None:
    first = reading(1, numbers={HEIGHT: 75.0})
    other = reading(2, numbers={HEIGHT: then}, at=NOON + MONTH)
    assert bool(seen("tinggi_turun", [first, other])) is speaks


@pytest.mark.parametrize(
    ("died", "served", "speaks"),
    [(0, 30, True), (40, 30, True), (40, -20, True), (0, -1, False), (5, -5, False)],
)
def test_who_was_served_after_their_death(died: int, served: int, speaks: bool) -> None:
    """`died`: days before the noon it was told; `served`: days after it."""
    told = reading(1, marks={"meninggal_sejak": died})
    visit = reading(2, at=NOON + timedelta(days=served))
    assert bool(seen("dilayani_setelah_meninggal", [told, visit], about="aa")) is speaks
    assert not seen("dilayani_setelah_meninggal", [told], about="aa")
    assert not seen("dilayani_setelah_meninggal", [visit], about="aa")


@pytest.mark.parametrize(
    ("one", "other", "births", "speaks"),
    [
        ("Aisyah Putri", "Aminah Putri", ("a", "a"), True),
        ("Muh. Rizky Pratama", "Muhammad Rizki Pratama", ("a", "a"), False),
        ("Siti Aminah", "Aminah", ("a", "a"), False),
        ("Aminah", "Aminah", ("a", "b"), True),
        ("Aminah", "Aminah", ("a", None), False),  # an estimate is no other day
        ("", "Aminah", ("a", "a"), False),
    ],
)
def test_one_nik_of_two_people(
    one: str, other: str, births: tuple[str | None, str | None], speaks: bool
) -> None:
    told = [
        reading(number, nik="aa", marks={"nama": name_words(name), "lahir": born})
        for number, name, born in ((1, one, births[0]), (2, other, births[1]))
    ]
    assert bool(seen("nik_kembar", told, about="aa")) is speaks


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Yusuf", "Jusuf", False),
        ("Achmad Noer", "Ahmad Nur", False),
        ("Oemar", "Umar", False),
        ("Chairul", "Khairul", False),
        ("Muhammad", "Muh", False),
        ("Hj. Fatimah", "Fatimah", False),
        ("Rahmat", "Lestari", True),
    ],
)
def test_names_are_of_two_people_only_where_spelling_does_not_explain_it(
    one: str, other: str, apart: bool
) -> None:
    assert are_others(name_words(one), name_words(other)) is apart


def month_of(typed: int, counted: int, status: str = "ada_kegiatan") -> list[Reading]:
    """Answer a monthly report and so many children weighed one by one, one of them twice."""
    numbers = {"kes.balita_d_l": typed} if status == "ada_kegiatan" else {}
    visits = [weighed(10 + n, 9.1, subject_id=f"anak-{n}") for n in range(counted)]
    again = [weighed(900, 9.1, 0.1, subject_id="anak-0")] if counted else []
    return [report(1, numbers=numbers, status=status), *visits, *again]


@pytest.mark.parametrize(
    ("typed", "counted", "speaks"),
    [
        (20, 20, False),
        (20, 18, False),
        (20, 17, True),
        (20, 23, True),
        (20, 9, False),  # recording each child has only begun
        (20, 0, False),
        (60, 54, False),  # a tenth of sixty
        (60, 53, True),
    ],
)
def test_children_weighed_by_report_and_one_by_one(typed: int, counted: int, speaks: bool) -> None:
    assert bool(seen("ditimbang_beda_laporan", month_of(typed, counted))) is speaks


def test_a_report_of_nothing_beside_children_who_were_weighed() -> None:
    (found,) = seen("ditimbang_beda_laporan", month_of(0, 4, "nihil"))
    assert found.details == {"laporan": 0, "dihitung": 4}


def test_the_accepted_report_is_compared_whatever_came_later() -> None:
    accepted = report(1, numbers={"kes.balita_d_l": 20}, accepted=True)
    later = report(2, numbers={"kes.balita_d_l": 5}, at=NOON + timedelta(days=2))
    visits = [weighed(10 + n, 9.1, subject_id=f"anak-{n}") for n in range(20)]
    assert not seen("ditimbang_beda_laporan", [accepted, later, *visits])


def copies(filled: int = 12, **last: Any) -> list[Reading]:
    """Answer September's and October's report with the same numbers."""
    marks = {"salinan": "x", "isi": filled}
    september = report(1, marks=marks, at=NOON - MONTH)
    return [september, report(2, **{"marks": marks, **last})]


def test_a_report_with_all_numbers_of_last_month() -> None:
    (found,) = seen("sama_bulan_lalu", copies())
    assert (found.key, found.details) == ("uuid:0002", {"angka": 12})


@pytest.mark.parametrize(
    "month",
    [
        copies(filled=7),
        copies(marks={"salinan": "y", "isi": 12}),
        copies(form_id="sos_bulanan"),
        copies(status="nihil", marks={}),
        copies()[1:],
    ],
)
def test_a_report_that_is_no_copy(month: list[Reading]) -> None:
    assert not seen("sama_bulan_lalu", month)


def test_weights_that_end_too_often_in_nought_or_five() -> None:
    rounded = [weighed(n, 8 + n % 6 / 2) for n in range(30)]
    (found,) = seen("angka_bulat", rounded)
    assert found.details == {"timbangan": 30, "persen": 100, "indeks": 500}
    assert not seen("angka_bulat", rounded[:29])
    assert not seen("angka_bulat", [weighed(n, round(8 + n / 10, 1)) for n in range(30)])


def test_what_was_said_of_rounding_holds_while_the_index_hardly_moves() -> None:
    rounded = [weighed(n, 8 + n % 6 / 2) for n in range(100)]
    (before,) = seen("angka_bulat", rounded)
    (after,) = seen("angka_bulat", [*rounded, weighed(100, 8.5)])
    (moved,) = seen("angka_bulat", [*rounded, *(weighed(n, 8.3) for n in range(100, 120))])
    assert before.evidence == after.evidence != moved.evidence


def placed(number: int, latitude: float, months: float = 0) -> Reading:
    """Answer a submission from a latitude east of Tenggarong."""
    marks = {"lintang": latitude, "bujur": 117.0}
    return reading(number, marks=marks, at=NOON + months * MONTH)


def test_a_place_far_from_where_the_others_came_from() -> None:
    near = [placed(n, -0.41 - n / 1000) for n in range(4)]
    (found,) = seen("lokasi_jauh", [*near, placed(9, -0.91)])
    assert (found.key, found.details["jarak_km"]) == ("uuid:0009", 55)
    assert not seen("lokasi_jauh", [*near, placed(9, -0.5)])
    assert not seen("lokasi_jauh", [*near[:3], placed(9, -0.91)])  # too few to know the middle


def test_a_far_place_is_asked_about_in_its_own_month() -> None:
    near = [placed(n, -0.41) for n in range(4)]
    assert not seen("lokasi_jauh", [*near, placed(9, -0.91, -1)])


def begun(count: int, seconds: int) -> list[Reading]:
    """Answer so many forms of one kader, begun so many seconds apart."""
    return [reading(n, at=NOON + n * timedelta(seconds=seconds)) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "apart", "speaks"), [(40, 15, True), (15, 40, True), (14, 1, False), (40, 60, False)]
)
def test_many_forms_of_one_kader_in_minutes(count: int, apart: int, speaks: bool) -> None:
    assert bool(seen("kiriman_beruntun", begun(count, apart), about="kader:7:2026-10-12")) is speaks
