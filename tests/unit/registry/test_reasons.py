"""A reason travels to phones and paper: one line, bounded, without a number that names anybody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registry.lists import LONGEST_REASON, fit_reason

LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")


@pytest.mark.parametrize(
    ("written", "travels"),
    [
        ("Foto buram", "Foto buram."),
        ("Jumlahnya 30 atau 300?", "Jumlahnya 30 atau 300?"),
        ("Baris satu\n  baris dua.", "Baris satu baris dua."),
        ("NIK 6402061505220001 salah", "NIK •••• salah."),
        ("Telepon 0812-3456-7890 saja", "Telepon •••• saja."),
        ("Tanggal 2026-11-25 keliru", "Tanggal 2026-11-25 keliru."),
    ],
)
def test_a_reason_stays_readable_and_loses_long_numbers(written: str, travels: str) -> None:
    assert fit_reason(written) == travels


@given(st.text(alphabet="ab0123456789 .-\n", max_size=400))
def test_no_number_as_long_as_a_telephones_ever_travels(written: str) -> None:
    told = fit_reason(written)
    assert not LONG_NUMBER.search(told)
    assert len(told) <= LONGEST_REASON + 1
    assert "\n" not in told
