"""A form's submissions as CSV: the main table alone, or all tables and files in one ZIP; streamed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from app.central.csv_tables import (
    Cells,
    main_cells,
    main_header,
    repeat_cells,
    repeat_header,
    write_lines,
)
from app.central.reading_service import DAMAGED, source_of
from app.central.schema_fields import repeats_of
from app.central.submissions_store import Chain
from app.central.tables_service import Table, seen_chains, system_of
from app.extensions.files import files
from app.intake import store as intake_store
from app.web.buffers import ScrambledFile
from app.web.guards import get_person

PIECE = 256 * 1024


class _Sink(io.RawIOBase):
    """Where a ZIP writes to: taken out again piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """Take out what was written so far."""
        piece = bytes(self._held)
        self._held.clear()
        return piece


def stream_csv(table: Table, *, group_paths: bool) -> Iterator[bytes]:
    """Answer the main table as CSV."""
    yield write_lines([main_header(table.columns, group_paths=group_paths)])
    for chains in seen_chains(table):
        yield write_lines(_main_lines(table, chains))


def _main_lines(table: Table, chains: list[Chain]) -> list[Cells]:
    access, systems = get_person().access, system_of(chains)
    lines = []
    for chain in chains:
        source, system = source_of(chain, access), systems[chain.root.instance_id]
        marked = system | {"status": DAMAGED} if source.damaged else system
        lines.append(main_cells(table.columns, source, marked))
    return lines


def stream_zip(table: Table, *, group_paths: bool, with_files: bool) -> Iterator[bytes]:
    """Answer all tables as a ZIP of CSV, and with the files of the submissions under `media/`.

    Repeats are set aside, scrambled, while the main table is written: submissions are opened once.
    """
    sink, form_id = _Sink(), table.form.form_id
    aside = {one.path: ScrambledFile() for one in repeats_of(list(table.columns))}
    try:
        with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
            for repeat in repeats_of(list(table.columns)):
                header = repeat_header(repeat, group_paths=group_paths)
                aside[repeat.path].write(write_lines([header]))
            with archive.open(f"{form_id}.csv", "w", force_zip64=True) as entry:
                entry.write(write_lines([main_header(table.columns, group_paths=group_paths)]))
                for chains in seen_chains(table):
                    entry.write(write_lines(_main_lines(table, chains)))
                    _set_aside(table, chains, aside)
                    yield sink.taken()
            for path, file in aside.items():
                with archive.open(
                    f"{form_id}-{path.replace('/', '-')}.csv", "w", force_zip64=True
                ) as entry:
                    file.seek(0)
                    while piece := file.read(PIECE):
                        entry.write(piece)
                        yield sink.taken()
            if with_files:
                yield from _media(table, archive, sink)
        yield sink.taken()
    finally:
        for file in aside.values():
            file.close()


def _set_aside(table: Table, chains: list[Chain], aside: dict[str, ScrambledFile]) -> None:
    access = get_person().access
    for chain in chains:
        for repeat, cells in repeat_cells(table.columns, source_of(chain, access)):
            aside[repeat.path].write(write_lines([cells]))


def _media(table: Table, archive: ZipFile, sink: _Sink) -> Iterator[bytes]:
    """Two submissions may hold files of one name: the second gets its number before it."""
    written: set[str] = set()
    for chains in seen_chains(table, sealed=False):
        for chain in chains:
            for file in intake_store.list_attachments(chain.current.seq):
                own = file.name if file.name not in written else f"{chain.root.seq}-{file.name}"
                written.add(own)
                with archive.open(f"media/{own}", "w", force_zip64=True) as entry:
                    for piece in files.read(file.file_id):
                        entry.write(piece)
                        yield sink.taken()
