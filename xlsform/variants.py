"""The same form for servers that cannot do all of it: without lists of people, under another version."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from xlsform.checks.entities import list_name
from xlsform.findings import Finding, finding
from xlsform.outline import active_rows
from xlsform.question_types import ENDS, FROM_FILE, read_type
from xlsform.sheets import Row, Sheet, Workbook

# What a row loses when its question is no longer a choice from a list.
_OF_CHOICES = ("choice_filter", "parameters", "appearance", "default", "trigger")
_EXPRESSIONS = ("relevant", "constraint", "required", "readonly", "repeat_count", "choice_filter")


@dataclass(frozen=True, slots=True)
class Variant:
    """A workbook made of another, and what its author should know; an error: it cannot be made."""

    workbook: Workbook
    findings: tuple[Finding, ...]


def under_version(workbook: Workbook, version: str) -> Workbook:
    """The workbook with another version in its settings."""
    sheet = workbook.sheet("settings")
    columns = list(dict.fromkeys([*sheet.columns, "version"]))
    rows = [
        replace(row, cells={**row.cells, "version": version}) if place == 0 else row
        for place, row in enumerate(sheet.rows)
    ]
    return Workbook({**workbook.sheets, "settings": Sheet("settings", columns, rows)})


def without_lists(workbook: Workbook, lists: Collection[str]) -> Variant:
    """The form without these lists: what was chosen from them is typed, what they told is left empty.

    A sasaran of such a list can still be made by the form, but none can be changed: that needs the
    list. A condition that reads a list cannot be done without, and is a finding.
    """
    if not lists:
        return Variant(workbook, ())
    reads = re.compile(
        rf"(?:instance|pulldata)\(\s*['\"](?:{'|'.join(map(re.escape, sorted(lists)))})['\"]"
    )
    changing = {list_name(row) for row in workbook.rows("entities") if row.get("entity_id")}
    lost = changing & set(lists)
    findings: list[Finding] = []
    rows: list[Row] = []
    for row in workbook.rows("survey"):
        kind = read_type(row.get("type"))
        if kind.word == "csv-external" and row.get("name") in lists:
            continue
        if kind.word in FROM_FILE and kind.source.removesuffix(".csv") in lists:
            row = _typed(row)
            findings.append(_note(row, "type", "typed", *_TYPED))
        row, told = _emptied(_unsaved(row, workbook, lost), reads)
        findings += told
        rows.append(row)
    survey = replace(workbook.sheet("survey"), rows=rows)
    entities = _kept_entities(workbook.sheet("entities"), lost)
    sheets = {**workbook.sheets, "survey": survey}
    if entities.rows:
        sheets["entities"] = entities
    else:
        sheets.pop("entities", None)
    return Variant(Workbook(sheets), tuple(findings))


def _typed(row: Row) -> Row:
    cells = {key: text for key, text in row.cells.items() if key not in _OF_CHOICES}
    return replace(row, cells={**cells, "type": "text"})


def _unsaved(row: Row, workbook: Workbook, lost: Collection[str]) -> Row:
    """The row without what it saved to a list that can no longer be changed."""
    saved = row.get("save_to")
    if not saved:
        return row
    of_list, sign, _ = saved.rpartition("#")
    lists = {list_name(entity) for entity in workbook.rows("entities")}
    named = of_list if sign else next(iter(lists), "")
    if named not in lost:
        return row
    return replace(row, cells={k: text for k, text in row.cells.items() if k != "save_to"})


def _emptied(row: Row, reads: re.Pattern[str]) -> tuple[Row, list[Finding]]:
    """The row without the calculation that read a list; conditions that do are findings."""
    wrong = [column for column in _EXPRESSIONS if reads.search(row.get(column))]
    if wrong:
        return row, [finding("survey", row, wrong[0], "survey.list_in_condition", *_CONDITION)]
    cells = dict(row.cells)
    if reads.search(row.get("calculation")):
        cells["calculation"] = "''"
    if reads.search(row.get("default")):
        cells.pop("default")
    if cells == row.cells:
        return row, []
    return replace(row, cells=cells), [_note(row, "calculation", "emptied", *_EMPTIED)]


def _kept_entities(sheet: Sheet, lost: Collection[str]) -> Sheet:
    return replace(sheet, rows=[row for row in sheet.rows if list_name(row) not in lost])


def repeated_names(workbook: Workbook) -> Iterator[Finding]:
    """Questions of one name in different groups, which KoboToolbox does not take."""
    seen: dict[str, int] = {}
    for row in active_rows(workbook):
        name = row.get("name")
        if not name or read_type(row.get("type")).word in ENDS:
            continue
        if name in seen:
            message = f"Nama “{name}” dipakai dua kali (juga di baris {seen[name]})."
            yield finding("survey", row, "name", "survey.name_twice_for_kobo", message, _TWICE)
        seen.setdefault(name, row.number)


def _note(row: Row, column: str, code: str, message: str, cure: str) -> Finding:
    text = message.format(name=row.get("name"))
    return finding("survey", row, column, f"survey.list_{code}", text, cure, "warning")


_TYPED = (
    "“{name}” ditulis sendiri oleh kader, karena daftarnya tidak ikut ke server itu.",
    "Beri tahu kader agar menulis nama selengkapnya.",
)
_EMPTIED = (
    "“{name}” tidak terisi sendiri, karena daftarnya tidak ikut ke server itu.",
    "Tidak ada yang perlu dilakukan bila pertanyaan berikutnya tetap dapat diisi tanpa nilai ini.",
)
_CONDITION = (
    "Syarat di kolom ini membaca daftar orang, jadi formulir tanpa daftar tidak dapat dibuat.",
    "Hapus syarat itu, atau terbitkan hanya ke server yang menyaring daftar per orang.",
)
_TWICE = "KoboToolbox menolak nama yang sama walau di grup berbeda. Ganti salah satunya."
