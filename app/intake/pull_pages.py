"""How pulling and comparing look on a page. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.exchange.remote_rows import ALL, NEW

WAY_NAMES = {NEW: "Penarikan", ALL: "Perbandingan"}
# Kinds of differences, in the order a person should look at them: title, what it means, what to do.
KINDS: Mapping[str, tuple[str, str]] = {
    "hilang": (
        "Dihapus di sana",
        "Kiriman ini sudah dihapus di server itu, tetapi di sini masih ada dan masih dihitung. "
        "Tolak bila memang keliru, atau biarkan bila tetap benar.",
    ),
    "ditolak": (
        "Tidak dapat diterima",
        "Kiriman ini ada di sana, tetapi belum masuk ke sini karena isinya tidak dikenali. "
        "Perbaiki sebabnya, lalu bandingkan lagi.",
    ),
    "berkas": (
        "Berkasnya belum lengkap",
        "Isinya sudah masuk, tetapi ada foto atau berkas yang belum sampai di server itu. "
        "Simpul mencarinya lagi sendiri.",
    ),
    "beda": (
        "Putusannya berbeda",
        "Putusan di sini dan di sana tidak sama. Putusan terakhir di sini akan dikirim ke sana.",
    ),
}
REASONS: Mapping[str, str] = {
    "intake.unknown_version": "Versi formulirnya belum terbit di sini",
    "intake.unknown_form": "Formulirnya tidak ada di sini",
    "intake.other_content_same_id": "Nomornya sama dengan kiriman lain yang isinya berbeda",
    "intake.other_file_same_name": "Berkasnya diganti di sana; yang lama tetap disimpan di sini",
    "intake.missing_instance_id": "Tidak bernomor (instanceID)",
    "intake.bad_instance_id": "Nomornya (instanceID) tidak dapat dipakai",
    "intake.malformed_xml": "Isinya bukan XML yang utuh",
    "intake.doctype": "Isinya memuat DOCTYPE",
    "tidak_terbaca": "Ada di daftar server itu, tetapi tidak dapat dibaca di sana",
    "intake.quarantine_full": "Karantina untuk server ini sudah penuh",
}
OTHER_REASON = "Isinya tidak dapat diterima"
RUNNING, WAITING = "berjalan", "menunggu"
STATES = {"berjalan": RUNNING, "selesai": "selesai", "gagal": "berhenti"}


def way_shown(pull: Any, way: str, *, waits: bool) -> dict[str, Any]:  # noqa: ANN401 - a row
    """Answer how far a way through a form is; `waits`: the worker has been asked for it."""
    shown: dict[str, Any] = {"way": way, "name": WAY_NAMES[way], "state": "", "error": None}
    if waits and (pull is None or STATES.get(pull.state) != RUNNING):
        return shown | {"state": WAITING}
    if pull is None:
        return shown
    seen = pull.done + pull.part
    return shown | {
        "state": STATES.get(pull.state, pull.state),
        "done": seen,
        "total": pull.total,
        "permille": _permille(seen, pull.total),
        "ended_at": pull.ended_at,
        "begun_at": pull.begun_at,
        "due_at": pull.due_at,
        "error": pull.last_error,
    }


def _permille(done: int, total: int | None) -> int | None:
    return min(1000, done * 1000 // total) if total else None


def forms_shown(
    publications: Sequence[Any],
    pulls: Mapping[tuple[int, str], Any],
    titles: Mapping[str, str],
    counts: Mapping[int, int],
    waiting: Collection[tuple[int, str]],
) -> list[dict[str, Any]]:
    """Answer the forms of a server with how far each was pulled and compared."""
    return [
        {
            "publication_id": one.publication_id,
            "form_id": one.form_id,
            "title": titles.get(one.form_id, one.form_id),
            "remote_id": one.remote_id,
            "known": counts.get(one.publication_id, 0),
            "ways": [
                way_shown(pulls.get(key), key[1], waits=key in waiting)
                for key in ((one.publication_id, NEW), (one.publication_id, ALL))
            ],
        }
        for one in publications
    ]


def row_shown(
    row: Any,  # noqa: ANN401 - a row of the store
    form_title: str,
    place: str,
    reason: str,
    *,
    counts: bool,
) -> dict[str, Any]:
    """Answer a row that differs; it names nobody."""
    return {
        "id": row.remote_submission_id,
        "remote_id": row.remote_id,
        "form_title": form_title,
        "posyandu": place,
        "at": row.deleted_at or row.said_at or row.seen_at,
        "reason": reason,
        "counts": counts,
        "missing": row.files_missing,
        "here": row.met_here,
        "there": row.met_there,
        "instance_id": row.instance_id,
    }


def is_moving(forms: Sequence[Mapping[str, Any]]) -> bool:
    """Answer whether anything is under way, so that a page is worth asking for again."""
    return any(way["state"] in {RUNNING, WAITING} for form in forms for way in form["ways"])
