"""Of lists of choices and of files."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "survey.missing_list": error(
        "“{name}” belum menyebut daftar pilihannya.",
        "Tulis nama daftar setelah jenisnya, misalnya: select_one ya_tidak.",
        "“{name}” does not name its list of choices.",
        "Write the list's name after the type, for example: select_one ya_tidak.",
    ),
    "survey.unknown_list": error(
        "Daftar pilihan “{list}” tidak ada.{meant}",
        "Tambahkan pilihan dengan list_name {list} di lembar choices, atau perbaiki nama daftar di "
        "kolom type.",
        "The list of choices “{list}” does not exist.{meant}",
        "Add choices with list_name {list} to the sheet choices, or correct the list's name in the "
        "column type.",
    ),
    "survey.unknown_external_list": error(
        "Daftar pilihan “{list}” tidak ada di lembar external_choices.{meant}",
        "Tambahkan daftar itu, atau pakai select_one_from_file dengan berkas CSV.",
        "The list of choices “{list}” is not on the sheet external_choices.{meant}",
        "Add it, or use select_one_from_file with a CSV file.",
    ),
    "survey.unknown_file_kind": error(
        "“{list}” bukan nama berkas yang dapat menjadi daftar pilihan.",
        "Tulis nama berkas dengan akhirannya, misalnya posyandu.csv.",
        "“{list}” is no name of a file that can be a list of choices.",
        "Write the file's name with its ending, for example posyandu.csv.",
    ),
    "survey.other_with_filter": error(
        "“{name}” memakai or_other bersama choice_filter, yang tidak dapat digabung.",
        "Hapus or_other, lalu tambahkan pilihan lainnya dan satu pertanyaan text dengan relevant.",
        "“{name}” uses or_other together with choice_filter, which cannot be joined.",
        "Remove or_other, then add a choice for others and a text question with relevant.",
    ),
    "survey.unknown_filter_column": error(
        "Kolom “{word}” yang disebut choice_filter tidak ada di lembar choices.{meant}",
        "Tambahkan kolom itu di lembar choices, atau tulis ${{{word}}} bila yang dimaksud sebuah "
        "pertanyaan.",
        "The column “{word}” that choice_filter speaks of is not on the sheet choices.{meant}",
        "Add that column to the sheet choices, or write ${{{word}}} if you mean a question.",
    ),
    "survey.long_list": warning(
        "“{name}” menampilkan {count} pilihan sekaligus di ponsel.",
        "Isi appearance dengan minimal autocomplete, atau persempit dengan choice_filter.",
        "“{name}” shows {count} choices at once on a phone.",
        "Fill appearance with minimal autocomplete, or narrow them with choice_filter.",
    ),
    "choices.unused_list": warning(
        "Daftar pilihan “{list}” tidak dipakai satu pertanyaan pun.",
        "Hapus daftar itu, atau pakai dalam kolom type di lembar survey.",
        "No question uses the list of choices “{list}”.",
        "Remove it, or use it in the column type of the sheet survey.",
    ),
    "choices.missing_list_name": error(
        "Pilihan ini belum menyebut daftarnya.",
        "Isi kolom list_name dengan nama daftar, atau kosongkan seluruh baris ini.",
        "This choice does not name its list.",
        "Fill the column list_name with a list's name, or empty the whole row.",
    ),
    "choices.invalid_list_name": error(
        "Nama daftar “{list}” memuat spasi, sehingga tidak dapat disebut di kolom type.",
        "Ganti spasi dengan garis bawah: {sound}.",
        "The list's name “{list}” holds spaces, so that the column type cannot name it.",
        "Put underscores in place of spaces: {sound}.",
    ),
    "choices.missing_name": error(
        "Pilihan ini belum punya nama.",
        "Isi kolom name dengan kode pendek tanpa spasi; kode inilah yang tersimpan sebagai jawaban.",
        "This choice has no name.",
        "Fill the column name with a short code without spaces; it is what is stored as the answer.",
    ),
    "choices.space_in_name": error(
        "Nama pilihan “{name}” memuat spasi, padahal daftar ini untuk jawaban yang boleh lebih dari "
        "satu.",
        "Ganti spasi dengan garis bawah: {sound}.",
        "The choice's name “{name}” holds spaces, but this list is for several answers at once.",
        "Put underscores in place of spaces: {sound}.",
    ),
    "choices.duplicate_name": error(
        "Pilihan “{name}” dalam daftar “{list}” sudah ada di baris {other}.",
        "Hapus salah satunya atau beri nama lain: dua pilihan bernama sama tidak dapat dibedakan "
        "lagi dalam jawaban.",
        "The choice “{name}” of the list “{list}” stands already in row {other}.",
        "Remove one of them or rename it: two choices of one name cannot be told apart in answers.",
    ),
    "choices.duplicate_label": warning(
        "Pilihan “{name}” dan “{like}” (baris {other}) berlabel sama: “{label}”.",
        "Bedakan labelnya: kader tidak dapat membedakan keduanya.",
        "The choices “{name}” and “{like}” (row {other}) have the same label: “{label}”.",
        "Make the labels different: nobody can tell the two apart.",
    ),
    "*.unknown_media": error(
        "Berkas “{file}” tidak ada.{meant}",
        "Unggah berkas itu bersama formulir, atau perbaiki namanya (huruf besar dan kecil dibedakan).",
        "The file “{file}” is not there.{meant}",
        "Upload it with the form, or correct its name (capitals count).",
    ),
}
