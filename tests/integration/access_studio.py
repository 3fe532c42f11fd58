"""The calls of writing, trying and filling forms in a browser, in the table of who may call what."""

from __future__ import annotations

import io

from flask.testing import FlaskClient

from tests.integration.installation import Simpul
from tests.integration.submissions import monthly_answers

Call = tuple[str, str, dict[str, object]]
# What a manuscript without a code begins with cannot become a draft: nothing here makes one.
NAMELESS = "???"
MANUSCRIPTS = {"dalam": 1, "lain": 2}


def begin_each(admin: FlaskClient) -> None:
    """Begin a manuscript of each bidang that the table speaks of."""
    for row, bidang in (("dalam", "kesehatan"), ("lain", "sosial")):
        begun = admin.post("/formulir/naskah/baru", data=_wish(bidang))
        assert f"/formulir/naskah/{MANUSCRIPTS[row]}" in begun.location


def _wish(bidang: str) -> dict[str, object]:
    return {"asal": "kosong", "judul": NAMELESS, "bidang": bidang, "frekuensi": "kejadian"}


def studio_calls(row: str) -> dict[str, Call]:
    """The calls of the editor; what would save or draft something is refused."""
    number = MANUSCRIPTS.get(row, 1)
    page, api = f"/formulir/naskah/{number}", f"/api/naskah/{number}"
    return {
        "studio.choose": ("GET", "/formulir/naskah/baru", {}),
        "studio.blocks": ("GET", "/formulir/naskah/blok", {}),
        "studio.begin": (
            "POST",
            "/formulir/naskah/baru",
            _wish("sosial" if row == "lain" else "kesehatan"),
        ),
        "studio.editor": ("GET", page, {}),
        "studio.xlsx": ("GET", f"{page}/xlsx", {}),
        "studio.discard": ("POST", f"{page}/buang", {}),
        "studio.restore": ("POST", f"{page}/pulihkan", {}),
        "studio_api.read": ("GET", api, {}),
        "studio_api.block_uses": ("GET", "/api/naskah/blok", {}),
        "studio_api.news": ("GET", f"{api}/kabar?revisi=1", {}),
        "studio_api.save": ("POST", f"{api}/simpan", {}),
        "studio_api.draft": ("POST", f"{api}/draf", {}),
        "studio_api.add_files": ("POST", f"{api}/berkas", {}),
        "manuscript_preview.show": ("GET", f"{page}/pratinjau", {}),
        "manuscript_preview.media": ("GET", f"{page}/media/posyandu.csv", {}),
    }


def trial_calls(form_id: str, version: str) -> dict[str, Call]:
    """The calls of trying a draft; of a version that is out, which nobody tries."""
    page = f"/formulir/{form_id}/uji"
    return {
        "uji.show": ("GET", page, {}),
        "uji.begin": ("POST", f"/formulir/{form_id}/versi/{version}/uji", {}),
        "uji.end": ("POST", f"{page}/999999/akhiri", {}),
        "uji.answer": ("GET", f"{page}/jawaban/999999", {}),
        "uji.attachment": ("GET", f"{page}/jawaban/999999/lampiran/r.jpg", {}),
        "uji.fill": ("GET", f"/formulir/{form_id}/versi/{version}/uji", {}),
        "uji.send": ("POST", f"/api/uji/{form_id}/{version}/submission", {}),
    }


def browser_calls(simpul: Simpul, form_id: str, version: str, instance_id: str) -> dict[str, Call]:
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
