"""The sheets `opd` and `akun`: agencies, and accounts with what they may do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.access import NEEDS_AREA, ROLES, Grant
from app.accounts.names import is_account_name
from app.secretariat.cells import check_span, choice_in, day_in, require
from app.secretariat.changes import Change, Index
from app.secretariat.columns import ALL_KEYS
from app.secretariat.known import Known
from app.secretariat.sheets import Line
from xlsform.spelling import did_you_mean


def check_opd(lines: Sequence[Line], known: Known) -> list[Change]:
    """Answer what each line of the agencies changes."""
    seen: dict[str, int] = {}
    changes = []
    for line in lines:
        name = " ".join(require(line, "nama").split())[:160]
        require(line, "bidang")
        bidang = choice_in(line, "bidang", ALL_KEYS)
        other = seen.setdefault(name.casefold(), line.number)
        if name and other != line.number:
            line.fault("opd.ganda", "nama", value=name, other=other)
        stands = known.opd.get(name)
        kind = "baru" if stands is None else ("tetap" if stands == bidang else "berubah")
        changes.append(Change(line, kind, name, {"bidang": bidang}))
    return changes


def check_akun(lines: Sequence[Line], known: Known, index: Index) -> list[Change]:
    """Answer what each line of the accounts changes: a line is one grant of an account."""
    seen: dict[tuple[str, Grant], int] = {}
    changes = []
    for line in lines:
        name = require(line, "nama").lower()
        if name and not is_account_name(name) and name not in known.accounts:
            line.fault("akun.nama", "nama", value=name)
        grant = _grant_in(line, known, index)
        if line.broken:
            changes.append(Change(line, "bermasalah"))
            continue
        other = seen.setdefault((name, grant), line.number)
        if other != line.number:
            line.fault("akun.ganda", "nama", other=other)
        stands = known.accounts.get(name)
        kind = "baru" if stands is None else ("tetap" if grant in stands else "berubah")
        if kind != "tetap" and grant.role not in known.may_give:
            line.fault("akun.di_luar_wewenang", "peran", value=grant.role)
        changes.append(Change(line, kind, name, {"grant": grant}))
    return changes


def _grant_in(line: Line, known: Known, index: Index) -> Grant:
    require(line, "peran")
    role = choice_in(line, "peran", tuple(ROLES))
    bidang = choice_in(line, "bidang", ALL_KEYS)
    first = day_in(line, "berlaku_mulai", known.today, future=True)
    last = day_in(line, "berlaku_sampai", known.today, future=True)
    check_span(line, first, last, "berlaku_sampai")
    area = line.get("wilayah")
    _check_area(line, area, known, index)
    if role in NEEDS_AREA and not area:
        line.fault("akun.kurang", "wilayah", reason="peran ini memerlukan wilayah")
    if role == "ketua" and area in known.areas:
        line.fault("akun.kurang", "wilayah", reason="ketua memerlukan kode satu Posyandu")
    if role == "opd" and not line.get("bidang"):
        line.fault("akun.kurang", "bidang", reason="petugas OPD memerlukan bidang")
    return Grant(role, area, bidang, first, last)


def _check_area(line: Line, area: str, known: Known, index: Index) -> None:
    if not area:
        return
    found, place = known.areas.get(area), index.by_code.get(area)
    if found and found.successor:
        line.fault("wilayah.kode_lama", "wilayah", value=area, now=found.successor)
    elif place and place.ended_as:
        line.fault("akun.wilayah", "wilayah", value=area, meant=" Posyandu itu sudah tidak buka.")
    elif not found and not place:
        line.fault("akun.wilayah", "wilayah", value=area, meant=did_you_mean(area, known.areas))
