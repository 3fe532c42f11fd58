"""Reading single cells of a registry workbook: dates, coordinates, choices, codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.registry.periods import MONTHS
from app.secretariat.known import Area, Known, plain
from app.secretariat.sheets import Line
from xlsform.spelling import did_you_mean

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
WORDS = re.compile(r"(\d{1,2}) ([A-Za-z]+) (\d{4})")
BARE = re.compile(r"\d{10}")
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
HALF_A_TURN = 90


def read_day(text: str) -> date | None:
    """Answer the day a text says, in the ways Indonesians write it; None for anything else."""
    if match := ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif (match := WORDS.fullmatch(text)) and match[2].lower() in MONTH_NUMBERS:
        day, month, year = int(match[1]), MONTH_NUMBERS[match[2].lower()], int(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_in(line: Line, column: str, today: date, *, future: bool = False) -> date | None:
    """Answer the day in a cell; what is unreadable or in the future is a finding."""
    text = line.get(column)
    if not text or _told(line, column):
        return None
    day = read_day(text)
    if day is None or day.year < 1900:
        line.fault("tanggal.tidak_terbaca", column, value=text)
    elif day > today and not future:
        line.fault("tanggal.masa_depan", column, value=text)
    else:
        return day
    return None


def check_span(line: Line, first: date | None, last: date | None, column: str) -> None:
    """Note an end before its beginning."""
    if first and last and last < first:
        line.fault("tanggal.terbalik", column, first=first, last=last)


def choice_in(line: Line, column: str, choices: Sequence[str]) -> str:
    """Answer the choice in a cell, "" for none; another word is a finding with the nearest choice."""
    text = line.get(column)
    wanted = "_".join(text.lower().split())
    if not text or wanted in choices or _told(line, column):
        return wanted
    meant, words = did_you_mean(wanted, choices), ", ".join(choices)
    line.fault("isian.pilihan", column, value=text, name=column, meant=meant, choices=words)
    return ""


def require(line: Line, column: str) -> str:
    """Answer a cell that must be filled, "" where it cannot be read."""
    text = "" if _told(line, column) else line.get(column)
    if not text and not _told(line, column):
        line.fault("isian.kosong", column, name=column)
    return text


def point_in(line: Line, known: Known) -> tuple[float | None, float | None]:
    """Answer latitude and longitude, both or none; swapped or outside is a finding."""
    latitude, longitude = _degrees(line, "lintang"), _degrees(line, "bujur")
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None:
        empty = "lintang" if latitude is None else "bujur"
        if not line.get(empty):
            line.fault("koordinat.setengah", empty)
        return None, None
    box, told = known.kabupaten.box, {"latitude": latitude, "longitude": longitude}
    inside = box is None or _inside(latitude, longitude, box)
    if not inside and (box and _inside(longitude, latitude, box)):
        line.fault("koordinat.tertukar", "lintang", **told)
    elif abs(latitude) > HALF_A_TURN or abs(longitude) > 2 * HALF_A_TURN or not inside:
        line.fault("koordinat.luar", "lintang", **told)
    return latitude, longitude


def _inside(latitude: float, longitude: float, box: tuple[float, float, float, float]) -> bool:
    south, north, west, east = box
    return south <= latitude <= north and west <= longitude <= east


def _degrees(line: Line, column: str) -> float | None:
    text = line.get(column)
    if not text or _told(line, column):
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    if number != number or abs(number) > 1000:
        line.fault("koordinat.bukan_angka", column, value=text)
        return None
    return round(number, 6)


def desa_in(line: Line, known: Known) -> Area | None:
    """Answer the desa a line's code names, checked against the names beside it."""
    code = line.get("kode_desa")
    if not code or _told(line, "kode_desa"):
        return None
    area = _area(line, code, known)
    if area is None:
        return None
    if area.level != "desa":
        line.fault("wilayah.bukan_desa", "kode_desa", value=code, level=area.level, name=area.name)
        return None
    _check_names(line, area, known)
    return area


def _area(line: Line, code: str, known: Known) -> Area | None:
    area, column = known.areas.get(code), "kode_desa"
    if area and area.successor:
        line.fault("wilayah.kode_lama", column, value=code, now=area.successor)
        return None
    if area:
        return area
    kabupaten = known.kabupaten
    if _is_bps(code.replace(".", ""), known):
        details = {"bps": kabupaten.bps, "kabupaten": kabupaten.code}
        line.fault("wilayah.kode_bps", column, value=code, **details)
        return None
    if BARE.fullmatch(code):
        dotted = ".".join((code[:2], code[2:4], code[4:6], code[6:]))
        line.fault("wilayah.tanpa_titik", column, value=code, dotted=dotted)
        return None
    meant = _desa_by_name(line.get("desa"), line.get("kecamatan"), known)
    line.fault("wilayah.tidak_dikenal", column, value=code, meant=meant)
    return None


def _is_bps(bare: str, known: Known) -> bool:
    bps, own = known.kabupaten.bps, known.kabupaten.code.replace(".", "")
    return bool(bps) and bps != own and bare.startswith(bps)


def _desa_by_name(desa: str, kecamatan: str, known: Known) -> str:
    if not desa:
        return ""
    found = [
        area.code
        for area in known.areas.values()
        if area.level == "desa"
        and not area.successor
        and plain(area.name) == plain(desa)
        and (not kecamatan or _kecamatan_name(area, known) == _bare(kecamatan))
    ]
    return f" Desa {desa} berkode {found[0]}." if len(found) == 1 else ""


def _kecamatan_name(area: Area, known: Known) -> str:
    parent = known.areas.get(area.code.rpartition(".")[0])
    return _bare(parent.name) if parent else ""


def _bare(name: str) -> str:
    return name.casefold().replace("kecamatan ", "").strip()


def _check_names(line: Line, area: Area, known: Known) -> None:
    kecamatan, desa = line.get("kecamatan"), line.get("desa")
    right = known.areas.get(area.code.rpartition(".")[0])
    if kecamatan and right and _bare(kecamatan) != _bare(right.name):
        details = {"desa": area.name, "code": area.code, "right": right.name, "value": kecamatan}
        line.fault("wilayah.beda_kecamatan", "kecamatan", **details)
    if desa and desa.casefold() != area.name.casefold():
        line.fault("wilayah.beda_nama", "desa", code=area.code, right=area.name, value=desa)


def _told(line: Line, column: str) -> bool:
    """Answer whether a cell's fault is told already: one cell, one error."""
    return any(
        finding.column == column and finding.severity == "error" for finding in line.findings
    )
