"""Three mothers of the pilot: one too thin, one with a danger sign, one who has just given birth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.instances import Answers, in_group
from app.demo.neighbours import Entry, Neighbourhood, Person, health_end

FORM = "kes_ibu"
TERM = 279  # days
THIN = 23.5  # cm of upper arm
CHECKS = (("k1", 8), ("k2", 16), ("k3", 22), ("k4", 28), ("k5", 34), ("k6", 37))  # week


@dataclass(frozen=True, slots=True)
class Pregnancy:
    """What stays the same from visit to visit."""

    who: Person
    last_period: date
    order: int
    months_since_last: int | None
    height: int
    weight: float  # at its beginning, kg
    arm: float  # then, cm


def visits(here: Neighbourhood) -> Iterator[Entry]:
    """Answer the mothers' visits on the opening days, the newest first."""
    meetings = here.meetings
    if not meetings:
        return
    last = meetings[0]
    thin = Pregnancy(
        here.person("ibu kurus", "P", 27), last - timedelta(days=206), 2, 38, 151, 40.8, 22.1
    )
    near = Pregnancy(
        here.person("ibu hampir lahir", "P", 34), last - timedelta(days=248), 3, 52, 156, 58.0, 27.2
    )
    birth = last - timedelta(days=19)
    young = Pregnancy(
        here.person("ibu muda", "P", 22), birth - timedelta(days=TERM), 1, None, 158, 49.5, 24.6
    )
    for back, day in enumerate(meetings):
        yield _seen(thin, day, _thin(thin, day, first=back == len(meetings) - 1))
        if back < 3:
            yield _seen(near, day, _in_danger(near, day) if back == 0 else _well(near, day))
        if back == 0:
            yield Entry(FORM, day, _after_birth(young, birth), young.who)
        elif back < 3:
            yield _seen(young, day, _well(young, day))


def _seen(mother: Pregnancy, day: date, answers: Answers) -> Entry:
    return Entry(FORM, day, _pregnant(mother, day) | answers, mother.who)


def _weeks(mother: Pregnancy, day: date) -> int:
    return (day - mother.last_period).days // 7


def _arm(mother: Pregnancy, day: date) -> float:
    return round(mother.arm + _weeks(mother, day) * 0.04, 1)


def _pregnant(mother: Pregnancy, day: date) -> Answers:
    weeks, arm = _weeks(mother, day), _arm(mother, day)
    is_thin = arm < THIN
    return (
        in_group("ibu", status_ibu="hamil", hadir="posyandu", hitung_hamil=1, buku_kia="ya")
        | in_group(
            "kehamilan",
            hamil_ke=mother.order,
            jarak_kehamilan=mother.months_since_last,
            hpht=mother.last_period,
            usia_kehamilan=weeks,
            anc=" ".join(check for check, due in CHECKS if weeks >= due) or None,
            kelas_ibu="ya" if mother.order == 1 else "tidak",
        )
        | in_group(
            "ukur",
            bb=round(mother.weight + weeks * (0.22 if is_thin else 0.33), 1),
            tb=mother.height,
            bb_kurva="merah" if is_thin else "hijau",
            lila=arm,
            hitung_kek=1 if is_thin else None,
        )
        | in_group(
            "tablet",
            ttd_diterima=30,
            hitung_ttd=1,
            ttd_diminum="kadang" if is_thin else "tiap_hari",
            pmt_kek="ya" if is_thin else None,
        )
    )


def _thin(mother: Pregnancy, day: date, *, first: bool) -> Answers:
    arm = f"{_arm(mother, day):.1f}".replace(".", ",")
    why = f"LiLA {arm} cm dan Hb 10,4" if first else ""
    return (
        in_group("ukur", sistol=108, diastol=68, hb=10.4 if first else 11.2)
        | in_group("sehat", tanda_bahaya="tidak_ada")
        | health_end(advice="gizi ttd", why=why)
    )


def _well(mother: Pregnancy, day: date) -> Answers:
    return (
        in_group("ukur", sistol=112 + _weeks(mother, day) % 7, diastol=74, hb=11.8)
        | in_group("sehat", tanda_bahaya="tidak_ada")
        | health_end(advice="tanda_bahaya persalinan")
    )


def _in_danger(mother: Pregnancy, day: date) -> Answers:
    signs = f"Kaki bengkak, pusing berat, 152/96, hamil {_weeks(mother, day)} minggu"
    return (
        in_group("ukur", sistol=152, diastol=96, hb=11.4)
        | in_group("sehat", tanda_bahaya="pusing_berat bengkak", hitung_bahaya=1)
        | health_end(advice="tanda_bahaya", why=signs, to="rs")
    )


def _after_birth(mother: Pregnancy, birth: date) -> Answers:
    return (
        in_group("ibu", status_ibu="nifas", hadir="posyandu", hitung_nifas=1, buku_kia="ya")
        | in_group("ukur", bb=mother.weight + 5.5, tb=mother.height, lila=25.1)
        | in_group("ukur", sistol=114, diastol=72, hb=11.6)
        | in_group(
            "nifas",
            tanggal_persalinan=birth,
            tempat_persalinan="puskesmas",
            penolong="bidan",
            vit_a_nifas=2,
            kf="kf1 kf2 kf3",
            kb_pasca="mal",
        )
        | in_group("susu", menyusui_asi="asi_saja")
        | in_group("sehat", tanda_bahaya="tidak_ada")
        | health_end(advice="asi kb")
    )
