"""The six bidang of the Posyandu (Permendagri 13/2024), and `umum`, which the secretariat owns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bidang:
    """One bidang: its key, the prefix of its profile fields, its official and short names."""

    key: str
    prefix: str
    name: str
    short: str


KESEHATAN = Bidang("kesehatan", "kes", "Kesehatan", "Kesehatan")
PENDIDIKAN = Bidang("pendidikan", "pend", "Pendidikan", "Pendidikan")
PEKERJAAN_UMUM = Bidang("pekerjaan_umum", "pu", "Pekerjaan Umum", "PU")
PERUMAHAN = Bidang("perumahan_rakyat", "pr", "Perumahan Rakyat", "Perumahan")
SOSIAL = Bidang("sosial", "sos", "Sosial", "Sosial")
TRANTIBUM = Bidang(
    "trantibumlinmas",
    "tib",
    "Ketenteraman, Ketertiban Umum, dan Pelindungan Masyarakat",
    "Trantibumlinmas",
)
UMUM = Bidang("umum", "umum", "Umum (Sekretariat)", "Umum")

SIX = (KESEHATAN, PENDIDIKAN, PEKERJAAN_UMUM, PERUMAHAN, SOSIAL, TRANTIBUM)
ALL = (*SIX, UMUM)
BY_KEY = {bidang.key: bidang for bidang in ALL}
BY_PREFIX = {bidang.prefix: bidang for bidang in ALL}


def bidang_of_field(field: str) -> str:
    """Answer the key of the bidang that owns a profile field (`kes.balita_d_l` -> kesehatan)."""
    return BY_PREFIX[field.partition(".")[0]].key
