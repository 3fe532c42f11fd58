"""Keeping the agencies that guide the bidang."""

from __future__ import annotations

from app.extensions.database import transaction
from app.problems import Problem
from app.registry import store
from app.registry.bidang import BY_KEY
from app.registry.models import Opd


def save_opd(opd_id: int, name: str, bidang: str) -> None:
    """Add an agency (number 0), or change one."""
    if len(name) < 2:
        raise Problem("registry.no_name")
    if bidang not in BY_KEY:
        raise Problem("registry.bad_bidang", bidang=bidang[:40])
    with transaction():
        rows = {row.opd_id: row for row in store.list_opd()}
        if any(row.name == name and row.opd_id != opd_id for row in rows.values()):
            raise Problem("registry.opd_taken", name=name)
        if not opd_id:
            store.add_all([Opd(name=name, bidang=bidang)])
            return
        if opd_id not in rows:
            raise Problem("registry.unknown_opd")
        rows[opd_id].name, rows[opd_id].bidang = name, bidang
