"""Whose forms a person may see and change."""

from __future__ import annotations

from app.accounts.access import SEE_FORMS
from app.problems import Problem
from app.registry.bidang import ALL
from app.web.guards import get_person, reach


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


def sees(bidang: str) -> bool:
    """Answer whether the person may see the forms of a bidang; those of all everybody may."""
    return any(
        not one.bidang or one.bidang == bidang or bidang == "umum" for one in reach(SEE_FORMS)
    )


def check_editable(bidang: str) -> None:
    """Raise Problem unless the person may change the forms of a bidang."""
    if bidang not in editable_bidang():
        raise Problem("accounts.not_allowed")


def may_set_second(bidang: str, *, needed: bool) -> bool:
    """Answer whether the person may let a bidang need a second officer, or no longer need one.

    Who may release alone must not be who switches the other officer off: an OPD may only switch it on,
    the secretariat both, but of its own forms only on.
    """
    roles = {grant.role for grant in get_person().access.grants}
    if "admin" in roles:
        return True
    if "sekretariat" in roles and (needed or bidang != "umum"):
        return True
    return needed and bidang in editable_bidang()
