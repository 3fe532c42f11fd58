"""Of numbers that name a person, and of the columns that fill the profile."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "survey.nik_as_number": error(
        "“{name}” adalah NIK atau No KK, tetapi berjenis {type}: 16 angka tidak muat sebagai "
        "bilangan dan akan berubah.",
        "Ubah jenisnya menjadi text, isi appearance dengan numbers dan constraint dengan "
        "regex(., '^[0-9]{{16}}$').",
        "“{name}” is a NIK or No KK but of type {type}: 16 digits do not fit a number and would "
        "change.",
        "Make it text, with appearance numbers and constraint regex(., '^[0-9]{{16}}$').",
    ),
    "survey.phone_as_number": error(
        "“{name}” adalah nomor telepon, tetapi berjenis {type}: angka 0 di depan akan hilang.",
        "Ubah jenisnya menjadi text dan isi appearance dengan numbers.",
        "“{name}” is a telephone number but of type {type}: its leading 0 would be lost.",
        "Make it text, with appearance numbers.",
    ),
    "survey.unmarked_identity": error(
        "“{name}” adalah NIK atau No KK, tetapi belum ditandai rahasia.",
        "Isi kolom privacy dengan identitas, pada baris ini atau pada grupnya.",
        "“{name}” is a NIK or No KK but not marked as private.",
        "Fill the column privacy with identitas, in this row or its group.",
    ),
    "survey.open_person_field": error(
        "“{name}” mengisi data seseorang ({field}), tetapi kolom privacy belum diisi.",
        "Isi kolom privacy dengan identitas atau spesifik, pada baris ini atau pada grupnya.",
        "“{name}” fills a person's data ({field}), but its privacy is not given.",
        "Fill the column privacy with identitas or spesifik, in this row or its group.",
    ),
    "survey.unknown_privacy": error(
        "Tingkat kerahasiaan “{value}” tidak dikenal.{meant}",
        "Pakai salah satu: {choices}, atau kosongkan.",
        "The privacy “{value}” is not known.{meant}",
        "Use one of: {choices}, or leave it empty.",
    ),
    "survey.unknown_rule": error(
        "Aturan penggabungan “{value}” tidak dikenal.{meant}",
        "Pakai salah satu: {choices}.",
        "The merge rule “{value}” is not known.{meant}",
        "Use one of: {choices}.",
    ),
    "survey.unpaired_field": error(
        "“{name}” menyebut {fields} isian profil tetapi {rules} aturan.",
        "Tulis satu aturan di merge_rule untuk setiap isian di profile_field, berurutan.",
        "“{name}” names {fields} profile fields but {rules} rules.",
        "Write one rule in merge_rule for each field in profile_field, in the same order.",
    ),
    "survey.field_without_answer": error(
        "“{name}” tidak menghasilkan jawaban, jadi tidak dapat mengisi profil.",
        "Pindahkan profile_field dan merge_rule ke pertanyaan yang dijawab kader.",
        "“{name}” gives no answer, so it cannot fill the profile.",
        "Move profile_field and merge_rule to a question that is answered.",
    ),
    "survey.invalid_field": error(
        "Nama isian profil “{field}” tidak sah.",
        "Tulis pemilik, titik, lalu nama, misalnya kes.balita_bb. Pemilik: {choices}.",
        "The profile field's name “{field}” is not valid.",
        "Write the owner, a dot and a name, for example kes.balita_bb. Owners: {choices}.",
    ),
    "survey.foreign_field": error(
        "Isian profil “{field}” bukan milik bidang {bidang}.",
        "Formulir bidang {bidang} hanya menulis isian yang diawali “{own}.”.",
        "The profile field “{field}” is not owned by the bidang {bidang}.",
        "A form of the bidang {bidang} writes only fields that begin with “{own}.”.",
    ),
    "survey.shared_field": error(
        "Isian profil “{field}” milik bersama, bukan milik bidang {bidang}.",
        "Isian umum hanya ditulis lewat blok bersama: pakai baris include.",
        "The profile field “{field}” is shared, not owned by the bidang {bidang}.",
        "Shared fields are written by shared blocks only: use an include row.",
    ),
    "survey.unsuited_rule": error(
        "Aturan “{rule}” hanya untuk jawaban {suits}, sedangkan “{name}” berjenis {type}.",
        "Pilih aturan lain, atau ubah jenis pertanyaannya.",
        "The rule “{rule}” is for {suits_en} only, but “{name}” is of type {type}.",
        "Choose another rule, or change the question's type.",
    ),
    "survey.unsuited_file_rule": error(
        "“{name}” menghasilkan berkas, jadi aturan “{rule}” tidak dapat dipakai.",
        "Pakai aturan attachment.",
        "“{name}” gives a file, so the rule “{rule}” cannot be used.",
        "Use the rule attachment.",
    ),
    "survey.two_rules": error(
        "Isian profil “{field}” di sini memakai aturan “{rule}”, sedangkan pada “{like}” (baris "
        "{other}) memakai “{seen}”.",
        "Pakai satu aturan yang sama, atau isi ke dua isian profil yang berbeda.",
        "The profile field “{field}” has the rule “{rule}” here, but “{seen}” at “{like}” (row "
        "{other}).",
        "Use one rule for both, or fill two different fields.",
    ),
}
