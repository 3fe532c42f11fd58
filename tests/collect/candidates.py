"""Plausible answers to any question, likeliest first; the form's constraint picks among them."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any
from zoneinfo import ZoneInfo

from tests.collect.jvm import ZONE
from tests.collect.results import Question

NUMBERS = (
    1, 2, 3, 0, 5, 8, 10, 12, 15, 20, 25, 30, 36.5, 40, 50, 60, 75, 80, 90, 100, 120, 150, 165,
    200, 250, 300, 365, 500, 750, 1000, 1990, 2000, 2020, 2026, 2500, 3000, 5000, 10_000, 75_511,
    100_000, 1_000_000, -1,
)  # fmt: skip
GIVEN_NAMES = ("Aisyah", "Rahmat", "Siti", "Budi", "Nurul", "Hendra", "Fitri", "Yusuf", "Dewi")
LAST_NAMES = ("Rahman", "Pratiwi", "Saputra", "Hasanah", "Wijaya", "Lestari", "Maulana")
TENGGARONG = (-0.4180, 116.9830)
LITERAL = re.compile(r"(?<![\w/.$-])-?\d+(?:\.\d+)?(?![\w/])")
PATTERN = re.compile(r"regex\(\s*\.\s*,\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)")


def candidates(question: Question, rng: random.Random, peers: Sequence[float]) -> Iterator[Any]:
    """Answers worth trying in this order; `peers` are numbers the constraint refers to."""
    if question.kind in ("integer", "decimal"):
        return _numbers(question, rng, peers)
    return iter(_MAKERS.get(question.kind, _texts)(question, rng))


def jpeg(comment: str) -> bytes:
    """A true JPEG of one grey pixel; the comment makes the bytes differ."""
    note = comment.encode()[:200]
    parts = (
        b"\xff\xd8",
        b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0",
        b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note,
        b"\xff\xdb" + struct.pack(">HB", 67, 0) + b"\1" * 64,
        b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 1, 1, 1) + b"\1\x11\0",
        b"\xff\xc4" + struct.pack(">HB", 20, 0x00) + b"\1" + b"\0" * 15 + b"\0",
        b"\xff\xc4" + struct.pack(">HB", 20, 0x10) + b"\1" + b"\0" * 15 + b"\0",
        b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\0\x3f\0",
        b"\x3f\xff\xd9",  # two zero bits (no difference, end of block), padded with ones
    )
    return b"".join(parts)


def _choices(question: Question, rng: random.Random) -> list[str]:
    values = [choice.value for choice in question.choices]
    return rng.sample(values, len(values))


def _selections(question: Question, rng: random.Random) -> Iterator[list[str]]:
    values = _choices(question, rng)
    if question.kind == "rank":
        yield values
        return
    if len(values) > 1:
        yield values[: rng.randint(1, min(3, len(values)))]
    yield from ([value] for value in values)  # "none of these" excludes the others
    yield values


def _numbers(question: Question, rng: random.Random, peers: Sequence[float]) -> Iterator[float]:
    written = [float(number) for number in LITERAL.findall(question.constraint)]
    known = sorted({*written, *peers})
    between = [(low + high) / 2 for low, high in pairwise(known)]
    near = [number + step for number in known for step in (0, 1, -1)]
    first = [_guess(question, rng), rng.randint(0, 5)]
    pool: list[float] = [*first, *between, *near, *_sums(peers), *NUMBERS]
    seen: set[float] = set()
    for number in pool:
        value = round(number) if question.kind == "integer" else round(number, 2)
        if value not in seen and len(str(value)) <= 9:
            seen.add(value)
            yield value


def _sums(peers: Sequence[float]) -> list[float]:
    # "total = a + b" and "rest = a - b" are the usual checks between questions.
    if len(peers) < 2:
        return []
    return [sum(peers), peers[0] - sum(peers[1:]), peers[-1] - sum(peers[:-1])]


def _guess(question: Question, rng: random.Random) -> float:
    name = question.path.rsplit("/", 1)[-1].lower()
    for part, low, high in (("tb", 50, 160), ("tinggi", 50, 160), ("bb", 4, 60), ("berat", 4, 60),
                            ("lila", 11, 28), ("usia", 0, 70), ("umur", 0, 70),
                            ("tahun", 2015, 2026)):  # fmt: skip
        if part in name.split("_"):
            return rng.randint(low, high)
    return rng.randint(0, 12)


def _range(question: Question, _rng: random.Random) -> Iterator[float]:
    low, high, step = question.limits or (0, 10, 1)
    for position in (0.5, 0.0, 1.0):
        steps = round((high - low) * position / (step or 1))
        value = low + steps * (step or 1)
        yield round(value) if question.whole_numbers else value


def today() -> date:
    """The day it is on the phone."""
    return datetime.now(ZoneInfo(ZONE)).date()


def _dates(question: Question, rng: random.Random) -> Iterator[date]:
    now = today()
    first = now.replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    births = [now - timedelta(days=days) for days in (700, 11_000, 200, 5_500, 24_000, 30, 2_200)]
    recent = [now, first, last_month, now - timedelta(days=1), now - timedelta(days=7)]
    coming = [now + timedelta(days=days) for days in (1, 14, 40, 200)]
    if "lahir" in question.path.rsplit("/", 1)[-1]:
        start = rng.randint(0, 2)
        yield from (*births[start:], *births[:start], *recent, *coming)
    else:
        yield from (*recent, *births, *coming)


def _moments(question: Question, rng: random.Random) -> Iterator[datetime]:
    now = datetime.now(ZoneInfo(ZONE)).replace(microsecond=0)
    yield now
    for day in _dates(question, rng):
        yield datetime.combine(day, time(9), tzinfo=ZoneInfo(ZONE))


def _times(_question: Question, _rng: random.Random) -> tuple[time, ...]:
    return time(8, 30), time(10), time(0), time(23, 59)


def _pictures(question: Question, rng: random.Random) -> tuple[bytes]:
    return (jpeg(f"{question.place} {rng.random()}"),)


def _files(question: Question, rng: random.Random) -> tuple[bytes]:
    return (f"{question.kind} {rng.random()}".encode(),)


def _points(_question: Question, rng: random.Random) -> tuple[tuple[float, ...]]:
    lat, lon = (round(angle + rng.uniform(-0.02, 0.02), 6) for angle in TENGGARONG)
    return ((lat, lon, 20.0, 5.0),)


def _lines(question: Question, _rng: random.Random) -> tuple[str]:
    lat, lon = TENGGARONG
    corners = [(lat, lon), (lat, lon + 0.001), (lat + 0.001, lon + 0.001)]
    if question.kind == "geoshape":
        corners.append(corners[0])
    return ("; ".join(f"{one:.6f} {other:.6f} 0.0 0.0" for one, other in corners),)


def _yes(_question: Question, _rng: random.Random) -> tuple[bool]:
    return (True,)


def _texts(question: Question, rng: random.Random) -> Iterator[str]:
    name = f"{rng.choice(GIVEN_NAMES)} {rng.choice(LAST_NAMES)}"
    leaf = question.path.rsplit("/", 1)[-1].lower()
    digits = f"{rng.randint(0, 10**12):013d}"
    known = {
        "nik": _nik(rng),
        "kk": _nik(rng),
        "hp": f"0812{digits[-8:]}",
        "telepon": f"0812{digits[-8:]}",
        "nama": name,
        "rt": f"{rng.randint(1, 12):03d}",
        "rw": f"{rng.randint(1, 6):03d}",
        "alamat": f"Jl. Mawar No. {rng.randint(1, 90)}",
        "pos": "75511",
    }
    yield from (known[word] for word in leaf.split("_") if word in known)
    yield from _by_pattern(question.constraint, rng)
    yield from (f"Isian {rng.randint(1, 999)}", name, _nik(rng), known["hp"], "001", "1", "75511")
    yield from ("2026-10-01", "10:30", "KT 1234 AB", "pos@desa.id", "https://desa.id/", "A")
    for length in (int(float(number)) for number in LITERAL.findall(question.constraint)):
        if 0 < length <= 200:
            yield (digits * 16)[:length]
            yield ("abcdefghij" * 20)[:length]


def _nik(rng: random.Random) -> str:
    # 16 digits: district, birth day (women +40), month, year, serial number.
    day = rng.randint(1, 28) + rng.choice((0, 40))
    return f"640206{day:02d}{rng.randint(1, 12):02d}{rng.randint(70, 99)}{rng.randint(1, 9999):04d}"


def _by_pattern(constraint: str, rng: random.Random) -> Iterator[str]:
    for single, double in PATTERN.findall(constraint):
        for _ in range(3):
            yield _grow(sre_parser.parse(single or double), rng)


def _grow(pattern: Any, rng: random.Random) -> str:
    """A text that a regular expression matches (the parts that forms use)."""
    return "".join(_grow_one(operation, argument, rng) for operation, argument in pattern)


def _grow_one(operation: Any, argument: Any, rng: random.Random) -> str:
    match operation:
        case sre.LITERAL:
            return chr(argument)
        case sre.ANY:
            return "a"
        case sre.IN:
            return _grow_class(argument, rng)
        case sre.SUBPATTERN:
            return _grow(argument[-1], rng)
        case sre.BRANCH:
            return _grow(rng.choice(argument[1]), rng)
        case sre.MAX_REPEAT | sre.MIN_REPEAT:
            low, high, inner = argument
            times = rng.randint(low, max(low, min(int(high), low + 3)))
            return "".join(_grow(inner, rng) for _ in range(times))
    return ""  # anchors and look-arounds add nothing


def _grow_class(members: Any, rng: random.Random) -> str:
    negated = members[0][0] is sre.NEGATE
    allowed = [char for char in map(chr, range(48, 123)) if _in_class(char, members) != negated]
    wide = allowed or [char for char in map(chr, range(32, 48)) if _in_class(char, members)]
    return rng.choice([char for char in wide if char.isalnum()] or wide or ["0"])


def _in_class(char: str, members: Any) -> bool:
    for operation, argument in members:
        if operation is sre.LITERAL and ord(char) == argument:
            return True
        if operation is sre.RANGE and argument[0] <= ord(char) <= argument[1]:
            return True
        if operation is sre.CATEGORY:
            if argument is sre.CATEGORY_DIGIT and char.isdigit():
                return True
            if argument is sre.CATEGORY_WORD and (char.isalnum() or char == "_"):
                return True
            if argument is sre.CATEGORY_SPACE and char.isspace():
                return True
    return False


_MAKERS: dict[str, Callable[[Question, random.Random], Iterable[Any]]] = {
    "select_one": _choices,
    "select_multiple": _selections,
    "rank": _selections,
    "range": _range,
    "date": _dates,
    "dateTime": _moments,
    "time": _times,
    "image": _pictures,
    "audio": _files,
    "video": _files,
    "file": _files,
    "geopoint": _points,
    "geotrace": _lines,
    "geoshape": _lines,
    "acknowledge": _yes,
}
