"""What of a list travels to a phone, as columns, rows and hash."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registry.entity_lists import (
    columns_for,
    is_for,
    joined,
    list_hash,
    told_to,
    write_header,
    write_rows,
)
from xlsform.travel import never_travels

PROPERTIES = {
    name: {"label": name, "privacy": "umum"} for name in ("rt", "RT", "bb", "nik", "lahir")
}


@pytest.mark.parametrize(
    "name",
    ["nik", "nik_ibu", "no_kk", "nokk", "umum.orang_nik", "no_hp", "linmas_hp", "nomor_wa", "pelapor",
     "nama_pelapor", "srq_20", "skor_depresi", "korban_kekerasan", "kesehatan_jiwa", "KDRT"],
)  # fmt: skip
def test_what_may_never_travel(name: str) -> None:
    assert never_travels(name)


@pytest.mark.parametrize(
    "name",
    ["nama", "tanggal_lahir", "bb_terakhir", "kk_total", "jml_hp_tablet", "punya_nik", "teknik",
     "rt", "alamat", "unik", "klinik"],
)  # fmt: skip
def test_what_may_travel(name: str) -> None:
    assert never_travels(name) == ""


def test_columns_are_those_the_forms_read_but_none_that_may_not_travel() -> None:
    assert columns_for(PROPERTIES, ["bb", "nik", "root", "item"]) == ("bb",)


def test_columns_that_differ_only_by_case_are_one_on_a_phone() -> None:
    assert columns_for(PROPERTIES, ["rt", "RT"]) == ("RT",)


def test_a_phone_of_one_bidang_holds_its_own_lists_and_the_common_ones() -> None:
    held = [is_for(bidang, "kesehatan") for bidang in ("kesehatan", "umum", "sosial")]
    assert held == [True, True, False]
    assert is_for("sosial", "")


def test_of_the_shared_list_of_people_a_phone_reads_what_is_of_all_and_of_its_own_bidang() -> None:
    known = dict.fromkeys(("tanggal_lahir", "kes_bb", "pend_status"), {"label": "", "privacy": ""})

    def told(*bidang: str) -> list[str]:
        return sorted(told_to("orang", "umum", known, bidang))

    assert told("pendidikan") == ["pend_status", "tanggal_lahir"]
    assert told("sosial", "kesehatan") == ["kes_bb", "tanggal_lahir"]
    assert told("") == sorted(known)
    assert told() == []
    assert sorted(told_to("balita", "kesehatan", known, ["kesehatan"])) == sorted(known)


def test_a_property_is_as_private_as_its_most_private_question() -> None:
    first = joined({}, {"bb": {"label": "Berat", "privacy": "spesifik"}})
    second = joined(first, {"bb": {"label": "Bobot", "privacy": "umum"}})
    assert second == {"bb": {"label": "Berat", "privacy": "spesifik"}}


def test_the_hash_follows_what_is_seen() -> None:
    base = list_hash("balita", ["bb"], False, [("a", 1), ("b", 2)])
    assert base == list_hash("balita", ["bb"], False, [("a", 1), ("b", 2)])
    others = [
        list_hash("rumah", ["bb"], False, [("a", 1), ("b", 2)]),
        list_hash("balita", ["bb", "rt"], False, [("a", 1), ("b", 2)]),
        list_hash("balita", ["bb"], True, [("a", 1), ("b", 2)]),
        list_hash("balita", ["bb"], False, [("a", 2), ("b", 2)]),
        list_hash("balita", ["bb"], False, [("a", 1)]),
    ]
    assert len({base, *others}) == 6


@given(
    st.lists(
        st.tuples(
            st.uuids(version=4).map(str),
            st.integers(1, 999),
            st.text(st.characters(exclude_categories=["Cs", "Cc"])),
            st.dictionaries(st.sampled_from(["bb", "rt"]), st.text(st.characters(codec="utf-8"))),
        )
    )
)
def test_whatever_is_in_a_row_every_row_is_read_again(
    rows: list[tuple[str, int, str, dict[str, str]]],
) -> None:
    columns = ("bb", "rt")
    text = (write_header(columns) + write_rows(rows, columns)).decode()
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in read] == [row[0] for row in rows]
    assert [int(row["__version"]) for row in read] == [row[1] for row in rows]
    assert all(row["label"] for row in read)
    assert all(row.keys() == {"name", "label", "__version", "bb", "rt"} for row in read)


def test_a_number_of_16_digits_that_strayed_into_an_answer_does_not_travel() -> None:
    entity_id = "11111111-1111-4111-8111-111111111111"
    text = write_rows([(entity_id, 1, "Ana 6402061505220001", {"rt": "6402061505220002"})], ["rt"])
    assert text.decode() == f"{entity_id},Ana ,1,\r\n"
