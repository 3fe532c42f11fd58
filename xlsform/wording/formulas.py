"""Of references and formulas."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "*.broken_reference": error(
        "Rujukan dalam “{text}” tidak lengkap.",
        "Tulis rujukan sebagai ${{nama}}: tanda dolar, kurung kurawal buka, nama pertanyaan tanpa "
        "spasi, kurung kurawal tutup.",
        "A reference in “{text}” is not complete.",
        "Write references as ${{name}}: a dollar sign, an opening brace, the question's name without "
        "spaces, a closing brace.",
    ),
    "*.unknown_reference": error(
        "${{{name}}} merujuk pertanyaan yang tidak ada.{meant}",
        "Perbaiki nama di dalam kurung kurawal, atau tambahkan pertanyaan itu.",
        "${{{name}}} refers to a question that does not exist.{meant}",
        "Correct the name within the braces, or add that question.",
    ),
    "*.ambiguous_reference": error(
        "${{{name}}} tidak jelas: ada {count} pertanyaan bernama itu.",
        "Beri pertanyaan itu nama yang berbeda, lalu rujuk yang dimaksud.",
        "${{{name}}} is not clear: there are {count} questions of that name.",
        "Give them different names and refer to the one you mean.",
    ),
    "*.reference_into_repeat": error(
        "${{{name}}} berada di dalam pengulangan “{repeat}”, jadi dari sini ada banyak jawabannya.",
        "Pakai sum(), count(), max(), min(), join(), atau indexed-repeat() di sekelilingnya, atau "
        "pindahkan baris ini ke dalam pengulangan itu.",
        "${{{name}}} stands within the repeat “{repeat}”, so from here it has many answers.",
        "Put sum(), count(), max(), min(), join() or indexed-repeat() around it, or move this row "
        "into that repeat.",
    ),
    "*.broken_formula": error(
        "Rumus di kolom {in_column} salah pada huruf ke-{position}: “{mark}” tidak boleh berada di "
        "situ.",
        "Periksa bagian sebelum “{mark}”: sering ada tanda hitung atau koma yang kurang atau lebih.",
        "The formula in the column {in_column} is wrong at character {position}: “{mark}” may not "
        "stand there.",
        "Check what stands before “{mark}”: often an operator or a comma is missing or too many.",
    ),
    "*.unfinished_formula": error(
        "Rumus di kolom {in_column} terputus pada huruf ke-{position}: sesudahnya masih ada yang "
        "kurang.",
        "Lengkapi bagian akhirnya, misalnya angka atau rujukan sesudah tanda hitung.",
        "The formula in the column {in_column} breaks off at character {position}: something must "
        "follow.",
        "Complete its end, for example a number or a reference after an operator.",
    ),
    "*.unclosed_bracket": error(
        "Kurung “{mark}” pada huruf ke-{position} di kolom {in_column} tidak pernah ditutup.",
        "Tambahkan kurung penutupnya.",
        "The bracket “{mark}” at character {position} of the column {in_column} is never closed.",
        "Add the closing bracket.",
    ),
    "*.unclosed_quote": error(
        "Tanda kutip pada huruf ke-{position} di kolom {in_column} tidak pernah ditutup.",
        "Tambahkan tanda kutip penutup yang sama, ' atau \".",
        "The quotation mark at character {position} of the column {in_column} is never closed.",
        "Add the same closing mark, ' or \".",
    ),
    "*.foreign_operator": error(
        "Tanda “{mark}” pada huruf ke-{position} di kolom {in_column} bukan bahasa formulir.",
        "Pakai {wanted} sebagai gantinya.",
        "The sign “{mark}” at character {position} of the column {in_column} is not of this language.",
        "Use {wanted} instead.",
    ),
    "*.formula_too_deep": error(
        "Rumus di kolom {in_column} memuat lebih dari {limit} lapis kurung.",
        "Bagi menjadi beberapa baris calculate.",
        "The formula in the column {in_column} has more than {limit} levels of brackets.",
        "Split it into several calculate rows.",
    ),
    "*.formulas_too_long": error(
        "Semua rumus formulir ini lebih panjang dari {limit} huruf; sejak baris ini tidak diperiksa.",
        "Pendekkan rumusnya, atau bagi menjadi beberapa formulir.",
        "The formulas of this form hold more than {limit} characters; from this row on none is read.",
        "Make them shorter, or split the form.",
    ),
    "*.unknown_function": error(
        "Fungsi “{name}” (huruf ke-{position}) tidak dikenal ponsel.{meant}",
        "Perbaiki nama fungsinya; daftar fungsi ada di docs.getodk.org.",
        "The function “{name}” (character {position}) is not known to phones.{meant}",
        "Correct its name; docs.getodk.org lists the functions.",
    ),
    "*.function_not_on_phones": error(
        "Fungsi “{name}” (huruf ke-{position}) dikenal XPath, tetapi tidak oleh ODK Collect di ponsel.",
        "Pakai {wanted}.",
        "The function “{name}” (character {position}) is XPath's, but ODK Collect does not know it.",
        "Use {wanted}.",
    ),
    "*.wrong_arity": error(
        "Fungsi “{name}” (huruf ke-{position}) diberi {given} nilai, padahal memerlukan {takes}.",
        "Periksa koma di antara nilainya; bentuknya: {shape}.",
        "The function “{name}” (character {position}) is given {given} values but takes {takes_en}.",
        "Check the commas between them; its shape is {shape}.",
    ),
    "*.bare_name": error(
        "“{name}” (huruf ke-{position} di kolom {in_column}) ditulis tanpa ${{ }}, jadi bukan jawaban "
        "pertanyaan itu.",
        "Tulis ${{{name}}}, atau '{name}' bila yang dimaksud kata itu sendiri.",
        "“{name}” (character {position} of the column {in_column}) is written without ${{ }}, so it is "
        "not that question's answer.",
        "Write ${{{name}}}, or '{name}' if you mean the word itself.",
    ),
    "survey.unknown_choice": error(
        "Rumus ini membandingkan “{question}” dengan '{value}', yang bukan pilihannya.{meant}",
        "Pakai nama pilihan (kolom name), bukan labelnya: {choices}.",
        "This formula compares “{question}” with '{value}', which is none of its choices.{meant}",
        "Use a choice's name (column name), not its label: {choices}.",
    ),
    "survey.broken_regex": error(
        "Pola regex '{pattern}' tidak dapat dibaca.",
        "Periksa kurung dan garis miring terbalik di dalam pola; misalnya ^[0-9]{{16}}$.",
        "The regex pattern '{pattern}' cannot be read.",
        "Check brackets and backslashes within the pattern; for example ^[0-9]{{16}}$.",
    ),
    "survey.unknown_instance": error(
        "instance('{name}') menunjuk daftar yang tidak ada di formulir ini.{meant}",
        "Tulis nama daftar choices, nama berkas tanpa akhiran, atau nama baris csv-external.",
        "instance('{name}') points to a list that this form does not have.{meant}",
        "Write the name of a list of choices, of a file without its ending, or of a csv-external row.",
    ),
    "survey.circular_formula": error(
        "Rumus berputar: {steps}. Ponsel tidak dapat menghitungnya dan tidak membuka formulir ini.",
        "Hitung salah satunya dari pertanyaan lain, atau hapus rujukan yang kembali ke awal.",
        "The formulas go in a circle: {steps_en}. Phones cannot compute them and do not open the form.",
        "Compute one of them from other questions, or remove the reference that leads back.",
    ),
    "survey.broken_trigger": error(
        "Kolom trigger berisi “{value}”, padahal harus rujukan ke pertanyaan lain.",
        "Tulis ${{nama}} pertanyaan yang perubahannya memicu hitungan ini.",
        "The column trigger holds “{value}”, which must be a reference to another question.",
        "Write ${{name}} of the question whose change starts this calculation.",
    ),
    "survey.trigger_without_calculation": warning(
        "“{name}” punya pemicu, tetapi tidak ada yang dihitung.",
        "Isi kolom calculation, atau kosongkan kolom trigger.",
        "“{name}” has a trigger, but nothing to compute.",
        "Fill the column calculation, or empty the column trigger.",
    ),
}
