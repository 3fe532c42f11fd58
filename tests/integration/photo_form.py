"""A form with as many photos as wanted, and posts of it as Collect writes them over the wire."""

from __future__ import annotations

import io
from collections.abc import Sequence

import requests

from tests.collect.transport import Part, content_type_of, multipart, request_headers
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import PHOTO, visit_answers
from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

PHOTOS, VERSION = "pr_foto_jalan", "2026112501"
FORM = """
| survey | type         | name             | label::Bahasa Indonesia (id) |
|        | start        | start            |                              |
|        | end          | end              |                              |
|        | include      | kepala_kunjungan |                              |
|        | begin_repeat | titik            | Titik                        |
|        | image        | gambar           | Foto jalan                   |
|        | end_repeat   |                  |                              |

| settings | form_id       | form_title | version    | bidang           | frekuensi | default_language      |
|          | pr_foto_jalan | Foto jalan | 2026112501 | perumahan_rakyat | kejadian  | Bahasa Indonesia (id) |
"""


def release_photo_form(simpul: Simpul) -> None:
    """Upload and release the form as an officer does."""
    admin = simpul.signed_in("admin")
    book = write_xlsx(read_workbook(FORM.encode(), f"{PHOTOS}.md"))
    upload = {"berkas": (io.BytesIO(book), f"{PHOTOS}.xlsx")}
    assert admin.post("/formulir", data=upload).status_code == 302
    assert admin.post(f"/formulir/{PHOTOS}/versi/{VERSION}/terbitkan").status_code == 302


def photo_xml(simpul: Simpul, instance_id: str, names: Sequence[str]) -> bytes:
    """A submission that names these photos."""
    answers = {
        path: text
        for path, text in visit_answers().items()
        if path in {"start", "end"} or path.startswith("kepala/")
    }
    answers["titik"] = [{"titik/gambar": name} for name in names]
    return simpul.submission_xml(PHOTOS, answers, instance_id=instance_id)


def photo(name: str) -> bytes:
    """The content of the photo of that name."""
    return PHOTO + name.encode()


def parts_of(xml: bytes, names: Sequence[str], *, more_follows: bool = False) -> list[Part]:
    """The parts of one post; Collect says so when it is not the last of its submission."""
    parts = [Part("xml_submission_file", xml, "kiriman.xml", "text/xml")]
    parts += [Part(name, photo(name), name, content_type_of(name)) for name in names]
    return [*parts, Part("*isIncomplete*", b"yes")] if more_follows else parts


def post(
    address: str, phone: Phone, xml: bytes, names: Sequence[str], *, more_follows: bool = False
) -> int:
    """Post over the wire; the status."""
    content_type, body = multipart(parts_of(xml, names, more_follows=more_follows))
    answer = requests.post(
        f"{address}{phone.door}/submission",
        data=body,
        headers={**request_headers(), "Content-Type": content_type},
        timeout=60,
    )
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    return answer.status_code
