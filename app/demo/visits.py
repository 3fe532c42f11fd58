"""A visit of an invented child, as the form `kes_balita` asks it, calculations included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.children import Child
from app.demo.days import Filling
from app.demo.dice import often, several
from app.demo.growth import gained_enough
from app.demo.instances import Answers, in_group
from app.demo.monthly import Sender, meta, place_of

FORM = "kes_balita"
DAYS_A_MONTH = 30.4375
AWAY = timedelta(days=12)  # since who moved away did so
WASTED = 11.5  # cm of upper arm: refer at once
DOSES = (  # dose, age in months when it is due
    *(("hb0", 0), ("bcg", 1), ("opv1", 1), ("opv2", 2), ("opv3", 3), ("opv4", 4)),
    *(("dpthbhib1", 2), ("dpthbhib2", 3), ("dpthbhib3", 4), ("pcv1", 2), ("pcv2", 3)),
    *(("pcv3", 12), ("rv1", 2), ("rv2", 3), ("rv3", 4), ("ipv1", 4), ("ipv2", 9), ("mr1", 9)),
    *(("dpthbhib_lanjut", 18), ("mr_lanjut", 18)),
)
FOODS = "pokok hewani nabati lemak buah_sayur".split()
LESSONS = "asi_mpasi gizi imunisasi kebersihan stimulasi tanda_bahaya".split()
CAMPAIGN = (2, 8)  # months of vitamin A and deworming


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: which of the child's visits it is (0 the first), where, and whether one was missed.

    `moved`: the kader learns that the family moved away since the last visit.
    """

    child: Child
    order: int
    day: date
    at_home: bool
    missed_before: bool
    moved: bool = False

    @property
    def months(self) -> int:
        """Answer the child's age in whole months, as the form calculates it."""
        born = self.child.born
        months = (self.day.year - born.year) * 12 + self.day.month - born.month
        return months - (self.day.day < born.day)

    @property
    def days(self) -> int:
        """Answer the child's age in days."""
        return (self.day - self.child.born).days

    @property
    def age(self) -> float:
        """Answer the child's age in months with its fraction."""
        return self.days / DAYS_A_MONTH


def visit_form(visit: Visit, sender: Sender, filling: Filling, rng: Random) -> Answers:
    """Answer a whole visit; without consent nothing of the child is recorded."""
    found = (
        meta(sender, filling)
        | place_of(sender, rng)
        | in_group("kepala", tanggal_kegiatan=visit.day)
    )
    if not visit.child.agrees:
        return found | in_group("orang", persetujuan="tidak")
    found |= _person(visit) | {"usia_hari": str(visit.days), "usia_bulan": str(visit.months)}
    if visit.moved:
        return found
    faltered = _faltered_twice(visit)
    return (
        found
        | _meeting(visit)
        | _measures(visit)
        | _food(visit, rng)
        | _services(visit, rng)
        | _health(visit, faltered, rng)
    )


def _person(visit: Visit) -> Answers:
    child = visit.child
    nik = child.nik if visit.order >= child.nik_known_from else None
    return in_group(
        "orang",
        persetujuan="ya",
        persetujuan_dari="ibu",
        nama=child.name,
        nik=nik,
        alasan_tanpa_nik=None if nik else child.without_nik,
        no_kk=child.family_card,
        jenis_kelamin=child.sex,
        tanggal_lahir=child.born,
        tanggal_lahir_perkiraan="tidak",
        rt=child.rt,
        alamat=f"RT {child.rt}, {child.place.desa.name}",
        disabilitas="tidak_ada",
        jkn="pbi" if child.rt < "013" else "non_pbi",
        keadaan="pindah" if visit.moved else "tinggal",
        tanggal_keadaan=visit.day - AWAY if visit.moved else None,
    )


def _meeting(visit: Visit) -> Answers:
    child, first = visit.child, visit.order == 0
    found = in_group(
        "kunjungan",
        hadir="kunjungan_rumah" if visit.at_home else "posyandu",
        hitung_datang=None if visit.at_home else 1,
        hitung_dikunjungi=1 if visit.at_home else None,
        punya_kms="ya",
        baru_dicatat="ya" if first else "tidak",
    )
    if first:
        found |= in_group(
            "lahir",
            nama_ibu=child.mother,
            nik_ibu=child.mother_nik,
            bb_lahir=child.birth_weight,
            pb_lahir=child.birth_length,
        )
    return found


def _measures(visit: Visit) -> Answers:
    growth, age = visit.child.growth, visit.age
    arm = growth.arm(age) if visit.months >= 6 else None
    return in_group(
        "ukur",
        bb=growth.weight(age),
        hitung_ditimbang=1,
        pb_tb=growth.length(age),
        cara_ukur="berbaring" if visit.months < 24 else "berdiri",
        lila=arm,
        hitung_lila_rendah=1 if arm is not None and arm < WASTED else None,
        lingkar_kepala=growth.head(age) if visit.months < 24 else None,
        status_timbang=_weighing(visit),
        edema="tidak",
    )


def _weighing(visit: Visit) -> str:
    if visit.months < 1:
        return "b_baru"
    if visit.missed_before:
        return "o_bulan_lalu_tidak"
    gained = _gained(visit, visit.age)
    return "n_naik" if gained else "t_tidak_naik"


def _gained(visit: Visit, age: float) -> bool:
    growth = visit.child.growth
    return gained_enough(int(age), growth.weight(age - 1), growth.weight(age))


def _faltered_twice(visit: Visit) -> bool:
    enough = visit.months >= 2 and not visit.missed_before
    return enough and not _gained(visit, visit.age) and not _gained(visit, visit.age - 1)


def _food(visit: Visit, rng: Random) -> Answers:
    fed = visit.months >= 6
    given = fed and often(rng, 0.8)
    return in_group(
        "makan",
        asi=("ya" if visit.months < 6 else "tidak") if visit.months <= 6 else None,
        mp_asi=several(rng, FOODS, 3, 5) if fed else None,
        pmt="ya" if given else "tidak",
        pmt_patuh=("ya" if often(rng, 0.85) else "tidak") if given else None,
        pmt_porsi=rng.choice((1, 1, 4, 8)) if given else None,
    )


def _services(visit: Visit, rng: Random) -> Answers:
    campaign = visit.day.month in CAMPAIGN
    capsule = "biru_6_11" if visit.months < 12 else "merah_12_59"
    wanted = campaign and visit.months >= 6
    doses = [dose for dose, due in DOSES if due <= visit.months]
    return in_group(
        "layanan",
        imunisasi=" ".join(doses) or None,
        vit_a=capsule if wanted else None,
        hitung_vit_a=1 if wanted else None,
        obat_cacing=("ya" if campaign else "tidak") if visit.months >= 12 else None,
    ) | in_group(
        "kembang",
        ceklis_kembang="lengkap" if often(rng, 0.85) else "tidak_lengkap",
        paud=rng.choice(("paud", "bkb", "tidak")) if visit.months >= 24 else "tidak",
    )


def _health(visit: Visit, faltered: bool, rng: Random) -> Answers:
    wasted = visit.months >= 6 and visit.child.growth.arm(visit.age) < WASTED
    reasons = ["dua_t"] * faltered + ["gizi"] * wasted
    return in_group(
        "sehat",
        sakit=rng.choice(("tidak", "tidak", "tidak", "ispa", "ispa demam", "diare")),
        gejala_tbc="bb_tidak_naik" if faltered else None,
        edukasi=several(rng, LESSONS, 1, 3),
        rujuk="puskesmas" if reasons else "tidak",
        alasan_rujuk=" ".join(reasons) or None,
        hitung_dirujuk=1 if reasons else None,
    )
