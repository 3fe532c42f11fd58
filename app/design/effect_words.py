"""How values change when a version is released, in the words of screens and the command line. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.design.mapping import ASKED_NO_MORE, MAPPED, OF_FIELDS, READ
from app.registry.words import number_words

APPEARS, VANISHES, DIFFERS, CLASHES = "muncul", "hilang", "berubah", "bertentangan"
SETTLES, HIDES, UNIT = "tidak_bertentangan", "dirahasiakan", "satuan"
KINDS: Mapping[str, str] = {
    CLASHES: "menjadi bertentangan",
    VANISHES: "hilang",
    DIFFERS: "berubah",
    APPEARS: "muncul",
    SETTLES: "tidak lagi bertentangan",
    HIDES: "menjadi rahasia",
    UNIT: "berganti satuan",
}
PRIVACY = {"umum": "umum", "identitas": "identitas", "spesifik": "data pribadi spesifik"}
SCOPES = {"posyandu": "Posyandu", "orang": "orang", "keluarga": "keluarga", "rumah": "rumah"}
NOWHERE = "tidak mengisi profil"


def change_words(change: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, str, str]:
    """Answer what changes, how it is now, and how it will be; `labels` name the profile's fields."""
    what, before, after = change["what"], change["before"], change["after"]
    if what in {MAPPED, ASKED_NO_MORE}:
        now = _fields(before, labels)
        later = _fields(after, labels)
        if what == ASKED_NO_MORE:
            later = "tidak ditanyakan lagi; nilai yang sudah ada tetap"
        return change["label"] or change["path"], now, later
    if what == READ:  # kinds of questions: the page names them
        return change["label"] or change["path"], before, after
    words: Mapping[str, str] = {}
    if what == OF_FIELDS["privacy"]:
        words = PRIVACY
    elif what == OF_FIELDS["scope"]:
        words = SCOPES
    now, later = (f"{what} {words.get(one, one) or 'kosong'}" for one in (before, after))
    return labels.get(change["label"], change["label"]), now, later


def _fields(names: str, labels: Mapping[str, str]) -> str:
    """Answer fields by their labels, and by name: two fields may have one label."""
    if not names:
        return NOWHERE
    return "; ".join(
        f"{labels[name]} ({name})" if name in labels else name for name in names.split()
    )


def summary(tally: Mapping[str, Any]) -> str:
    """Answer in a sentence how many values change in how many Posyandu."""
    values = sum(count for count, _places in tally.get("kinds", {}).values())
    if not values:
        return "Tidak ada nilai di profil yang berubah."
    places = number_words(str(tally["posyandu"]))
    return f"{number_words(str(values))} nilai di {places} Posyandu berubah."


def kinds_of(tally: Mapping[str, Any]) -> list[tuple[str, str, int, int]]:
    """Answer (kind, words, values, Posyandu) of each kind that occurs, what needs a person first."""
    counts = tally.get("kinds", {})
    return [(kind, words, *counts[kind]) for kind, words in KINDS.items() if kind in counts]


def estimate(tally: Mapping[str, Any], done: int, total: int) -> int | None:
    """Answer about how many values will change in all, from the Posyandu looked at; None too early."""
    values = sum(count for count, _places in tally.get("kinds", {}).values())
    return round(values * total / done) if 0 < done < total else None
