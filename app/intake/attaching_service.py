"""The files of a submission: added once, and carried over from what an edit replaces.

It runs inside the transaction that keeps the submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.intake import store
from app.intake.deliveries import IncomingFile
from app.intake.edits_service import carried_over
from app.problems import Problem


@dataclass(frozen=True, slots=True)
class Brought:
    """The files a delivery brought, the names its answers expect, and what it replaces, if it does."""

    files: Sequence[IncomingFile]
    expected: frozenset[str]
    received_at: datetime
    replaced_id: str | None


def attach_files(seq: int, brought: Brought, *, created: bool) -> tuple[set[str], int]:
    """Add the files not there yet; answer the file ids now in use, and how many named files are held."""
    expected = brought.expected
    if not brought.files and not brought.replaced_id and (created or not expected):
        return set(), 0
    known = {} if created else {row.name: row.sha256 for row in store.list_attachments(seq)}
    rows: dict[str, dict[str, Any]] = {}
    for file in brought.files:
        digest = known.get(file.name) or (rows[file.name]["sha256"] if file.name in rows else None)
        if digest is None:
            rows[file.name] = _file_row(seq, file, brought)
        elif digest != file.content.sha256:
            raise Problem("intake.other_file_same_name", name=file.name)
    new_files = {row["file_id"] for row in rows.values()}
    missing = expected - known.keys() - rows.keys()
    carried = carried_over(brought.replaced_id, seq, missing) if brought.replaced_id else []
    store.add_attachments([*rows.values(), *carried])
    held = expected & {*known, *rows, *(row["name"] for row in carried)}
    return new_files, len(held)


def _file_row(seq: int, file: IncomingFile, brought: Brought) -> dict[str, Any]:
    return {
        "seq": seq,
        "name": file.name,
        "file_id": file.content.file_id,
        "size": file.content.size,
        "sha256": file.content.sha256,
        "mime": file.mime,
        "referenced": file.name in brought.expected,
        "received_at": brought.received_at,
    }
