"""What people typed on a page of the registry, read with care. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.problems import Problem
from app.secretariat.acts import Act
from app.secretariat.cells import read_day

LONGEST = 200


def text_of(form: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """Answer a field's text, spaces put in order, cut to a length."""
    return " ".join(form.get(name, "").split())[:longest]


def day_of(form: Mapping[str, str], name: str, default: date | None = None) -> date | None:
    """Answer a field's day; unreadable is a Problem, empty the default."""
    text = form.get(name, "").strip()
    if not text:
        return default
    day = read_day(text)
    if day is None:
        raise Problem(
            "registry.bad_value", name="Tanggal", value=text[:40], cure="Tulis misalnya 2026-11-05."
        )
    return day


def number_of(form: Mapping[str, str], name: str) -> int:
    """Answer a field's whole number, 0 for none."""
    text = form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def degrees_of(form: Mapping[str, str], name: str) -> float | None:
    """Answer a field's degrees, None where it is empty."""
    text = form.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = 999.0
    if not abs(degrees) <= 180:
        raise Problem(
            "registry.bad_value", name="Koordinat", value=text[:40], cure="Tulis misalnya -0,4452."
        )
    return round(degrees, 6)


def act_of(form: Mapping[str, str], actor: str, today: date) -> Act:
    """Answer who acts, from when, on which decree and why: the fields every act has."""
    return Act(
        actor,
        day_of(form, "berlaku", today) or today,
        text_of(form, "sk", 120),
        text_of(form, "alasan", 500),
    )


def place_values(form: Mapping[str, str]) -> dict[str, Any]:
    """Answer what is typed of a Posyandu besides its name and place."""
    return {
        "official_number": text_of(form, "nomor_registrasi", 40) or None,
        "address": text_of(form, "alamat", 200),
        "rw": text_of(form, "rw", 40),
        "rt": text_of(form, "rt", 80),
        "latitude": degrees_of(form, "lintang"),
        "longitude": degrees_of(form, "bujur"),
        "puskesmas": text_of(form, "puskesmas", 120),
        "pustu": text_of(form, "pustu", 120),
        "founded_on": day_of(form, "tanggal_berdiri"),
        "is_pilot": form.get("percontohan") == "ya",
    }
