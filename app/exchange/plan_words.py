"""Steps, refusals and drift in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exchange import plan
from app.exchange.there import TYPED, WAITS

_STEPS = {
    plan.FORM: "Buat formulir (versi {version}) sebagai draf",
    plan.DRAFT: "Buat draf versi {version}",
    plan.PROJECT: "Buat proyek baru",
    plan.IMPORT: "Kirim formulir ke proyek",
    plan.WAIT: "Tunggu formulir dibaca di sana",
    plan.FILE: "Kirim berkas {name}",
    plan.LIST: "Samakan daftar sasaran {name}",
    plan.PUBLISH: "Terbitkan versi {version}",
    plan.DEPLOY: "Pasang (deploy) agar sampai ke ponsel",
    plan.STATE: "Buka formulir untuk kiriman",
    plan.HOOK: "Daftarkan pemberitahuan kiriman baru",
}
_LEFT = {
    WAITS: (
        "{count} sasaran diperbarui di sana oleh kiriman yang belum masuk ke sini, jadi belum ditulis. "
        "Kirimannya ditarik dahulu, lalu daftarnya ditulis sendiri."
    ),
    TYPED: (
        "{count} sasaran diubah dengan tangan di sana dan dibiarkan. Isinya baru disamakan bila sasaran "
        "itu berubah lagi di sini."
    ),
}
_REFUSALS = {
    plan.TAKEN: (
        "Di server itu sudah ada formulir bernomor sama yang bukan diterbitkan dari sini. "
        "Hubungkan dahulu formulir itu, atau ganti nomornya di sana."
    ),
    plan.NEEDS_FILTER: (
        "Formulir ini membawa daftar orang, dan server itu belum menyaringnya untuk tiap pengguna. "
        "Terbitkan tanpa daftar, atau atur saringan (access filter) daftar itu di ODK Central dahulu."
    ),
    plan.FOR_EVERYBODY: (
        "Formulir ini membawa daftar orang. Di KoboToolbox berkas formulir diterima semua pengisi, "
        "jadi daftar itu tidak dikirim ke sana. Terbitkan formulirnya tanpa daftar."
    ),
    plan.NEEDS_CHANGE: "Formulir ini harus diubah dahulu agar diterima server itu.",
    plan.UNREACHED: "Server itu belum dapat diperiksa.",
    plan.BUSY: "Formulir ini sedang diterbitkan ke server itu. Tunggu sampai selesai.",
}
_DRIFT = {
    "hilang": "Formulirnya tidak ada lagi di sana, atau akun ini tidak boleh melihatnya.",
    "formulir": "Formulirnya diubah di sana sesudah kita terbitkan.",
    "draf": (
        "Ada draf{name} di sana yang belum diterbitkan dan tidak dibuat dari sini. "
        "Menerbitkan dari sini akan menggantinya."
    ),
    "belum_dipasang": (
        "Ada perubahan di sana yang disimpan tetapi belum dipasang (deploy). "
        "Menerbitkan dari sini akan menggantinya."
    ),
    "ditutup": "Formulirnya ditutup di sana.",
    "hook": "Pemberitahuan kiriman baru tidak terpasang.",
    "berkas": "Berkas{name} di sana belum seperti yang sekarang di sini.",
    "diganti": "Berkas{name} diganti di sana sesudah kita terbitkan.",
    "dihapus": "Berkas{name} dihapus di sana.",
}
_REPLACED = {
    plan.DRAFT: (
        "Di server itu ada draf{name} yang belum diterbitkan dan tidak dibuat dari sini. Langkah di "
        "bawah menggantinya, dan kiriman percobaan draf itu terhapus di sana. Tanyakan dahulu kepada "
        "yang membuatnya."
    ),
    plan.UNDEPLOYED: (
        "Di server itu ada perubahan formulir yang disimpan tetapi belum dipasang (deploy). Langkah di "
        "bawah menggantinya. Tanyakan dahulu kepada yang mengerjakannya."
    ),
}


def step_words(kind: str, about: Mapping[str, Any]) -> str:
    """Answer what a step does."""
    words = {"version": "", "name": "", **about}
    return _STEPS[kind].format_map(words)


def step_notes(about: Mapping[str, Any]) -> list[str]:
    """Answer what a step left as it is there, and what becomes of it."""
    return [words.format(count=about[key]) for key, words in _LEFT.items() if about.get(key)]


def refusal_words(refusal: str) -> str:
    """Answer why a form cannot go to a server, and what to do."""
    return _REFUSALS.get(refusal, "")


def drift_words(word: str) -> str:
    """Answer what differs from what we left there."""
    kind, _, name = word.partition(":")
    return _DRIFT[kind].format(name=f" {name}" if name else "")


def replaced_words(replaces: Mapping[str, Any]) -> str:
    """Answer which unpublished work there the steps would put an end to, "" for none."""
    if not replaces:
        return ""
    version = str(replaces.get("version") or "")
    return _REPLACED[replaces["what"]].format(name=f" versi {version}" if version else "")
