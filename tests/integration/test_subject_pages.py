"""Officers see who may be one person side by side, masked, decide with a reason, and take it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from app.registry.words import date_words
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MAWAR, NAMED, ZONE, new_id, visit_answers

NIK, NAME = NAMED["orang/nik"], NAMED["orang/nama"]
OTHER = "Zulaikha Bangkirai"
REASON = {"alasan": "dilihat di kartu keluarga"}


@pytest.fixture
def pair(simpul: Simpul, phone: Phone) -> Iterator[tuple[str, str]]:
    """Two subjects of one child: the second time her NIK was not at hand and her name had a slip."""
    for name, nik in ((OTHER, NIK), (OTHER.replace("kh", "k").replace("gk", "nk"), "")):
        answers = visit_answers(orang__nama=name, orang__nik=nik, orang__no_kk="")
        xml = simpul.submission_xml("kes_balita", answers, instance_id=new_id())
        assert simpul.send(phone, xml).status_code == 201
    simpul.run_pending()
    ((low, high),) = simpul.query("SELECT low, high FROM candidate")
    yield low, high
    assert simpul.differences() == []


def _subjects(simpul: Simpul) -> set[str]:
    return {row.subject_id for row in simpul.query("SELECT DISTINCT subject_id FROM mention")}


def test_the_queue_shows_both_masked_with_the_reasons(
    simpul: Simpul, pair: tuple[str, str]
) -> None:
    page = simpul.signed_in("admin").get("/sasaran/mirip").text
    assert "Nama mirip" in page
    assert "1 pasang mungkin orang yang sama" in simpul.signed_in("admin").get("/tinjau").text
    assert "2 kiriman bertanggal kegiatan dan hasil ukur sama" in page
    assert "Z••• B•••" in page
    assert not [one for one in (NIK, OTHER, *OTHER.split()) if one in page]
    assert "/sasaran/mirip" in simpul.signed_in("desa", area="64.02.06.1011").get("/sasaran").text
    beyond = simpul.signed_in("camat", area="64.02.01").get("/sasaran/mirip").text
    assert "Tidak ada yang perlu diperiksa" in beyond
    assert pair[0] not in beyond


def test_unmasking_a_pair_needs_a_reason_and_is_logged(
    simpul: Simpul, pair: tuple[str, str]
) -> None:
    admin, fields = simpul.signed_in("admin"), dict(zip(("satu", "dua"), pair, strict=True))
    assert admin.post("/sasaran/mirip/buka", data=fields).status_code == 422
    page = admin.post("/sasaran/mirip/buka", data=fields | REASON).text
    assert OTHER in page
    assert NIK in page
    logged = simpul.query("SELECT subject FROM access_log WHERE action = 'kiriman.buka'")
    assert {row.subject for row in logged} == {f"orang:{one}" for one in pair}


def test_joining_and_taking_it_back(simpul: Simpul, pair: tuple[str, str]) -> None:
    admin, fields = simpul.signed_in("admin"), dict(zip(("satu", "dua"), pair, strict=True))
    data = fields | REASON | {"keputusan": "gabung"}
    answer = admin.post("/sasaran/mirip/putuskan", data=data, follow_redirects=True)
    assert "Keduanya kini satu orang" in answer.text
    assert _subjects(simpul) == {pair[0]}
    old = admin.get(f"/sasaran/orang/{pair[1]}")
    assert old.status_code == 302
    assert f"/sasaran/orang/{pair[0]}" in old.headers["Location"]
    again = admin.post("/sasaran/mirip/putuskan", data=data)
    assert_problem(again, "review.subject_changed")
    (row,) = simpul.query("SELECT seq FROM subject_decision")
    assert "Dinyatakan satu orang" in admin.get(f"/sasaran/orang/{pair[0]}").text
    admin.post("/sasaran/mirip/batal", data={"keputusan": row.seq} | REASON)
    assert _subjects(simpul) == set(pair)
    simpul.run_pending()
    assert len(simpul.query("SELECT low FROM candidate")) == 1


def test_two_persons_are_asked_about_no_more(simpul: Simpul, pair: tuple[str, str]) -> None:
    admin, fields = simpul.signed_in("admin"), dict(zip(("satu", "dua"), pair, strict=True))
    admin.post("/sasaran/mirip/putuskan", data=fields | REASON | {"keputusan": "pisah"})
    simpul.run_pending()
    assert simpul.query("SELECT low FROM candidate") == []
    assert _subjects(simpul) == set(pair)


def test_what_is_skipped_leads_to_the_next_pair_alone_and_stays_skipped(
    simpul: Simpul, pair: tuple[str, str]
) -> None:
    low, high = pair
    simpul.execute(
        "INSERT INTO candidate (low, high, level, score, reasons, low_place, high_place, bidang)"
        " SELECT high, low, level, score - 1, reasons, high_place, low_place, bidang FROM candidate"
    )
    admin = simpul.signed_in("admin")
    page = admin.get("/sasaran/mirip").text
    assert "2 pasangan menunggu" in page
    assert page.count("Mengapa diusulkan") == 1
    skip = re.search(r'href="([^"]+)" rel="next"', page)
    assert skip is not None
    following = admin.get(skip[1].replace("&amp;", "&")).text
    assert f'name="satu" value="{high}"' in following
    assert 'rel="next"' not in following
    kept = re.search(r'action="(/sasaran/mirip/putuskan[^"]+)"', following)
    assert kept is not None
    data = {"satu": low, "dua": high, "keputusan": "pisah"} | REASON
    assert "sesudah=" in admin.post(kept[1].replace("&amp;", "&"), data=data).location
    simpul.execute("DELETE FROM candidate WHERE low = :high", high=high)
    simpul.run_pending()


def test_a_person_page_is_masked_and_opened_with_a_reason(
    simpul: Simpul, pair: tuple[str, str]
) -> None:
    admin = simpul.signed_in("admin")
    page = admin.get(f"/sasaran/orang/{pair[0]}").text
    assert "Serumah menurut No KK" in page
    assert not [one for one in (NIK, *OTHER.split()) if one in page]
    assert "Zula" not in page  # in whichever spelling the smaller id has it
    assert "Zula" in admin.post(f"/sasaran/orang/{pair[0]}/buka", data=REASON).text
    assert (
        simpul.signed_in("desa", area="64.02.01.2001").get(f"/sasaran/orang/{pair[0]}").status_code
        == 403
    )


def test_the_people_of_a_posyandu_stand_by_age_and_whether_they_live_there(
    simpul: Simpul, phone: Phone
) -> None:
    told = [
        ("Rahmat Ulin", "6402061303200002", "2020-03-13", {}),
        ("Norhayati", "6402066107570001", "1957-07-21", {}),
        (
            "Jumri",
            "6402060201600003",
            "1960-01-02",
            {"keadaan": "meninggal", "tanggal_keadaan": "2026-05-03"},
        ),
        ("Sarmila", "6402064511900004", "1990-11-05", {"keadaan": "pindah"}),
    ]
    for name, nik, born, more in told:
        person = {"nama": name, "nik": nik, "tanggal_lahir": born, "no_kk": "", **more}
        answers = visit_answers(**{f"orang__{key}": value for key, value in person.items()})
        xml = simpul.submission_xml("kes_balita", answers, instance_id=new_id())
        assert simpul.send(phone, xml).status_code == 201
    simpul.run_pending()
    admin = simpul.signed_in("admin")
    page = admin.get(f"/posyandu/{MAWAR}/warga").text
    assert "Tinggal di sini (2)" in page
    assert "Lanjut usia (60 tahun ke atas): 1" in page
    assert "R••• U•••" in page
    today = datetime.now(ZONE).date().isoformat()
    assert page.count(date_words(today)) == 2  # when each was last seen
    assert not [one for name, nik, *_rest in told for one in (nik, *name.split()) if one in page]
    old = admin.get(f"/posyandu/{MAWAR}/warga?umur=lansia").text
    assert "N•••" in old
    assert "R••• U•••" not in old
    gone = admin.get(f"/posyandu/{MAWAR}/warga?keadaan=meninggal").text
    assert "3 Mei 2026" in gone
    link = re.search(r'href="(/sasaran/orang/[^"]+)"', gone)
    assert link is not None
    assert "Sudah meninggal sejak 3 Mei 2026" in admin.get(link[1].replace("&amp;", "&")).text
    assert f"/posyandu/{MAWAR}/warga" in admin.get(f"/posyandu/{MAWAR}").text
    assert simpul.differences() == []
    other_bidang = simpul.signed_in("opd", bidang="sosial")
    assert "Belum ada warga" in other_bidang.get(f"/posyandu/{MAWAR}/warga").text
    elsewhere = simpul.signed_in("desa", area="64.02.01.2001")
    assert elsewhere.get(f"/posyandu/{MAWAR}/warga").status_code == 403
