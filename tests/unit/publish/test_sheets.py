"""The printed sheets: what a kader reads, and a code that Collect reads."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from app.publish.collect_settings import (
    PLACE_COLOURS,
    Project,
    collect_settings,
    decode_settings,
    encode_settings,
    project_of,
    qr_image,
)
from app.publish.sheet_pdf import ReturnedLine, Sheet, invitation_pdf, returned_pdf

NOW = datetime(2026, 11, 25, tzinfo=UTC)
URL = "https://posyandu.example.go.id/k/" + "t" * 32
PROJECT = project_of("64.02.06.1011.001", "Posyandu Mawar")


def sheet(kader: str = "Siti Rahmah", posyandu: str = "Posyandu Mawar") -> Sheet:
    return Sheet(
        kader=kader,
        posyandu=posyandu,
        desa="Maluhu",
        kecamatan="Tenggarong",
        colour=PROJECT.colour,
        qr=qr_image(URL, PROJECT),
        valid_until="25 Desember 2026",
    )


def words_of(content: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_settings_come_back_as_collect_reads_them() -> None:
    settings = decode_settings(encode_settings(collect_settings(URL, PROJECT)))
    assert settings.keys() == {"general", "admin", "project"}
    general = settings["general"]
    assert general["server_url"] == URL
    assert (general["app_language"], general["delete_send"]) == ("in", False)
    assert general["autosend"] == "wifi_and_cellular"
    assert settings["project"] == {
        "name": "Simpul Posyandu Mawar",
        "icon": "M",
        "color": PROJECT.colour,
    }


def test_posyandu_are_told_apart_by_letter_and_colour_and_bidang_by_theirs() -> None:
    neighbours = [project_of(f"64.02.06.1011.00{n}", "Posyandu X") for n in range(1, 9)]
    assert {one.colour for one in neighbours} == set(PLACE_COLOURS)
    own = project_of("64.02.06.1011.001", "Mawar", "kesehatan")
    assert own == Project("Simpul Mawar, kesehatan", "M", "#a61e4d")


def test_a_sheet_says_who_where_how_whom_to_call_and_until_when() -> None:
    (page,) = words_of(invitation_pdf([sheet()], "Ibu Rina, 0812 3456 7890", NOW))
    for words in (
        "Siti Rahmah",
        "Posyandu Mawar",
        "Maluhu, Kecamatan Tenggarong",
        "1. Pasang ODK Collect",
        "2. Ketuk Konfigurasi dengan QR kode",
        "3. Arahkan kamera ke kode ini",
        "4. Ketuk Mulai isi formulir",
        "Bingung? Hubungi Ibu Rina, 0812 3456 7890",
        "Berlaku sampai 25 Desember 2026",
    ):
        assert words in page


def test_every_kader_has_a_sheet_of_the_size_a5() -> None:
    content = invitation_pdf([sheet(f"Kader {n}") for n in range(40)], "", NOW)
    pages = PdfReader(io.BytesIO(content)).pages
    assert [f"Kader {n}" in words for n, words in enumerate(words_of(content))] == [True] * 40
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in pages} == {(420, 595)}


@pytest.mark.parametrize("name", ["Nurul Hidayah " * 6, "Zoë Œuvre", "刘 🙂"])
def test_names_of_any_length_and_writing_make_a_sheet(name: str) -> None:
    (page,) = words_of(invitation_pdf([sheet(name, "Ketenteraman dan Pelindungan " * 4)], "", NOW))
    assert "Maluhu, Kecamatan Tenggarong" in page


def returned(count: int) -> list[ReturnedLine]:
    return [
        ReturnedLine(
            posyandu="Posyandu Mawar",
            kader="Siti",
            form=f"Laporan {number}",
            period="November 2026",
            reason="Jumlah ditimbang lebih besar dari jumlah balita.",
            returned="24 November 2026",
        )
        for number in range(count)
    ]


def test_what_was_returned_is_printed_a_desa_a_page_with_form_month_kader_and_reason() -> None:
    pages = words_of(returned_pdf([("Maluhu", returned(2)), ("Loa Ipuh", returned(1))], NOW))
    assert len(pages) == 2
    assert "Maluhu: 2 laporan" in pages[0]
    for words in ("Laporan 1, November 2026", "kader Siti", "Alasan: Jumlah ditimbang"):
        assert words in pages[0]
    assert "Loa Ipuh: 1 laporan" in pages[1]


def test_a_long_list_goes_on_over_pages_and_loses_no_report() -> None:
    pages = words_of(returned_pdf([("Maluhu", returned(60))], NOW))
    assert len(pages) > 1
    assert all(f"Laporan {number}, November" in " ".join(pages) for number in range(60))
    assert all("Maluhu (lanjutan)" in page for page in pages[1:])
