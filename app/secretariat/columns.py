"""The sheets and columns of the registry's workbook: what is asked, and what may stand there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts.access import ROLES
from app.registry.bidang import ALL, SIX

POSYANDU = "posyandu"
KADER = "kader"
OPD = "opd"
AKUN = "akun"
HELP = "petunjuk"
AREAS = "wilayah"
FOUND = "temuan"  # a sheet, and a column, that we write and never read
YES_NO = ("ya", "tidak")
JABATAN = ("ketua", "sekretaris", "bendahara", "ketua_bidang", "anggota")
SIX_KEYS = tuple(bidang.key for bidang in SIX)
ALL_KEYS = tuple(bidang.key for bidang in ALL)
MASK = "*"  # in an exported telephone number: what stands in the registry stays


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it is for, whether it must be filled, and what may be chosen."""

    name: str
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 16


SHEETS: Mapping[str, tuple[Column, ...]] = {
    POSYANDU: (
        Column(
            "kode", "Kosongkan untuk Posyandu baru: server memberi urutan berikutnya.", width=20
        ),
        Column("nama", "Nama Posyandu.", required=True, width=26),
        Column("kode_desa", "Kode Kemendagri desa/kelurahan, dengan titik.", required=True),
        Column("desa", "Nama desa/kelurahan, untuk memeriksa kodenya. Boleh kosong."),
        Column("kecamatan", "Nama kecamatan, untuk memeriksa kodenya. Boleh kosong."),
        Column("alias_lama", "Nama lama, dipisahkan titik koma.", width=26),
        Column("nomor_registrasi", "Nomor registrasi resmi, bila sudah ada.", width=20),
        Column("rw", "RW yang dilayani, dipisahkan koma.", width=10),
        Column("rt", "RT yang dilayani, dipisahkan koma.", width=10),
        Column("alamat", "Alamat tempat pelayanan.", width=30),
        Column("lintang", "Lintang desimal, selatan negatif. Contoh: -0,4452.", width=12),
        Column("bujur", "Bujur desimal. Contoh: 117,0093.", width=12),
        Column("puskesmas", "Puskesmas pembina.", width=22),
        Column("pustu", "Puskesmas pembantu.", width=22),
        Column("tanggal_berdiri", "Tanggal berdiri, misalnya 5 November 2019.", width=18),
        Column("percontohan", "ya bila Posyandu percontohan.", choices=YES_NO, width=12),
    ),
    KADER: (
        Column("nomor", "Nomor kader di server; kosongkan untuk kader baru.", width=10),
        Column("nama", "Nama kader.", required=True, width=26),
        Column("kode_posyandu", "Kode Posyandu; atau isi posyandu dan kode_desa.", width=20),
        Column("posyandu", "Nama Posyandu, bila kodenya belum ada.", width=24),
        Column("kode_desa", "Kode desa/kelurahan Posyandu itu."),
        Column("jabatan", "Jabatan dalam Posyandu.", choices=JABATAN),
        Column("bidang", "Bidang yang dipegang.", choices=SIX_KEYS, width=20),
        Column("no_hp", "Nomor HP; disimpan tersandi, tidak pernah ikut ke ponsel lain."),
        Column("mulai", "Tanggal mulai menjadi kader.", width=18),
        Column("berhenti", "Tanggal berhenti.", width=18),
    ),
    OPD: (
        Column("nama", "Nama resmi OPD.", required=True, width=44),
        Column("bidang", "Bidang yang dibina.", required=True, choices=ALL_KEYS, width=22),
    ),
    AKUN: (
        Column("nama", "Nama akun: huruf kecil, angka, titik.", required=True, width=26),
        Column("peran", "Peran akun.", required=True, choices=tuple(ROLES)),
        Column("wilayah", "Kode wilayah atau Posyandu; kosong untuk seluruh kabupaten.", width=20),
        Column("bidang", "Bidang; kosong untuk semua.", choices=ALL_KEYS, width=20),
        Column("berlaku_mulai", "Hak mulai berlaku.", width=18),
        Column("berlaku_sampai", "Hak berlaku sampai.", width=18),
    ),
}
OURS = frozenset({HELP, AREAS, FOUND})


def names_of(sheet: str) -> tuple[str, ...]:
    """Answer the names of a sheet's columns."""
    return tuple(column.name for column in SHEETS[sheet])
