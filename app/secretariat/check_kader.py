"""The sheet `kader`: who each line means, at which Posyandu, and what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from app.registry.succession import ENDED_NAMES, FORMER
from app.secretariat.cells import check_span, choice_in, day_in, desa_in, require
from app.secretariat.changes import Change, Index, kind_of
from app.secretariat.columns import JABATAN, MASK, SIX_KEYS
from app.secretariat.known import Known, Person, Place, plain
from app.secretariat.sheets import Line
from xlsform.spelling import did_you_mean

PHONE = re.compile(r"0\d{8,14}")
ALIKE = 0.88


def check_kader(lines: Sequence[Line], known: Known, index: Index) -> list[Change]:
    """Answer what each line changes."""
    by_place: defaultdict[str, list[Person]] = defaultdict(list)
    for person in known.people.values():
        by_place[person.posyandu].append(person)
    seen: defaultdict[str, dict[str, int]] = defaultdict(dict)
    return [_check(line, known, index, by_place, seen) for line in lines]


def _check(
    line: Line,
    known: Known,
    index: Index,
    by_place: defaultdict[str, list[Person]],
    seen: defaultdict[str, dict[str, int]],
) -> Change:
    name = " ".join(require(line, "nama").split())[:120]
    place = _place_in(line, known, index)
    values = _values(line, known)
    if place and name:
        _check_twice(line, name, place.code, seen[place.code])
    person = _person(line, name, place, known, by_place)
    if line.broken or place is None:
        return Change(line, "bermasalah")
    says = {"name": name, "posyandu_code": place.code, **values}
    if person is None:
        return Change(line, "baru", None, says)
    stands = {**person.values, "name": person.name, "posyandu_code": person.posyandu}
    return Change(line, kind_of(says, stands), person.kader_id, says)


def _place_in(line: Line, known: Known, index: Index) -> Place | None:
    code, name = line.get("kode_posyandu"), line.get("posyandu")
    desa = desa_in(line, known)
    if code:
        place = index.by_code.get(code)
        if place is None and not index.is_troubled(code, "", ""):
            meant = did_you_mean(code, (one for one in index.by_code if one[:8] == code[:8]))
            line.fault("posyandu.tidak_dikenal", "kode_posyandu", value=code, meant=meant)
        return _open(line, "kode_posyandu", place)
    if not name:
        require(line, "kode_posyandu")
        return None
    if line.get("kode_desa") and desa is None:
        return None
    found = index.named(name, desa.code if desa else "")
    found = [place for place in found if not place.ended_as] or found
    if not found and index.is_troubled("", name, desa.code if desa else ""):
        return None
    if not found:
        near = (place.name for place in index.places_in(desa.code)) if desa else ()
        line.fault("posyandu.tidak_dikenal", "posyandu", value=name, meant=did_you_mean(name, near))
        return None
    if len(found) > 1:
        line.fault("posyandu.mendua", "posyandu", value=name, count=len(found))
        return None
    return _open(line, "posyandu", found[0])


def _open(line: Line, column: str, place: Place | None) -> Place | None:
    if place and place.ended_as == FORMER:
        line.fault("kode.lama", column, value=place.code, now=place.successor)
        return None
    if place and place.ended_as and not line.get("nomor"):
        state = ENDED_NAMES[place.ended_as].lower()
        line.fault("posyandu.ditutup", column, value=place.name, state=state)
    return place


def _values(line: Line, known: Known) -> dict[str, Any]:
    started = day_in(line, "mulai", known.today)
    ended = day_in(line, "berhenti", known.today)
    check_span(line, started, ended, "berhenti")
    values: dict[str, Any] = {
        "jabatan": choice_in(line, "jabatan", JABATAN),
        "bidang": choice_in(line, "bidang", SIX_KEYS),
        "started_on": started,
        "ended_on": ended,
        "phone": _phone_in(line),
    }
    return {name: value for name, value in values.items() if value}


def _phone_in(line: Line) -> str:
    text = line.get("no_hp")
    if not text or MASK in text:
        return ""
    digits = re.sub(r"[\s().-]", "", text)
    digits = re.sub(r"^\+?62", "0", digits)
    digits = f"0{digits}" if digits.startswith("8") else digits
    if not PHONE.fullmatch(digits):
        hidden = f"{text[:4]}…"
        line.fault("kader.no_hp", "no_hp", value=hidden)
        return ""
    return digits


def _check_twice(line: Line, name: str, place: str, seen: dict[str, int]) -> None:
    mine = plain(name)
    if mine in seen:
        line.fault("kader.ganda", "nama", value=name, other=seen[mine])
        return
    like = next((other for other in seen if _alike(mine, other) >= ALIKE), None)
    if like:
        line.fault("kader.mirip", "nama", value=name, other=f"baris {seen[like]}")
    seen[mine] = line.number


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _person(
    line: Line,
    name: str,
    place: Place | None,
    known: Known,
    by_place: defaultdict[str, list[Person]],
) -> Person | None:
    number = line.get("nomor")
    if number:
        person = known.people.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        if person is None:
            line.fault("kader.nomor", "nomor", value=number)
        return person
    if place is None:
        return None
    same = [one for one in by_place[place.code] if plain(one.name) == plain(name)]
    return same[0] if same else None
