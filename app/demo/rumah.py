"""Eight houses of the pilot: sound ones on wooden stilts, and some not fit to live in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.demo.instances import in_group
from app.demo.neighbours import Entry, Neighbourhood, Picture
from app.demo.registering import Listing
from app.demo.story import DWELLING
from app.demo.tetangga import HOUSEHOLDS, Household

FORM = "pr_rumah"
LISTING = Listing(
    name="rumah",
    once=("keluarga/",),
    last="bukti",
    saves={
        "jml_penghuni": "penghuni/jml_penghuni",
        "jamban": "sehat/jamban",
        "rawan": "risiko/rawan",
    },
    shown=("jml_penghuni", "jamban", "rawan"),
)
STILTS: dict[str, object] = {  # a sound wooden house on stilts, as most are here
    "status_rumah": "milik",
    "status_tanah": "milik",
    "bukti_tanah": "skt_segel",
    "luas_lantai": 54,
    "penghasilan": "2_sampai_3",
    "pondasi": "kayu_tiang",
    "kolom_balok": "baik",
    "rangka_atap": "baik",
    "bahan_atap": "seng",
    "atap": "baik",
    "bahan_dinding": "kayu",
    "dinding": "baik",
    "bahan_lantai": "kayu",
    "lantai": "baik",
    "ventilasi": "cukup",
    "cahaya": "cukup",
    "kamar_mandi": "sendiri",
    "jamban": "leher_angsa_septik",
    "air_minum": "pdam",
    "listrik": "pln",
    "rawan": "tidak",
    "korban_bencana": "tidak",
    "relokasi": "tidak",
    "pernah_bantuan": "tidak",
}
BRICK = {
    "pondasi": "ada",
    "bahan_dinding": "tembok",
    "bahan_lantai": "keramik",
    "luas_lantai": 72,
    "bukti_tanah": "shm",
    "penghasilan": "di_atas_5",
}
ROTTEN = {
    "kolom_balok": "rusak_berat",
    "rangka_atap": "rusak_sedang",
    "bahan_atap": "rumbia",
    "atap": "rusak_sedang",
    "lantai": "rusak_ringan",
    "penghasilan": "di_bawah_1",
    "luas_lantai": 36,
    "cahaya": "kurang",
}
REPAIRED: dict[str, object] = {
    "kolom_balok": "baik",
    "rangka_atap": "baik",
    "bahan_atap": "seng",
    "atap": "baik",
    "lantai": "baik",
    "pernah_bantuan": "ya",
    "program_bantuan": "bsps",
}
LEAKING = {
    "rangka_atap": "rusak_sedang",
    "atap": "rusak_sedang",
    "dinding": "rusak_ringan",
    "jamban": "tidak_ada",
    "kamar_mandi": "tidak_ada",
    "air_minum": "sungai",
    "penghasilan": "1_sampai_2",
    "status_tanah": "warisan",
    "bukti_tanah": "tidak_ada",
}
GROUPS = {
    "keluarga": "status_rumah status_tanah bukti_tanah luas_lantai",
    "penghuni": "jml_penghuni jml_kk_serumah penghasilan",
    "bangunan": (
        "pondasi kolom_balok rangka_atap bahan_atap atap bahan_dinding dinding bahan_lantai lantai"
    ),
    "sehat": "ventilasi cahaya kamar_mandi jamban air_minum listrik",
    "risiko": (
        "rawan korban_bencana tanggal_bencana relokasi pernah_bantuan program_bantuan tahun_bantuan"
    ),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A house: what sets it apart from a sound one, and when it was seen, days ago.

    `then` is what had changed when the kader came again.
    """

    ago: int
    apart: dict[str, object] = field(default_factory=dict)
    again: int = 0
    then: dict[str, object] = field(default_factory=dict)
    has_photo: bool = False


CASES = (
    Case(81, {"bahan_atap": "sirap", "luas_lantai": 63}, has_photo=True),
    Case(81, {**BRICK}),
    Case(80, {"jamban": "sungai", "rawan": "banjir abrasi", "penghasilan": "1_sampai_2"}),
    Case(80, {**ROTTEN}, again=17, then=REPAIRED, has_photo=True),
    Case(59, {"luas_lantai": 28, "status_rumah": "menumpang", "penghasilan": "di_bawah_1"}),
    Case(58, {**LEAKING}, again=16, then={"jamban": "leher_angsa_septik"}, has_photo=True),
    Case(37, {"status_rumah": "sewa", "status_tanah": "sewa", "bukti_tanah": "tidak_ada"}),
    Case(36, {"bahan_dinding": "campuran", "air_minum": "pamsimas"}, again=15, then={}),
)


def entries(here: Neighbourhood) -> Iterator[Entry]:
    """Answer the visits to the houses."""
    for number, (case, kin) in enumerate(zip(CASES, HOUSEHOLDS, strict=True)):
        yield _seen(here, number, kin, case, here.ago(case.ago), {})
        if case.again:
            then = dict(case.then)
            if "program_bantuan" in then:
                then["tahun_bantuan"] = here.ago(case.again).year
            # A child was born since where nothing else changed.
            yield _seen(here, number, kin, case, here.ago(case.again), then, born=not case.then)


def _seen(
    here: Neighbourhood,
    number: int,
    kin: Household,
    case: Case,
    day: date,
    then: dict[str, object],
    *,
    born: bool = False,
) -> Entry:
    told = STILTS | case.apart | then
    told |= {"jml_penghuni": kin.members + born, "jml_kk_serumah": kin.cards}
    found = in_group("pilih", persetujuan="ya") | kin.head_group(here, "keluarga")
    found |= in_group("keluarga", titik=here.spot("rumah", number))
    for group, questions in GROUPS.items():
        found |= in_group(group, **{name: told.get(name) for name in questions.split()})
    found |= in_group(
        "sehat", hitung_tanpa_jamban=1 if told["jamban"] in {"sungai", "tidak_ada"} else None
    )
    found |= in_group("risiko", hitung_rawan=None if told["rawan"] == "tidak" else 1)
    found |= in_group("bukti", hitung_rumah=1)
    picture = Picture("bukti/foto_depan", DWELLING) if case.has_photo else None
    return Entry(FORM, day, found, f"rumah {number}", kin.label(here), picture)
