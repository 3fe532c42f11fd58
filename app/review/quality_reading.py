"""What the quality rules may read of a submission: numbers and keyed marks, never a name. Pure.

A reading is made once from the answers and kept; the rules read nothing else, so that a month of a
Posyandu is examined again without opening anybody's answers. A place is rounded to a hundredth of a
degree (about a kilometre): enough to see that it is far off, too little to find a house.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

import orjson

from app.merge.standing import DEAD
from app.registry.periods import day_of
from app.review.quality_names import name_words
from xlsform.field_map import FieldUse

Number = int | float
Keyed = Callable[[str, str], bytes]  # (kind, text) -> what equal texts share and nobody can read

LOCATION = "kepala/lokasi_gps"
DAY = "kepala/tanggal_kegiatan"
NIK = "orang/nik"
NAME = "orang/nama"
BIRTH = "orang/tanggal_lahir"
KNOWN_BIRTH = "orang/lahir_orang"  # of who was chosen from the list
ESTIMATED = "orang/tanggal_lahir_perkiraan"
STATE = "orang/keadaan"
SINCE = "orang/tanggal_keadaan"
WEIGHT = "kes.balita_bb"
HEIGHT = "kes.balita_pb_tb"
ACTIVE = "ada_kegiatan"
NIK_DIGITS = 16
WHOLE = frozenset({"integer", "int"})
NUMERIC = WHOLE | {"decimal", "range"}
# What the phone writes by itself is not an answer.
BY_ITSELF = frozenset("calculate hidden start end today deviceid username audit note".split())
MONTHS_OWN = frozenset({"revision", "sum"})  # rules of numbers that are each month's own
LARGEST = 1e12
SHORT = 16  # letters of a keyed mark: enough to tell two names apart
PLACES = 2  # decimals of a place


@dataclass(frozen=True, slots=True)
class Reading:
    """A submission that counts, as the rules see it.

    `filled_at` is when filling began by the phone's own clock, `day` that day in the kabupaten;
    `sender` is the kader or account it came from, "" where nobody knows.
    """

    seq: int
    instance_id: str
    form_id: str
    bidang: str
    posyandu_code: str
    period: str
    day: date
    sender: str
    accepted: bool
    edited: bool
    status: str
    observed_at: datetime
    ended_at: datetime | None
    filled_at: datetime | None
    received_at: datetime
    subject_id: str = ""
    nik: str = ""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    marks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Answer its place among others: what it tells of, when it was filled, its number."""
        return self.observed_at, self.ended_at or datetime.min.replace(tzinfo=UTC), self.instance_id

    @property
    def standing(self) -> tuple[bool, tuple[datetime, datetime, str]]:
        """Answer its place among reports of the same month: accepted ones stand above the others."""
        return self.accepted, self.order


def read(
    head: Reading,
    document: Mapping[str, Any],
    fields: Sequence[FieldUse],
    wanted: frozenset[str],
    keyed: Keyed,
) -> Reading:
    """Answer a reading with its numbers and marks; `wanted` are the fields whose numbers are kept."""
    found = {use: document[use.path] for use in fields if use.path in document and not use.repeat}
    numbers = {use: value for use, value in _numbers(found)}
    nik = str(document.get(NIK) or "")
    marks = {
        **_time_marks(head, document),
        **_place_mark(document),
        **_person_marks(head, document, keyed),
        **_count_marks(head, found, numbers),
    }
    return replace(
        head,
        nik=keyed("nik", nik).hex() if _is_nik(nik) else "",
        numbers={
            name: value
            for use, value in numbers.items()
            for name, _rule in use.fields
            if name in wanted
        },
        marks={name: value for name, value in marks.items() if value is not None},
    )


def _numbers(found: Mapping[FieldUse, Any]) -> Iterator[tuple[FieldUse, Number]]:
    for use, text in found.items():
        if use.question_type in NUMERIC and (value := number_of(str(text))) is not None:
            yield use, value


def number_of(text: str) -> Number | None:
    """Answer a text's number, whole where it is whole; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not isfinite(value) or abs(value) > LARGEST:
        return None
    return int(value) if value.is_integer() else value


def moment_of(value: object) -> datetime | None:
    """Answer the moment a phone wrote, in UTC; None where it wrote none that has a meaning."""
    try:
        moment = datetime.fromisoformat(str(value)) if value else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _time_marks(head: Reading, document: Mapping[str, Any]) -> dict[str, Any]:
    """Answer how long filling took, where it was filled once, and how far it tells of the future."""
    began, ended = moment_of(document.get("start")), head.ended_at
    took = (ended - began).total_seconds() if began and ended and not head.edited else None
    ahead = (head.observed_at - head.received_at).total_seconds() / 86_400
    return {
        "detik": int(took) if took is not None and took >= 0 else None,
        "hari_di_depan": int(ahead) if ahead > 1 else None,
    }


def _place_mark(document: Mapping[str, Any]) -> dict[str, Any]:
    parts = [number_of(part) for part in str(document.get(LOCATION) or "").split()[:2]]
    if len(parts) < 2 or None in parts:
        return {}
    latitude, longitude = (round(float(part or 0), PLACES) for part in parts)
    inside = abs(latitude) <= 90 and abs(longitude) <= 180
    return {"lintang": latitude, "bujur": longitude} if inside else {}


def _person_marks(head: Reading, document: Mapping[str, Any], keyed: Keyed) -> dict[str, Any]:
    words = [
        keyed("nama", word).hex()[:SHORT] for word in name_words(str(document.get(NAME) or ""))
    ]
    born = day_of(document.get(BIRTH) or document.get(KNOWN_BIRTH))
    told = day_of(document.get(DAY)) or head.day
    # That it is an estimate is said of the day; after the visit it is wrong all the same.
    certain = born and document.get(ESTIMATED) != "ya"
    died = (day_of(document.get(SINCE)) or told) if document.get(STATE) == DEAD else None
    return {
        "nama": words or None,
        "lahir": keyed("lahir", born.isoformat()).hex()[:SHORT] if born and certain else None,
        "lahir_setelah": (born - told).days if born and born > told else None,
        "meninggal_sejak": max(0, (told - died).days) if died else None,
    }


def _count_marks(
    head: Reading, found: Mapping[FieldUse, Any], numbers: Mapping[FieldUse, Number]
) -> dict[str, Any]:
    typed = [use for use in found if use.question_type not in BY_ITSELF]
    own = {
        use.path: value
        for use, value in numbers.items()
        if any(rule in MONTHS_OWN for _name, rule in use.fields)
    }
    return {
        "jawaban": len(typed),
        "angka": len(numbers),
        "nol": sum(value == 0 for value in numbers.values()),
        "isi": sum(value != 0 for value in own.values()),
        "salinan": _digest(own) if own and head.status == ACTIVE else None,
    }


def _digest(own: Mapping[str, Number]) -> str:
    return hashlib.sha256(orjson.dumps(own, option=orjson.OPT_SORT_KEYS)).hexdigest()[:SHORT]


def _is_nik(text: str) -> bool:
    """Answer whether a text can be somebody's NIK: a row of one and the same digit is nobody's."""
    return len(text) == NIK_DIGITS and text.isascii() and text.isdigit() and len(set(text)) > 1
