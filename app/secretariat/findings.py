"""What can be wrong with a registry workbook: every finding in one list, with its cure. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xlsform.findings import Finding


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of finding: how severe, the message and the cure, both with `{details}`."""

    severity: Literal["error", "warning"]
    message: str
    cure: str


def _error(message: str, cure: str) -> Entry:
    return Entry("error", message, cure)


def _warning(message: str, cure: str) -> Entry:
    return Entry("warning", message, cure)


CATALOGUE: dict[str, Entry] = {
    # -- the workbook and its sheets
    "buku.tanpa_lembar": _error(
        "Buku kerja ini tidak mempunyai lembar posyandu, kader, opd, atau akun.",
        "Unduh templat, salin data Anda ke lembarnya, lalu unggah lagi.",
    ),
    "buku.lembar_tidak_ada": _warning(
        "Lembar {name} tidak ada, jadi bagian itu tidak diubah.",
        "Biarkan bila memang sengaja; bila tidak, ambil lembar itu dari templat.",
    ),
    "buku.lembar_asing": _warning(
        "Lembar {name} tidak dikenal dan tidak dibaca.{meant}",
        "Ganti namanya menjadi posyandu, kader, opd, atau akun bila isinya untuk registri.",
    ),
    "buku.terlalu_banyak_baris": _error(
        "Lembar {name} berisi lebih dari {limit} baris.",
        "Bagi menjadi beberapa buku kerja, misalnya per kecamatan.",
    ),
    "kepala.digabung": _error(
        "Judul kolom memakai sel yang digabung ({ref}).",
        "Pisahkan sel itu (Batal Gabung) supaya setiap kolom mempunyai judul sendiri di baris 1.",
    ),
    "kepala.kolom_asing": _warning(
        "Kolom {name} tidak dikenal dan tidak dibaca.{meant}",
        "Ganti judulnya dengan nama kolom pada templat, atau hapus kolom itu.",
    ),
    "kepala.kolom_ganda": _error(
        "Kolom {name} ada dua kali.", "Gabungkan isinya menjadi satu kolom, lalu hapus yang lain."
    ),
    "kepala.kolom_wajib": _error(
        "Kolom {name} tidak ada.", "Tambahkan kolom itu dengan judul persis {name} di baris 1."
    ),
    # -- cells
    "sel.rumus": _error(
        "Sel ini berisi rumus.", "Salin lalu tempel sebagai nilai, supaya yang dibaca pasti."
    ),
    "sel.galat": _error(
        "Sel ini berisi galat Excel {value}.", "Tulis nilainya, atau kosongkan sel itu."
    ),
    "sel.terlalu_panjang": _error(
        "Isi sel ini lebih panjang dari {limit} huruf.", "Pendekkan isinya."
    ),
    "isian.kosong": _error("Kolom {name} belum diisi.", "Isi {name} pada baris ini."),
    "isian.pilihan": _error(
        "“{value}” bukan pilihan untuk {name}.{meant}", "Pilih salah satu: {choices}."
    ),
    "tanggal.tidak_terbaca": _error(
        "“{value}” tidak terbaca sebagai tanggal.",
        "Tulis misalnya 2019-11-05 atau 5 November 2019.",
    ),
    "tanggal.masa_depan": _error(
        "Tanggal {value} masih di masa depan.", "Tulis tanggal paling lambat hari ini."
    ),
    "tanggal.terbalik": _error(
        "Tanggal akhir {last} mendahului tanggal awal {first}.", "Periksa kedua tanggal itu."
    ),
    # -- areas
    "wilayah.kode_bps": _error(
        "Kode {value} berasal dari sistem BPS ({bps}…), bukan Kemendagri.",
        "Pakai kode Kemendagri, yang di kabupaten ini diawali {kabupaten}; lihat lembar wilayah.",
    ),
    "wilayah.tanpa_titik": _error(
        "Kode {value} ditulis tanpa titik.", "Tulis {dotted}, dan atur kolomnya sebagai teks."
    ),
    "wilayah.bukan_desa": _error(
        "Kode {value} adalah {level} {name}, bukan desa atau kelurahan.",
        "Pakai kode sepuluh angka desa atau kelurahannya.",
    ),
    "wilayah.kode_lama": _error(
        "Kode wilayah {value} tidak berlaku lagi.", "Pakai kode penggantinya, {now}."
    ),
    "wilayah.tidak_dikenal": _error(
        "Kode wilayah {value} tidak ada di kabupaten ini.{meant}",
        "Cari kodenya di lembar wilayah pada templat.",
    ),
    "wilayah.beda_kecamatan": _error(
        "{desa} ({code}) termasuk Kecamatan {right}, bukan {value}.",
        "Betulkan kode_desa atau nama kecamatannya.",
    ),
    "wilayah.beda_nama": _warning(
        "Kode {code} adalah {right}, sedangkan di sini tertulis {value}.",
        "Periksa apakah kodenya yang benar; yang dipakai adalah kodenya.",
    ),
    # -- Posyandu
    "kode.bentuk": _error(
        "Kode Posyandu {value} tidak berbentuk kode desa dan tiga angka.",
        "Tulis misalnya {example}, atau kosongkan supaya server memberi kodenya.",
    ),
    "kode.beda_desa": _error(
        "Kode Posyandu {value} tidak berada di desa {desa}.",
        "Betulkan salah satunya. Pindah desa dilakukan di halaman registri Posyandu.",
    ),
    "kode.ganda": _error(
        "Kode {value} sudah dipakai di baris {other}.", "Setiap Posyandu mempunyai kodenya sendiri."
    ),
    "kode.terpakai": _error(
        "Kode {value} sudah milik {name}.",
        "Kosongkan kode bila ini Posyandu lain. Bila berganti nama, tulis nama lamanya di alias_lama.",
    ),
    "kode.ditutup": _error(
        "Kode {value} pernah dipakai {name} yang sudah {state}; kode tidak dipakai dua kali.",
        "Kosongkan kode untuk Posyandu baru, atau buka kembali Posyandu itu di registri.",
    ),
    "kode.lama": _error(
        "Kode {value} adalah kode lama.", "Pakai kode yang berlaku sekarang, {now}."
    ),
    "nama.ganda": _warning(
        "Di desa yang sama sudah ada Posyandu {value} (baris {other}).",
        "Hapus salah satunya bila sama; bila memang dua, tambahkan pembeda pada namanya.",
    ),
    "koordinat.bukan_angka": _error(
        "“{value}” bukan angka koordinat.", "Tulis derajat desimal, misalnya -0,4452."
    ),
    "koordinat.setengah": _error(
        "Lintang dan bujur harus diisi keduanya.", "Isi yang kosong, atau kosongkan keduanya."
    ),
    "koordinat.tertukar": _error(
        "Lintang dan bujur tampaknya tertukar ({latitude}; {longitude}).", "Tukarkan isi kedua sel."
    ),
    "koordinat.luar": _error(
        "Titik {latitude}; {longitude} berada di luar kabupaten ini.",
        "Periksa tanda minus dan angka koordinatnya.",
    ),
    # -- kader
    "kader.nomor": _error("Kader nomor {value} tidak ada.", "Kosongkan nomor untuk kader baru."),
    "kader.ganda": _error(
        "{value} sudah ada di Posyandu yang sama (baris {other}).", "Hapus salah satu barisnya."
    ),
    "kader.mirip": _warning(
        "Nama {value} mirip {other} di Posyandu yang sama.",
        "Bila orangnya sama, pakai satu ejaan; bila berbeda, biarkan.",
    ),
    "kader.no_hp": _error(
        "Nomor HP {value} tidak terbaca.", "Tulis 9 sampai 15 angka, misalnya 081234567890."
    ),
    "posyandu.tidak_dikenal": _error(
        "Posyandu {value} tidak ada.{meant}", "Periksa kode atau namanya di lembar posyandu."
    ),
    "posyandu.mendua": _error(
        "Ada {count} Posyandu bernama {value} di desa itu.", "Tulis kode_posyandu."
    ),
    "posyandu.ditutup": _error(
        "Posyandu {value} sudah {state}.", "Tempatkan kader di Posyandu yang masih buka."
    ),
    # -- OPD and accounts
    "opd.ganda": _error("OPD {value} sudah ada di baris {other}.", "Hapus salah satu barisnya."),
    "akun.nama": _error(
        "Nama akun {value} tidak dapat dipakai.",
        "Pakai 3 sampai 40 huruf kecil, angka, titik, atau garis, misalnya camat.tenggarong.",
    ),
    "akun.wilayah": _error(
        "Wilayah {value} tidak ada.{meant}",
        "Tulis kode kecamatan, desa, atau Posyandu yang berlaku.",
    ),
    "akun.kurang": _error("Hak ini belum lengkap: {reason}.", "Lengkapi kolom pada baris ini."),
    "akun.ganda": _error("Hak yang sama sudah ada di baris {other}.", "Hapus salah satunya."),
    "akun.di_luar_wewenang": _error(
        "Peran {value} tidak dapat Anda berikan.", "Mintalah admin menambah akun ini."
    ),
}


def found(
    code: str, sheet: str, row: int | None = None, column: str | None = None, /, **details: object
) -> Finding:
    """Answer a finding of the catalogue at a place, in words."""
    entry = CATALOGUE[code]
    return Finding(
        entry.severity,
        sheet,
        row,
        column,
        code,
        entry.message.format_map(details),
        entry.cure.format_map(details),
    )
