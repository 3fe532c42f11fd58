"""Reading the form library under forms/: workbooks with their blocks, shared lists, fields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from app.design.computed import Formula, in_order
from app.design.totals import Total
from xlsform.blocks import expand
from xlsform.checks.entities import declared_lists
from xlsform.workbook import Workbook, read_workbook

FORMS = Path(__file__).resolve().parents[2] / "forms"
# What subjects and reports are judged and counted by.
SCORING = ("ambang.md", "skor.md", "hitungan.md", "tiap_laporan.md")
NOT_FORMS = {"blocks", "wilayah"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One line of forms/fields.md: a field of the profile and how it is shown."""

    field: str
    section: str
    label: str
    label_en: str
    scope: str
    rule: str
    unit: str


@dataclass(frozen=True, slots=True)
class Library:
    """The library in memory: blocks by name, the shared lists, the fields in display order,
    and the names of the lists of sasaran its forms make."""

    blocks: dict[str, Workbook]
    lists: Workbook
    fields: tuple[FieldRow, ...]
    entity_lists: frozenset[str] = frozenset()

    def expand(self, workbook: Workbook) -> Workbook:
        """Answer a workbook with its blocks and shared lists put in."""
        return expand(workbook, self.blocks, self.lists)


def read_library(folder: Path = FORMS) -> Library:
    """Answer blocks, lists and fields; read anew when a file changed."""
    files = (path for path in sorted(folder.rglob("*.md")))
    return _library(folder, tuple((path, _stamp(path)) for path in files))


def _stamp(path: Path) -> tuple[int, int, int]:
    known = path.stat()
    return known.st_mtime_ns, known.st_size, known.st_ino


@lru_cache(maxsize=4)
def _library(folder: Path, _files: tuple[object, ...]) -> Library:
    return Library(
        blocks={path.stem: _read(path) for path in sorted((folder / "blocks").glob("*.md"))},
        lists=_read(folder / "lists.md"),
        fields=tuple(read_fields(folder / "fields.md")),
        entity_lists=frozenset(_entity_lists(folder)),
    )


def list_form_files(folder: Path = FORMS) -> list[Path]:
    """Answer the forms of the library, by folder and name."""
    return [path for path in sorted(folder.glob("*/*.md")) if path.parent.name not in NOT_FORMS]


def library_mark(folder: Path = FORMS) -> str:
    """Answer a hash of everything in the library, by which a change is noticed."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def scoring_mark(folder: Path = FORMS) -> str:
    """Answer a hash of what subjects and reports are judged and counted by."""
    digest = hashlib.sha256()
    for name in SCORING:
        digest.update((folder / name).read_bytes() if (folder / name).exists() else b"")
    return digest.hexdigest()


@cache
def read_totals(folder: Path = FORMS) -> tuple[Total, ...]:
    """Answer which totals are typed in reports and counted one by one as well."""
    rows = read_table(folder / "totals.md")
    return tuple(Total(tuple(row["typed"].split()), row["counted"]) for row in rows)


@cache
def read_formulas(folder: Path = FORMS) -> tuple[Formula, ...]:
    """Answer the computed fields, each after those it is computed from."""
    rows = read_table(folder / "computed.md")
    return in_order(
        Formula(row["field"], row["function"], tuple(row["needs"].split()), row["source"])
        for row in rows
    )


def wilayah_file(kabupaten: str, folder: Path = FORMS) -> Path:
    """Answer the file of a kabupaten's area codes."""
    return folder / "wilayah" / f"{kabupaten}.csv"


def _entity_lists(folder: Path) -> Iterator[str]:
    for path in list_form_files(folder):
        if "| entities" in path.read_text(encoding="utf-8"):  # reading all takes long
            yield from declared_lists(_read(path))


def _read(path: Path) -> Workbook:
    return read_workbook(path.read_bytes(), path.name)


def read_fields(path: Path) -> Iterator[FieldRow]:
    """Answer the fields of the catalogue, in display order."""
    return (FieldRow(**row) for row in read_table(path))


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Answer the rows of a file's one table."""
    header: list[str] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
        elif not set("".join(cells)) <= {"-", ":"}:
            yield dict(zip(header, cells, strict=True))
