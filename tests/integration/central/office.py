"""What the tests of the API work with: pyodk as it comes, a form with files and repeats, answers to it."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from pyodk._utils.config import CentralConfig, Config
from pyodk.client import Client
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.accounts.access import Grant
from tests.integration.installation import PASSWORD, Simpul
from tests.integration.submissions import MAWAR
from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

FORM, VERSION = "kes_buah", "2026112501"
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"buah di meja " * 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = "/v1/projects/1/forms"
TABLE = f"{FORMS}/{FORM}.svc/Submissions"
FRUITS = b"name,label\nmangga,Mangga\nsalak,Salak\n"
_FORM = """
| survey | type                          | name             | label::Bahasa Indonesia (id) | privacy   | parameters      | save_to |
|        | start                         | start            |             |           |                 |         |
|        | end                           | end              |             |           |                 |         |
|        | include                       | kepala_kunjungan |             |           |                 |         |
|        | select_one_from_file buah.csv | buah             | Buah        |           |                 |         |
|        | integer                       | banyak           | Banyak      |           |                 |         |
|        | text                          | nama_anak        | Nama anak   | identitas |                 |         |
|        | integer                       | berat            | Berat       | spesifik  |                 |         |
|        | begin_group                   | kebun            | Kebun       |           |                 |         |
|        | geopoint                      | titik            | Titik       |           |                 |         |
|        | image                         | foto             | Foto        |           | max-pixels=1600 |         |
|        | end_group                     | kebun            |             |           |                 |         |
|        | begin_repeat                  | pohon            | Pohon       |           |                 |         |
|        | text                          | jenis            | Jenis       |           |                 |         |
|        | begin_repeat                  | dahan            | Dahan       |           |                 |         |
|        | integer                       | daun             | Daun        |           |                 |         |
|        | end_repeat                    | dahan            |             |           |                 |         |
|        | end_repeat                    | pohon            |             |           |                 |         |

| settings | form_id  | form_title | version    | bidang    | frekuensi | default_language      |
|          | kes_buah | Kebun buah | {version}  | kesehatan | kejadian  | Bahasa Indonesia (id) |
"""


def workbook(version: str = VERSION, **changes: str) -> bytes:
    """The form as XLSX; `changes` replace texts of it."""
    text = _FORM.format(version=version)
    for old, new in changes.items():
        text = text.replace(old, new)
    return write_xlsx(read_workbook(text.encode(), "buah.md"))


def answers(
    version: str = VERSION, instance_id: str = "", *, edits: str = "", **changes: str
) -> str:
    """A submission of the form: two trees, the first with two branches."""
    said = {"banyak": "7", "nama": "Ananda Rekaan", "berat": "12", "foto": "pohon.jpg", **changes}
    own = instance_id or new_id()
    deprecated = f"<deprecatedID>{edits}</deprecatedID>" if edits else ""
    return f"""<data id="{FORM}" version="{version}"><start>2026-11-20T08:00:00.000+08</start>
<end>2026-11-20T08:05:00.000+08:00</end><kepala><kode_posyandu>{MAWAR}</kode_posyandu></kepala>
<buah>mangga</buah><banyak>{said["banyak"]}</banyak><nama_anak>{said["nama"]}</nama_anak>
<berat>{said["berat"]}</berat>
<kebun><titik>-0.42 117.01 12.5 4.2</titik><foto>{said["foto"]}</foto></kebun>
<pohon><jenis>tua</jenis><dahan><daun>3</daun></dahan><dahan><daun>5</daun></dahan></pohon>
<pohon><jenis>muda</jenis></pohon>
<meta><instanceID>{own}</instanceID>{deprecated}</meta></data>"""


def new_id() -> str:
    """An instanceID nobody has."""
    return f"uuid:{uuid4()}"


def add_account(simpul: Simpul, *grants: Grant) -> str:
    """An account with several grants; its name."""
    name = f"program-{secrets.token_hex(3)}"
    with simpul.app.app_context():
        accounts.add_user(name, PASSWORD, list(grants))
    return name


def everything() -> tuple[Grant, ...]:
    """The grants of one who keeps all forms and also fills them at Posyandu Mawar."""
    return Grant("admin"), Grant("kader", MAWAR)


def pyodk(address: str, name: str, folder: Path) -> Client:
    """pyodk as it comes, for an account; its token is kept in a folder."""
    config = Config(CentralConfig(address, name, PASSWORD, default_project_id=1))
    client = Client(config=config, cache_path=folder / f"{name}.toml")
    client.open()
    return client


def files_in(folder: Path) -> tuple[Path, Path]:
    """The list of fruits and the photo, as files to be uploaded."""
    fruits, photo = folder / "buah.csv", folder / "pohon.jpg"
    fruits.write_bytes(FRUITS)
    photo.write_bytes(PHOTO)
    return fruits, photo


def publish(client: Client, folder: Path) -> None:
    """Make and release the form with its file."""
    client.forms.create(definition=workbook(), attachments=[files_in(folder)[0]])


@dataclass
class Desk:
    """An installation with the form released, one submission with its photo, and a keeper of all."""

    simpul: Simpul
    keeper: str
    root: str

    def call(self, path: str, name: str = "", method: str = "GET", **more: Any) -> TestResponse:
        """Call as an account shows its password."""
        shown = base64.b64encode(f"{name or self.keeper}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {shown}", **more.pop("headers", {})}
        return self.simpul.client().open(path, method=method, headers=headers, **more)

    def told(self, path: str, name: str = "") -> Any:
        """The JSON of an answer."""
        return json.loads(self.call(path, name).data)


def send(desk: Desk, instance_id: str, **changes: str) -> TestResponse:
    """A submission with its photo."""
    xml = answers(instance_id=instance_id, **changes)
    sent = desk.call(f"{FORMS}/{FORM}/submissions", method="POST", data=xml)
    files = f"{FORMS}/{FORM}/submissions/{instance_id}/attachments"
    taken = desk.call(f"{files}/pohon.jpg", method="POST", data=PHOTO)
    assert (taken.status_code, taken.get_json()) == (200, {"success": True})
    return sent
