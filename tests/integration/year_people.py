"""Mothers, adolescents, adults, school children and kader of a synthetic year, seen again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from app.demo import names
from app.demo.children import nik_of
from app.demo.days import opening_day
from app.demo.dice import dice, often
from tests.integration.submissions import MAWAR
from tests.integration.year_sending import DESA, MONTHS, SEED, YEAR, Forms, Known, Sent, sent

MOTHERS, YOUNG, GROWN, PUPILS, KADER = 8, 10, 16, 10, 6
SKILLS = {
    "cakap_pengelolaan": [f"k{one}" for one in range(1, 5)],
    "cakap_balita": [f"k{one}" for one in range(5, 13)],
    "cakap_ibu": [f"k{one}" for one in range(13, 18)],
    "cakap_remaja": [f"k{one}" for one in range(18, 21)],
    "cakap_dewasa": [f"k{one}" for one in range(21, 26)],
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented."""

    entity_id: str
    name: str
    sex: str
    born: date
    nik: str

    def age(self, day: date) -> int:
        """Answer the age in whole years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def people(group: str, wanted: int, sexes: str, ages: range, first: int) -> list[Person]:
    """Answer so many people of these ages; `first` is where their serial numbers begin."""
    found = []
    for number in range(wanted):
        rng = dice(SEED, group, number)
        sex = sexes[number % len(sexes)]
        years = ages[number * len(ages) // wanted]
        born = date(YEAR - years, 1 + number % 12, 2 + number % 26)
        name = f"{names.woman(rng) if sex == 'P' else names.man(rng)} {group.title()}"
        entity_id = str(UUID(int=rng.getrandbits(128), version=4))
        nik = nik_of(DESA.kecamatan, born, sex, first + number)
        found.append(Person(entity_id, name, sex, born, nik))
    return found


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people are met: the forms, and the list on the phones."""

    forms: Forms
    known: Known

    def meet(self, form_id: str, who: Person, day: date, **named: object) -> Sent:
        """Answer a form about a person: registered the first time, chosen from the list later."""
        label = f"{who.name}, lahir {who.born:%d-%m-%Y}"
        listed, made = self.known.meet("orang", who.entity_id, label)
        told = self._chosen(who, label) if listed else self._registered(who, label)
        answers = self.forms.answers(
            form_id,
            persetujuan="ya",
            kode_orang=who.entity_id,
            keadaan="tinggal",
            lahir_orang=who.born,
            kelamin_orang=who.sex,
            nama_daftar=label,
            simpan_posyandu=MAWAR,
            usia_tahun=who.age(day),
            **told,
            **named,
        )
        return sent(form_id, day, answers, who.entity_id, makes=made)

    def _chosen(self, who: Person, label: str) -> dict[str, object]:
        told = {"lalu_nama": label, "lalu_lahir": who.born, "lalu_kelamin": who.sex}
        return {"pernah": "ya", "warga": who.entity_id, "data_berubah": "tidak", **told}

    def _registered(self, who: Person, label: str) -> dict[str, object]:
        return {
            "pernah": "tidak",
            "isi_diri": "ya",
            "persetujuan_dari": "sendiri" if who.born.year < YEAR - 18 else "ibu",
            "nama": who.name,
            "nik": who.nik,
            "jenis_kelamin": who.sex,
            "tanggal_lahir": who.born,
            "tanggal_lahir_perkiraan": "tidak",
            "jkn": "pbi",
        }


def everybody(forms: Forms, known: Known) -> Iterator[Sent]:
    """Answer all that is recorded of them in the year."""
    desk = Desk(forms, known)
    mothers = people("ibu", MOTHERS, "P", range(18, 40), 200)
    young = people("remaja", YOUNG, "LPP", range(7, 18), 300)
    grown = people("dewasa", GROWN, "PL", range(21, 75), 400)
    for number, period in enumerate(MONTHS):
        day = opening_day(period, 2, 1)
        for order, who in enumerate(mothers):
            yield from _mother(desk, who, number - order % 4, day)
        if number % 4 == 1:
            yield from (_adolescent(desk, who, day + timedelta(days=1)) for who in young)
        if number % 3 == 2:
            for who in (*grown, *mothers[:3]):
                yield _adult(desk, who, day + timedelta(days=2))
    yield from _pupils(desk)
    yield from _kader(desk)


def _mother(desk: Desk, who: Person, month: int, day: date) -> Iterator[Sent]:
    """Answer a visit: pregnant in the first six months, in childbed one, then breastfeeding."""
    rng = dice(SEED, "kunjungan ibu", who.entity_id, month)
    if month < 0 or often(rng, 0.15):
        return
    status = "hamil" if month < 6 else "nifas" if month == 6 else "menyusui"
    arm = round(rng.uniform(21.5, 28), 1)
    tablets = rng.choice((0, 30, 30)) if status == "hamil" else None
    signs = "bengkak pusing_berat" if often(rng, 0.12) else "tidak_ada"
    yield desk.meet(
        "kes_ibu",
        who,
        day,
        status_ibu=status,
        hadir="posyandu",
        hitung_hamil=status == "hamil",
        hitung_nifas=status != "hamil",
        bb=round(rng.uniform(44, 75), 1),
        tb=155,
        lila=arm,
        hitung_kek=status == "hamil" and arm < 23.5,
        **_pressed(rng, 0.15),
        hb=round(rng.uniform(9.5, 13.5), 1),
        ttd_diterima=tablets,
        hitung_ttd=bool(tablets),
        tanda_bahaya=signs,
        hitung_bahaya=signs != "tidak_ada",
        **_well(rng),
    )


def _adolescent(desk: Desk, who: Person, day: date) -> Sent:
    rng = dice(SEED, "kunjungan remaja", who.entity_id, day)
    girl = who.sex == "P" and who.age(day) >= 10
    tablets = rng.choice((0, 4, 4)) if girl else None
    here = often(rng, 0.85)
    measured = _pressed(rng, 0.1) if here else {}
    return desk.meet(
        "kes_remaja",
        who,
        day,
        hadir="posyandu" if here else "tidak_hadir",
        hitung_datang=here,
        bb=round(rng.uniform(20, 55), 1) if here else None,
        tb=round(rng.uniform(115, 165), 1) if here else None,
        hb=round(rng.uniform(10, 14), 1) if here else None,
        ttd_diterima=tablets if here else None,
        hitung_ttd=bool(tablets) and here,
        **measured,
        **(_well(rng) if here else {}),
    )


def _adult(desk: Desk, who: Person, day: date) -> Sent:
    rng = dice(SEED, "kunjungan dewasa", who.entity_id, day)
    old, pressed = who.age(day) >= 60, _pressed(rng, 0.4)
    sugar = rng.choice((None, 95, 120, 199, 200, 260))
    method = (
        rng.choice(("tidak", "pil", "suntik")) if who.sex == "P" and who.age(day) < 50 else None
    )
    return desk.meet(
        "kes_dewasa_lansia",
        who,
        day,
        hadir=rng.choice(("posyandu", "kunjungan_rumah")),
        hitung_produktif=not old,
        hitung_lansia=old,
        bb=round(rng.uniform(42, 88), 1),
        tb=round(rng.uniform(145, 175), 1),
        gula_darah=sugar,
        hitung_gula=sugar is not None and sugar >= 200,
        hitung_td=pressed["sistol"] >= 140 or pressed["diastol"] >= 90,
        **pressed,
        srq="s1 s17" if often(rng, 0.05) else "tidak_ada",
        kb=method,
        hitung_kb=method not in {None, "tidak"},
        **_well(rng),
    )


def _pressed(rng: Random, high: float) -> dict[str, int]:
    if often(rng, high):
        return {"sistol": rng.choice((139, 140, 165)), "diastol": rng.choice((85, 90, 104))}
    return {"sistol": rng.randint(100, 138), "diastol": rng.randint(60, 88)}


def _well(rng: Random) -> dict[str, object]:
    signs = rng.choice(("tidak_ada", "tidak_ada", "batuk", "batuk demam"))
    referred = "puskesmas" if often(rng, 0.2) else "tidak"
    return {
        "gejala_tbc": signs,
        "hitung_gejala_tbc": len(signs.split()) > 1,
        "rujuk": referred,
        "hitung_dirujuk": referred != "tidak",
    }


def _pupils(desk: Desk) -> Iterator[Sent]:
    for number, who in enumerate(people("murid", PUPILS, "LP", range(4, 20), 500)):
        for month in (2, 8):
            day = date(YEAR, month, 20)
            age, rng = who.age(day), dice(SEED, "sekolah", who.entity_id, month)
            outside = number % 4 == 1 and age >= 7
            school = "putus" if outside else "tk" if age < 7 else "sd" if age < 13 else "smp"
            needs = rng.choice(("tidak_ada", "seragam alat_tulis", "transportasi"))
            yield desk.meet(
                "pend_anak",
                who,
                day,
                status_pendidikan=school,
                hitung_paud=school == "tk" and 3 <= age <= 6,
                hitung_tidak_sekolah=outside and age <= 15,
                hitung_tidak_sekolah_remaja=outside and age >= 16,
                kebutuhan=needs,
                hitung_butuh="seragam" in needs,
                simpan_tanggal=day,
                simpan_status=school,
            )


def _kader(desk: Desk) -> Iterator[Sent]:
    for number, who in enumerate(people("kader", KADER, "PPPL", range(24, 56), 600)):
        for month in (1, 7):
            active = number != 4 or month == 1
            skilled = number % 3 if month == 1 else 2
            told = {name: " ".join(every) for name, every in list(SKILLS.items())[: 2 + skilled]}
            yield desk.meet(
                "kader",
                who,
                date(YEAR, month, 25),
                status_kader="aktif" if active else "berhenti",
                hitung_aktif=active,
                jabatan="anggota",
                mulai="2019-03-01",
                dinilai="ya",
                tanggal_dinilai=date(YEAR, month, 25),
                penilai="Bidan puskesmas",
                ada_pelatihan="ya" if number == 0 else "tidak",
                pelatihan=[{"nama_pelatihan": "Posyandu 6 SPM", "tahun_pelatihan": 2024}]
                if number == 0 and month == 1
                else None,
                **told,
            )
