"""Why a submission's sasaran were not made or changed, in words. Pure."""

from __future__ import annotations

# Why a submission's sasaran could not be applied, and what to do, by the word stored.
FAULTS = {
    "sudah_ada": (
        "Sasaran ini sudah dibuat oleh kiriman lain.",
        "Bandingkan kedua kiriman, lalu tolak yang ganda.",
    ),
    "daftar_tidak_ada": (
        "Formulir menyebut daftar sasaran yang tidak ada.",
        "Terbitkan formulir yang membuat daftar itu, lalu terima kiriman ini lagi.",
    ),
    "daftar_lain": (
        "Nomor sasaran ini sudah dipakai di daftar lain.",
        "Periksa kolom entity_id pada lembar entities formulir ini.",
    ),
    "tanpa_nama": (
        "Kiriman ini membuat sasaran tanpa nama.",
        "Wajibkan pertanyaan nama di formulir. Kembalikan kiriman ini kepada kader untuk diisi.",
    ),
    "tanpa_nomor": (
        "Kiriman ini tidak menyebut sasaran mana yang diperbarui.",
        "Kembalikan kiriman ini; kader perlu memilih sasaran dari daftar.",
    ),
    "nomor_salah": (
        "Nomor sasaran pada kiriman ini bukan UUID versi 4.",
        "Periksa kolom entity_id pada lembar entities formulir ini.",
    ),
    "cabang_salah": (
        "Nomor cabang dari ponsel tidak dapat dibaca.",
        "Minta kader memperbarui ODK Collect, lalu mengirim lagi.",
    ),
    "versi_salah": (
        "Nomor versi sasaran pada kiriman ini bukan angka.",
        "Minta kader memperbarui ODK Collect, lalu mengirim lagi.",
    ),
    "versi_tidak_dikenal": (
        "Kiriman ini memperbarui versi sasaran yang tidak pernah ada di server ini.",
        "Biasanya setelah server dipulihkan dari cadangan. Minta kader menyegarkan daftar formulir.",
    ),
    "tanpa_versi": (
        "Kiriman ini tidak menyebut versi sasaran yang diperbarui.",
        "Pastikan formulir melampirkan daftarnya, lalu minta kader mengisi lagi.",
    ),
}
