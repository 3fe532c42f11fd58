"""What changed between two versions, as pages and downloads show it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.design.effect_words import PRIVACY as PRIVACY_WORDS
from app.design.touched import Tally, touched
from app.registry.words import number_words
from xlsform.change_kinds import (
    BREAKING,
    HARMLESS,
    NOTEWORTHY,
    PRIVACY,
    SETTING,
    SEVERITIES,
    Change,
)

HEADS: Mapping[str, tuple[str, str]] = {
    BREAKING: ("Merusak jawaban lama", "Jawaban lama tidak lagi cocok dengan formulir."),
    NOTEWORTHY: ("Perlu diperhatikan", "Jawaban lama tetap, artinya mungkin bergeser."),
    HARMLESS: ("Aman", "Jawaban lama tidak tersentuh."),
}
SETTINGS: Mapping[str, str] = {
    "form_title": "Judul formulir",
    "bidang": "Bidang",
    "frekuensi": "Frekuensi",
    "tenggat": "Tenggat (tanggal pada bulan berikutnya)",
    "subjek": "Subjek",
    "default_language": "Bahasa utama",
    "instance_name": "Nama tiap kiriman",
    "style": "Gaya tampilan",
}
COLUMNS = ("tingkat", "perubahan", "pertanyaan", "tempat", "semula", "menjadi", "jawaban", "akibat")
# A sheet program takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(changes: Iterable[Change], tally: Tally | None) -> list[dict[str, Any]]:
    """Answer each change in words, with the answers it touches where they were counted."""
    return [_row(change, tally) for change in changes]


def _row(change: Change, tally: Tally | None) -> dict[str, Any]:
    words: Mapping[str, str] = PRIVACY_WORDS if change.kind == PRIVACY else {}
    label = SETTINGS.get(change.label, change.label) if change.kind == SETTING else change.label
    return {
        "kind": change.kind,
        "severity": change.severity,
        "title": change.title,
        "effect": change.effect,
        "label": label,
        "path": change.path,
        "before": words.get(change.before, change.before),
        "after": words.get(change.after, change.after),
        "within": len(change.paths) if len(change.paths) > 1 and not change.options else 0,
        "of_answers": bool(change.paths),
        "touched": None if tally is None else touched(change, tally),
    }


def groups_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Answer the changes by what they do to older answers, the gravest first; none that is empty."""
    groups = []
    for severity in SEVERITIES:
        mine = [row for row in rows if row["severity"] == severity]
        if mine:
            name, words = HEADS[severity]
            groups.append({"severity": severity, "name": name, "words": words, "rows": mine})
    return groups


def summary(changes: Sequence[Change]) -> str:
    """Answer in a sentence how many changes there are, and how many are grave."""
    if not changes:
        return "Kedua versi sama"
    counts = {one: sum(c.severity == one for c in changes) for one in SEVERITIES}
    parts = [
        f"{number_words(str(counts[severity]))} {words}"
        for severity, words in (
            (BREAKING, "merusak jawaban lama"),
            (NOTEWORTHY, "perlu diperhatikan"),
            (HARMLESS, "aman"),
        )
        if counts[severity]
    ]
    return f"{number_words(str(len(changes)))} perubahan: {', '.join(parts)}"


def as_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Answer the changes as a table that Excel opens: UTF-8 with its mark, no cell a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        told = "" if row["touched"] is None else str(row["touched"])
        cells = [row[name] for name in ("severity", "title", "label", "path", "before", "after")]
        writer.writerow([_plain(str(cell)) for cell in [*cells, told, row["effect"]]])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
