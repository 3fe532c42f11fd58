"""The printed guide: everything a form asks, in words a kader is taught by."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from app.design.library import list_form_files, read_library
from app.publish.guide_conditions import Asked, condition_words
from app.publish.guide_pdf import guide_pdf
from app.publish.guide_words import DEPENDS, Guide, guide_of
from xlsform.workbook import Workbook, read_workbook

NOW = datetime(2026, 11, 26, tzinfo=UTC)
FILES = {path.stem: path for path in list_form_files()}
ASKED = {
    "jenis": Asked(3, {"a": "Air", "b": "Batu", "c": "Kayu atau papan"}),
    "jumlah": Asked(4),
    "sakit": Asked(5, {"demam": "Demam"}),
    "tanggal": Asked(6),
    "uang": Asked(7),
    "usia_bulan": Asked(calculation="..."),
    "siap": Asked(calculation="if(${jenis} = 'a' and ${jumlah} > 2, 'ya', '')"),
    "kelompok": Asked(calculation="if(${jenis} = '', ${lalu}, ${jenis})"),
    "lalu_bb": Asked(calculation="instance('x')/root"),
}


def workbook_of(form_id: str) -> Workbook:
    return read_library().expand(read_workbook(FILES[form_id].read_bytes(), f"{form_id}.md"))


def words_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", ""),
        ("${jenis} = 'a'", "nomor 3 dijawab “Air”"),
        ("${jenis} != 'a'", "kecuali nomor 3 dijawab “Air”"),
        ("${jenis} = 'a' or ${jenis} = 'b'", "nomor 3 dijawab “Air” atau “Batu”"),
        ("${jenis} != '' and ${jenis} != 'b'", "kecuali nomor 3 dijawab “Batu”"),
        ("${jumlah} != ''", "nomor 4 diisi"),
        ("${jumlah} = '' and ${jenis} = 'a'", "nomor 4 kosong dan nomor 3 dijawab “Air”"),
        ("${jumlah} >= 1.5", "nomor 4 paling sedikit 1,5"),
        ("not(${jenis} = 'a') and ${jumlah} > 0", "nomor 4 lebih dari 0, kecuali nomor 3 dijawab “Air”"),
        ("selected(${sakit}, 'demam')", "pada nomor 5 dipilih “Demam”"),
        ("count-selected(${sakit}) >= 2", "nomor 5 dipilih 2 jawaban atau lebih"),
        ("format-date(${tanggal}, '%m') = '02'", "nomor 6 bulan Februari"),
        ("${usia_bulan} < 6", "umur (bulan) kurang dari 6"),
        ("${siap} = 'ya'", "nomor 3 dijawab “Air” dan nomor 4 lebih dari 2"),
        ("${kelompok} = 'c'", "nomor 3 dijawab “Kayu atau papan”"),
        ("${jumlah} + ${uang} > 0", "jumlah nomor 4 dan 7 lebih dari 0"),
        ("${lalu_bb} != ''", "sudah pernah dicatat"),
        (
            "${jumlah} > 0 and (${jenis} = 'a' or ${sakit} = 'demam')",
            "nomor 4 lebih dari 0 dan (nomor 3 dijawab “Air” atau nomor 5 dijawab “Demam”)",
        ),
    ],
)  # fmt: skip
def test_a_condition_is_said_by_the_numbers_of_its_questions(expression: str, words: str) -> None:
    assert condition_words(expression, ASKED) == words


@pytest.mark.parametrize(
    "expression",
    [
        "${jumlah} * 2 > 3",
        "${entah} = 'a'",
        "${jenis} = 'zzz'",
        "${jenis} = ",
        "((",
        "jr:x(1)",
        "§",
    ],
)
def test_what_cannot_be_said_shortly_is_left_unsaid(expression: str) -> None:
    assert condition_words(expression, ASKED) is None


@pytest.mark.parametrize("form_id", FILES)
def test_a_guide_names_every_question_choice_and_rule_of_its_form(form_id: str) -> None:
    guide = guide_of(workbook_of(form_id), "2026112602")
    words = words_of(guide_pdf(guide, NOW))
    for section in guide.sections:
        for question in section.questions:
            for text in (question.label, question.rule, *question.choices):
                assert _plain(text) in _plain(words), (question.label, text)
    numbers = [question.number for section in guide.sections for question in section.questions]
    assert [number for number in numbers if number] == list(range(1, max(numbers) + 1))


def test_hardly_a_condition_is_too_much_to_be_said() -> None:
    guides = [guide_of(workbook_of(form_id), "1") for form_id in FILES]
    conditions = [
        question.condition
        for guide in guides
        for section in guide.sections
        for question in section.questions
        if question.condition and question.number
    ]
    assert len(conditions) > 200
    assert sum(DEPENDS in one for one in conditions) < len(conditions) / 10


def _plain(text: str) -> str:
    # Where a line ends the reader of a PDF may leave out the blank.
    return re.sub(r"\s", "", text.encode("cp1252", "replace").decode("cp1252"))


def test_a_guide_says_what_for_how_to_begin_and_when() -> None:
    words = words_of(guide_pdf(guide_of(workbook_of("kes_balita"), "2026112602"), NOW))
    for said in (
        "Panduan formulir, bidang Kesehatan",
        "Diisi setiap kali satu warga dilayani atau dikunjungi.",
        "Yang sudah terdaftar cukup dipilih dari daftar",
        "Pilih “Kunjungan balita”",
        "Aturan: Isi 0,5 sampai 40 kg.",
        "Layar ini hanya muncul bila nomor 8 dijawab “Ya, setuju”",
        "versi 2026112602",
    ):
        assert said in words
    monthly = words_of(guide_pdf(guide_of(workbook_of("kes_bulanan"), "1"), NOW))
    assert "Diisi satu kali sebulan untuk setiap Posyandu" in monthly
    assert "Paling lambat tanggal 10 bulan berikutnya." in monthly


def test_the_same_version_makes_the_same_bytes() -> None:
    guide = guide_of(workbook_of("usulan"), "1")
    assert guide_pdf(guide, NOW) == guide_pdf(guide, NOW)


def test_a_form_of_one_plain_question_and_strange_letters_has_a_guide() -> None:
    text = """
| survey | type | name | label        |
|        | text | nama | Nama 刘 🙂    |

| settings | form_id | form_title | version | bidang |
|          | uji     |            | 1       | lain   |
"""
    guide = guide_of(read_workbook(text.encode(), "uji.md"), "1")
    assert isinstance(guide, Guide)
    assert "Panduan uji, versi 1" in words_of(guide_pdf(guide, NOW))
