"""The kinds of changes between two versions of a form, and what each means for older answers."""

from __future__ import annotations

from dataclasses import dataclass

# From what older answers cannot bear to what they do not notice.
BREAKING, NOTEWORTHY, HARMLESS = "merusak", "perhatikan", "aman"
SEVERITIES = (BREAKING, NOTEWORTHY, HARMLESS)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: its name on screens and what follows from it."""

    title: str
    effect: str


REMOVED = "dihapus"
ADDED = "ditambah"
RENAMED = "ganti_nama"
MOVED = "pindah"
ORDER = "urutan"
TYPE = "jenis"
NARROWED = "pilihan_hilang"
WIDENED = "pilihan_baru"
RELABELLED = "pilihan_berganti_tulisan"
CHOICES = "daftar_pilihan"
LABEL = "tulisan"
HELP = "petunjuk"
FIELD = "isian_profil"
RULE = "aturan"
UNIT = "satuan"
PRIVACY = "kerahasiaan"
SETTING = "pengaturan"
LANGUAGE = "bahasa"
ENTITY = "sasaran"
REQUIRED = "wajib"

KINDS: dict[str, Kind] = {
    REMOVED: Kind(
        "Dihapus",
        "Tidak ditanyakan lagi. Jawaban yang sudah ada tetap tersimpan dan nilainya tetap di profil; "
        "tabel untuk program lain tidak memuatnya lagi.",
    ),
    ADDED: Kind("Ditambah", "Kiriman pada versi lama tidak punya jawabannya."),
    RENAMED: Kind(
        "Berganti nama",
        "Jawaban lama tetap tersimpan di bawah nama lama; tabel untuk program lain memuat yang baru.",
    ),
    MOVED: Kind(
        "Pindah kelompok",
        "Jawaban lama tetap tersimpan di tempat lama; tabel untuk program lain memuat yang baru.",
    ),
    ORDER: Kind("Pindah urutan", "Jawaban lama tidak berubah."),
    TYPE: Kind(
        "Berganti jenis",
        "Jawaban lama diisi menurut jenis lama dan mungkin tidak terbaca menurut jenis baru.",
    ),
    NARROWED: Kind(
        "Pilihan hilang",
        "Jawaban lama yang memilihnya tetap tersimpan, tetapi pilihan itu tidak ada lagi di formulir.",
    ),
    WIDENED: Kind("Pilihan bertambah", "Jawaban lama tidak berubah."),
    RELABELLED: Kind(
        "Pilihan berganti tulisan",
        "Jawaban lama tampil dengan tulisan baru. Pastikan artinya tetap sama.",
    ),
    CHOICES: Kind(
        "Daftar pilihan berganti", "Pastikan pilihan yang dahulu dipakai masih ada di daftar baru."
    ),
    LABEL: Kind(
        "Pertanyaan berganti tulisan", "Pastikan artinya tetap sama: jawaban lama tetap dihitung."
    ),
    HELP: Kind("Judul atau petunjuk berganti", "Jawaban lama tidak berubah."),
    FIELD: Kind(
        "Isian profil berganti", "Jawaban lama ikut berganti arti. Lihat akibatnya pada profil."
    ),
    RULE: Kind(
        "Aturan gabung berganti",
        "Jawaban lama ikut digabung dengan aturan baru. Lihat akibatnya pada profil.",
    ),
    UNIT: Kind("Satuan berganti", "Angka lama tetap, satuannya yang berganti."),
    PRIVACY: Kind("Kerahasiaan berganti", "Berlaku juga untuk jawaban yang sudah ada."),
    SETTING: Kind("Pengaturan berganti", "Berlaku sejak versi ini terbit."),
    LANGUAGE: Kind("Bahasa berganti", "Jawaban lama tidak berubah."),
    ENTITY: Kind("Daftar sasaran berganti", "Sasaran yang sudah tercatat tidak berubah."),
    REQUIRED: Kind(
        "Keharusan berganti", "Jawaban lama yang kosong tetap kosong, juga bila kini wajib."
    ),
    "constraint": Kind(
        "Batas jawaban berganti", "Jawaban lama tidak diperiksa ulang menurut batas baru."
    ),
    "relevant": Kind(
        "Syarat tampil berganti", "Ditanyakan pada keadaan lain; jawaban lama tidak berubah."
    ),
    "calculation": Kind("Perhitungan berganti", "Hasil lama tetap menurut perhitungan lama."),
    "choice_filter": Kind("Saringan pilihan berganti", "Jawaban lama tidak berubah."),
    "repeat_count": Kind("Banyaknya ulangan berganti", "Jawaban lama tidak berubah."),
    "default": Kind("Isian awal berganti", "Jawaban lama tidak berubah."),
    "readonly": Kind("Boleh diubah atau tidak", "Jawaban lama tidak berubah."),
    "parameters": Kind("Parameter berganti", "Jawaban lama tidak berubah."),
    "save_to": Kind("Isian sasaran berganti", "Sasaran yang sudah tercatat tidak berubah."),
    "trigger": Kind("Pemicu hitung berganti", "Jawaban lama tidak berubah."),
    "appearance": Kind("Tampilan berganti", "Jawaban lama tidak berubah."),
    "media": Kind("Gambar atau suara berganti", "Jawaban lama tidak berubah."),
    "lain": Kind("Kolom lain berganti", "Jawaban lama tidak berubah."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of a question or group (`path`), a list of choices, or a setting.

    `paths` are where the older answers stand that it touches, `options` (where it names any) which of
    these answers alone. `before` and `after` are as they stand in the two workbooks.
    """

    kind: str
    severity: str
    path: str
    label: str
    before: str = ""
    after: str = ""
    paths: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Answer what this kind of change is called."""
        return KINDS[self.kind].title

    @property
    def effect(self) -> str:
        """Answer what follows from this kind of change for older answers."""
        return KINDS[self.kind].effect
