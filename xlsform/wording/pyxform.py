"""Of what pyxform alone notices. Its own sentences are recognised in `xlsform.errors`, never shown."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "pyxform.invalid_parameter": error(
        "Isi kolom parameters tidak dapat dipakai untuk jenis pertanyaan ini.",
        "Perbaiki isi kolom parameters; bentuknya kunci=nilai, dipisah spasi.",
        "The column parameters cannot be used for this question type.",
        "Correct the column parameters; it holds key=value, separated by spaces.",
    ),
    "pyxform.range": error(
        "Rentang (range) ini tidak dapat disusun dari isi kolom parameters.",
        "Periksa start, end, step, dan tanda skalanya: step dan tick_interval membagi habis rentang, "
        "dan label skala berada di dalamnya.",
        "This range cannot be made from the column parameters.",
        "Check start, end, step and its ticks: step and tick_interval divide the range, and labels "
        "of ticks stand within it.",
    ),
    "pyxform.background_geopoint": error(
        "Jenis background-geopoint memerlukan pemicu.",
        "Isi kolom trigger dengan ${{nama}} pertanyaan yang memicunya, dan kosongkan calculation.",
        "The type background-geopoint needs a trigger.",
        "Fill the column trigger with ${{name}} of a question, and empty calculation.",
    ),
    "pyxform.entity": error(
        "Pernyataan daftar sasaran (lembar entities atau kolom save_to) tidak dapat dipakai di sini.",
        "Periksa lembar entities dan kolom save_to: sifat yang disimpan dan rujukan di label harus "
        "berada dalam pengulangan yang sama.",
        "The declaration of entities (sheet entities or column save_to) cannot be used here.",
        "Check the sheet entities and the column save_to: what is saved and what the label refers to "
        "must stand within the same repeat.",
    ),
    "pyxform.search_list": error(
        "Satu daftar pilihan dipakai sekaligus dengan dan tanpa search().",
        "Pisahkan menjadi dua daftar, atau pakai select_one_from_file.",
        "One list of choices is used both with and without search().",
        "Make two lists of it, or use select_one_from_file.",
    ),
    "pyxform.table_list": error(
        "Grup table-list ini memakai dua daftar pilihan: {one} dan {other}.",
        "Pakai satu daftar untuk semua pertanyaan dalam grup itu.",
        "This table-list group uses two lists of choices: {one} and {other}.",
        "Use one list for all questions of the group.",
    ),
    "pyxform.choice_filter": error(
        "Penyaring pilihan (choice_filter) tidak dapat dipakai di sini.",
        "Hapus or_other atau table-list, atau kosongkan choice_filter.",
        "A choice_filter cannot be used here.",
        "Remove or_other or table-list, or empty choice_filter.",
    ),
    "pyxform.big_image": error(
        "Gambar besar (big-image) memerlukan gambar biasa (image) pada baris yang sama.",
        "Isi juga kolom image.",
        "A big-image needs an image in the same row.",
        "Fill the column image too.",
    ),
    "pyxform.audit_name": error(
        "Catatan jejak (audit) tidak boleh diberi nama lain.",
        "Kosongkan kolom name pada baris audit.",
        "The audit log may not be given another name.",
        "Empty the column name of the audit row.",
    ),
    "pyxform.root_name": error(
        "Pengulangan ini bernama sama dengan akar formulir.",
        "Ganti nama pengulangan itu, atau kolom name di lembar settings.",
        "This repeat has the same name as the form's root.",
        "Rename the repeat, or change the column name of the sheet settings.",
    ),
    "pyxform.invalid_name": error(
        "Nama ini memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, garis bawah, tanda hubung, atau titik, diawali huruf.",
        "This name holds signs that may not be used.",
        "Use letters, digits, underscores, hyphens or dots, beginning with a letter.",
    ),
    "pyxform.default_language": error(
        "Kolom label tanpa bahasa dan bahasa utama saling bertentangan.",
        "Beri semua kolom label sebuah bahasa, misalnya label::Bahasa Indonesia (id).",
        "A label column without a language and the default language contradict one another.",
        "Give every label column a language, for example label::English (en).",
    ),
    "pyxform.reference": error(
        "Rujukan ${{…}} di sel ini tidak dapat dipakai.",
        "Periksa nama di dalam kurung kurawal: pertanyaan itu harus ada, dan hanya satu.",
        "A reference ${{…}} in this cell cannot be used.",
        "Check the name within the braces: that question must exist, and once only.",
    ),
    "pyxform.namespaces": error(
        "Kolom namespaces di lembar settings tidak dapat dibaca.",
        'Tulis awalan="alamat", dipisah spasi; misalnya psy="https://contoh.id/psy".',
        "The column namespaces of the sheet settings cannot be read.",
        'Write prefix="address", separated by spaces; for example psy="https://contoh.id/psy".',
    ),
    "pyxform.missing_translation_column": warning(
        "Bahasa “{language}” belum punya kolom {columns} di lembar {sheet_word}.",
        "Tambahkan kolom itu dengan akhiran ::bahasa, atau hapus bahasa itu.",
        "The language “{language}” has no columns {columns} on the sheet {sheet_word}.",
        "Add them with the ending ::language, or remove that language.",
    ),
    "pyxform.language_code": warning(
        "Nama bahasa tanpa kode baku: {languages}.",
        "Tulis bahasa beserta kodenya, misalnya label::Bahasa Indonesia (id).",
        "Languages without a code: {languages}.",
        "Write the language and its code, for example label::English (en).",
    ),
    "pyxform.or_other": warning(
        "Pilihan “or_other” menampilkan kata Inggris (Other) kepada kader.",
        "Tambahkan sendiri pilihan lainnya dan satu pertanyaan text dengan relevant.",
        "“or_other” shows the English word Other in every language.",
        "Add a choice for others yourself, and a text question with relevant.",
    ),
    "pyxform.old_metadata": warning(
        "Jenis ini tidak lagi diisi oleh ponsel Android sekarang.",
        "Hapus baris ini, atau pakai deviceid.",
        "Today's Android phones no longer fill this type.",
        "Remove this row, or use deviceid.",
    ),
    "pyxform.external_without_filter": warning(
        "select_one_external hanya berguna bersama choice_filter.",
        "Isi choice_filter, atau pakai select_one_from_file.",
        "select_one_external is of use only with a choice_filter.",
        "Fill choice_filter, or use select_one_from_file.",
    ),
    "pyxform.refused": error(
        "Penyusun XForm (pyxform) menolak formulir ini{spoken}.",
        "Periksa baris ini. Bila tidak jelas, hapus sementara baris itu lalu periksa lagi.",
        "The maker of XForms (pyxform) refuses this form{spoken_en}.",
        "Check this row. If nothing is to be seen, remove it for a moment and check again.",
    ),
    "pyxform.warning": warning(
        "Penyusun XForm (pyxform) memberi peringatan{spoken}.",
        "Periksa bagian itu, atau abaikan bila memang dikehendaki.",
        "The maker of XForms (pyxform) has a warning{spoken_en}.",
        "Check that part, or leave it if it is meant so.",
    ),
    "pyxform.broken": error(
        "Penyusun XForm (pyxform) tidak dapat mengolah formulir ini dan tidak menyebut sebabnya.",
        "Hapus sementara baris yang terakhir diubah, periksa lagi, lalu laporkan kepada admin.",
        "The maker of XForms (pyxform) cannot work with this form and does not say why.",
        "Remove the row changed last for a moment, check again, and tell the admin.",
    ),
}
