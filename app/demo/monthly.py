"""The six monthly reports: head, status, and the groups of each bidang."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.demo import kesehatan, pekerjaan_umum, pendidikan, perumahan, sosial, trantibum
from app.demo.community import Community
from app.demo.days import DUE_DAY, Filling, first_day, months_behind
from app.demo.instances import Answers, in_group, stamp
from app.demo.names import phone_number
from app.demo.places import Place

ACTIVE = "ada_kegiatan"
NOTHING = "nihil"
NOT_BEGUN = "belum_berjalan"
FORMS = {
    "kesehatan": "kes_bulanan",
    "pendidikan": "pend_bulanan",
    "pekerjaan_umum": "pu_bulanan",
    "perumahan_rakyat": "pr_bulanan",
    "sosial": "sos_bulanan",
    "trantibumlinmas": "tib_bulanan",
}
WHY_LATE = "sinyal sinyal kader_berhalangan data_belum_lengkap hp_rusak".split()
WHY_NOTHING = "tidak_ada_kejadian tidak_ada_kejadian kader_berhalangan cuaca libur".split()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who fills: a kader of a Posyandu on a phone."""

    place: Place
    kader: str
    phone: str  # what Collect calls itself


def photo_path(bidang: str) -> str:
    """Answer the question of a monthly report that takes a photo."""
    return "penutup/foto_register" if bidang == "kesehatan" else "penutup/foto"


def report(
    bidang: str,
    status: str,
    period: str,
    community: Community,
    sender: Sender,
    filling: Filling,
    rng: Random,
) -> Answers:
    """Answer a whole monthly report; without activities only the reason is asked."""
    found = meta(sender, filling) | _head(period, sender, filling, rng)
    found["status_laporan"] = status
    if status == NOTHING:
        found["alasan_nihil"] = rng.choice(WHY_NOTHING)
    if status == ACTIVE:
        found |= _groups(bidang, period, community, rng)
    return found


def meta(sender: Sender, filling: Filling) -> Answers:
    """Answer what Collect writes by itself at the top of a form."""
    return {
        "start": stamp(filling.start),
        "end": stamp(filling.end),
        "deviceid": sender.phone,
    }


def place_of(sender: Sender, rng: Random) -> Answers:
    """Answer where and by whom a form is filled, as every form's head asks."""
    place = sender.place
    return in_group(
        "kepala",
        kode_kecamatan=place.desa.kecamatan,
        kode_desa=place.desa.code,
        kode_posyandu=place.code,
        nama_kader=sender.kader,
        no_hp_kader=phone_number(rng) if rng.random() < 0.7 else None,
    )


def _head(period: str, sender: Sender, filling: Filling, rng: Random) -> Answers:
    behind = months_behind(period, filling.day)
    late = behind > 1 or (behind == 1 and filling.day.day > DUE_DAY)
    return place_of(sender, rng) | in_group(
        "kepala",
        periode=first_day(period),
        bulan_lewat=behind,
        alasan_terlambat=rng.choice(WHY_LATE) if late else None,
    )


def _groups(bidang: str, period: str, community: Community, rng: Random) -> Answers:
    if bidang == "kesehatan":
        return kesehatan.answers(community, first_day(period).month, rng)
    others = {
        "pendidikan": pendidikan.answers,
        "pekerjaan_umum": pekerjaan_umum.answers,
        "perumahan_rakyat": perumahan.answers,
        "sosial": sosial.answers,
        "trantibumlinmas": trantibum.answers,
    }
    return others[bidang](community, rng)
