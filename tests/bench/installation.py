"""What our server is measured on: a real installation with Kukar's 821 Posyandu, a phone in each."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.accounts.service import invite_device
from app.config import read_settings
from app.design.service import find_released
from app.design.store import get_form
from app.extensions.database import close_connections
from app.factory import create_app
from app.registry.models import Posyandu
from app.registry.service import add_kader, add_posyandu
from app.registry.store import list_wilayah
from xlsform.schema import Node, Schema

ROOT = Path(__file__).resolve().parents[2]
POSYANDU = 821
FORM = "kes_bulanan"
PHOTO = "foto.jpg"
# Answers by path; every other question is answered by its type.
ANSWERS = {
    "start": "@MONTH@-28T08:00:00.000+08:00",
    "end": "@MONTH@-28T08:20:00.000+08:00",
    "deviceid": "collect:0Bench0Bench0Ben",
    "kepala/kode_kecamatan": "@KECAMATAN@",
    "kepala/kode_desa": "@DESA@",
    "kepala/kode_posyandu": "@POSYANDU@",
    "kepala/periode": "@MONTH@-01",
    "kepala/lokasi_gps": "-0.4412 117.0001 12.0 4.8",
    "status_laporan": "ada_kegiatan",
}
BY_TYPE = {
    "int": "@N@",
    "decimal": "@N@.5",
    "string": "Tidak ada kendala berarti",
    "date": "@MONTH@-12",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """A prepared installation: its settings, the phones' (path, Posyandu), and a report to fill."""

    environ: Mapping[str, str]
    senders: Sequence[tuple[str, str]]
    xml: str
    xml_with_photo: str


def make_installation(home: Path, database_url: str | None) -> Installation:
    """Prepare an installation in a folder; without a URL on SQLite in that folder."""
    environ = {**os.environ, "SIMPUL_HOME": str(home), "SIMPUL_DEMO": "0", "FLASK_APP": "wsgi.py"}
    environ.pop("SIMPUL_DATABASE_URL", None)
    if database_url:
        environ["SIMPUL_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "flask", "init"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)
    app = create_app(read_settings(environ))
    with app.app_context():
        add_posyandu(_invented())
        senders = [_phone(code) for code in _codes()]
        version = get_form(FORM).current_version or ""
        released = find_released(FORM, version)
        close_connections()
    if released is None:
        raise LookupError(f"{FORM} is not released")
    return Installation(
        environ, senders, filled(released.schema, photo=""), filled(released.schema, photo=PHOTO)
    )


def _codes() -> list[str]:
    villages = [area.code for area in list_wilayah(["desa"])]
    return [f"{villages[n % len(villages)]}.{n // len(villages) + 1:03d}" for n in range(POSYANDU)]


def _invented() -> list[Posyandu]:
    return [
        Posyandu(code=code, name=f"Posyandu {code}", desa=code.rpartition(".")[0], is_demo=True)
        for code in _codes()
    ]


def _phone(code: str) -> tuple[str, str]:
    invited = invite_device(add_kader("Kader Uji", code, is_demo=True), code, "HP uji")
    return f"/k/{invited.token}/submission", code


def filled(schema: Schema, photo: str) -> str:
    """Answer a submission as Collect writes it, all questions answered, with words to replace."""
    parts = [f'<data id="{schema.form_id}" version="{schema.version}">']
    open_groups: list[str] = []
    for path, node in schema.nodes.items():
        if path == "meta" or path.startswith("meta/"):
            continue
        while open_groups and not path.startswith(open_groups[-1] + "/"):
            parts.append(f"</{_name(open_groups.pop())}>")
        if node.kind == "question":
            parts.append(f"<{_name(path)}>{_answer(path, node, photo)}</{_name(path)}>")
        else:
            open_groups.append(path)
            parts.append(f"<{_name(path)}>")
    parts += [f"</{_name(path)}>" for path in reversed(open_groups)]
    parts.append("<meta><instanceID>@INSTANCE@</instanceID></meta></data>")
    return "".join(parts)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _answer(path: str, node: Node, photo: str) -> str:
    if path in ANSWERS:
        return ANSWERS[path]
    if node.type == "binary":
        return photo
    return BY_TYPE.get(node.type, "lainnya")
