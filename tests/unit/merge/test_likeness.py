"""The levels of likeness: a table of pairs each, what is never asked, and by which keys one is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merge.blocking import keys_of, pairs_sharing
from app.merge.likeness import LEVELS, REASONS, Portrait, Traits, likeness
from tests.unit.merge.cases import cases

NIK, NEXT_NIK, SLIPPED = "6402061204240001", "6402061204240002", "6402061204240031"
KK, OTHER_KK = "6402060101200011", "6402060101200044"
ANI = Traits("Ani Lestari", "2024-04-12", sex="P", mother="Rina Ulin", no_kk=KK)
ALONE = replace(ANI, mother="", no_kk="")
OWN = replace(ALONE, nik=NIK, own_nik=True)

# level: pairs it holds for
PAIRS: dict[str, list[tuple[Traits, Traits]]] = {
    "nik_sama": [
        (replace(ALONE, nik=NIK), replace(ALONE, nik=NIK, birth="1990-01-02")),
    ],
    "nik_salah_ketik": [
        (OWN, replace(ALONE, nik=SLIPPED, own_nik=True)),
        (OWN, replace(ALONE, nik="6402061024240001", name="Ani Lestary")),
    ],
    "keluarga_dan_nama": [
        (ANI, replace(ANI, birth="2024-12-04")),
        (replace(ANI, no_kk=""), replace(ANI, no_kk="", birth="2024-04-13")),
        (ANI, replace(ANI, birth="2024-01-01", mother="")),
    ],
    "keluarga_dan_nama_mirip": [(ANI, replace(ANI, name="Ani Lestari Ningsih"))],
    "nik_sama_nama_lain": [(OWN, replace(OWN, name=""))],
    "bayi_belum_bernama": [(ANI, replace(ANI, name="By. Ny. Rina"))],
    "keluarga_tanpa_tanggal": [
        (ANI, replace(ANI, birth="")),
        (ANI, replace(ANI, birth="2021-09-30")),
    ],
    "nama_dan_tanggal": [(ALONE, ALONE), (ANI, ALONE)],
    "nama_mirip_tanggal": [(ALONE, replace(ALONE, name="Ani L."))],
    "nama_tanggal_mirip": [
        (ALONE, replace(ALONE, birth="2024-12-04")),
        (ALONE, replace(ALONE, birth="2024-01-01")),
    ],
}
# pairs that are never asked about
NEVER = [
    # twins: one birth date, one family, two names
    (ANI, replace(ANI, name="Budi Lestari")),
    (ANI, replace(ANI, name="Ana Lestari")),
    (
        replace(ANI, nik=NIK, own_nik=True),
        replace(ANI, nik=NEXT_NIK, own_nik=True, name="Anik Lestari"),
    ),
    # a namesake of another family
    (ANI, replace(ANI, no_kk=OTHER_KK, mother="Dewi Santoso")),
    # two valid NIKs that are no slip of each other
    (OWN, replace(ALONE, nik="6402061204240775", own_nik=True)),
    (ALONE, replace(ALONE, birth="2022-09-30")),
    (ALONE, replace(ALONE, name="Ani L.", sex="L")),
]


def _one(traits: Traits) -> Portrait:
    return Portrait(frozenset([traits]))


CASES = [(level, *pair) for level, pairs in PAIRS.items() for pair in pairs]


@pytest.mark.parametrize(("level", "one", "two"), CASES)
def test_each_level_holds_for_its_pairs(level: str, one: Traits, two: Traits) -> None:
    found = likeness(_one(one), _one(two))
    assert found == likeness(_one(two), _one(one))
    assert found is not None
    assert found.level == level
    assert set(found.reasons) <= REASONS.keys()


def test_every_level_has_its_table_and_the_surest_stands_first() -> None:
    assert [level.name for level in LEVELS] == list(PAIRS)
    assert [one.score for one in LEVELS] == sorted((one.score for one in LEVELS), reverse=True)


@pytest.mark.parametrize(("one", "two"), NEVER)
def test_what_is_two_persons_is_not_asked(one: Traits, two: Traits) -> None:
    assert likeness(_one(one), _one(two)) is None


@pytest.mark.parametrize(("_level", "one", "two"), CASES)
def test_who_may_be_one_shares_a_key(_level: str, one: Traits, two: Traits) -> None:
    keys = {name: keys_of(_one(who), ["64.02.06.1011"]) for name, who in (("a", one), ("b", two))}
    assert pairs_sharing(keys) == {("a", "b")}


def test_a_name_and_a_birth_date_are_sought_within_one_desa_only() -> None:
    here, there = (keys_of(_one(ALONE), [desa]) for desa in ("64.02.06.1011", "64.02.01.2001"))
    assert not here & there


TRAITS = st.builds(
    Traits,
    st.sampled_from(("Ani", "Ani L.", "Muh. Budi", "Budi Santoso", "By. Ny. Ani", "")),
    st.sampled_from(("2024-04-12", "2024-12-04", "2024-01-01", "")),
    st.booleans(),
    st.sampled_from(("L", "P", "")),
    st.sampled_from(("Rina", "Dewi", "")),
    st.sampled_from((NIK, NEXT_NIK, SLIPPED, "")),
    st.sampled_from((KK, OTHER_KK, "")),
    st.booleans(),
)
PORTRAITS = st.frozensets(TRAITS, min_size=1, max_size=3).map(Portrait)


@cases(300)
@given(one=PORTRAITS, two=PORTRAITS)
def test_likeness_is_the_same_from_both_sides(one: Portrait, two: Portrait) -> None:
    assert likeness(one, two) == likeness(two, one)
