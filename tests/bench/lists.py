"""The bench of sasaran: 821 phones that each hold a list of 1,000, and single lists of three sizes.

Printed are processor seconds of the server itself; the rows beside a bare baseline of the same run: as
many written as CSV from memory, nothing read and nothing opened.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import requests
from flask import Flask
from sqlalchemy import insert

from app.config import read_settings
from app.design.releasing_service import release_version
from app.design.service import check_form, save_draft
from app.extensions.database import close_connections, db, now, transaction
from app.factory import create_app
from app.openrosa.documents import MANIFEST
from app.registry.entity_models import Entity, EntityMark
from app.registry.entity_store import seal_content
from tests.bench.installation import Installation, make_installation
from tests.bench.servers import Server, our_server
from tests.integration.entity_forms import REGISTER, WEIGH, entity_xml, workbook_of
from xlsform.schema import Schema

SIZES = (1, 1000, 100_000)
ASKED = 100
BATCH = 5000
THREADS = 4
VALUES = {"tanggal_lahir": "2024-05-15", "rt": "005", "bb_terakhir": "11.2", "catatan": "-"}
COLUMNS = ("bb_terakhir", "rt", "tanggal_lahir")


@dataclass(frozen=True, slots=True)
class Phones:
    """An installation whose phones hold lists: the doors, by the path of each."""

    installation: Installation

    def doors(self) -> list[str]:
        """The path of each phone's Collect."""
        return [path.removesuffix("/submission") for path, _code in self.installation.senders]


@dataclass(frozen=True, slots=True)
class Size:
    """How many phones hold lists, and how many sasaran each."""

    phones: int
    each: int


def measure(folder: Path, url: str | None, size: Size) -> Iterator[str]:
    """Fill an installation, measure, and answer what came of it, line by line."""
    phones = _prepare(folder / "simpul", url, size)
    with our_server(phones.installation.environ, THREADS, folder / "server.log") as server:
        address = f"http://127.0.0.1:{server.port}"
        session = requests.Session()
        doors = phones.doors()
        yield from _cost_by_size(session, server, address, doors[0])
        yield from _stream(session, server, address, doors[0])
        hashes, line = _sync_all(session, server, address, doors[: size.phones])
        yield line
        yield _change_one(session, phones, address, hashes)


# -- what is measured on


def _prepare(home: Path, url: str | None, size: Size) -> Phones:
    installation = make_installation(home, url)
    app = create_app(read_settings(installation.environ))
    with _quiet(app):
        for form_id in (REGISTER, WEIGH):
            _release(form_id, workbook_of(form_id))
        for rows in SIZES:
            for form_id in (REGISTER, WEIGH):
                own = {"balita": f"daftar_{rows}", f"{form_id} ": f"{form_id}_{rows} "}
                _release(f"{form_id}_{rows}", workbook_of(form_id, **own))
        codes = [code for _path, code in installation.senders]
        for place, code in enumerate(codes[: size.phones]):
            _fill("balita", code, place * size.each, size.each)
        for place, rows in enumerate(SIZES):
            _fill(f"daftar_{rows}", codes[0], (1 + place) * 10_000_000, rows)
    return Phones(installation)


@contextmanager
def _quiet(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        close_connections()


def _release(form_id: str, workbook: bytes) -> None:
    lists = [f"daftar_{size}" for size in SIZES]
    checked = check_form(workbook, f"{form_id}.xlsx", known_lists=["balita", *lists])
    if checked.form is None:
        raise ValueError(f"{form_id}: {[str(one) for one in checked.findings]}")
    draft = save_draft(checked, "bench")
    release_version(draft.form_id, draft.version, "bench")


def _fill(name: str, code: str, first: int, count: int) -> None:
    """Put sasaran into a list behind the worker's back: that would take an hour."""
    at = now()
    with transaction():
        for start in range(first, first + count, BATCH):
            ids = [entity_id(n) for n in range(start, min(start + BATCH, first + count))]
            rows = [
                {
                    "entity_id": one,
                    "list_name": name,
                    "posyandu_code": code,
                    "version": 1,
                    "content": seal_content(one, f"Ananda Rekaan {one[:8]}", VALUES),
                    "state": "aktif",
                    "conflict": "",
                    "resolved_version": 0,
                    "fault": "",
                    "created_at": at,
                    "updated_at": at,
                }
                for one in ids
            ]
            db.session.execute(insert(Entity), rows)
        db.session.add(EntityMark(list_name=name, posyandu_code=code, number=1))


def entity_id(number: int) -> str:
    """The UUID of version 4 of a sasaran by its number."""
    return str(UUID(int=number * 0x9E3779B97F4A7C15 % (1 << 128), version=4))


# -- measuring


def _cost_by_size(
    session: requests.Session, server: Server, address: str, door: str
) -> Iterator[str]:
    yield "\n| rows of the list | hash (manifest) ms | 304 ms |\n|---|---|---|"
    for size in SIZES:
        form = _listed(session, address, door)[f"{WEIGH}_{size}"]
        entry = _entry(session, form, f"daftar_{size}.csv")
        manifest = _cpu(server, partial(session.get, form))
        etag = {"If-None-Match": f'"{entry["hash"].removeprefix("md5:")}"'}
        url = entry["downloadUrl"]
        assert session.get(url, headers=etag).status_code == 304
        same = _cpu(server, partial(session.get, url, headers=etag))
        yield f"| {size} | {manifest:.2f} | {same:.2f} |"


def _cpu(server: Server, ask: Callable[[], object]) -> float:
    """Processor milliseconds of the server for one request."""
    before = server.spent()
    for _ in range(ASKED):
        ask()
    return server.spent().since(before).server / ASKED * 1000


def _stream(session: requests.Session, server: Server, address: str, door: str) -> Iterator[str]:
    size = SIZES[-1]
    form = _listed(session, address, door)[f"{WEIGH}_{size}"]
    url = _entry(session, form, f"daftar_{size}.csv")["downloadUrl"]
    before = server.spent()
    content = session.get(url).content
    ours = server.spent().since(before).server
    assert content.count(b"\n") == size + 1
    bare = _bare(size)
    yield f"\nOne list of {size} rows: {ours:.2f} s of CPU, bare {bare:.2f} s, {bare / ours:.2f} of bare"


def _bare(rows: int) -> float:
    begun = time.process_time()
    for start in range(0, rows, 500):
        out = io.StringIO()
        csv.writer(out).writerows(
            [entity_id(n), f"Ananda Rekaan {n}", 1, *(VALUES[name] for name in COLUMNS)]
            for n in range(start, start + 500)
        )
        out.getvalue().encode()
    return time.process_time() - begun


def _sync_all(
    session: requests.Session, server: Server, address: str, doors: Sequence[str]
) -> tuple[dict[str, str], str]:
    """Every phone refreshes its list of forms, every manifest, and the list of sasaran."""
    memory, before, begun = _peak(server), server.spent(), time.monotonic()
    hashes, rows = {}, 0
    for door in doors:
        forms = _listed(session, address, door)
        for form_id, manifest in forms.items():
            if form_id != WEIGH:
                session.get(manifest)
        entry = _entry(session, forms[WEIGH], "balita.csv")
        hashes[door] = entry["hash"]
        rows += session.get(entry["downloadUrl"]).content.count(b"\n") - 1
    spent, took = server.spent().since(before).server, time.monotonic() - begun
    text = (
        f"\nFull sync of {len(doors)} phones, {len(forms)} manifests and {rows / len(doors):.0f} rows "
        f"each: {spent:.1f} s of CPU ({took:.0f} s by the clock), bare rows {_bare(rows):.1f} s; "
        f"memory at its peak {memory:.0f} MB before, {_peak(server):.0f} MB after"
    )
    return hashes, text


def _peak(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def _change_one(
    session: requests.Session, phones: Phones, address: str, hashes: Mapping[str, str]
) -> str:
    """One child is weighed; then every phone's hash is looked at again."""
    door, code = phones.doors()[0], phones.installation.senders[0][1]
    xml = entity_xml(
        _schema(phones),
        {"bb": "12"},
        {"id": entity_id(1), "update": "1", "baseVersion": "1"},
        posyandu=code,
    )
    files = {"xml_submission_file": ("x.xml", xml, "text/xml")}
    assert session.post(f"{address}{door}/submission", files=files).status_code == 201
    form = _listed(session, address, door)[WEIGH]
    for _ in range(100):
        if _entry(session, form, "balita.csv")["hash"] != hashes[door]:
            break
        time.sleep(0.1)
    changed = sum(
        _entry(session, _listed(session, address, one)[WEIGH], "balita.csv")["hash"] != hashes[one]
        for one in hashes
    )
    return f"\nAfter one change the hash of {changed} of {len(hashes)} phones is another"


def _schema(phones: Phones) -> Schema:
    checked = check_form(workbook_of(WEIGH), "x.xlsx", known_lists=["balita"])
    if checked.form is None:
        raise ValueError(phones.installation.environ["SIMPUL_HOME"])
    return checked.form.schema


def _listed(session: requests.Session, address: str, door: str) -> dict[str, str]:
    """The manifest's address of each form on a phone's list."""
    text = session.get(f"{address}{door}/formList").text
    found = re.findall(
        r"<formID>([^<]+)</formID>.*?<manifestUrl>([^<]+)</manifestUrl>", text, re.DOTALL
    )
    return dict(found)


def _entry(session: requests.Session, manifest: str, name: str) -> dict[str, str]:
    text = session.get(manifest).text
    assert MANIFEST in text
    for block in re.findall(r"<mediaFile.*?</mediaFile>", text, re.DOTALL):
        fields = dict(re.findall(r"<(\w+)>([^<]*)</", block))
        if fields["filename"] == name:
            return fields
    raise LookupError(f"{name} is not in {manifest}")
