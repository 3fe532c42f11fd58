"""The families of the pilot: which need aid, which receive it, and one that nobody has reached yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.demo.instances import Answers, in_group
from app.demo.neighbours import Entry, Neighbourhood
from app.demo.registering import Listing
from app.demo.tetangga import HOUSEHOLDS, Household

FORM = "sos_keluarga"
LISTING = Listing(
    name="keluarga",
    once=("kepala_kk/",),
    last="tindak",
    saves={"jml_anggota": "susunan/jml_anggota", "kebutuhan": "tindak/kebutuhan"},
    shown=("jml_anggota", "kebutuhan"),
)
AID = {  # program -> who pays, in what form, how much each time
    "pkh": ("apbn", "uang", 600_000),
    "bpnt": ("apbn", "uang", 200_000),
    "pbi": ("apbn", "jasa", 0),
    "blt_desa": ("apbdes", "uang", 300_000),
    "rumah": ("apbn", "barang", 20_000_000),
}
WELL_OFF: dict[str, object] = {
    "jml_balita": 1,
    "jml_lansia": 0,
    "jml_disabilitas": 0,
    "pekerjaan": "karyawan",
    "penghasilan": "2_sampai_3",
    "pengeluaran_pangan": "1_sampai_2",
    "aset": "motor",
    "kondisi_rumah": "layak",
    "sumber_data": "belum",
    "kebutuhan": "tidak_ada",
    "rekomendasi": "cukup",
}
GROUPS = {
    "susunan": "jml_anggota jml_balita jml_lansia jml_disabilitas kepala_perempuan",
    "ekonomi": "pekerjaan penghasilan pengeluaran_pangan aset kondisi_rumah",
    "status": "sumber_data desil kategori",
    "tindak": "kebutuhan rekomendasi",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A family: what sets it apart, the aid it receives, and when it was seen, days ago."""

    ago: int
    apart: dict[str, object] = field(default_factory=dict)
    aid: tuple[str, ...] = ()
    again: int = 0
    then: dict[str, object] = field(default_factory=dict)
    then_aid: tuple[str, ...] = ()


POOR: dict[str, object] = {
    "pekerjaan": "buruh",
    "penghasilan": "di_bawah_1",
    "pengeluaran_pangan": "di_bawah_1",
    "aset": "tidak_ada",
    "kategori": "miskin",
    "rekomendasi": "perlu",
}
CASES = (
    Case(79),
    Case(79, {"pekerjaan": "pns", "penghasilan": "di_atas_5", "aset": "motor mobil"}),
    Case(
        78,
        {
            "pekerjaan": "nelayan",
            "penghasilan": "1_sampai_2",
            "aset": "perahu",
            "kategori": "rentan",
            "sumber_data": "dtsen",
            "desil": 3,
            "kebutuhan": "modal",
            "rekomendasi": "perlu",
        },
        ("bpnt",),
    ),
    Case(
        78,
        {
            **POOR,
            "jml_balita": 0,
            "jml_lansia": 2,
            "pekerjaan": "bertani",
            "kondisi_rumah": "tidak_layak",
            "sumber_data": "dtsen",
            "desil": 1,
            "kebutuhan": "rumah pangan",
        },
        ("pkh", "bpnt"),
        again=14,
        then={"kondisi_rumah": "layak", "kebutuhan": "pangan"},
        then_aid=("pkh", "bpnt", "rumah"),
    ),
    Case(
        56,
        {
            **POOR,
            "kondisi_rumah": "perlu_perbaikan",
            "sumber_data": "usulan_rt",
            "kebutuhan": "pangan kesehatan",
        },
    ),
    Case(
        55,
        {
            "kategori": "rentan",
            "pekerjaan": "buruh",
            "penghasilan": "1_sampai_2",
            "kondisi_rumah": "tidak_layak",
            "kebutuhan": "air_jamban",
            "rekomendasi": "perlu",
            "sumber_data": "usulan_rt",
        },
        again=13,
        then={"kebutuhan": "rumah", "sumber_data": "dtsen", "desil": 2},
        then_aid=("blt_desa",),
    ),
    Case(34, {"pekerjaan": "dagang"}),
    Case(
        34,
        {"jml_disabilitas": 1, "kebutuhan": "alat_bantu", "rekomendasi": "perlu_verifikasi"},
        ("pbi",),
    ),
)


def entries(here: Neighbourhood) -> Iterator[Entry]:
    """Answer the visits to the families; one does not want to be recorded."""
    for case, kin in zip(CASES, HOUSEHOLDS, strict=True):
        yield _seen(here, kin, here.ago(case.ago), case.apart, case.aid)
        if case.again:
            yield _seen(here, kin, here.ago(case.again), case.apart | case.then, case.then_aid)
    yield Entry(FORM, here.ago(33), in_group("pilih", persetujuan="tidak"))


def _seen(
    here: Neighbourhood, kin: Household, day: date, apart: dict[str, object], aid: tuple[str, ...]
) -> Entry:
    told: dict[str, object] = WELL_OFF | apart
    told |= {"jml_anggota": kin.members, "kepala_perempuan": "ya" if kin.sex == "P" else "tidak"}
    found = in_group("pilih", persetujuan="ya") | kin.head_group(here, "kepala_kk")
    for group, questions in GROUPS.items():
        found |= in_group(group, **{name: told.get(name) for name in questions.split()})
    poor = told.get("kategori") == "miskin"
    found |= in_group("status", hitung_miskin=1 if poor else None)
    found |= in_group("bantuan", menerima_bantuan="ya" if aid else "tidak")
    found |= in_group("bantuan", hitung_belum=1 if poor and not aid else None)
    if aid:
        found["bantuan_diterima"] = [_received(here, kin, program, day) for program in aid]
    found |= in_group("tindak", verifikasi_lapangan="ya", tanggal_verifikasi=day, hitung_keluarga=1)
    return Entry(FORM, day, found, f"keluarga {kin.number}", kin.label(here))


def _received(here: Neighbourhood, kin: Household, program: str, day: date) -> Answers:
    payer, kind, worth = AID[program]
    return in_group(
        "bantuan_diterima",
        program=program,
        sumber=payer,
        nama_penerima=kin.head(here).name,
        mulai=date(day.year if program in {"rumah", "blt_desa"} else day.year - 2, 1, 15),
        bentuk=kind,
        nilai=worth,
    )
