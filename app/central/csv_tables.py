"""A form's tables as CSV, with the columns of Central's export. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.central.answer_rows import Source
from app.central.schema_fields import REPEAT, STRUCTURE, Column, questions_of
from app.intake.display import mask
from app.openrosa.answers import Document

POINT = ("Latitude", "Longitude", "Altitude", "Accuracy")
# Central's names of what the server knows, beside ours of its tables.
SERVER = {
    "SubmitterID": "submitterId",
    "SubmitterName": "submitterName",
    "AttachmentsPresent": "attachmentsPresent",
    "AttachmentsExpected": "attachmentsExpected",
    "Status": "status",
    "ReviewState": "reviewState",
    "DeviceID": "deviceId",
    "Edits": "edits",
    "FormVersion": "formVersion",
}
Cells = list[Any]


def main_header(columns: Sequence[Column], *, group_paths: bool = True) -> Cells:
    """Answer the first line of the main table."""
    return ["SubmissionDate", *_names(columns, "", group_paths), "KEY", *SERVER]


def repeat_header(repeat: Column, *, group_paths: bool = True) -> Cells:
    """Answer the first line of a repeat's table."""
    return [*_names(repeat.children, repeat.path + "/", group_paths), "PARENT_KEY", "KEY"]


def _names(columns: Sequence[Column], above: str, group_paths: bool) -> Iterator[str]:
    for column in questions_of(list(columns)):
        inside = column.path.removeprefix(above)
        name = inside.replace("/", "-") if group_paths else inside.rpartition("/")[2]
        if column.type == "geopoint":
            yield from (f"{name}-{part}" for part in POINT)
        else:
            yield name


def main_cells(columns: Sequence[Column], source: Source, system: Mapping[str, Any]) -> Cells:
    """Answer a submission's line of the main table."""
    own = _cells(columns, source.answers, source)
    known = [system[name] for name in SERVER.values()]
    return [system["submissionDate"], *own, source.instance_id, *known]


def repeat_cells(columns: Sequence[Column], source: Source) -> Iterator[tuple[Column, Cells]]:
    """Answer a submission's lines of all repeats' tables, each with its repeat."""
    yield from _walk(columns, source.answers, source, source.instance_id, "")


def _walk(
    columns: Sequence[Column], answers: Document, source: Source, key: str, way: str
) -> Iterator[tuple[Column, Cells]]:
    for column in columns:
        name = column.path.rpartition("/")[2]
        if column.kind == STRUCTURE:
            yield from _walk(column.children, answers, source, key, f"{way}/{name}")
        elif column.kind == REPEAT:
            for number, row in enumerate(answers.get(column.path, []), start=1):
                own = f"{key}{way}/{name}[{number}]"
                yield column, [*_cells(column.children, row, source), key, own]
                yield from _walk(column.children, row, source, own, "")


def _cells(columns: Sequence[Column], answers: Document, source: Source) -> Iterator[Any]:
    for column in questions_of(list(columns)):
        text = answers.get(column.path, "")
        if source.hidden is not None and column.path in source.hidden and text:
            text = mask(str(text)) if column.type == "string" else ""
        if column.type == "geopoint":
            parts = str(text).split()
            yield from (*parts[:4], *[""] * (4 - len(parts[:4])))
        else:
            yield text


def write_lines(lines: Sequence[Cells]) -> bytes:
    """Answer lines as CSV; a cell that a spreadsheet would take for a formula is left as it came."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode()
