"""Four facilities of the pilot: a lane, a footbridge, a borehole, and a toilet block that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from app.demo.instances import in_group
from app.demo.neighbours import Entry, Neighbourhood, Picture
from app.demo.registering import Listing
from app.demo.story import LANE

FORM = "pu_sarana"
LISTING = Listing(
    name="sarana",
    once=("lokasi/", "pilih/jenis_sarana"),
    last="kebutuhan",
    saves={"jenis": "pilih/jenis", "kondisi": "keadaan/kondisi"},
    shown=("kondisi",),
    read=("tanggal_didata", "jenis"),
)
NO_NEED = "tidak_ada"


@dataclass(frozen=True, slots=True)
class Case:
    """A facility: its kind and how the form names that, its place, and how it was, days ago.

    `then` is what had changed when the kader came again.
    """

    ago: int
    kind: str
    kind_label: str
    name: str
    rt: str
    place: dict[str, object]
    state: dict[str, object]
    need: dict[str, object]
    again: int = 0
    then: dict[str, object] = field(default_factory=dict)
    has_photo: bool = False


CASES = (
    Case(
        *(76, "jalan", "Jalan lingkungan atau desa", "Gang Mufakat", "004"),
        {"kepemilikan": "desa", "tahun_dibangun": 2009},
        {
            "kondisi": "rusak_sedang",
            "jenis_kerusakan": "Berlubang dan becek sesudah hujan",
            "kk_pengguna": 42,
            "jiwa_pengguna": 151,
            "panjang_m": 180,
            "lebar_m": 2,
        },
        {
            "jenis_kebutuhan": "beton",
            "prioritas": "tinggi",
            "alasan": "Motor sering tergelincir, anak sekolah berjalan di tepi parit.",
        },
        again=12,
        then={"kondisi": "baik"},
        has_photo=True,
    ),
    Case(
        *(76, "jembatan", "Jembatan", "Titian Parit Dua", "006"),
        {"kepemilikan": "rt", "tahun_dibangun": 2014},
        {
            "kondisi": "rusak_ringan",
            "jenis_kerusakan": "Tiga papan ulin lepas",
            "kk_pengguna": 18,
            "jiwa_pengguna": 66,
            "panjang_m": 22,
            "lebar_m": 1.5,
        },
        {
            "jenis_kebutuhan": "pemeliharaan",
            "prioritas": "sedang",
            "alasan": "Papan perlu diganti sebelum musim air naik.",
        },
    ),
    Case(
        *(53, "sumur_bor", "Sumur bor", "Gang Rukun", "003"),
        {"kepemilikan": "rt", "tahun_dibangun": 2017},
        {
            "kondisi": "rusak_ringan",
            "jenis_kerusakan": "Pompa sering mati",
            "kk_pengguna": 25,
            "jiwa_pengguna": 90,
            "ada_air": "kadang",
            "kualitas_air": "keruh berwarna",
            "jarak_septik_m": 8.5,
        },
        {
            "jenis_kebutuhan": "rehab",
            "prioritas": "sedang",
            "alasan": "Air keruh dan dekat tangki septik, pompa perlu diganti.",
        },
    ),
    Case(
        *(30, "mck", "Mandi cuci kakus umum (MCK)", "Tepian", "007"),
        {"kepemilikan": "desa"},
        {"kondisi": "belum_ada", "kk_pengguna": 14, "jiwa_pengguna": 49},
        {
            "jenis_kebutuhan": "bangun_baru",
            "prioritas": "tinggi",
            "alasan": "Empat belas keluarga masih memakai jamban di atas sungai.",
        },
    ),
)


def entries(here: Neighbourhood) -> Iterator[Entry]:
    """Answer the visits to the facilities."""
    for number, case in enumerate(CASES):
        yield _seen(here, number, case, here.ago(case.ago), case.state, case.need)
        if case.again:
            state = {**case.state, "jenis_kerusakan": None, **case.then}
            yield _seen(
                here, number, case, here.ago(case.again), state, {"jenis_kebutuhan": NO_NEED}
            )


def _seen(
    here: Neighbourhood,
    number: int,
    case: Case,
    day: date,
    state: dict[str, object],
    need: dict[str, object],
) -> Entry:
    broken = str(state["kondisi"]).startswith("rusak")
    line = case.kind in {"jalan", "drainase"}
    found = (
        in_group("pilih", jenis_sarana=case.kind, jenis=case.kind)
        | in_group("lokasi", nama_lokasi=case.name, rt=case.rt, **case.place)
        | in_group("lokasi", titik=None if line else here.spot("sarana", number))
        | in_group("keadaan", hitung_didata=1, hitung_rusak=1 if broken else None, **state)
        | in_group("kebutuhan", **need)
        | in_group("kebutuhan", hitung_butuh=None if need["jenis_kebutuhan"] == NO_NEED else 1)
    )
    picture = Picture("kebutuhan/foto_1", LANE) if case.has_photo else None
    label = f"{case.kind_label} {case.name}, RT {case.rt}"
    return Entry(FORM, day, found, f"sarana {number}", label, picture)
