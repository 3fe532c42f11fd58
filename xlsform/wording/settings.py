"""Of the settings sheet."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error, warning

_CLEAR = ("Hapus isi kolom {name}.", "Empty the column {name}.")

ENTRIES: dict[str, Entry] = {
    "settings.missing_form_id": error(
        "Formulir belum punya kode (form_id).",
        "Isi kolom form_id pada lembar settings, misalnya kes_bulanan. Kode ini tidak boleh "
        "berubah lagi setelah formulir diterbitkan.",
        "The form has no code (form_id).",
        "Fill the column form_id of the sheet settings, for example kes_bulanan. This code may not "
        "change once the form is released.",
    ),
    "settings.missing_version": error(
        "Formulir belum punya nomor versi.",
        "Isi kolom version pada lembar settings, misalnya 2026112201 (tanggal dan urutan), dan "
        "naikkan setiap kali formulir berubah.",
        "The form has no version.",
        "Fill the column version of the sheet settings, for example 2026112201 (day and number), and "
        "raise it whenever the form changes.",
    ),
    "settings.missing_form_title": error(
        "Formulir belum punya judul.",
        "Isi kolom form_title pada lembar settings dengan judul yang dibaca kader.",
        "The form has no title.",
        "Fill the column form_title of the sheet settings with the title that people read.",
    ),
    "settings.invalid_form_id": error(
        "Isi kolom form_id “{value}” memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, garis bawah, tanda hubung, atau titik, tanpa spasi.",
        "The form_id “{value}” holds signs that may not be used.",
        "Use letters, digits, underscores, hyphens or dots, without spaces.",
    ),
    "settings.invalid_version": error(
        "Isi kolom version “{value}” memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, garis bawah, tanda hubung, atau titik, tanpa spasi.",
        "The version “{value}” holds signs that may not be used.",
        "Use letters, digits, underscores, hyphens or dots, without spaces.",
    ),
    "settings.missing_bidang": error(
        "Kolom bidang belum diisi.",
        "Isi kolom bidang pada lembar settings dengan salah satu: {choices}.",
        "The column bidang is empty.",
        "Fill the column bidang of the sheet settings with one of: {choices}.",
    ),
    "settings.unknown_bidang": error(
        "Isi kolom bidang “{value}” tidak dikenal.{meant}",
        "Isi kolom bidang pada lembar settings dengan salah satu: {choices}.",
        "The bidang “{value}” is not known.{meant}",
        "Fill the column bidang of the sheet settings with one of: {choices}.",
    ),
    "settings.missing_frekuensi": error(
        "Kolom frekuensi belum diisi.",
        "Isi kolom frekuensi pada lembar settings dengan salah satu: {choices}.",
        "The column frekuensi is empty.",
        "Fill the column frekuensi of the sheet settings with one of: {choices}.",
    ),
    "settings.unknown_frekuensi": error(
        "Isi kolom frekuensi “{value}” tidak dikenal.{meant}",
        "Isi kolom frekuensi pada lembar settings dengan salah satu: {choices}.",
        "The frekuensi “{value}” is not known.{meant}",
        "Fill the column frekuensi of the sheet settings with one of: {choices}.",
    ),
    "settings.unknown_subjek": error(
        "Isi kolom subjek “{value}” tidak dikenal.{meant}",
        "Isi kolom subjek pada lembar settings dengan salah satu: {choices}.",
        "The subjek “{value}” is not known.{meant}",
        "Fill the column subjek of the sheet settings with one of: {choices}.",
    ),
    "settings.invalid_tenggat": error(
        "Tenggat “{value}” bukan tanggal.",
        "Isi angka 1 sampai {last}: tanggal pada bulan berikutnya saat laporan harus sudah masuk.",
        "The tenggat “{value}” is no day.",
        "Enter 1 to {last}: the day of the following month by which the report is due.",
    ),
    "settings.missing_tenggat": warning(
        "Formulir bulanan ini belum punya tenggat, jadi tidak akan pernah dihitung terlambat.",
        "Isi kolom tenggat dengan angka 1 sampai {last}: tanggal pada bulan berikutnya.",
        "This monthly form has no tenggat, so it will never count as late.",
        "Fill the column tenggat with 1 to {last}: a day of the following month.",
    ),
    "settings.needless_tenggat": warning(
        "Tenggat hanya berlaku untuk formulir bulanan, jadi di sini tidak dipakai.",
        "Kosongkan kolom tenggat, atau ubah frekuensi menjadi bulanan.",
        "A tenggat holds for monthly forms alone, so it is not used here.",
        "Empty the column tenggat, or set frekuensi to bulanan.",
    ),
    "settings.encrypted_form": error(
        "Formulir ini mengenkripsi jawaban di ponsel sehingga Simpul tidak dapat membacanya.",
        _CLEAR[0],
        "This form encrypts answers on the phone, so that Simpul cannot read them.",
        _CLEAR[1],
    ),
    "settings.other_server": error(
        "Formulir ini menyuruh ponsel mengirim jawaban ke alamat lain.",
        _CLEAR[0],
        "This form tells phones to send answers to another address.",
        _CLEAR[1],
    ),
    "settings.no_instance_id": error(
        "Formulir ini membuang tanda pengenal kiriman (instanceID) yang diperlukan Simpul.",
        _CLEAR[0],
        "This form drops the identifier of submissions (instanceID) that Simpul needs.",
        _CLEAR[1],
    ),
    "settings.extra_row": error(
        "Lembar settings hanya boleh berisi satu baris.",
        "Hapus baris ini; hanya baris pertama yang dipakai.",
        "The sheet settings may hold one row only.",
        "Remove this row; only the first is used.",
    ),
    "settings.unknown_default_language": error(
        "Bahasa utama “{value}” tidak ada di antara kolom label.{meant}",
        "Isi dengan salah satu, persis seperti di judul kolom: {choices}.",
        "The default language “{value}” is not among the columns of labels.{meant}",
        "Enter one of these, exactly as in the heading: {choices}.",
    ),
}
