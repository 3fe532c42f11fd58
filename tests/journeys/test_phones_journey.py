"""Phones from outside: each state as Collect lives through it, and a returned report on its way back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.collect.phone import FetchFailed, Phone
from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI
from tests.journeys.filling import TODAY, as_edit_of, report
from tests.journeys.running import Running
from tests.journeys.visitor import Visitor

# PostgreSQL is travelled in test_collect_journey and test_two_phones_journey.
pytestmark = [
    pytest.mark.collect,
    pytest.mark.parametrize("running", ["sqlite"], indirect=True, scope="module"),
]
REASON = "Jumlah ditimbang terbalik"


@pytest.fixture
def invited(running: Running, admin: Visitor) -> Callable[[str, str], tuple[Phone, str]]:
    """Invite a kader: the phone with its forms, and the address of its page."""

    def invite(posyandu: str, kader: str) -> tuple[Phone, str]:
        words = ("devices", "add", "--kader", kader, "--posyandu", posyandu, "--json")
        made = json.loads(running.command(*words))
        phone = Phone(made["url"])
        phone.sync()
        assert len(phone.forms) > 5
        return phone, f"/perangkat/{made['device_id']}"

    return invite


def change(admin: Visitor, page: str, verb: str) -> None:
    form = {"perubahan": verb, "alasan": "kader menelepon kantor desa"}
    admin.post(f"{page}/ubah", form, page=page)


def test_a_lost_phone_is_emptied_and_falls_silent_and_a_found_one_loses_nothing(
    running: Running, admin: Visitor, invited: Callable[[str, str], tuple[Phone, str]]
) -> None:
    phone, page = invited(MELATI, "Rusmini")
    filled = report(phone, MELATI)
    change(admin, page, "hilang")
    phone.sync()
    assert phone.forms == {}
    assert phone.send(filled).accepted  # quiet: Collect tries no more
    assert phone.outbox == {}
    assert "kes.balita_d_l" not in running.profile(MELATI)

    change(admin, page, "ditemukan")
    phone.sync()
    assert len(phone.forms) > 5
    admin.post(f"{page}/terima", {}, page=page)
    assert running.profile(MELATI)["kes.balita_d_l"]["value"] == 21


def test_a_revoked_phone_keeps_its_forms_and_what_it_filled(
    admin: Visitor, invited: Callable[[str, str], tuple[Phone, str]]
) -> None:
    phone, page = invited(MAWAR, "Yuliana")
    held, filled = dict(phone.forms), report(phone, MAWAR)
    change(admin, page, "cabut")
    with pytest.raises(FetchFailed) as refused:
        phone.sync()
    assert (refused.value.kind, refused.value.status) == ("server_error", 403)
    assert phone.forms == held
    sent = phone.send(filled)
    assert (sent.status, sent.accepted) == (403, False)
    assert "Minta kode QR baru" in (sent.message or "")
    assert list(phone.outbox) == [filled.instance_id]


def test_a_stopped_kader_still_hands_in_what_was_filled(
    running: Running, admin: Visitor, invited: Callable[[str, str], tuple[Phone, str]]
) -> None:
    phone, page = invited(MAWAR, "Wahidah")
    filled = report(phone, MAWAR)
    change(admin, page, "berhenti")
    phone.sync()
    assert len(phone.forms) > 5
    assert phone.send(filled).status == 201
    assert running.simpul.submission(filled.instance_id).flags == ["kader_berhenti"]


def note_in(phone: Phone) -> list[str]:
    """What the form says of returned reports once Posyandu and month are chosen."""
    form = phone.open("kes_bulanan")
    places = {
        "kepala/kode_kecamatan": ELSEWHERE[:8],
        "kepala/kode_desa": ELSEWHERE[:13],
        "kepala/kode_posyandu": ELSEWHERE,
    }
    form.fill(places | {"kepala/periode": TODAY}, partial=True)
    return [one.label for one in form.questions() if one.path == "kepala/catatan_dikembalikan"]


def test_a_returned_report_is_told_in_the_form_until_it_is_corrected(
    running: Running, admin: Visitor, invited: Callable[[str, str], tuple[Phone, str]]
) -> None:
    phone, _page = invited(ELSEWHERE, "Masitah")
    assert note_in(phone) == []
    first = report(phone, ELSEWHERE)
    said = phone.send(first).message or ""
    assert said.startswith(f"Laporan bulanan Kesehatan {_month()} Posyandu Jauh diterima.")
    page = f"/kiriman/{first.instance_id}"
    admin.post(f"{page}/keputusan", {"keputusan": "kembalikan", "alasan": REASON}, page=page)
    # Forms with a list of sasaran always look new to Collect; the report does because of this.
    changed = {one.entry.form_id: one.state for one in phone.sync()}
    assert changed["kes_bulanan"] == "UpdatedMedia"
    (note,) = note_in(phone)
    assert note.startswith(f"Laporan bulan ini dikembalikan: {REASON}.")

    assert (
        phone.send(as_edit_of(report(phone, ELSEWHERE, skdn__balita_d_l=12), first)).status == 201
    )
    phone.sync()
    assert note_in(phone) == []
    assert running.profile(ELSEWHERE)["kes.balita_d_l"]["value"] == 12


def _month() -> str:
    months = (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    )
    return f"{months.split()[TODAY.month - 1]} {TODAY.year}"


def test_a_form_lets_its_sent_reports_be_edited(
    invited: Callable[[str, str], tuple[Phone, str]],
) -> None:
    phone, _page = invited(MAWAR, "Salmah")
    for form in phone.forms.values():
        assert b'client-editable="true"' in form.xform, form.form_id
