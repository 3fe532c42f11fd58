"""Of rows of the survey sheet: types, names, groups, labels, parameters, what a phone's page holds."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "survey.missing_type": error(
        "Baris “{name}” belum punya jenis pertanyaan.",
        "Isi kolom type, atau kosongkan seluruh baris ini.",
        "The row “{name}” has no question type.",
        "Fill the column type, or empty the whole row.",
    ),
    "survey.unknown_type": error(
        "Jenis pertanyaan “{value}” tidak dikenal.{meant}",
        "Perbaiki isi kolom type, misalnya integer, text, date, atau select_one diikuti nama daftar.",
        "The question type “{value}” is not known.{meant}",
        "Correct the column type, for example integer, text, date, or select_one and a list's name.",
    ),
    "survey.capital_type": error(
        "Jenis pertanyaan “{value}” ditulis dengan huruf besar.",
        "Tulis {wanted} dengan huruf kecil.",
        "The question type “{value}” is written with capitals.",
        "Write {wanted} in small letters.",
    ),
    "survey.unknown_block": error(
        "Blok bersama “{name}” tidak ada, atau memuat dirinya sendiri.",
        "Periksa nama blok di kolom name; nama yang ada terlihat di pustaka formulir.",
        "The shared block “{name}” does not exist, or includes itself.",
        "Check the block's name in the column name; the form library shows those there are.",
    ),
    "survey.missing_calculation": error(
        "“{name}” berjenis calculate tetapi rumusnya kosong.",
        "Isi kolom calculation dengan rumusnya.",
        "“{name}” is a calculate without a formula.",
        "Fill the column calculation.",
    ),
    "survey.missing_name": error(
        "Baris ini belum punya nama.",
        "Isi kolom name dengan nama pendek tanpa spasi, misalnya berat_badan.",
        "This row has no name.",
        "Fill the column name with a short name without spaces, for example berat_badan.",
    ),
    "survey.invalid_name": error(
        "Nama “{name}” memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, dan garis bawah, diawali huruf; misalnya {sound}.",
        "The name “{name}” holds signs that may not be used.",
        "Use letters, digits and underscores, beginning with a letter; for example {sound}.",
    ),
    "survey.reserved_name": error(
        "Nama “{name}” dipakai oleh sistem.",
        "Ganti dengan nama lain.",
        "The name “{name}” is used by the system.",
        "Choose another name.",
    ),
    "survey.duplicate_name": error(
        "Nama “{name}” sudah dipakai di baris {other}.",
        "Beri salah satunya nama lain: dalam satu grup setiap nama hanya boleh sekali.",
        "The name “{name}” is used already in row {other}.",
        "Give one of them another name: within a group each name may stand once.",
    ),
    "survey.similar_name": warning(
        "Nama “{name}” hanya berbeda huruf besar dari “{like}” di baris {other}.",
        "Beri salah satunya nama yang lebih berbeda agar tidak tertukar di tabel.",
        "The name “{name}” differs from “{like}” in row {other} only by capitals.",
        "Make the names more different, so that tables do not mix them up.",
    ),
    "survey.duplicate_repeat": error(
        "Pengulangan “{name}” bernama sama dengan yang di baris {other}.",
        "Beri nama lain: nama pengulangan hanya boleh sekali dalam satu formulir.",
        "The repeat “{name}” has the same name as the one in row {other}.",
        "Choose another name: a repeat's name may stand once in a form.",
    ),
    "survey.unclosed_group": error(
        "“{name}” dibuka di sini tetapi tidak pernah ditutup.",
        "Tambahkan baris {end} setelah pertanyaan terakhirnya.",
        "“{name}” is opened here and never closed.",
        "Add a row {end} after its last question.",
    ),
    "survey.unopened_group": error(
        "Baris “{value}” ini tidak punya pasangan pembuka.",
        "Hapus baris ini, atau tambahkan baris {begin} sebelum pertanyaan pertamanya; grup dan "
        "pengulangan ditutup dengan urutan terbalik dari saat dibuka.",
        "This row “{value}” closes what was not opened.",
        "Remove the row, or add a row {begin} before its first question; groups and repeats are "
        "closed in the reverse order of opening.",
    ),
    "survey.too_deep": error(
        "“{name}” berada di dalam lebih dari {limit} grup.",
        "Kurangi tingkat grup: ponsel menampilkannya satu demi satu.",
        "“{name}” stands within more than {limit} groups.",
        "Use fewer levels of groups: phones show them one after the other.",
    ),
    "survey.empty_group": error(
        "“{name}” tidak menampilkan satu pertanyaan pun.",
        "Isi dengan pertanyaan yang terlihat, atau hapus baris pembuka dan penutupnya; baris calculate "
        "boleh berdiri di luar grup.",
        "“{name}” shows not a single question.",
        "Put a visible question into it, or remove the rows that open and close it; calculate rows may "
        "stand outside groups.",
    ),
    "survey.crowded_page": warning(
        "Grup “{name}” menampilkan {count} pertanyaan dalam satu halaman ponsel.",
        "Bagi menjadi beberapa grup field-list, paling banyak {limit} pertanyaan tiap halaman.",
        "The group “{name}” shows {count} questions on one page of a phone.",
        "Split it into several field-list groups of at most {limit} questions each.",
    ),
    "survey.repeat_in_page": warning(
        "Pengulangan “{name}” berada di dalam halaman “{page}” (field-list), yang tidak dapat "
        "ditampilkan ponsel.",
        "Keluarkan pengulangan dari grup itu, atau hapus field-list dari grupnya.",
        "The repeat “{name}” stands within the page “{page}” (field-list), which phones cannot show.",
        "Move the repeat out of that group, or remove field-list from the group.",
    ),
    "*.missing_label": error(
        "“{name}” belum punya label{tongue}.",
        "Isi kolom {in_column} dengan kalimat yang dibaca kader.",
        "“{name}” has no label{tongue_en}.",
        "Fill the column {in_column} with the sentence that people read.",
    ),
    "*.missing_translation": warning(
        "“{name}” belum diterjemahkan ke {language}; ponsel akan menampilkan tanda “-”.",
        "Isi kolom {in_column}, atau hapus bahasa itu dari formulir.",
        "“{name}” is not translated to {language}; phones will show a “-”.",
        "Fill the column {in_column}, or remove that language from the form.",
    ),
    "survey.missing_hint_translation": warning(
        "Kolom {given} pada “{name}” belum diterjemahkan ke {language}.",
        "Isi kolom {in_column}, atau hapus bahasa itu dari formulir.",
        "The column {given} of “{name}” is not translated to {language}.",
        "Fill the column {in_column}, or remove that language from the form.",
    ),
    "survey.missing_constraint_message": warning(
        "“{name}” menolak jawaban tertentu tanpa memberi tahu kader sebabnya.",
        "Isi kolom constraint_message dengan kalimat yang menjelaskan jawaban yang benar.",
        "“{name}” refuses certain answers without telling why.",
        "Fill the column constraint_message with a sentence that says which answers are right.",
    ),
    "survey.needless_constraint": warning(
        "“{name}” tidak menerima jawaban, jadi syarat di kolom {in_column} tidak pernah diperiksa.",
        "Pindahkan syarat itu ke pertanyaan yang dijawab kader, atau kosongkan.",
        "“{name}” takes no answer, so the condition in the column {in_column} is never looked at.",
        "Move it to a question that is answered, or empty it.",
    ),
    "survey.required_without_answer": error(
        "“{name}” wajib diisi, tetapi berjenis {type} yang tidak dapat diisi: formulir tidak akan "
        "pernah dapat diselesaikan.",
        "Kosongkan kolom required.",
        "“{name}” is required but of type {type}, which nobody can answer: the form could never be "
        "finished.",
        "Empty the column required.",
    ),
    "survey.indonesian_truth": error(
        "Kolom {in_column} berisi “{value}”, yang tidak dimengerti ponsel.",
        "Tulis {wanted}, atau rumus.",
        "The column {in_column} holds “{value}”, which phones do not understand.",
        "Write {wanted}, or a formula.",
    ),
    "survey.needless_column": warning(
        "Kolom {in_column} tidak berlaku untuk jenis {type}, jadi isinya tidak dipakai.",
        "Kosongkan, atau pindahkan ke baris yang tepat.",
        "The column {in_column} means nothing for the type {type}, so it is not used.",
        "Empty it, or move it to the right row.",
    ),
    "survey.invalid_default": error(
        "Nilai awal “{value}” bukan {kind}, padahal “{name}” berjenis {type}.",
        "Tulis nilai awal sebagai {kind}, atau kosongkan kolom default.",
        "The default “{value}” does not fit “{name}”, which is of type {type}.",
        "Write the default as {kind_en}, or empty the column default.",
    ),
    "survey.unknown_appearance": warning(
        "Tampilan “{value}” tidak dikenal.{meant}",
        "Perbaiki kolom appearance; tampilan yang tidak dikenal diabaikan ponsel.",
        "The appearance “{value}” is not known.{meant}",
        "Correct the column appearance; phones ignore those they do not know.",
    ),
    "survey.image_without_max_pixels": warning(
        "Foto “{name}” akan dikirim sebesar aslinya, sering lebih dari 5 MB.",
        "Isi kolom parameters dengan max-pixels=1600.",
        "The photo “{name}” will be sent in full size, often more than 5 MB.",
        "Fill the column parameters with max-pixels=1600.",
    ),
    "survey.broken_parameters": error(
        "Isi kolom parameters “{value}” tidak dapat dibaca.",
        "Tulis sebagai kunci=nilai, dipisah spasi; misalnya max-pixels=1600.",
        "The parameters “{value}” cannot be read.",
        "Write key=value, separated by spaces; for example max-pixels=1600.",
    ),
    "survey.unknown_parameter": error(
        "Parameter “{key}” tidak berlaku untuk jenis {type}.{meant}",
        "Yang berlaku: {choices}.",
        "The parameter “{key}” means nothing for the type {type}.{meant}",
        "Those that do: {choices}.",
    ),
    "survey.invalid_parameter": error(
        "Nilai “{value}” tidak dapat dipakai untuk parameter {key}.",
        "Isi dengan {takes}.",
        "The value “{value}” cannot be used for the parameter {key}.",
        "Use {takes_en}.",
    ),
    "survey.invalid_range": error(
        "Rentang “{name}” dari {start} sampai {end} dengan langkah {step} tidak dapat dipilih.",
        "Isi start yang lebih kecil daripada end, dan step lebih dari 0.",
        "The range “{name}” from {start} to {end} by {step} cannot be chosen from.",
        "Make start smaller than end, and step more than 0.",
    ),
}
