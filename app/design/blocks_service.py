"""The shared blocks: what each asks, and which forms use it as it is today or in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.design import store
from app.design.manuscripts_service import known_library
from app.design.models import FormVersion
from xlsform.folding import SAME, block_uses
from xlsform.languages import default_language, label_in
from xlsform.outline import active_rows
from xlsform.workbook import Row, Workbook, read_workbook

# What an officer calls each block; a new one without a name goes by its key.
NAMES = {
    "kepala_bulanan": "Kepala laporan bulanan (identitas Posyandu dan bulan)",
    "kepala_kunjungan": "Kepala kunjungan atau kegiatan (identitas Posyandu dan tanggal)",
    "kepala_keluarga": "Kepala keluarga",
    "orang": "Orang: identitas warga dan persetujuannya",
    "alamat": "Lokasi: RT, RW, alamat",
    "izin_keluarga": "Persetujuan keluarga",
    "usia_tahun": "Usia dalam tahun",
    "alasan_nihil": "Alasan laporan nihil",
    "berat_tinggi": "Berat dan tinggi badan",
    "gejala_tbc": "Gejala tuberkulosis",
    "hb": "Kadar hemoglobin",
    "perut_gula": "Lingkar perut dan gula darah",
    "rujukan": "Rujukan",
    "tekanan_darah": "Tekanan darah",
    "kesehatan_lalu": "Kunjungan kesehatan terakhir: yang dibaca dari daftar",
    "kesehatan_catatan": "Kunjungan kesehatan terakhir: yang ditampilkan kepada kader",
    "kesehatan_simpan": "Kunjungan kesehatan ini: yang disimpan ke daftar",
    "ukur_ulang": "Ukur ulang bila berat atau tinggi jauh berubah",
}

_REFERENCE = re.compile(r"\$\{[^}]+\}")  # what stands there is known only while a form is filled


@dataclass(frozen=True, slots=True)
class BlockQuestion:
    """One question of a block, as an outline shows it."""

    name: str
    type: str
    label: str


@dataclass(frozen=True, slots=True)
class Block:
    """A shared block: its name for officers, its questions, and its rows written out."""

    key: str
    name: str
    questions: tuple[BlockQuestion, ...]
    written: Workbook


@dataclass(frozen=True, slots=True)
class BlockUse:
    """A form that uses a block; `same` where it does so in the words the block has today."""

    form_id: str
    title: str
    bidang: str
    same: bool


def list_blocks() -> list[Block]:
    """Answer the blocks, heads first."""
    library = known_library()
    written = {key: library.expand(block) for key, block in library.blocks.items()}
    return [
        Block(key, NAMES.get(key, key), _questions(written[key]), written[key])
        for key in sorted(written, key=_place)
    ]


def _place(key: str) -> tuple[int, str]:
    return (list(NAMES).index(key) if key in NAMES else len(NAMES), key)


def _questions(block: Workbook) -> tuple[BlockQuestion, ...]:
    language = default_language(block)
    return tuple(
        BlockQuestion(row.get("name"), row.get("type"), _label(row, language))
        for row in active_rows(block)
        if not row.get("type").startswith("end")
    )


def _label(row: Row, language: str | None) -> str:
    return _REFERENCE.sub("…", label_in(row, language, language))


def list_block_uses() -> dict[str, list[BlockUse]]:
    """Answer, by block, the forms whose newest released version uses it."""
    found: dict[str, list[BlockUse]] = {}
    for row in store.list_current(closed=True):
        for block, how in _uses_of(row).items():
            use = BlockUse(row.form_id, row.title, row.settings["bidang"], how == SAME)
            found.setdefault(block, []).append(use)
    return found


def _uses_of(row: FormVersion) -> dict[str, str]:
    known = _remembered(row.form_id, row.version, row.md5)
    if not known:
        whole = store.get_version(row.form_id, row.version, whole=True)
        library = known_library()
        workbook = read_workbook(whole.workbook, "versi.xlsx")
        known.update(block_uses(workbook, library.blocks, library.lists))
        known.setdefault("", SAME)  # looked at, though it uses none
    return {block: how for block, how in known.items() if block}


@lru_cache(maxsize=512)
def _remembered(form_id: str, version: str, md5: str) -> dict[str, str]:
    """Answer what is remembered of a version, to be filled at the first look: it never changes."""
    return {}
