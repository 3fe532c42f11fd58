"""A year of one Posyandu: houses, families, incidents, reports, and all of it in order of arrival."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.demo import profil
from app.demo.community import Community, community_of
from app.demo.dice import dice, instance_id, often
from app.demo.monthly import ACTIVE, FORMS, NOT_BEGUN, NOTHING, report
from tests.integration.submissions import MAWAR
from tests.integration.year_children import visits_of_year
from tests.integration.year_people import everybody
from tests.integration.year_sending import (
    MONTHS,
    SEED,
    SENDERS,
    YEAR,
    Forms,
    Known,
    Sent,
    filling_of,
    in_order,
    sent,
)

HOUSES, FAMILIES, INCIDENTS = 25, 40, 18
DAMAGE = "baik baik baik baik baik rusak_ringan rusak_ringan rusak_sedang rusak_berat".split()
TOILETS = (
    "leher_angsa_septik leher_angsa_septik leher_angsa_septik cemplung sungai tidak_ada".split()
)
WATER = "pdam pdam sumur_bor sumur_terbuka sungai".split()
ENOUGH = "cukup cukup cukup cukup kurang tidak_ada".split()
NEEDS = "tidak_ada tidak_ada pangan modal kesehatan".split()
KINDS = "kebakaran banjir longsor karhutla angin kekerasan".split()


def whole_year(forms: Forms) -> list[Sent]:
    """Answer everything that is sent, edits and late ones too, in the order it arrives."""
    known = Known()
    visits = list(visits_of_year())
    incidents = list(_incidents(forms))
    plain = [
        *visits,
        *everybody(forms, known),
        *_houses(forms, known),
        *_families(forms, known),
        *_facilities(forms, known),
        *incidents,
        *_others(forms),
        *_reports(visits, incidents),
    ]
    late = [one.late(75) if number % 19 == 7 else one for number, one in enumerate(plain)]
    return in_order([*late, *_edits(late)])


def _edits(everything: Sequence[Sent]) -> Iterator[Sent]:
    """Answer what was typed wrong and is sent again, the right way."""
    weighed = [
        one for one in everything if "ukur/bb" in one.answers and one.form_id == "kes_balita"
    ]
    for one in weighed[5::47]:
        yield one.corrected(3, ukur__bb=round(float(one.answers["ukur/bb"]) + 0.3, 1))
    for one in [one for one in everything if one.form_id == "tib_kejadian"][::6]:
        first = one.corrected(2, korban__korban_luka=9)
        yield from (first, first.corrected(5, korban__korban_luka=4))
    for one in [one for one in everything if one.form_id == "pr_rumah"][::8]:
        yield one.corrected(4, bangunan__atap="rusak_berat")
    for one in [one for one in everything if one.form_id == "kes_bulanan"][8:9]:
        yield one.corrected(6, skdn__balita_n_l=3)


def _thing(kind: str, number: int) -> str:
    return str(UUID(int=dice(SEED, kind, number).getrandbits(128), version=4))


def _houses(forms: Forms, known: Known) -> Iterator[Sent]:
    """Answer 25 houses, of which some are seen again and better, and one whose people refuse."""
    again = [(number, 9) for number in range(0, HOUSES, 3)]
    for number, month in [*((number, 2 + number % 3) for number in range(HOUSES)), *again]:
        day, code = date(YEAR, month, 1 + number), _thing("rumah", number)
        rng = dice(SEED, "rumah", number, month)
        listed, made = known.meet("rumah", code, f"Keluarga {number}, RT 0{number % 7 + 1}")
        parts = ("kolom_balok", "rangka_atap", "atap", "dinding", "lantai")
        damage = {part: rng.choice(DAMAGE[:7] if listed else DAMAGE) for part in parts}
        toilet, danger = rng.choice(TOILETS), rng.choice(("tidak", "banjir", "banjir longsor"))
        told: dict[str, Any] = {"pernah": "ya", "rumah": code, "data_berubah": "tidak"}
        if not listed or number == 6:
            # Of one house two areas are told, and nobody has decided yet.
            area = rng.choice((24, 36, 48, 54)) + number
            told = {"pernah": "tidak", "nama_kk": f"Keluarga {number}", "rt": f"0{number % 7 + 1}"}
            told |= {"luas_lantai": area, "status_rumah": "milik", "status_tanah": "milik"}
        answers = forms.answers(
            "pr_rumah",
            persetujuan="ya",
            kode_rumah=code,
            jml_penghuni=rng.randint(2, 7),
            jml_kk_serumah=1,
            pondasi=rng.choice(("ada", "kayu_tiang", "kayu_tiang", "tidak")),
            bahan_lantai=rng.choice(("semen", "kayu", "keramik", "tanah")),
            ventilasi=rng.choice(ENOUGH),
            cahaya=rng.choice(ENOUGH),
            jamban=toilet,
            hitung_tanpa_jamban=toilet in {"sungai", "tidak_ada"},
            air_minum=rng.choice(WATER),
            rawan=danger,
            hitung_rawan=danger != "tidak",
            hitung_rumah=True,
            nama_rumah=made.label,
            simpan_posyandu=MAWAR,
            simpan_tanggal=day,
            **damage,
            **told,
        )
        yield sent("pr_rumah", day, answers, code, makes=made)
    yield sent("pr_rumah", date(YEAR, 4, 2), forms.answers("pr_rumah", persetujuan="tidak"), "no")


def _families(forms: Forms, known: Known) -> Iterator[Sent]:
    """Answer 40 families; some are asked again, and one is registered by two kader."""
    again = [(number, 10, False) for number in range(0, FAMILIES, 3)] + [(7, 11, True)]
    first = [(number, 3 + number % 4, False) for number in range(FAMILIES)]
    for number, month, anew in [*first, *again]:
        day, rng = date(YEAR, month, 1 + number % 27), dice(SEED, "keluarga", number, month)
        code = _thing("keluarga dua kali" if anew else "keluarga", number)
        listed, made = known.meet("keluarga", code, f"Keluarga {number}, RT 001")
        told: dict[str, Any] = {"pernah": "ya", "keluarga": code, "data_berubah": "tidak"}
        if not listed:
            card = f"6402061203{number:02d}{9000 + number}"
            told = {"pernah": "tidak", "nama_kk": f"Keluarga {number}", "no_kk": card, "rt": "001"}
        poor, aided = often(rng, 0.5), often(rng, 0.5)
        answers = forms.answers(
            "sos_keluarga",
            persetujuan="ya",
            kode_keluarga=code,
            jml_anggota=rng.randint(2, 6),
            kategori="miskin" if poor else "rentan",
            hitung_miskin=poor,
            menerima_bantuan="ya" if aided else "tidak",
            hitung_belum=poor and not aided,
            bantuan_diterima=[{"program": "pkh", "sumber": "apbn"}] if aided else None,
            kebutuhan=rng.choice(NEEDS),
            hitung_keluarga=True,
            nama_keluarga=made.label,
            simpan_posyandu=MAWAR,
            simpan_tanggal=day,
            **told,
        )
        yield sent("sos_keluarga", day, answers, code, makes=made)


def _facilities(forms: Forms, known: Known) -> Iterator[Sent]:
    for number, month in [*((number, 5) for number in range(6)), (0, 11), (3, 11)]:
        code, day = _thing("sarana", number), date(YEAR, month, 3 + number)
        rng = dice(SEED, "sarana", number, month)
        listed, made = known.meet("sarana", code, f"Jalan {number}")
        state, need = rng.choice(DAMAGE), rng.choice(("tidak_ada", "rehab", "beton"))
        answers = forms.answers(
            "pu_sarana",
            pernah="ya" if listed else "tidak",
            sarana=code if listed else None,
            kode_sarana=code,
            jenis_sarana=None if listed else "jalan",
            jenis="jalan",
            nama_lokasi=None if listed else f"Gang {number}",
            kondisi=state,
            hitung_rusak=state != "baik",
            hitung_didata=True,
            jenis_kebutuhan=need,
            hitung_butuh=need != "tidak_ada",
            simpan_posyandu=MAWAR,
        )
        yield sent("pu_sarana", day, answers, code, makes=made)


def _incidents(forms: Forms) -> Iterator[Sent]:
    for number in range(INCIDENTS):
        rng = dice(SEED, "kejadian", number)
        day, kind = date(YEAR, 1 + number * 7 % 12, 4 + number), KINDS[number % len(KINDS)]
        counted = {f"hitung_{one}": kind == one for one in KINDS if one != "angin"}
        answers = forms.answers(
            "tib_kejadian",
            jenis_kejadian=kind,
            tanggal_kejadian=day,
            jam_kejadian="14:30:00.000+08:00",
            lokasi_rt="004",
            uraian="Kejadian karangan untuk uji.",
            hitung_semua=True,
            sumber_info="langsung",
            korban_meninggal=1 if number == 9 else 0,
            korban_luka=rng.randint(0, 3),
            korban_mengungsi=rng.choice((0, 0, 12)),
            rumah_rusak_ringan=rng.randint(0, 4),
            rumah_rusak_sedang=rng.randint(0, 2),
            rumah_rusak_berat=rng.randint(0, 1),
            status="selesai",
            **counted,
        )
        yield sent("tib_kejadian", day, answers, number)


def _others(forms: Forms) -> Iterator[Sent]:
    """Answer proposals, activities, visits of those who guide, and the Posyandu's own profile."""
    for number in range(9):
        kind = ("usulan", "permohonan", "pengaduan")[number % 3]
        asked = {
            "jenis": kind,
            f"hitung_{kind}": True,
            "bidang": "sosial",
            "isi": "Usulan karangan.",
        }
        yield sent("usulan", date(YEAR, 1 + number, 14), forms.answers("usulan", **asked), number)
    for number in range(14):
        rng = dice(SEED, "kegiatan", number)
        told = forms.answers(
            "kegiatan",
            jenis="penyuluhan",
            bidang="kesehatan",
            tema="gizi",
            hitung_kegiatan=True,
            peserta_l=rng.randint(2, 12),
            peserta_p=rng.randint(5, 30),
            peserta_disabilitas=rng.randint(0, 2),
        )
        yield sent("kegiatan", date(YEAR, 1 + number % 12, 17 + number // 12), told, number)
    for number in range(4):
        seen = {"tingkat_pembina": "puskesmas", "hitung_pembinaan": True, "kader_hadir": 5}
        told = forms.answers("pembinaan", **seen, temuan="Register terisi.")
        yield sent("pembinaan", date(YEAR, 2 + 3 * number, 19), told, number)
    sender, day = SENDERS[MAWAR], date(YEAR, 1, 6)
    filled = profil.profile(
        sender.place, _community(), sender, filling_of(day, "profil"), dice(SEED)
    )
    filled.pop(profil.PHOTO, None)
    yield sent("profil", day, filled)


def _community() -> Community:
    return community_of(SENDERS[MAWAR].place, SEED)


def _reports(visits: Iterable[Sent], incidents: Iterable[Sent]) -> Iterator[Sent]:
    """Answer the six reports of each month; of May health reports twice, with other figures."""
    weighed = _weighed(visits)
    happened = Counter((one.period, one.answers["kejadian/jenis_kejadian"]) for one in incidents)
    for month, period in enumerate(MONTHS, start=1):
        for bidang, form_id in FORMS.items():
            status = _status(bidang, month)
            told = {}
            if bidang == "kesehatan":
                told = _skdn({sex: weighed[period, sex] for sex in "LP"})
            if bidang == "trantibumlinmas" and status == ACTIVE:
                # In every third month one fire more is reported than was recorded.
                told = {f"bencana/{one}_jml": happened[period, one] for one in KINDS[:4]}
                told["bencana/kebakaran_jml"] += month % 3 == 0
            behind = 40 if month == 3 else 0
            yield _report(bidang, form_id, period, status, told, behind)
            if month == 5 and bidang == "kesehatan":
                yield _report(bidang, form_id, period, status, {"skdn/balita_k_l": 41}, 2)


def _skdn(weighed: dict[str, int]) -> dict[str, int]:
    found = {f"skdn/balita_s_{sex}": 56 for sex in "lp"} | {
        f"skdn/balita_k_{sex}": 54 for sex in "lp"
    }
    for sex, count in weighed.items():
        found |= {f"skdn/balita_d_{sex.lower()}": count}
        found |= {f"skdn/balita_n_{sex.lower()}": count * 2 // 3}
    return found | {"skdn_hasil/balita_2t": 3, "skdn_hasil/balita_bgm": 2}


def _status(bidang: str, month: int) -> str:
    if bidang == "trantibumlinmas" and month == 1:
        return NOT_BEGUN
    return NOTHING if bidang == "pendidikan" and month in (6, 7) else ACTIVE


def _weighed(visits: Iterable[Sent]) -> Counter[tuple[str, str]]:
    """Answer how many of each sex a kader counts at the scales, some of them twice."""
    found: Counter[tuple[str, str]] = Counter()
    for one in visits:
        if "ukur/bb" in one.answers and one.answers["kepala/kode_posyandu"] == MAWAR:
            found[one.period, one.answers["orang/kelamin_orang"]] += 1
    return found


def _report(
    bidang: str, form_id: str, period: str, status: str, told: dict[str, Any], behind: int
) -> Sent:
    day = date.fromisoformat(f"{period}-26") + timedelta(days=behind)
    filling = filling_of(day, form_id)
    rng, sender = dice(SEED, form_id, period, behind), SENDERS[MAWAR]
    answers = report(bidang, status, period, _community(), sender, filling, rng)
    answers.pop("penutup/foto_register", None)
    answers |= {path: str(value) for path, value in told.items()}
    return Sent(form_id, answers, instance_id(rng), filling.received, None)
