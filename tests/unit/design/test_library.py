"""The library in memory: read once, and again as soon as one of its files is another."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.design.library import FORMS, read_library


def test_the_library_is_read_again_when_a_file_of_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    shutil.copytree(FORMS, folder)
    before = read_library(folder)
    assert read_library(folder) is before
    shutil.copy(folder / "blocks" / "kepala_bulanan.md", folder / "blocks" / "kepala_lain.md")
    added = read_library(folder)
    assert added.blocks.keys() - before.blocks.keys() == {"kepala_lain"}
    catalogue = folder / "fields.md"
    rows = catalogue.read_text().splitlines(keepends=True)
    catalogue.write_text("".join(rows[:-1]))
    assert len(read_library(folder).fields) == len(before.fields) - 1
