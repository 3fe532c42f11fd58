"""The pages of data quality: who sees what is asked, in which order, and what people do about it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.review import quality_routes
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MALUHU,
    MAWAR,
    month_before,
    monthly_answers,
    this_month,
    visit_answers,
)


def send(simpul: Simpul, form_id: str, answers: dict[str, object], place: str = MAWAR) -> str:
    """Send answers from a phone of a Posyandu; answer the instanceID."""
    xml = simpul.submission_xml(form_id, answers)
    assert simpul.send(simpul.add_phone(place), xml).status_code == 201
    simpul.run_pending()
    return simpul.submissions()[-1].instance_id


def odd_report(simpul: Simpul, place: str = MAWAR, **more: Any) -> str:
    """Send a monthly report of which more children were weighed than there are."""
    answers = monthly_answers(place, skdn__balita_d_l="31", **more)
    return send(simpul, "kes_bulanan", answers, place)


def findings(simpul: Simpul) -> list[tuple[int, str]]:
    """The numbers and rules of what holds, in order of arrival."""
    query = "SELECT finding_id, rule FROM quality_finding WHERE holds ORDER BY finding_id"
    return [(row[0], row[1]) for row in simpul.query(query)]


def titles(client: FlaskClient, query: str = "") -> list[str]:
    """The titles of the findings a page lists."""
    page = client.get(f"/kualitas{query}").text
    return re.findall(r'class="row-link" href="/kualitas/[^"]+">([^<]+)<', page)


def check_first(client: FlaskClient, reason: str = "sudah dicocokkan") -> str:
    """Open the first finding and say that it is right; answer its address."""
    link = re.search(r'href="(/kualitas/\d+)', client.get("/kualitas").text)
    assert link is not None
    evidence = re.search(r'name="bukti" value="(\w+)"', client.get(link[1]).text)
    assert evidence is not None
    form = {"bukti": evidence[1], "alasan": reason}
    assert client.post(f"{link[1]}/periksa", data=form).status_code == 302
    return link[1]


def test_a_finding_is_explained_and_leads_to_its_submission(simpul: Simpul) -> None:
    instance_id = odd_report(simpul)
    admin = simpul.signed_in()
    ((number, _rule),) = findings(simpul)
    page = admin.get(f"/kualitas/{number}")
    assert "D laki-laki: 31; S laki-laki: 30." in text_of(page)
    assert "Yang perlu dilakukan" in page.text
    assert f"/kiriman/{instance_id}" in page.text
    assert "Angka SKDN tidak runtut" in admin.get(f"/kualitas/kiriman/{instance_id}").text


def test_a_grant_sees_what_lies_inside_it(simpul: Simpul) -> None:
    odd_report(simpul)
    odd_report(simpul, ELSEWHERE)
    assert len(titles(simpul.signed_in())) == 2
    assert len(titles(simpul.signed_in("camat", "64.02.06"))) == 1
    assert len(titles(simpul.signed_in("desa", MALUHU))) == 1
    assert len(titles(simpul.signed_in("opd", "", "kesehatan"))) == 2
    assert titles(simpul.signed_in("opd", "", "sosial")) == []
    assert len(titles(simpul.signed_in(), "?area=64.02.01")) == 1


def test_the_gravest_come_first_and_pages_follow_without_gap(
    simpul: Simpul, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality_routes, "PAGE", 2)
    sosial = {"miskin/kk_miskin_terdata": "1", "miskin/kk_belum_bantuan": "2"}
    head = {"kepala/kode_posyandu": MAWAR, "kepala/periode": f"{this_month()}-01"}
    send(simpul, "sos_bulanan", {**head, **sosial, "status_laporan": "ada_kegiatan"})
    for period in (month_before(), this_month()):
        odd_report(simpul, period=period)
        odd_report(simpul, ELSEWHERE, period=period)
    admin = simpul.signed_in()
    seen, path = [], "/kualitas"
    while path:
        page = admin.get(path).text
        seen += re.findall(r'class="row-link" href="/kualitas/(\d+)', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found[1].replace("&amp;", "&") if found else ""
    grave = [number for number, rule in findings(simpul) if rule == "skdn_tidak_runtut"]
    (other,) = (number for number, rule in findings(simpul) if rule == "bagian_melebihi_semua")
    assert [int(number) for number in seen] == [*grave, other]


def test_filters_cut_by_severity_rule_bidang_age_and_month(simpul: Simpul) -> None:
    odd_report(simpul, period=month_before())
    admin = simpul.signed_in()
    for query in ("tingkat=berat", "bidang=kesehatan", "aturan=skdn_tidak_runtut"):
        assert len(titles(admin, f"?{query}")) == 1
    for query in ("tingkat=ringan", "bidang=sosial", "aturan=semua_nol", "umur=7", "bulan=ini"):
        assert titles(admin, f"?{query}") == []
    assert len(titles(admin, f"?bulan=ini&periode={month_before()}")) == 1
    assert titles(admin, "?sesudah=omong-kosong") == titles(admin)
    assert admin.get("/kualitas?sesudah=9_99999999999999999999_1").status_code == 200


def test_what_was_checked_leaves_the_queue_and_can_be_taken_back(simpul: Simpul) -> None:
    odd_report(simpul)
    officer = simpul.signed_in("opd", "", "kesehatan")
    path = check_first(officer)
    assert titles(officer) == []
    assert len(titles(officer, "?keadaan=diperiksa")) == 1
    assert "sudah dicocokkan" in officer.get(path).text
    assert officer.post(f"{path}/batal").status_code == 302
    assert len(titles(officer)) == 1
    log = simpul.query("SELECT verdict, reason FROM quality_check ORDER BY check_id")
    assert [tuple(row) for row in log] == [("benar", "sudah dicocokkan"), ("batal", "")]


def test_nobody_says_of_numbers_they_did_not_see_that_they_are_right(simpul: Simpul) -> None:
    odd_report(simpul)
    admin, ((number, _rule),) = simpul.signed_in(), findings(simpul)
    stale = {"bukti": "0" * 32, "alasan": "sudah dicocokkan"}
    response = admin.post(f"/kualitas/{number}/periksa", data=stale)
    assert_problem(response, "review.finding_changed")
    assert_problem(admin.post(f"/kualitas/{number}/periksa"), "accounts.reason_missing")
    assert_problem(admin.get("/kualitas/4711"), "review.unknown_finding")


def test_a_weight_that_fell_is_told_without_the_weight(simpul: Simpul) -> None:
    # No time of day reads like these: its minutes end at 59.
    for day, weight in ((f"{month_before()}-03", "13.6"), (f"{this_month()}-01", "8.8")):
        send(simpul, "kes_balita", visit_answers(day=day, ukur__bb=weight))
    desa = simpul.signed_in("desa", MALUHU)
    ((number, rule),) = findings(simpul)
    assert rule == "berat_berubah"
    page = text_of(desa.get("/kualitas")) + text_of(desa.get(f"/kualitas/{number}"))
    assert "Berat turun 35 persen" in page
    for hidden in ("13,6", "8,8", "13.6", "8.8", "Ananda", "6402061505220001"):
        assert hidden not in page


def test_a_kader_sees_of_a_report_what_is_asked_only_when_it_is_theirs(simpul: Simpul) -> None:
    instance_id = odd_report(simpul)
    kader = simpul.signed_in("kader", MAWAR)
    path = f"/kualitas/kiriman/{instance_id}"
    assert "Angka SKDN" not in kader.get(path).text
    with kader.session_transaction() as session:
        user_id = session["user_id"]
    simpul.execute("UPDATE submission SET user_id = :user_id", user_id=user_id)
    assert "Angka SKDN" in kader.get(path).text


def test_a_rule_is_set_by_who_may_within_its_bounds_and_it_is_logged(simpul: Simpul) -> None:
    path, form = "/kualitas/aturan/semua_nol", {"pakai": "1", "ambang.angka": "9"}
    secretariat = simpul.signed_in("sekretariat")
    assert secretariat.post(path, data=form).status_code == 302
    assert secretariat.post(path, data=form).status_code == 302  # the same again sets nothing
    rows = simpul.query("SELECT rule, enabled FROM quality_setting")
    assert [(row[0], bool(row[1])) for row in rows] == [("semua_nol", True)]
    assert "Paling sedikit isian angka: 9" in text_of(secretariat.get("/kualitas/aturan"))
    wrong = secretariat.post(path, data={**form, "ambang.angka": "900"})
    assert_problem(wrong, "review.bad_limit")
    assert_problem(secretariat.post(f"{path}x", data=form), "review.unknown_rule")
    one_area = simpul.signed_in("sekretariat", "64.02.06")
    assert_problem(one_area.post(path, data=form), "accounts.not_allowed")


def test_a_rule_switched_off_takes_its_findings_off_the_queue(simpul: Simpul) -> None:
    odd_report(simpul)
    admin = simpul.signed_in()
    admin.post("/kualitas/aturan/skdn_tidak_runtut", data={})
    simpul.run_pending()
    assert titles(admin) == []
    assert len(titles(admin, "?keadaan=selesai")) == 1


def test_a_posyandus_card_tells_what_is_missing_and_what_is_asked(simpul: Simpul) -> None:
    odd_report(simpul)
    page = text_of(simpul.signed_in().get(f"/kualitas/posyandu/{MAWAR}"))
    assert "1 dari 6" in page
    assert "Angka SKDN tidak runtut (1 temuan)" in page
    health = text_of(simpul.signed_in("opd", "", "kesehatan").get(f"/kualitas/posyandu/{MAWAR}"))
    assert "1 dari 1" in health


def test_a_kaders_card_is_of_what_they_sent(simpul: Simpul) -> None:
    phone = simpul.add_phone(name="Rina")
    for answers in (monthly_answers(), monthly_answers(skdn__balita_d_l="31")):
        simpul.send(phone, simpul.submission_xml("kes_bulanan", answers))
    odd_report(simpul)  # of another kader
    simpul.run_pending()
    page = text_of(simpul.signed_in("desa", MALUHU).get(f"/kualitas/kader/{phone.kader_id}"))
    assert "Rina" in page
    assert "2 dari 2" in page
    assert "1 dari 2" in page
