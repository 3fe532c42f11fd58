"""A profile shows what was typed and what was counted of the same children, and who they are, masked."""

from __future__ import annotations

import pytest

from tests.app_fixtures import sqlite_only
from tests.integration.expect import text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import (
    MAWAR,
    NAMED,
    month_before,
    monthly_answers,
    visit_answers,
)

OTHER = {"orang__nama": "Budi Karangan", "orang__nik": "6402061505220002"}


@pytest.fixture
def told(simpul: Simpul, phone: Phone) -> Simpul:
    """Last month's report of 21 children weighed, and two weighed one by one, one of them twice."""
    month = month_before()
    day = f"{month}-12"
    sent = [
        simpul.submission_xml("kes_bulanan", monthly_answers(period=month)),
        *(
            simpul.submission_xml("kes_balita", visit_answers(day=day, **more))
            for more in (
                {"ukur__hitung_ditimbang": "1"},
                {"ukur__hitung_ditimbang": "1"},
                {"ukur__hitung_ditimbang": "1", **OTHER},
            )
        ),
    ]
    for xml in sent:
        assert simpul.send(phone, xml).status_code == 201
    simpul.run_pending()
    return simpul


@sqlite_only
def test_both_numbers_stand_and_neither_replaces_the_other(told: Simpul) -> None:
    client, month = told.signed_in("camat", "64.02.06"), month_before()
    profile = text_of(client.get(f"/posyandu/{MAWAR}?bidang=kesehatan&periode={month}"))
    assert profile.count("Diketik 21, terhitung 2") == 2
    for field in ("kes.balita_d_l", "kes.balita_ditimbang"):
        page = client.get(f"/posyandu/{MAWAR}/nilai?field={field}&period={month}")
        words = text_of(page)
        assert "Baru sebagian yang dicatat satu per satu: diketik 21, terhitung 2." in words
        assert "A••• R••• P•••, Perempuan, tahun 2024" in words
        assert page.text.count("/sasaran/orang/") == 2
        for secret in (NAMED["orang/nama"], NAMED["orang/nik"], "Budi"):
            assert secret not in words


@sqlite_only
def test_once_most_are_recorded_one_by_one_the_difference_is_to_be_looked_at(
    told: Simpul, phone: Phone
) -> None:
    month = month_before()
    answers = monthly_answers(period=month, skdn__balita_d_l="1")
    told.send(phone, told.submission_xml("kes_bulanan", answers))
    told.run_pending()
    client = told.signed_in("desa", MAWAR.rpartition(".")[0])
    page = client.get(f"/posyandu/{MAWAR}/nilai?field=kes.balita_d_l&period={month}")
    assert "Jumlah berbeda: diketik 1, terhitung 2." in text_of(page)
