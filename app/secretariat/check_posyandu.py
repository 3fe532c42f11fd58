"""The sheet `posyandu`: which Posyandu each line means, and what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.registry.succession import ENDED_NAMES, FORMER, code_in, order_of
from app.secretariat.cells import choice_in, day_in, desa_in, point_in, require
from app.secretariat.changes import Change, Index, kind_of
from app.secretariat.columns import YES_NO
from app.secretariat.known import Area, Known, Place, plain
from app.secretariat.sheets import Line
from xlsform.spelling import nearest

CODE = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}\.\d{3}")
TEXTS = {
    "nomor_registrasi": "official_number",
    "rw": "rw",
    "rt": "rt",
    "alamat": "address",
    "puskesmas": "puskesmas",
    "pustu": "pustu",
}
ALIKE = 0.8


def check_posyandu(lines: Sequence[Line], known: Known, index: Index) -> list[Change]:
    """Answer what each line changes; Posyandu named here can be found by later sheets."""
    codes: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    waiting: list[tuple[Line, Area]] = []
    changes: dict[int, Change] = {}
    for line in lines:
        name, desa = require(line, "nama"), desa_in(line, known)
        require(line, "kode_desa")
        code = line.get("kode")
        if code and not line.broken and desa:
            _check_code(line, code, name, desa, known, codes)
        if desa and name:
            _check_name(line, name, desa, names)
        values = _values(line, known)
        if line.broken or desa is None:
            index.add_troubled(code, name, desa.code if desa else "")
            changes[line.number] = Change(line, "bermasalah")
        elif code:
            changes[line.number] = _change(line, code, desa, values, known, index)
        else:
            waiting.append((line, desa))
            changes[line.number] = Change(line, "baru", values=values)
    # Codes are given last, so that no new Posyandu takes the one a later line names.
    for line, desa in waiting:
        values = dict(changes[line.number].values)
        code = _code_for(line, desa, known, index, codes)
        changes[line.number] = _change(line, code, desa, values, known, index)
    return [changes[line.number] for line in lines]


def _check_code(
    line: Line, code: str, name: str, desa: Area, known: Known, codes: dict[str, int]
) -> None:
    if not CODE.fullmatch(code):
        line.fault("kode.bentuk", "kode", value=code, example=code_in(desa.code, 1))
    elif code in codes:
        line.fault("kode.ganda", "kode", value=code, other=codes[code])
    elif code.rpartition(".")[0] != desa.code:
        line.fault("kode.beda_desa", "kode", value=code, desa=f"{desa.name} ({desa.code})")
    elif place := known.places.get(code):
        _check_taken(line, place, name)
    codes.setdefault(code, line.number)


def _check_taken(line: Line, place: Place, name: str) -> None:
    """A code that is known means an update; a name far from the known one more likely a clash."""
    if place.ended_as == FORMER:
        line.fault("kode.lama", "kode", value=place.code, now=place.successor)
    elif place.ended_as:
        state = ENDED_NAMES[place.ended_as].lower()
        line.fault("kode.ditutup", "kode", value=place.code, name=place.name, state=state)
    else:
        mine = [plain(name), *(plain(alias) for alias in _aliases(line))]
        theirs = [plain(place.name), *(plain(alias) for alias in place.aliases)]
        if name and not any(nearest(one, theirs, ALIKE) for one in mine):
            line.fault("kode.terpakai", "kode", value=place.code, name=place.name)


def _check_name(line: Line, name: str, desa: Area, names: dict[tuple[str, str], int]) -> None:
    other = names.setdefault((desa.code, plain(name)), line.number)
    if other != line.number:
        line.fault("nama.ganda", "nama", value=name, other=other)


def _values(line: Line, known: Known) -> dict[str, Any]:
    """Answer what a line says, under the registry's own names; an absent cell says nothing."""
    values: dict[str, Any] = {
        ours: line.get(column) for column, ours in TEXTS.items() if line.get(column)
    }
    latitude, longitude = point_in(line, known)
    if latitude is not None:
        values |= {"latitude": latitude, "longitude": longitude}
    founded = day_in(line, "tanggal_berdiri", known.today)
    if founded:
        values["founded_on"] = founded
    pilot = choice_in(line, "percontohan", YES_NO)
    if pilot:
        values["is_pilot"] = pilot == "ya"
    return values


def _aliases(line: Line) -> list[str]:
    parts = (" ".join(part.split())[:120] for part in line.get("alias_lama").split(";"))
    return [part for part in parts if part]


def _code_for(line: Line, desa: Area, known: Known, index: Index, codes: dict[str, int]) -> str:
    """Answer the code of a line without one: the known Posyandu of that name, else the next free."""
    for place in index.places_in(desa.code):
        same = plain(line.get("nama")) in {plain(place.name), *map(plain, place.aliases)}
        if same and place.code not in codes and not place.ended_as:
            codes[place.code] = line.number
            return place.code
    used = index.orders.get(desa.code, 0)
    fresh = [order_of(code) for code in codes if code.startswith(f"{desa.code}.")]
    order = max([used, *fresh]) + 1
    code = code_in(desa.code, order)
    codes[code] = line.number
    index.orders[desa.code] = order
    return code


def _change(
    line: Line, code: str, desa: Area, values: dict[str, Any], known: Known, index: Index
) -> Change:
    name = " ".join(line.get("nama").split())[:120]
    place = known.places.get(code)
    values = {"name": name, **values}
    aliases = [one for one in _aliases(line) if one not in (place.aliases if place else ())]
    aliases = [one for one in aliases if one != name]
    index.add(Place(code, name, desa.code, aliases=tuple(aliases)))
    if place is None:
        more = {"desa": desa.code, "aliases": aliases}
        return Change(line, "baru", code, values | more)
    kind = kind_of(values, {**place.values, "name": place.name})
    if aliases:
        kind, values = "berubah", values | {"aliases": aliases}
    return Change(line, kind, code, values)
