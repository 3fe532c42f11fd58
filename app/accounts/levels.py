"""The levels at which submissions are reviewed, the nearest to the Posyandu first. Pure."""

from __future__ import annotations

from collections.abc import Collection

KETUA, DESA, KECAMATAN, OPD = "ketua", "desa", "kecamatan", "opd"
LEVELS = (KETUA, DESA, KECAMATAN, OPD)
LEVEL_NAMES = {
    KETUA: "Ketua Posyandu",
    DESA: "Desa/kelurahan",
    KECAMATAN: "Kecamatan",
    OPD: "OPD",
}


def in_order(levels: Collection[str]) -> tuple[str, ...]:
    """Answer known levels in their order, each once."""
    return tuple(level for level in LEVELS if level in levels)


def from_level_on(level: str) -> tuple[str, ...]:
    """Answer a level and all above it, lowest first."""
    return LEVELS[LEVELS.index(level) :]
