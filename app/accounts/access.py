"""The access rules, pure: a grant is (role, area, bidang) with dates; what no grant gives is denied.

Areas are Kemendagri codes matched by prefix (`64.02.06` holds every Posyandu of Tenggarong); the empty
area is the whole installation. An empty bidang means all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.accounts.levels import DESA, KECAMATAN, KETUA, LEVELS, OPD

SEE_HOME = "beranda.lihat"
SEE_PROFILE = "posyandu.lihat"
SEE_SUBMISSIONS = "kiriman.lihat"
DECIDE = "kiriman.putuskan"
REVIEW = "kiriman.tinjau"
SET_REVIEW = "tinjauan.atur"
UNMASK = "kiriman.buka"
SEE_SUBJECTS = "sasaran.lihat"
REFER = "rujukan.tangani"
SEE_QUALITY = "mutu.lihat"
CHECK_QUALITY = "mutu.periksa"
SET_QUALITY = "mutu.atur"
SEE_QUARANTINE = "karantina.lihat"
SEE_FORMS = "formulir.lihat"
EDIT_FORMS = "formulir.ubah"
SEE_DEVICES = "perangkat.lihat"
MANAGE_DEVICES = "perangkat.kelola"
FILL = "isian.isi"
SEE_REGISTRY = "registri.lihat"
MANAGE_REGISTRY = "registri.kelola"
SEE_ACCOUNTS = "akun.lihat"
MANAGE_ACCOUNTS = "akun.kelola"
SEE_TARGETS = "server.lihat"
MANAGE_TARGETS = "server.kelola"

ACTIONS = (
    SEE_HOME,
    SEE_PROFILE,
    SEE_SUBMISSIONS,
    DECIDE,
    REVIEW,
    SET_REVIEW,
    UNMASK,
    SEE_SUBJECTS,
    REFER,
    SEE_QUALITY,
    CHECK_QUALITY,
    SET_QUALITY,
    SEE_QUARANTINE,
    SEE_FORMS,
    EDIT_FORMS,
    SEE_DEVICES,
    MANAGE_DEVICES,
    FILL,
    SEE_REGISTRY,
    MANAGE_REGISTRY,
    SEE_ACCOUNTS,
    MANAGE_ACCOUNTS,
    SEE_TARGETS,
    MANAGE_TARGETS,
)
_READ = frozenset({SEE_HOME, SEE_PROFILE, SEE_SUBMISSIONS, SEE_SUBJECTS, SEE_QUALITY, SEE_FORMS})

ROLES: Mapping[str, frozenset[str]] = {
    # An admin decides about reports and so makes none.
    "admin": frozenset(ACTIONS) - {FILL},
    "sekretariat": _READ
    | {DECIDE, REFER, REVIEW, SET_REVIEW, SEE_QUARANTINE, SEE_DEVICES, MANAGE_DEVICES}
    | {EDIT_FORMS}
    | {SEE_REGISTRY, MANAGE_REGISTRY, SEE_ACCOUNTS, MANAGE_ACCOUNTS, CHECK_QUALITY, SET_QUALITY}
    | {SEE_TARGETS},
    "opd": _READ
    | {DECIDE, REFER, REVIEW, SET_REVIEW, UNMASK, EDIT_FORMS, SEE_DEVICES, SEE_REGISTRY}
    | {CHECK_QUALITY},
    "camat": _READ | {REVIEW, SEE_DEVICES, SEE_REGISTRY},
    "desa": _READ | {REVIEW},
    "ketua": _READ | {REVIEW},
    "kader": frozenset({SEE_HOME, SEE_PROFILE, SEE_SUBMISSIONS, SEE_SUBJECTS, FILL}),
}
# At which levels a role reviews submissions. An admin stands in wherever nobody is.
ROLE_LEVELS: Mapping[str, tuple[str, ...]] = {
    "admin": LEVELS,
    "sekretariat": (OPD,),
    "opd": (OPD,),
    "camat": (KECAMATAN,),
    "desa": (DESA,),
    "ketua": (KETUA,),
}
# Where a grant for all bidang reaches only one: the secretariat hands over and takes on what is of all,
# and reads nothing of what one agency writes to another.
OWN_BIDANG = {("sekretariat", REFER): "umum"}
# The secretariat may give these roles; those that keep accounts themselves an admin gives.
GIVEN_BY_SECRETARIAT = frozenset({"opd", "camat", "desa", "ketua", "kader"})
NEEDS_AREA = frozenset({"camat", "desa", "ketua", "kader"})
ROLE_NAMES: Mapping[str, str] = {
    "admin": "Admin",
    "sekretariat": "Sekretariat (DPMD)",
    "opd": "Petugas OPD",
    "camat": "Kecamatan",
    "desa": "Desa/kelurahan",
    "ketua": "Ketua Posyandu",
    "kader": "Kader",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant; `area` and `bidang` may be empty for all, dates may be open."""

    role: str
    area: str = ""
    bidang: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Answer whether the grant is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """A part of the data: an area and a bidang, each empty for all."""

    area: str
    bidang: str

    def holds(self, area: str, bidang: str) -> bool:
        """Answer whether a place and bidang lie inside."""
        return in_area(area, self.area) and (not self.bidang or self.bidang == bidang)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody reviews submissions: at a level, in an area, for a bidang (empty for all)."""

    level: str
    area: str
    bidang: str

    def holds(self, area: str, bidang: str) -> bool:
        """Answer whether a place and bidang lie inside."""
        return Reach(self.area, self.bidang).holds(area, bidang)


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may do today: the grants in force."""

    grants: tuple[Grant, ...]

    def reach(self, action: str) -> tuple[Reach, ...]:
        """Answer the parts of the data an action may touch; none means it is denied."""
        found = dict.fromkeys(
            Reach(grant.area, grant.bidang or OWN_BIDANG.get((grant.role, action), ""))
            for grant in self.grants
            if action in ROLES.get(grant.role, frozenset())
        )
        return tuple(found)

    def may(self, action: str) -> bool:
        """Answer whether an action is allowed anywhere at all."""
        return bool(self.reach(action))

    def allows(self, action: str, area: str, bidang: str) -> bool:
        """Answer whether an action is allowed on this place and bidang."""
        return any(reach.holds(area, bidang) for reach in self.reach(action))

    def seats(self) -> tuple[Seat, ...]:
        """Answer where the person reviews submissions, and at which levels."""
        return seats_of(self.grants)

    def levels_at(self, area: str, bidang: str) -> frozenset[str]:
        """Answer the levels at which the person reviews submissions of a place and bidang."""
        return frozenset(seat.level for seat in self.seats() if seat.holds(area, bidang))


def seats_of(grants: Iterable[Grant]) -> tuple[Seat, ...]:
    """Answer the seats that grants give."""
    found = (
        Seat(level, grant.area, grant.bidang)
        for grant in grants
        for level in ROLE_LEVELS.get(grant.role, ())
    )
    return tuple(dict.fromkeys(found))


def roles_given_by(access: Access) -> frozenset[str]:
    """Answer the roles a person may give, end, and invite anew; a grant of an area gives none."""
    if not any(not one.area and not one.bidang for one in access.reach(MANAGE_ACCOUNTS)):
        return frozenset()
    if any(grant.role == "admin" for grant in access.grants):
        return frozenset(ROLES)
    return GIVEN_BY_SECRETARIAT


def access_of(grants: Iterable[Grant], day: date) -> Access:
    """Answer the access that the grants give on a day."""
    return Access(tuple(grant for grant in grants if grant.holds(day)))


def in_area(code: str, area: str) -> bool:
    """Answer whether a code lies in an area."""
    return not area or code == area or code.startswith(area + ".")


def narrowest(areas: Iterable[str], wanted: str) -> tuple[str, ...]:
    """Answer the parts of `areas` inside `wanted` (empty for all): what a filter may show."""
    inside = []
    for area in areas:
        if in_area(area, wanted):
            inside.append(area)
        elif in_area(wanted, area):
            inside.append(wanted)
    return tuple(dict.fromkeys(inside))


def with_common(reaches: Iterable[Reach]) -> tuple[Reach, ...]:
    """Answer the reaches with the forms of all (`umum`), which whoever fills one bidang fills too."""
    reaches = list(reaches)
    common = [Reach(one.area, "umum") for one in reaches if one.bidang]
    return tuple(dict.fromkeys([*reaches, *common]))


def outermost(areas: Iterable[str]) -> tuple[str, ...]:
    """Answer the areas that lie in no other of them, by code."""
    found: list[str] = []
    for area in sorted(set(areas)):
        if not any(in_area(area, other) for other in found):
            found.append(area)
    return tuple(found)
