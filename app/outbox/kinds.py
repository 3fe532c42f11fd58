"""The kinds of later work, by name: whoever enqueues and whoever maps them to functions agree here."""

from __future__ import annotations

PULL_HINTED = "kobo.tarik"
PULL_PART = "tarik.bagian"
SETTLE = "tinjauan.samakan"
RECOUNT_LATE = "kiriman.hitung_terlambat"
PLACE_ANEW = "kiriman.tempatkan_ulang"
EXAMINE_ANEW = "mutu.periksa_ulang"
ACCEPT_MANY = "kiriman.terima_sekaligus"
RESTATE = "tinjauan.sesuaikan"
UNDO_MANY = "kiriman.batalkan_sekaligus"
MEASURE_EFFECT = "formulir.hitung_akibat"
FOLD_ANEW = "formulir.hitung_ulang_profil"
COUNT_ANSWERS = "formulir.hitung_jawaban"
RELEASE_PLANNED = "formulir.terbit_terjadwal"
PUBLISH_PART = "tujuan.terbitkan"
LOOK_AT_TARGET = "tujuan.periksa"
