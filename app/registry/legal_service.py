"""The legal basis shown on forms and reports: edited and versioned by the secretariat."""

from __future__ import annotations

from datetime import date

from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry import settings_store, store
from app.registry.models import LegalText

BASIS = "dasar_hukum"
FORMS = "dasar_formulir"
KEYS = {
    BASIS: "Dasar hukum di kaki halaman, profil, cetakan, dan buku kerja",
    FORMS: "Keterangan pada halaman formulir",
}
PERMENDAGRI = "Permendagri 13 Tahun 2024 tentang Pos Pelayanan Terpadu"
FIRST = {
    BASIS: f"Posyandu enam bidang Standar Pelayanan Minimal, dasar hukum {PERMENDAGRI}",
    FORMS: f"Data dikumpulkan Posyandu untuk tugas enam bidang menurut {PERMENDAGRI}. "
    "Isilah hanya yang ditanyakan; data pribadi dipakai untuk pelayanan itu saja.",
}
SET_OUT = date(2024, 9, 17)  # the day the regulation was promulgated
LONGEST = 600


def load_legal_texts() -> None:
    """Add the first version of texts that have none; safe to repeat."""
    with transaction():
        store.add_all(
            LegalText(
                key=key, version=1, body=body, from_date=SET_OUT, set_at=now(), set_by="pustaka"
            )
            for key, body in FIRST.items()
            if not settings_store.list_legal_texts(key)
        )


def legal_text(key: str, day: date) -> str:
    """Answer the text in force on a day."""
    found = settings_store.find_legal_text(key, day)
    return found.body if found else FIRST[key]


def set_legal_text(key: str, body: str, from_date: date, actor: str) -> int:
    """Add a version of a text; what was shown before its day stays as it was. Answer its number."""
    text = " ".join(body.split())
    if key not in KEYS or not 10 <= len(text) <= LONGEST:
        raise Problem("registry.bad_legal_text", limit=LONGEST)
    with transaction():
        known = settings_store.list_legal_texts(key)
        version = known[0].version + 1 if known else 1
        store.add_all(
            [
                LegalText(
                    key=key,
                    version=version,
                    body=text,
                    from_date=from_date,
                    set_at=now(),
                    set_by=actor,
                )
            ]
        )
        return version
