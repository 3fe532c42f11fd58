"""A field of the profile is defined once: what a form says of it must agree. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlsform.field_map import FieldUse
from xlsform.findings import Finding, finding
from xlsform.outline import outline
from xlsform.sheets import Row, Workbook


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field as the profile has it, and the forms that write it."""

    rule: str
    unit: str
    forms: tuple[str, ...]


def clashes(
    form_id: str, workbook: Workbook, uses: Iterable[FieldUse], known: Mapping[str, KnownField]
) -> list[Finding]:
    """Answer where a form gives a field another rule or unit than the profile, naming the others."""
    rows = {entry.path: entry.row for entry in outline(workbook).entries}
    found = []
    for use in uses:
        for field, rule in use.fields:
            there = known.get(field)
            if there is None:
                continue
            others = ", ".join(one for one in there.forms if one != form_id) or "katalog isian"
            for column, mine, theirs in (
                ("merge_rule", rule, there.rule),
                ("unit", use.unit, there.unit),
            ):
                if mine != theirs:
                    found.append(_clash(rows[use.path], column, field, mine, theirs, others))
    return found


def _clash(row: Row, column: str, field: str, mine: str, theirs: str, others: str) -> Finding:
    what = "aturan gabung" if column == "merge_rule" else "satuan"
    return finding(
        "survey",
        row,
        column,
        f"fields.other_{'rule' if column == 'merge_rule' else 'unit'}",
        f"Isian profil {field} di sini memakai {what} “{mine or 'kosong'}”, "
        f"padahal di {others} “{theirs or 'kosong'}”.",
        f"Tulis {theirs or 'kosong'} di kolom {column}, atau pakai nama isian lain.",
    )
