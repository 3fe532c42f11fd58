"""Of lists of sasaran (entities)."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "entities.unknown_version": error(
        "Formulir ini memakai spesifikasi entitas versi {version}, yang belum dikenal.",
        "Pakai versi {newest} atau yang lebih lama, atau perbarui server.",
        "This form uses version {version} of the entities specification, which is not known yet.",
        "Use version {newest} or an older one, or update the server.",
    ),
    "entities.missing_list_name": error(
        "Baris ini belum menyebut daftar sasarannya.",
        "Isi kolom list_name, misalnya balita.",
        "This row does not name its list of entities.",
        "Fill the column list_name, for example balita.",
    ),
    "entities.invalid_list_name": error(
        "Nama daftar sasaran “{name}” tidak dapat dipakai.",
        "Pakai huruf, angka, dan garis bawah, diawali huruf; tanpa titik dan tanpa awalan __.",
        "The list of entities cannot be named “{name}”.",
        "Use letters, digits and underscores, beginning with a letter; no dots, no leading __.",
    ),
    "entities.duplicate_list": error(
        "Daftar sasaran “{name}” sudah dinyatakan di baris {other}.",
        "Gabungkan keduanya menjadi satu baris.",
        "The list of entities “{name}” is declared already in row {other}.",
        "Join the two rows into one.",
    ),
    "entities.missing_label": error(
        "Daftar sasaran “{name}” dibuat tanpa label, jadi kader tidak dapat mengenali sasarannya.",
        "Isi kolom label, misalnya ${{nama}}, atau isi entity_id bila hanya memperbarui.",
        "Entities of “{name}” are made without a label, so nobody could recognise them.",
        "Fill the column label, for example ${{nama}}, or entity_id if they are only updated.",
    ),
    "entities.missing_entity_id": error(
        "Daftar sasaran “{name}” punya update_if, tetapi tidak disebut sasaran mana yang diperbarui.",
        "Isi kolom entity_id dengan rujukan ke pertanyaan yang memilih sasaran.",
        "“{name}” has an update_if but does not say which entity is updated.",
        "Fill the column entity_id with a reference to the question that chooses the entity.",
    ),
    "entities.missing_update_if": error(
        "Daftar sasaran “{name}” membuat dan memperbarui sekaligus, tetapi tidak disebut kapan "
        "memperbarui.",
        "Isi kolom update_if, atau kosongkan create_if bila hanya memperbarui.",
        "“{name}” both makes and updates entities, but does not say when it updates.",
        "Fill the column update_if, or empty create_if if it only updates.",
    ),
    "entities.taken_name": error(
        "Daftar sasaran tidak boleh bernama “{name}”: nama itu sudah dipakai di ponsel.",
        "Pilih nama lain yang menyebut isinya, misalnya balita atau rumah.",
        "A list of entities may not be named “{name}”: phones use that name already.",
        "Choose another name that tells what it holds, for example balita or rumah.",
    ),
    "entities.list_not_attached": error(
        "Formulir ini memperbarui daftar “{name}”, tetapi tidak melampirkannya, jadi ponsel tidak "
        "tahu versi yang diperbarui.",
        "Tambahkan pertanyaan select_one_from_file {name}.csv atau baris csv-external bernama {name} "
        "di lembar survey.",
        "This form updates the list “{name}” without attaching it, so phones do not know the version "
        "that is updated.",
        "Add a question select_one_from_file {name}.csv, or a csv-external row named {name}, to the "
        "sheet survey.",
    ),
    "entities.secret_label": error(
        "Nama sasaran memuat “{name}”, yang tidak boleh dikirim ke ponsel lain.",
        "Hapus ${{{name}}} dari kolom label; cukup nama dan tanggal lahir.",
        "The entity's label holds “{name}”, which may not be sent to other phones.",
        "Remove ${{{name}}} from the column label; a name and a birth date are enough.",
    ),
    "survey.saved_secret": error(
        "“{name}” memuat {why}, yang tidak boleh dikirim ke ponsel lain.",
        "Kosongkan kolom save_to. Jawabannya tetap tersimpan pada kiriman.",
        "“{name}” holds what may not be sent to other phones ({why}).",
        "Empty the column save_to. The answer stays in the submission.",
    ),
    "survey.foreign_property": error(
        "“{property}” pada daftar {list} bukan milik bidang {bidang}.",
        "Awali namanya dengan awalan bidang formulir ini, misalnya kes_ atau pend_. Yang umum (nama, "
        "tanggal lahir) ditulis oleh blok orang.",
        "“{property}” of the list {list} does not belong to the bidang {bidang}.",
        "Begin its name with the prefix of this form's bidang, for example kes_ or pend_. What all "
        "share (name, birth date) is written by the block orang.",
    ),
    "survey.same_but_for_case": error(
        "“{name}” dan “{like}” hanya berbeda huruf besar dan kecil; di ponsel keduanya satu kolom.",
        "Tulis keduanya sama, {like}, atau beri nama yang berbeda.",
        "“{name}” and “{like}” differ only by capitals; on phones they are one column.",
        "Write both as {like}, or give them different names.",
    ),
    "survey.saved_without_entities": error(
        "“{name}” disimpan ke daftar sasaran, tetapi lembar entities tidak menyatakan satu daftar pun.",
        "Tambahkan lembar entities dengan list_name dan label, atau kosongkan kolom save_to.",
        "“{name}” is saved to a list of entities, but the sheet entities declares none.",
        "Add a sheet entities with list_name and label, or empty the column save_to.",
    ),
    "survey.saved_group": error(
        "“{name}” adalah grup atau pengulangan, jadi tidak dapat disimpan ke daftar sasaran.",
        "Pindahkan save_to ke pertanyaan di dalamnya.",
        "“{name}” is a group or a repeat, so it cannot be saved to a list of entities.",
        "Move save_to to a question within it.",
    ),
    "survey.duplicate_property": error(
        "Sifat “{property}” sudah diisi dari baris {other}.",
        "Beri salah satunya nama lain di kolom save_to.",
        "The property “{property}” is filled already from row {other}.",
        "Give one of them another name in the column save_to.",
    ),
    "survey.invalid_property": error(
        "Nama sifat “{property}” tidak dapat dipakai.",
        "Pakai huruf, angka, dan garis bawah, diawali huruf; bukan name, label, atau awalan __.",
        "The property cannot be named “{property}”.",
        "Use letters, digits and underscores, beginning with a letter; not name, label or a leading "
        "__.",
    ),
    "survey.unknown_saved_list": error(
        "Daftar sasaran “{list}” tidak ada di lembar entities.{meant}",
        "Perbaiki nama sebelum tanda # di kolom save_to, atau tambahkan daftar itu.",
        "The list of entities “{list}” is not on the sheet entities.{meant}",
        "Correct the name before the # in the column save_to, or add that list.",
    ),
    "survey.save_out_of_reach": error(
        "“{name}” disimpan ke daftar “{list}”, yang sasarannya dibuat di dalam pengulangan “{repeat}”.",
        "Pindahkan pertanyaan itu ke dalam pengulangan, atau salin jawabannya di sana dengan calculate.",
        "“{name}” is saved to the list “{list}”, whose entities are made within the repeat “{repeat}”.",
        "Move the question into that repeat, or copy its answer there with a calculate.",
    ),
    "survey.unclear_saved_list": error(
        "Formulir ini punya {count} daftar sasaran, jadi “{property}” tidak jelas milik yang mana.",
        "Tulis nama daftar dan tanda # di depannya, misalnya {example}.",
        "This form has {count} lists of entities, so it is not clear whose “{property}” is.",
        "Write the list's name and a # before it, for example {example}.",
    ),
}
