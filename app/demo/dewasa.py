"""Adolescents, adults and elderly of the pilot, screened on its opening days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo.instances import Answers, in_group
from app.demo.neighbours import Entry, Neighbourhood, Person, health_end

YOUNG, GROWN = "kes_remaja", "kes_dewasa_lansia"
MEASURED_FROM, LUNGS_FROM, OLD = 15, 40, 60
ANAEMIC = 12.0  # g/dL
HIGH = (140, 90)  # mmHg
SWEET = 200  # mg/dL
HABITS = (
    "merokok kurang_gerak gula_berlebih garam_berlebih lemak_berlebih kurang_buah_sayur".split()
)
SENSES = "tes_mata_kanan tes_mata_kiri tes_telinga_kanan tes_telinga_kiri".split()
ALONE = {  # Barthel's index of somebody who needs nobody
    "aks_bab": 2,
    "aks_bak": 2,
    "aks_wajah": 1,
    "aks_jamban": 2,
    "aks_makan": 2,
    "aks_pindah": 3,
    "aks_jalan": 3,
    "aks_pakaian": 2,
    "aks_tangga": 2,
    "aks_mandi": 1,
}
DECLINE = (
    "waktu_tempat ingat gerak bb_turun nafsu_makan lila penglihatan pendengaran sedih minat".split()
)


def visits(here: Neighbourhood) -> Iterator[Entry]:
    """Answer their visits on the opening days, the newest first."""
    for back, day in enumerate(here.meetings):
        yield from _young(here, back, day)
        yield from _grown(here, back, day)


def _young(here: Neighbourhood, back: int, day: date) -> Iterator[Entry]:
    girl, senior = here.person("remaja putri", "P", 15), here.person("siswi SMA", "P", 17)
    boy = here.person("remaja putra", "L", 12)
    if back in {0, 2}:
        blood = 11.8 if back == 0 else 10.9
        yield _adolescent(girl, day, "sma", (44.6 - back * 0.4, 153.5 - back * 0.2), blood, 4)
        yield _adolescent(boy, day, "smp", (36.2 - back * 0.5, 146.0 - back * 0.5), None, None)
    if back == 1:
        yield _adolescent(senior, day, "sma", (49.8, 156.0), 12.7, 4)


def _adolescent(
    who: Person,
    day: date,
    school: str,
    size: tuple[float, float],
    blood: float | None,
    tablets: int | None,
) -> Entry:
    pale = blood is not None and blood < ANAEMIC
    girl = who.sex == "P"
    pressure = in_group("tekanan", lingkar_perut=68.5, sistol=106, diastol=68)
    answers = (
        in_group("kunjungan", hadir="posyandu", hitung_datang=1, sekolah=school)
        | in_group("ukur", bb=round(size[0], 1), tb=round(size[1], 1), hb=blood)
        | (pressure if who.age(day) >= MEASURED_FROM else {})
        | in_group(
            "kebiasaan",
            ttd_minggu=("tidak" if pale else "ya") if girl else None,
            ttd_diterima=tablets,
            hitung_ttd=1 if tablets else None,
            merokok="tidak" if girl else "pasif",
        )
        | in_group("pribadi", mau_bercerita="ya", heeadsss="tidak_ada")
        | health_end(
            advice="gizi anemia" if girl else "gerak rokok",
            why=f"Hb {blood}".replace(".", ",") if blood is not None and blood < 11 else "",
        )
    )
    return Entry(YOUNG, day, answers, who)


def _grown(here: Neighbourhood, back: int, day: date) -> Iterator[Entry]:
    if back in {0, 1, 3}:
        pressure = {3: (158, 96), 1: (162, 98), 0: (144, 88)}[back]
        why = "" if back == 0 else f"Tekanan darah {pressure[0]}/{pressure[1]}"
        yield _adult(
            *(here.person("bapak hipertensi", "L", 52), day, (74.5 + back * 0.3, 164.0), pressure),
            *("garam_berlebih kurang_gerak kurang_buah_sayur", "hipertensi"),
            waist=96.0,
            minum_obat_ht="ya" if back == 0 else "tidak",
            end=health_end(advice="ptm obat", why=why),
        )
    if back == 1:
        yield _adult(
            *(here.person("ibu KB", "P", 38), day, (56.3, 154.0), (118, 76), ""),
            waist=78.5,
            kb="suntik",
            end=health_end(advice="kb"),
        )
        yield _adult(
            *(here.person("ibu gula", "P", 57), day, (63.0, 152.0), (132, 84), "gula_berlebih"),
            waist=88.0,
            sugar=224,
            end=health_end(advice="ptm", why="Gula darah sewaktu 224"),
        )
    if back in {0, 2}:
        yield _adult(
            *(here.person("nenek", "P", 71), day, (47.2, 148.0), (136, 80), ""),
            waist=76.0,
            aks_tangga=1,
            skilas_penglihatan="ya",
            end=health_end(advice="lansia", why="Penglihatan kabur" if back == 2 else ""),
        )
    if back == 0:
        yield _adult(
            *(here.person("bapak batuk", "L", 44), day, (52.4, 163.0), (122, 78), "merokok"),
            waist=74.0,
            puma_rokok="sedang",
            puma_batuk="ya",
            end=health_end("batuk bb_turun", "tbc rokok", "Batuk lama dan berat badan turun"),
        )


def _adult(
    who: Person,
    day: date,
    size: tuple[float, float],
    pressure: tuple[int, int],
    habits: str,
    illness: str = "tidak_ada",
    *,
    waist: float,
    end: Answers,
    sugar: int | None = None,
    **told: object,
) -> Entry:
    old = who.age(day) >= OLD
    high = pressure[0] >= HIGH[0] or pressure[1] >= HIGH[1]
    answers = (
        in_group("kunjungan", hadir="posyandu", **{f"hitung_{'lansia' if old else 'produktif'}": 1})
        | _history(habits, illness, told)
        | in_group("ukur", bb=round(size[0], 1), tb=size[1], lingkar_perut=waist, gula_darah=sugar)
        | in_group("ukur", sistol=pressure[0], diastol=pressure[1], hitung_td=1 if high else None)
        | in_group("ukur", hitung_gula=1 if sugar and sugar >= SWEET else None)
        | in_group("indra", **dict.fromkeys(SENSES, "normal"))
        | (_lungs(told) if who.age(day) >= LUNGS_FROM else {})
        | in_group("jiwa", srq_mau="ya", srq="tidak_ada", kb=told.get("kb"))
        | in_group("jiwa", hitung_kb=1 if "kb" in told else None)
        | (_elderly(told) if old else {})
        | end
    )
    return Entry(GROWN, day, answers, who)


def _history(habits: str, illness: str, told: dict[str, object]) -> Answers:
    return in_group(
        "riwayat",
        riwayat_keluarga=illness,
        riwayat_diri=illness,
        minum_obat_ht=told.get("minum_obat_ht"),
        **{name: "ya" if name in habits.split() else "tidak" for name in HABITS},
    )


def _lungs(told: dict[str, object]) -> Answers:
    questions = ("puma_sesak", "puma_dahak", "puma_batuk", "puma_spirometri")
    return in_group(
        "paru",
        puma_rokok=told.get("puma_rokok", "tidak"),
        **{name: told.get(name, "tidak") for name in questions},
    )


def _elderly(told: dict[str, object]) -> Answers:
    return in_group("aks", **{name: told.get(name, best) for name, best in ALONE.items()}) | (
        in_group(
            "skilas",
            **{f"skilas_{name}": told.get(f"skilas_{name}", "tidak") for name in DECLINE},
        )
    )
