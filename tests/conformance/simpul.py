"""Simpul's own inside: what an admin does on its pages, and what lies in its database."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import password_service
from app.problems import Problem
from app.publish.collect_settings import collect_settings, encode_settings, project_of
from tests.conformance.inside import Kept
from tests.integration.entity_forms import FAMILY, HOUSE, REGISTER, WEIGH
from tests.integration.entity_forms import release as release_forms
from tests.integration.installation import PASSWORD, Simpul
from tests.integration.submissions import MAWAR, MELATI
from tests.integration.workbooks import FORM, workbook
from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

# What the suite finds here besides the library: the verbs of a phone's page by state, a form with no file.
STATES = {"lost": "hilang", "stopped": "berhenti", "revoked": "cabut"}
REASON = "uji kesesuaian"
TRIAL, BARE, VERSION = "kes_susun", "kes_polos", "2026112301"
SETTINGS = """
| settings | form_id   | form_title | version    | bidang    | frekuensi | default_language      |
|          | {form_id} | Uji        | 2026112301 | kesehatan | kejadian  | Bahasa Indonesia (id) |
"""
TRIAL_SURVEY = """
| survey | type                            | name             | label::Bahasa Indonesia (id) | save_to   | privacy   |
|        | start                           | start            |                              |           |           |
|        | end                             | end              |                              |           |           |
|        | include                         | kepala_kunjungan |                              |           |           |
|        | select_one_from_file balita.csv | balita           | Anak                         |           | identitas |
|        | text                            | nama             | Nama                         |           | identitas |
|        | text                            | rt               | RT                           | {save_to} |           |
"""
BARE_SURVEY = """
| survey | type  | name  | label::Bahasa Indonesia (id) |
|        | start | start |                              |
|        | end   | end   |                              |
|        | text  | usul  | Usul untuk Posyandu          |
"""


@dataclass
class SimpulInside:
    """The inside of an installation under test, served at `address`."""

    simpul: Simpul
    address: str
    admin: FlaskClient

    def prepare(self) -> None:
        """Release what some rows are tried on: forms with entities, and one without any file."""
        release_forms(self.admin, REGISTER, WEIGH, FAMILY, HOUSE)
        assert self._upload(BARE_SURVEY + SETTINGS.format(form_id=BARE)).status_code == 302
        self._post(f"/formulir/{BARE}/versi/{VERSION}/terbitkan")

    def settle(self) -> None:
        """Let the worker do all that is due."""
        self.simpul.run_pending()

    def let_pass(self, days: int) -> None:
        """Have updates wait for so many days already."""
        since = datetime.now(UTC) - timedelta(days=days)
        self.simpul.execute("UPDATE entity_backlog SET held_at = :since", since=since)

    # -- doors

    def door(self, state: str = "", *, elsewhere: bool = False) -> str:
        """Answer the address of a new phone, whose state was changed on its page."""
        phone = self.simpul.add_phone(MELATI if elsewhere else MAWAR)
        if state:
            form = {"perubahan": STATES[state], "alasan": REASON}
            self._post(f"/perangkat/{phone.device_id}/ubah", form)
        return self.address + phone.door

    def password_door(self) -> tuple[str, str, str]:
        """Answer the door of passwords, for a new phone."""
        phone = self.simpul.add_phone()
        with self.simpul.app.app_context():
            user, password = password_service.set_password(phone.device_id, REASON)
        return f"{self.address}/openrosa", user, password

    def person(self) -> tuple[str, str]:
        """Answer a new admin."""
        return self.simpul.add_user("admin"), PASSWORD

    def behind_https(self) -> dict[str, str]:
        """Answer what a trusted proxy says."""
        return {"X-Forwarded-Proto": "https"}

    def settings_code(self, url: str) -> str:
        """Answer the code as invitations print it."""
        return encode_settings(collect_settings(url, project_of(MAWAR, "Posyandu Mawar")))

    # -- forms

    def close_form(self, form_id: str) -> None:
        """Close a form on its page."""
        self._post(f"/formulir/{form_id}/tutup")

    def reopen_form(self, form_id: str) -> None:
        """Reopen a form on its page."""
        self._post(f"/formulir/{form_id}/buka")

    def release(self, version: str, question: str) -> str:
        """Upload and release a version; one that is out already is refused, and stays as it is."""
        content = workbook(version, label=question)
        self.admin.post("/formulir", data={"berkas": (io.BytesIO(content), "uji.xlsx")})
        self.admin.post(f"/formulir/{FORM}/versi/{version}/terbitkan")
        return FORM

    def compile(self, entities: str, save_to: str = "rt") -> tuple[bytes, str]:
        """Upload a draft with this sheet; answer its XForm, or the page of findings."""
        survey = TRIAL_SURVEY.format(save_to=save_to)
        answer = self._upload(f"{survey}\n{entities}\n{SETTINGS.format(form_id=TRIAL)}")
        if answer.status_code != 302:
            return b"", answer.text
        return self.admin.get(f"/formulir/{TRIAL}/versi/{VERSION}/xform").data, ""

    # -- what was sent

    def kept(self, instance_id: str) -> Kept | None:
        """Answer a submission's row and files."""
        try:
            row = self.simpul.submission(instance_id)
        except Problem:
            return None
        named = {
            one.name: one.referenced for one in self.simpul.attachments() if one.seq == row.seq
        }
        return Kept(
            form_id=row.form_id,
            version=row.version,
            root_id=row.root_instance_id,
            state=row.state,
            late=row.late,
            flags=list(row.flags),
            contents=self.simpul.files_of(instance_id),
            files=named,
        )

    def quarantined(self, xml: bytes) -> list[bytes] | None:
        """Look for the XML from the newest on."""
        for kept in reversed(self.simpul.quarantined()):
            contents = [self.simpul.open_file(file["file_id"]) for file in kept.files]
            if contents[0] == xml:
                return contents
        return None

    def decide(self, instance_id: str, accepted: bool) -> None:
        """Decide on the submission's page."""
        form = {"keputusan": "terima" if accepted else "tolak", "alasan": REASON}
        self._post(f"/kiriman/{quote(instance_id)}/keputusan", form)
        self.settle()

    # -- entities

    def ask_approval(self, list_name: str, needed: bool) -> None:
        """Say so on the list's page."""
        self._post(f"/sasaran/daftar/{list_name}/persetujuan", {"perlu": "1" if needed else ""})
        self.settle()

    def conflict(self, entity_id: str) -> str:
        """Answer the entity's row."""
        query = "SELECT conflict FROM entity WHERE entity_id = :id"
        return str(self.simpul.query(query, id=entity_id)[0].conflict)

    def resolve(self, entity_id: str) -> None:
        """Keep the entity as it is, on its page."""
        query = "SELECT version FROM entity WHERE entity_id = :id"
        version = self.simpul.query(query, id=entity_id)[0].version
        form = {"versi": str(version), "cara": "tetap", "alasan": REASON}
        self._post(f"/sasaran/{entity_id}/selesaikan", form)

    def fault(self, instance_id: str) -> str:
        """Answer what stands on the submission."""
        query = "SELECT code FROM entity_problem WHERE instance_id = :id"
        return "".join(row.code for row in self.simpul.query(query, id=instance_id))

    def _post(self, path: str, form: dict[str, str] | None = None) -> None:
        answer = self.admin.post(path, data=form or {})
        assert answer.status_code == 302, f"{path}: {answer.status_code} {answer.text[-600:]}"

    def _upload(self, text: str) -> TestResponse:
        content = write_xlsx(read_workbook(text.encode(), "uji.md"))
        return self.admin.post("/formulir", data={"berkas": (io.BytesIO(content), "uji.xlsx")})
