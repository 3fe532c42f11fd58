"""Gathering what is in the registry, for the checks of a workbook and for the export."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select

from app.accounts import people_store
from app.accounts.access import Access, Grant, roles_given_by
from app.extensions.database import db
from app.extensions.vault import vault
from app.registry import history_store, store
from app.registry.models import Kader, Posyandu, Wilayah
from app.secretariat.columns import AKUN, KADER, MASK, OPD, POSYANDU
from app.secretariat.known import Area, Kabupaten, Known, Person, Place
from app.web.guards import local_now, settings

EDGES = Path(__file__).resolve().parents[2] / "forms" / "wilayah" / "kabupaten.csv"
PLACE_VALUES = (
    *("official_number", "rw", "rt", "address", "latitude", "longitude", "puskesmas", "pustu"),
    *("founded_on", "is_pilot"),
)
PERSON_VALUES = ("jabatan", "bidang", "started_on", "ended_on")


def known_now(access: Access | None = None) -> Known:
    """Answer the registry as it stands; `access` of who imports, or None for the operator."""
    aliases = history_store.list_all_aliases()
    return Known(
        kabupaten=read_kabupaten(settings().kabupaten),
        today=local_now().date(),
        areas={row.code: _area(row) for row in db.session.scalars(select(Wilayah))},
        places={
            row.code: Place(
                row.code,
                row.name,
                row.desa,
                row.ended_as,
                row.successor,
                tuple(aliases.get(row.code, ())),
                {name: getattr(row, name) for name in PLACE_VALUES},
            )
            for row in db.session.scalars(select(Posyandu))
        },
        people={row.kader_id: _person(row) for row in db.session.scalars(select(Kader))},
        opd={row.name: row.bidang for row in store.list_opd()},
        accounts={
            user.name: frozenset(
                Grant(one.role, one.area, one.bidang, one.valid_from, one.valid_to)
                for one in user.grants
            )
            for user in people_store.list_all_users()
        },
        may_give=roles_given_by(access or Access((Grant("admin"),))),
    )


def _area(row: Wilayah) -> Area:
    return Area(row.code, row.name, row.level, row.successor)


def _person(row: Kader) -> Person:
    values = {name: getattr(row, name) for name in PERSON_VALUES}
    return Person(row.kader_id, row.name, row.posyandu_code, values | {"phone": open_phone(row)})


def seal_phone(kader_id: int, phone: str) -> bytes:
    """Seal a kader's telephone number."""
    return vault.seal(phone.encode(), f"kader.phone:{kader_id}")


def open_phone(kader: Kader) -> str:
    """Answer a kader's telephone number, "" where none is known."""
    if kader.phone is None:
        return ""
    return vault.unseal(kader.phone, f"kader.phone:{kader.kader_id}").decode()


def masked_phone(phone: str) -> str:
    """Answer what may be seen of a telephone number."""
    return f"{phone[:4]}{MASK * (len(phone) - 6)}{phone[-2:]}" if phone else ""


def read_kabupaten(code: str, path: Path = EDGES) -> Kabupaten:
    """Answer the edges of a kabupaten; only its code where nobody has written them down."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row["code"] == code:
                south, north, west, east = (
                    float(row[name]) for name in ("south", "north", "west", "east")
                )
                return Kabupaten(code, row["bps"], (south, north, west, east))
    return Kabupaten(code)


def export_rows(known: Known) -> dict[str, list[dict[str, str]]]:
    """Answer the registry as the rows of its workbook; telephone numbers stay masked."""
    return {
        POSYANDU: [
            _place_row(place, known)
            for place in sorted(known.places.values(), key=lambda one: one.code)
            if not place.ended_as
        ],
        KADER: [
            _person_row(person)
            for person in sorted(known.people.values(), key=lambda one: (one.posyandu, one.name))
        ],
        OPD: [{"nama": name, "bidang": bidang} for name, bidang in sorted(known.opd.items())],
        AKUN: [
            _grant_row(name, grant)
            for name, grants in sorted(known.accounts.items())
            for grant in sorted(grants, key=lambda one: (one.role, one.area, one.bidang))
        ],
    }


def _place_row(place: Place, known: Known) -> dict[str, str]:
    values = place.values
    desa = known.areas[place.desa]
    kecamatan = known.areas.get(place.desa.rpartition(".")[0])
    return {
        "kode": place.code,
        "nama": place.name,
        "kode_desa": place.desa,
        "desa": desa.name,
        "kecamatan": kecamatan.name if kecamatan else "",
        "alias_lama": "; ".join(place.aliases),
        "nomor_registrasi": values["official_number"] or "",
        "rw": values["rw"],
        "rt": values["rt"],
        "alamat": values["address"],
        "lintang": _text(values["latitude"]),
        "bujur": _text(values["longitude"]),
        "puskesmas": values["puskesmas"],
        "pustu": values["pustu"],
        "tanggal_berdiri": _text(values["founded_on"]),
        "percontohan": "ya" if values["is_pilot"] else "",
    }


def _person_row(person: Person) -> dict[str, str]:
    values = person.values
    return {
        "nomor": str(person.kader_id),
        "nama": person.name,
        "kode_posyandu": person.posyandu,
        "jabatan": values["jabatan"],
        "bidang": values["bidang"],
        "no_hp": masked_phone(values["phone"]),
        "mulai": _text(values["started_on"]),
        "berhenti": _text(values["ended_on"]),
    }


def _grant_row(name: str, grant: Grant) -> dict[str, str]:
    return {
        "nama": name,
        "peran": grant.role,
        "wilayah": grant.area,
        "bidang": grant.bidang,
        "berlaku_mulai": _text(grant.valid_from),
        "berlaku_sampai": _text(grant.valid_to),
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)
