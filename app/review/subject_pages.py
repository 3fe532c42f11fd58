"""What pages of who is who show: what is told of a subject, masked, and reasons in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.intake.display import mask
from app.merge.likeness import REASONS, Portrait
from app.registry.words import date_words
from app.review.entity_pages import initials

SURE, LIKELY = 90, 75
SEXES: Mapping[str, str] = {"L": "Laki-laki", "P": "Perempuan"}
DECIDED: Mapping[str, str] = {
    "gabung": "Dinyatakan satu orang",
    "pisah": "Dinyatakan bukan orang yang sama",
    "batal": "Keputusan dibatalkan",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told of a subject, in every way it was told."""

    label: str
    texts: tuple[str, ...]
    masked: bool


def lines_of(portrait: Portrait, *, unmasked: bool) -> list[Line]:
    """Answer what is told of a subject, people's data masked."""

    def line(label: str, name: str, *, hidden: bool = True) -> Line:
        shown = (_text(name, value, unmasked=unmasked) for value in sorted(portrait.values(name)))
        return Line(label, tuple(dict.fromkeys(shown)), hidden and not unmasked)

    return [
        line("Nama", "name"),
        line("Tanggal lahir", "birth"),
        line("Jenis kelamin", "sex", hidden=False),
        line("NIK", "nik"),
        line("No KK", "no_kk"),
        line("Nama ibu", "mother"),
    ]


def _text(name: str, value: str, *, unmasked: bool) -> str:
    if name == "sex":
        return SEXES.get(value, value)
    if unmasked:
        return date_words(value) if name == "birth" else value
    if name == "birth":
        return f"tahun {value[:4]}"
    return initials(value) if name in {"name", "mother"} else mask(value)


def reasons_in_words(codes: Iterable[str]) -> list[str]:
    """Answer why two subjects may be one, as people say it."""
    return [REASONS[code] for code in codes]


def how_sure(score: int) -> str:
    """Answer in words how sure a suggestion is."""
    if score >= SURE:
        return "Sangat mungkin"
    return "Mungkin" if score >= LIKELY else "Perlu diperiksa"
