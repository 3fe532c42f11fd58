"""The calls of the access matrix about phones, and about filling forms in a browser."""

from __future__ import annotations

import io

from tests.integration.installation import Simpul
from tests.integration.submissions import monthly_answers


def phone_calls(simpul: Simpul, place: str) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls about phones of a place: a phone of its own for each, since some calls end it."""
    phone = simpul.add_phone(place)
    kader, own = {"kader": str(phone.kader_id)}, f"/perangkat/{phone.device_id}"
    return {
        "handsets.phones": ("GET", "/perangkat", {}),
        "handsets.search": ("POST", "/perangkat/cari", {"q": "Siti"}),
        "handsets.phone": ("GET", own, {}),
        "handsets.kader": ("GET", f"/perangkat/kader/{phone.kader_id}", {}),
        "handsets.release": ("POST", f"{own}/terima", {"x": "1"}),
        "phones.villages": ("GET", "/perangkat/undang", {}),
        "phones.invite": ("GET", f"/perangkat/undang/{place[:13]}", {}),
        "phones.print_sheets": ("POST", f"/perangkat/undang/{place[:13]}", dict(kader)),
        "phones.add_device": ("POST", "/perangkat", dict(kader)),
        "phones.make_link": ("POST", "/perangkat/tautan", dict(kader)),
        "phones.make_password": ("POST", f"{own}/sandi", {}),
        "phones.replace": ("POST", f"{own}/ganti", {"alasan": "ponsel rusak"}),
        "phones.change": ("POST", f"{own}/ubah", {"perubahan": "hilang", "alasan": "hilang"}),
    }


def browser_calls(
    simpul: Simpul, form_id: str, version: str, instance_id: str
) -> dict[str, tuple[str, str, dict[str, object]]]:
    """The calls of filling and trying forms in a browser."""
    page, source = f"/formulir/{form_id}/versi/{version}", f"/api/isi/formulir/{form_id}/{version}"
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    part = {"xml_submission_file": (io.BytesIO(xml), "kiriman.xml", "text/xml")}
    return {
        "browser.preview": ("GET", f"{page}/coba", {}),
        "browser.preview_media": ("GET", f"{page}/media/posyandu.csv", {}),
        "browser.xform": ("GET", f"{source}/xform", {}),
        "browser.media": ("GET", f"{source}/media/posyandu.csv", {}),
        "filling.forms": ("GET", "/isi", {}),
        "filling.form": ("GET", f"/isi/{form_id}", {}),
        "filling.correct": ("GET", f"/isi/{form_id}/perbaiki/{instance_id}", {}),
        "filling.answers_to_correct": ("GET", f"/api/isi/kiriman/{instance_id}", {}),
        "filling.browser_session": ("GET", "/api/isi/sesi", {}),
        "filling.send": ("POST", "/api/isi/submission", dict(part)),
    }
