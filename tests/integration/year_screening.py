"""What the sasaran of a synthetic year are screened as, with pandas from the raw answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from tests.integration.year_oracle import (
    LASTING,
    Values,
    bands,
    class_of,
    classes,
    numbers,
    rows_of,
    z_scores,
)

STANDING = 731  # days
DIFFERENCE = 0.7  # cm
MEASURES = {"bbu": "z_wfa", "tbu": "z_lhfa", "bbtb": "z_wflh"}
HOUSE_PARTS = ["kolom_balok", "rangka_atap", "atap", "dinding", "lantai"]


def counted_of(score: str, judged: pd.DataFrame, column: str, place: str) -> Values:
    """Answer the counts of a score: of everybody's month (or for good) the newest class told."""
    told = judged.dropna(subset=[column])
    newest = told.groupby(["period", "who"])[[column, "kode_posyandu"]].last().reset_index()
    here = newest[newest.kode_posyandu.eq(place)]
    found: Values = {}
    for row in rows_of("hitungan.md"):
        if row["score"] != score:
            continue
        holding = here if row["classes"] == "*" else here[here[column].isin(row["classes"].split())]
        by_month = holding.groupby("period").size().reindex(here.period.unique(), fill_value=0)
        found |= {(row["field"], str(month)): Decimal(int(one)) for month, one in by_month.items()}
    return found


# -- children


def screened_children(raw: pd.DataFrame, place: str) -> Values:
    """Answer what is counted of the children seen in a Posyandu, month by month."""
    seen = children(raw)
    found: Values = {}
    for score, column in {
        "kes.skor_bbu": "bbu",
        "kes.skor_tbu": "tbu",
        "kes.skor_bbtb": "bbtb",
        "kes.skor_bgm": "bgm",
        "kes.skor_gizi_buruk": "gizi_buruk",
        "kes.skor_tbc_balita": "tbc",
    }.items():
        found |= counted_of(score, seen, column, place)
    weighed = weighings(seen)
    found |= counted_of("kes.skor_timbang", weighed, "hasil", place)
    return found | counted_of("kes.skor_2t", weighed, "dua_t", place)


def children(raw: pd.DataFrame) -> pd.DataFrame:
    """Answer every visit of a child with its z-scores and classes."""
    seen = raw[raw.form.eq("kes_balita") & raw.hadir.notna()].copy()
    seen = numbers(seen, "bb", "pb_tb", "lila")
    who = raw[raw.form.eq("kes_balita")].groupby("who")
    seen["sex"] = seen.who.map(who.jenis_kelamin.first()).map({"L": "male", "P": "female"})
    seen["born"] = pd.to_datetime(seen.who.map(who.tanggal_lahir.first()))
    seen["days"] = (seen.day - seen.born).dt.days
    seen["months"] = _months(seen.born, seen.day)
    lying = seen.days < STANDING
    told_lying = seen.cara_ukur.eq("berbaring")
    seen["height"] = seen.pb_tb + np.select(
        [lying & ~told_lying, ~lying & told_lying], [DIFFERENCE, -DIFFERENCE], 0.0
    )
    seen["how"] = np.where(lying, "L", "H")
    asked = zip(seen.sex, seen.days, seen.bb, seen.height.round(1), seen.how, strict=True)
    scores = pd.DataFrame([z_scores(*one) for one in asked], index=seen.index)
    for measure, name in MEASURES.items():
        z = pd.to_numeric(scores[name]).map(lambda one: float(round(Decimal(str(one)), 2)))
        plausible = classes(f"wajar_{measure}", z).notna()
        seen[measure] = classes(measure, z).where(plausible, None)
        if measure == "bbu":
            seen["bgm"] = classes("bgm", z).where(plausible, None)
    return _signs(seen)


def _signs(seen: pd.DataFrame) -> pd.DataFrame:
    arm = classes("lila_balita", seen.lila.where(seen.months.between(6, 59)))
    severe = seen.bbtb.eq("gizi_buruk") | arm.eq("gizi_buruk") | seen.edema.eq("ya")
    seen["gizi_buruk"] = np.where(severe, "ya", "tidak")
    symptoms = seen.gejala_tbc.map(lambda text: len(text.split()), na_action="ignore")
    seen["tbc"] = classes("tbc", symptoms)
    return seen


def _months(born: pd.Series, day: pd.Series) -> pd.Series:
    months = (day.dt.year - born.dt.year) * 12 + day.dt.month - born.dt.month
    return months - (day.dt.day < born.dt.day)


def weighings(seen: pd.DataFrame) -> pd.DataFrame:
    """Answer of each child's month the newest weighing, as N, T, O or B, and whether it is 2T."""
    found = seen.dropna(subset=["bb"]).groupby(["who", "period"]).last().reset_index()
    found["order"] = pd.PeriodIndex(found.period, freq="M").year * 12 + found.period.str[5:].astype(
        int
    )
    found = found.sort_values(["who", "order"])
    child = found.groupby("who")
    follows = child.order.diff().eq(1)
    gain = (child.bb.diff() * 1000).round()
    needed = found.months.map(lambda age: float(class_of("kbm", age, "nilai") or 0))
    first = child.cumcount().eq(0)
    told = [first, ~follows, gain >= needed]
    found["hasil"] = np.select(told, ["b", "o", "n"], "t")
    before = found.groupby("who").hasil.shift().where(follows)
    twice = np.where(found.hasil.eq("t") & before.eq("t"), "ya", "tidak")
    found["dua_t"] = pd.Series(twice, index=found.index, dtype=object).where(follows, None)
    return found


# -- mothers, adolescents, adults


def screened_people(raw: pd.DataFrame, place: str) -> Values:
    """Answer what is counted of everybody older."""
    seen = raw[raw.form.isin(["kes_ibu", "kes_remaja", "kes_dewasa_lansia"])].copy()
    seen = numbers(seen, "lila", "hb", "sistol", "diastol", "gula_darah", "usia_tahun")
    pregnant = seen.status_ibu.eq("hamil")
    girl = seen.kelamin_orang.eq("P") & classes("rematri_umur", seen.usia_tahun).notna()
    girls = classes("hb_rematri", seen.hb.where(girl))
    upper, lower = classes("sistol", seen.sistol), classes("diastol", seen.diastol)
    pressed = pd.Series(
        np.where(upper.eq("tinggi") | lower.eq("tinggi"), "tinggi", "normal"), seen.index, object
    )
    symptoms = seen.gejala_tbc.map(lambda text: len({*text.split()} - {"tidak_ada"}), "ignore")
    seen = seen.assign(
        kek=classes("kek", seen.lila.where(pregnant)),
        anemia=classes("hb_bumil", seen.hb.where(pregnant)).where(pregnant, girls),
        td=pressed.where(seen.sistol.notna() & seen.diastol.notna(), None),
        gds=classes("gds", seen.gula_darah),
        tbc=classes("tbc", symptoms),
        srq_17=seen.srq.map(
            lambda text: "ya" if "s17" in text.split() else "tidak", na_action="ignore"
        ),
    )
    found: Values = {}
    for column in ("kek", "anemia", "td", "gds", "tbc", "srq_17"):
        found |= counted_of(f"kes.skor_{column}", seen, column, place)
    return found


# -- houses and families, as they stand


def screened_houses(raw: pd.DataFrame, place: str) -> Values:
    """Answer how many houses are judged, and how many are not fit to live in."""
    seen = raw[raw.form.eq("pr_rumah") & raw.kode_rumah.notna()]
    houses = seen.groupby("who").last()
    # A floor is told once; where two areas are told, the first stands until somebody decides.
    houses["luas_lantai"] = seen.groupby("who").luas_lantai.first()
    houses["rtlh"] = [_house(house) for house in houses.to_dict("records")]
    houses["period"] = LASTING
    return counted_of("pr.skor_rtlh", houses.reset_index(), "rtlh", place)


def _house(house: Mapping[Any, str]) -> str:
    damage = [house[part] for part in HOUSE_PARTS]
    safety = sum(_points("rtlh_bagian", one) for one in damage)
    safety += _points("rtlh_pondasi", house["pondasi"])
    safety += _points("rtlh_lantai_bahan", house["bahan_lantai"])
    worst = any(class_of("rtlh_terparah", one) for one in damage)
    area = round(float(house["luas_lantai"]) / float(house["jml_penghuni"]) + 1e-9, 1)
    water = _points("rtlh_jamban", house["jamban"]) + _points("rtlh_air", house["air_minum"])
    air = _points("rtlh_cukup", house["ventilasi"]) + _points("rtlh_cukup", house["cahaya"])
    tests = [
        "tidak" if worst else class_of("rtlh_struktur", safety),
        class_of("rtlh_luas", area),
        class_of("rtlh_sanitasi", water),
        class_of("rtlh_udara", air),
    ]
    return str(class_of("rtlh", tests.count("tidak")))


def _points(measure: str, word: str) -> int:
    return int(class_of(measure, word, "nilai"))


def screened_families(raw: pd.DataFrame, place: str) -> Values:
    """Answer how many families are judged, and how many have a need that no aid meets."""
    seen = raw[raw.form.eq("sos_keluarga") & raw.kode_keluarga.notna()]
    families = seen.groupby("who").last()
    in_need = families.kebutuhan.ne("tidak_ada")
    uncovered = in_need & families.menerima_bantuan.ne("ya")
    families["tercakup"] = np.where(uncovered, "tidak", "ya")
    families["period"] = LASTING
    assert {band["kelas"] for band in bands("tercakup")} == {"ya", "tidak"}
    return counted_of("sos.skor_tercakup", families.reset_index(), "tercakup", place)
