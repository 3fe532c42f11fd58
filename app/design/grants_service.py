"""Whose forms a person may change."""

from __future__ import annotations

from app.registry.bidang import ALL
from app.web.guards import get_person


def editable_bidang() -> set[str]:
    """Answer the bidang whose forms the person may change; the secretariat changes only `umum`."""
    found: set[str] = set()
    for grant in get_person().access.grants:
        if grant.role == "admin":
            found |= {bidang.key for bidang in ALL}
        elif grant.role == "sekretariat":
            found.add("umum")
        elif grant.role == "opd" and grant.bidang:
            found.add(grant.bidang)
    return found
