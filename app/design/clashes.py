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
    """A field as the profile has it, the forms that write it, and whether the catalogue names it."""

    rule: str
    unit: str
    forms: tuple[str, ...]
    in_catalogue: bool = True

    def is_of(self, form_id: str) -> bool:
        """Answer whether a form alone writes the field, and so may define it anew."""
        return not self.in_catalogue and set(self.forms) <= {form_id}


def clashes(
    form_id: str, workbook: Workbook, uses: Iterable[FieldUse], known: Mapping[str, KnownField]
) -> list[Finding]:
    """Answer where a form gives a field another rule or unit than the profile, naming the others.

    A field that the form alone writes may become another: that is told, and stops nothing.
    """
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
                if mine == theirs:
                    continue
                row = rows[use.path]
                if there.is_of(form_id):
                    found.append(_anew(row, column, field, mine, theirs))
                else:
                    found.append(_clash(row, column, field, mine, theirs, others))
    return found


def _anew(row: Row, column: str, field: str, mine: str, theirs: str) -> Finding:
    what = "aturan gabung" if column == "merge_rule" else "satuan"
    return finding(
        "survey",
        row,
        column,
        f"fields.new_{'rule' if column == 'merge_rule' else 'unit'}",
        f"Isian profil {field} berganti {what}, dari “{theirs or 'kosong'}” menjadi "
        f"“{mine or 'kosong'}”, juga untuk kiriman yang sudah ada.",
        "Lihat akibatnya pada profil sebelum menerbitkan versi ini.",
        "warning",
    )


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
