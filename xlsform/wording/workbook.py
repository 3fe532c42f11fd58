"""Of the file, its sheets and its columns."""

from __future__ import annotations

from xlsform.wording.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "workbook.not_a_workbook": error(
        "Berkas ini bukan buku kerja Excel (.xlsx) yang dapat dibaca.",
        "Buka berkas itu di Excel atau LibreOffice, simpan sebagai “Excel Workbook (.xlsx)”, lalu "
        "unggah lagi.",
        "This file is no Excel workbook (.xlsx) that can be read.",
        "Open it in Excel or LibreOffice, save it as “Excel Workbook (.xlsx)” and upload it again.",
    ),
    "workbook.not_an_old_workbook": error(
        "Berkas ini bukan buku kerja Excel lama (.xls) yang dapat dibaca.",
        "Buka berkas itu di Excel atau LibreOffice, simpan sebagai “Excel Workbook (.xlsx)”, lalu "
        "unggah lagi.",
        "This file is no old Excel workbook (.xls) that can be read.",
        "Open it in Excel or LibreOffice, save it as “Excel Workbook (.xlsx)” and upload it again.",
    ),
    "workbook.encrypted": error(
        "Berkas ini dilindungi kata sandi sehingga tidak dapat dibaca.",
        "Buka berkas itu, hapus kata sandinya (Info > Lindungi Buku Kerja), simpan, lalu unggah lagi.",
        "This file is protected by a password and cannot be read.",
        "Open it, remove the password (Info > Protect Workbook), save it and upload it again.",
    ),
    "workbook.has_macros": error(
        "Berkas ini berisi makro. Simpul tidak menerima berkas bermakro.",
        "Simpan sebagai “Excel Workbook (.xlsx)”, bukan “Macro-Enabled”, lalu unggah lagi.",
        "This file holds macros. Simpul takes no files with macros.",
        "Save it as “Excel Workbook (.xlsx)”, not “Macro-Enabled”, and upload it again.",
    ),
    "workbook.declares_entities": error(
        "Berkas ini memuat pernyataan XML yang tidak pernah ditulis Excel, jadi tidak dibaca.",
        "Salin isinya ke buku kerja baru, simpan sebagai “Excel Workbook (.xlsx)”, lalu unggah lagi.",
        "This file holds XML declarations that Excel never writes, so it is not read.",
        "Copy what it holds to a new workbook, save it as “Excel Workbook (.xlsx)” and upload that.",
    ),
    "workbook.too_large": error(
        "Isi berkas ini terlalu besar untuk sebuah formulir.",
        "Hapus lembar, gambar, dan data yang bukan bagian formulir, lalu unggah lagi.",
        "What this file holds is too large for a form.",
        "Remove sheets, pictures and data that are no part of the form and upload it again.",
    ),
    "workbook.unknown_file": error(
        "Jenis berkas ini tidak dikenal.",
        "Unggah formulir sebagai Excel (.xlsx atau .xls), CSV (.csv), atau tabel Markdown (.md).",
        "This kind of file is not known.",
        "Upload the form as Excel (.xlsx or .xls), CSV (.csv) or Markdown tables (.md).",
    ),
    "workbook.not_utf8": error(
        "Teks berkas ini tidak tersimpan sebagai UTF-8.",
        "Simpan ulang berkas itu dengan pengodean UTF-8, lalu unggah lagi.",
        "The text of this file is not stored as UTF-8.",
        "Save it again in UTF-8 encoding and upload it again.",
    ),
    "workbook.broken_csv": error(
        "Berkas CSV ini tidak dapat dibaca.",
        "Simpan sebagai CSV dengan kolom pertama berisi nama lembar, atau sebagai Excel (.xlsx).",
        "This CSV file cannot be read.",
        "Save it as CSV whose first column names the sheet, or as Excel (.xlsx).",
    ),
    "workbook.duplicate_sheet": error(
        "Lembar “{name}” ada dua kali.",
        "Gabungkan isinya menjadi satu lembar.",
        "There are two sheets “{name}”.",
        "Join them into one sheet.",
    ),
    "workbook.too_many_rows": error(
        "Lembar {name} berisi lebih dari {limit} baris.",
        "Daftar sepanjang itu lebih baik menjadi berkas CSV (select_one_from_file).",
        "The sheet {name} holds more than {limit} rows.",
        "A list that long is better a CSV file (select_one_from_file).",
    ),
    "workbook.too_many_columns": error(
        "Lembar {name} berisi lebih dari {limit} kolom.",
        "Hapus kolom yang tidak dipakai, lalu simpan dan unggah lagi.",
        "The sheet {name} holds more than {limit} columns.",
        "Remove columns that are not used, save it and upload it again.",
    ),
    "workbook.cell_too_long": error(
        "Satu sel di baris ini lebih panjang daripada yang dapat disimpan Excel ({limit}).",
        "Pendekkan isi sel itu.",
        "A cell in this row is longer than Excel can hold ({limit}).",
        "Make it shorter.",
    ),
    "workbook.formula_cell": error(
        "Sel ini berisi rumus Excel yang belum punya nilai tersimpan, atau nilainya galat.",
        "Buka berkas itu di Excel dan simpan lagi, atau salin sel itu lalu tempel sebagai nilai.",
        "This cell holds an Excel formula without a stored value, or whose value is an error.",
        "Open the file in Excel and save it again, or copy the cell and paste it as a value.",
    ),
    "workbook.formula_reaches_out": error(
        "Sel ini berisi rumus Excel yang mengambil isi dari luar berkas.",
        "Salin sel itu, lalu tempel sebagai nilai (Tempel Spesial > Nilai).",
        "This cell holds an Excel formula that fetches something from outside the file.",
        "Copy the cell and paste it as a value (Paste Special > Values).",
    ),
    "workbook.no_survey": error(
        "Berkas ini bukan formulir XLSForm: lembar survey tidak ada (yang ada: {sheets}).",
        "Unggah berkas dengan lembar survey, choices, dan settings; contohnya dapat diunduh dari "
        "pustaka formulir.",
        "This file is no XLSForm: it has no sheet survey (it has: {sheets}).",
        "Upload a file with the sheets survey, choices and settings; the form library has examples.",
    ),
    "workbook.misspelled_sheet": error(
        "Lembar “{name}” tidak dikenal. Mungkin maksud Anda “{wanted}”.",
        "Ganti nama lembar itu menjadi {wanted}, atau awali dengan garis bawah bila hanya catatan.",
        "The sheet “{name}” is not known. Did you mean “{wanted}”?",
        "Rename the sheet {wanted}, or begin its name with an underscore if it only holds notes.",
    ),
    "survey.empty": error(
        "Lembar survey belum berisi satu pertanyaan pun.",
        "Tulis pertanyaan pertama di baris 2: jenis, nama, dan labelnya.",
        "The sheet survey holds not a single question.",
        "Write the first question in row 2: its type, name and label.",
    ),
    "*.missing_column": error(
        "Lembar {of} tidak punya kolom {name}.",
        "Tulis {name} sebagai judul kolom di baris pertama lembar {of}.",
        "The sheet {of} has no column {name}.",
        "Write {name} as a heading in the first row of the sheet {of}.",
    ),
    "*.duplicate_column": error(
        "Kolom “{name}” sama dengan kolom “{other}”.",
        "Gabungkan kedua kolom itu menjadi satu, lalu hapus yang lain.",
        "The column “{name}” is the same as the column “{other}”.",
        "Join the two columns into one and remove the other.",
    ),
    "*.misspelled_column": error(
        "Kolom “{name}” tidak dikenal. Mungkin maksud Anda “{wanted}”.",
        "Ganti judul kolom itu menjadi {wanted}, atau awali dengan garis bawah bila hanya catatan "
        "Anda.",
        "The column “{name}” is not known. Did you mean “{wanted}”?",
        "Rename the column {wanted}, or begin it with an underscore if it is only your note.",
    ),
    "*.unknown_column": warning(
        "Kolom “{name}” tidak dikenal dan isinya tidak akan dipakai.",
        "Hapus kolom itu, atau awali judulnya dengan garis bawah bila hanya catatan Anda.",
        "The column “{name}” is not known, and what it holds will not be used.",
        "Remove the column, or begin it with an underscore if it is only your note.",
    ),
    "entities.unknown_column": error(
        "Kolom “{name}” tidak dikenal di lembar entities, jadi tidak jelas sasaran mana yang dibuat "
        "atau diubah.",
        "Pakai kolom {columns}; awali judul dengan garis bawah bila hanya catatan Anda.",
        "The column “{name}” is not known on the sheet entities, so it is not clear which entities "
        "are made or changed.",
        "Use the columns {columns}; begin it with an underscore if it is only your note.",
    ),
    "choices.invalid_column": error(
        "Judul kolom “{name}” memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, dan garis bawah tanpa spasi, diawali huruf.",
        "The heading “{name}” holds signs that may not be used.",
        "Use letters, digits and underscores without spaces, beginning with a letter.",
    ),
}
