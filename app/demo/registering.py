"""A person on a phone's list: registered at the first visit, chosen from it at those that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from app.demo.instances import Answers, Made, in_group

LIST = "orang"
ABSENT = "tidak_hadir"
# What is asked of a person once, and again only where something changed.
ASKED_ONCE = (
    *("orang/persetujuan_dari", "orang/nama", "orang/nik", "orang/alasan_tanpa_nik"),
    *("orang/no_kk", "orang/jenis_kelamin", "orang/tanggal_lahir"),
    *("orang/tanggal_lahir_perkiraan", "orang/rt", "orang/alamat", "orang/disabilitas"),
    "orang/jkn",
)
FIRST_TIME = "kunjungan/baru_dicatat"
YEARS = 10_000  # in a day written as one number, 20261123


@dataclass(frozen=True, slots=True)
class Known:
    """What a phone's list tells of a person: as the last form left it, and its version there."""

    made: Made
    born: str
    sex: str
    kept: Answers  # by property: kes_bb ...


def on_list(answers: Answers, known: Known | None, rng: Random, *, changed: bool) -> Answers:
    """Answer a visit's answers with the person registered, or chosen from the list.

    `changed`: of somebody on the list the personal data are asked again.
    """
    entity_id = known.made.entity_id if known else str(UUID(int=rng.getrandbits(128), version=4))
    told = not known or changed
    left = () if told else ASKED_ONCE
    kept = {path: text for path, text in answers.items() if path not in left}
    if known:
        kept.pop(FIRST_TIME, None)
    return (
        kept
        | _person(answers, known, entity_id, rng, told=told, changed=changed)
        | _window(answers)
    )


def _person(
    answers: Answers, known: Known | None, entity_id: str, rng: Random, *, told: bool, changed: bool
) -> Answers:
    born, sex = answers["orang/tanggal_lahir"], answers["orang/jenis_kelamin"]
    fresh = str(UUID(int=rng.getrandbits(128), version=4)) if known else entity_id
    return in_group(
        "orang",
        pernah="ya" if known else "tidak",
        warga=entity_id if known else None,
        orang_baru=fresh,
        kode_orang=entity_id,
        lalu_nama=known.made.label if known else None,
        lalu_lahir=known.born if known else None,
        lalu_kelamin=known.sex if known else None,
        data_berubah=("ya" if changed else "tidak") if known else None,
        isi_diri="ya" if told else None,
        lahir_orang=born,
        kelamin_orang=sex,
        nama_daftar=_label(answers),
        simpan_posyandu=answers["kepala/kode_posyandu"],
    )


def _label(answers: Answers) -> str:
    born = date.fromisoformat(answers["orang/tanggal_lahir"])
    return f"{answers['orang/nama']}, lahir {born:%d-%m-%Y}"


def _window(answers: Answers) -> Answers:
    day = int(answers["kepala/tanggal_kegiatan"].replace("-", ""))
    return {"lahir_dari": str(day - 5 * YEARS - 200), "lahir_sampai": str(day)}


def with_last_visit(answers: Answers, known: Known | None) -> Answers:
    """Answer a visit's answers with what the list told of the last one, and what it is told now."""
    before = known.kept if known else {}
    weight, length = (_counted(answers.get(path)) for path in ("ukur/bb", "ukur/pb_tb"))
    hadir = answers.get("kunjungan/hadir", "")
    last = {
        "lalu_tanggal": before.get("kes_tanggal"),
        "lalu_bb": before.get("kes_bb"),
        "lalu_tb": before.get("kes_tb"),
        "lalu_rujuk": before.get("kes_rujuk"),
        "simpan_tanggal": answers["kepala/tanggal_kegiatan"]
        if hadir not in {"", ABSENT}
        else before.get("kes_tanggal"),
        "simpan_bb": weight or before.get("kes_bb"),
        "simpan_tb": length or before.get("kes_tb"),
        "simpan_rujuk": answers.get("sehat/rujuk") or before.get("kes_rujuk"),
    }
    shown = _shown(before) if hadir else {}
    found = answers | {path: text for path, text in last.items() if text} | shown
    if weight or length:
        found |= _measured_again(weight, length, before)
    return found


def _counted(text: str | None) -> str | None:
    """Answer a number as a calculation writes it: 15.0 is 15."""
    return f"{float(text):g}" if text else None


def _shown(before: Answers) -> Answers:
    seen = before.get("kes_tanggal")
    referred = {"rs": "rumah sakit", "pustu": "puskesmas pembantu"}
    return in_group(
        "kunjungan",
        lalu_hari=f"{date.fromisoformat(seen):%d-%m-%Y}" if seen else None,
        lalu_bb_kata=f"{before['kes_bb']} kg" if "kes_bb" in before else "–",
        lalu_tb_kata=f"{before['kes_tb']} cm" if "kes_tb" in before else "–",
        lalu_rujuk_kata=referred.get(before.get("kes_rujuk", ""), "puskesmas"),
    )


def _measured_again(weight: str | None, length: str | None, before: Answers) -> Answers:
    """What is far from the last visit is confirmed: a kader in the demo never weighs again."""
    heavy, tall = before.get("kes_bb"), before.get("kes_tb")
    differs = weight and heavy and not 0.8 <= float(weight) / float(heavy) <= 1.2
    shorter = length and tall and float(length) < float(tall) - 1
    return in_group(
        "ukur",
        tinggi=length,
        yakin_bb="belum" if differs else None,
        yakin_tb="belum" if shorter else None,
    )


def known_after(answers: Answers, known: Known | None, born: str, sex: str) -> Known:
    """Answer what the list tells once this form was sent."""
    saved = {
        "kes_tanggal": answers.get("simpan_tanggal"),
        "kes_bb": answers.get("simpan_bb"),
        "kes_tb": answers.get("simpan_tb"),
        "kes_rujuk": answers.get("simpan_rujuk"),
    }
    made = Made(
        LIST,
        answers["orang/kode_orang"],
        answers["orang/nama_daftar"],
        known.made.version + 1 if known else 0,
    )
    return Known(made, born, sex, {name: text for name, text in saved.items() if text})
