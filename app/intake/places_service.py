"""Placing submissions anew after the registry changed which Posyandu a code means."""

from __future__ import annotations

from collections.abc import Sequence

from app.design.store import list_forms
from app.intake import placing_store as store
from app.intake.heads import UNPLACED, day_counted
from app.registry import history_store
from app.registry.succession import follow
from app.web.guards import settings


def place_anew(codes: Sequence[str]) -> int:
    """Let each submission of these Posyandu count for what its code means now; answer how many moved.

    Inside the caller's transaction. It is decided from the code it was sent under, so a repeat, or an
    undone change, comes to the same.
    """
    zone = settings().zone
    frekuensi = {form.form_id: form.frekuensi for form in list_forms()}
    rows = store.list_heads_at(codes)
    links = history_store.list_links({row.sent_code for row in rows if row.sent_code})
    moved: dict[str, list[int]] = {}
    store.save_known_place([row.seq for row in rows if row.posyandu_code is None], UNPLACED)
    for row in rows:
        day = day_counted(frekuensi.get(row.form_id, ""), row.period, row.observed_at, zone)
        place = follow(row.sent_code or row.posyandu_code or "", day, links)
        if place != row.posyandu_code:
            moved.setdefault(place, []).append(row.seq)
    for place, seqs in moved.items():
        store.save_place(seqs, place)
    return sum(len(seqs) for seqs in moved.values())
