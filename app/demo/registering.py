"""Who and what is on a phone's lists: registered at the first visit, chosen at those that follow."""

from __future__ import annotations

from collections.abc import Mapping
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
EVER = 19_000_101
# What forms keep on the list of people, by property: where they calculate it.
PERSON = {"tanggal_lahir": "orang/lahir_orang", "jenis_kelamin": "orang/kelamin_orang"}
HEALTH = PERSON | {f"kes_{name}": f"simpan_{name}" for name in ("tanggal", "bb", "tb", "rujuk")}
SCHOOL = PERSON | {f"pend_{name}": f"simpan_{name}" for name in ("tanggal", "status", "kebutuhan")}


@dataclass(frozen=True, slots=True)
class Known:
    """What a phone's list tells of somebody or something: as the last form left it, and its version."""

    made: Made
    kept: Answers  # by property: kes_bb ...


@dataclass(frozen=True, slots=True)
class Ages:
    """Whom a form offers from the list: what it takes from its day, 50_000 for five years."""

    oldest: int | None  # None: whoever was born since 1900
    youngest: int


TODDLERS = Ages(5 * YEARS + 200, 0)


def on_list(
    answers: Answers,
    known: Known | None,
    rng: Random,
    *,
    changed: bool = False,
    ages: Ages = TODDLERS,
) -> Answers:
    """Answer a visit's answers with the person registered, or chosen from the list.

    `changed`: of somebody on the list the personal data are asked again.
    """
    entity_id = known.made.entity_id if known else _uuid(rng)
    told = not known or changed
    left = () if told else ASKED_ONCE
    kept = {path: text for path, text in answers.items() if path not in left}
    if known:
        kept.pop(FIRST_TIME, None)
    return (
        kept
        | _person(answers, known, entity_id, rng, told=told, changed=changed)
        | _window(answers, ages)
    )


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _person(
    answers: Answers, known: Known | None, entity_id: str, rng: Random, *, told: bool, changed: bool
) -> Answers:
    born, sex = answers["orang/tanggal_lahir"], answers["orang/jenis_kelamin"]
    fresh = _uuid(rng) if known else entity_id
    return in_group(
        "orang",
        pernah="ya" if known else "tidak",
        warga=entity_id if known else None,
        orang_baru=fresh,
        kode_orang=entity_id,
        lalu_nama=known.made.label if known else None,
        lalu_lahir=known.kept["tanggal_lahir"] if known else None,
        lalu_kelamin=known.kept["jenis_kelamin"] if known else None,
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


def _window(answers: Answers, ages: Ages) -> Answers:
    day = int(answers["kepala/tanggal_kegiatan"].replace("-", ""))
    oldest = EVER if ages.oldest is None else day - ages.oldest
    return {"lahir_dari": str(oldest), "lahir_sampai": str(day - ages.youngest)}


def with_last_visit(answers: Answers, known: Known | None, group: str = "kunjungan") -> Answers:
    """Answer a visit's answers with what the list told of the last one, and what it is told now.

    `group` is where the form asks whether the person came.
    """
    before = known.kept if known else {}
    weight = _counted(answers.get("ukur/bb"))
    length = _counted(answers.get("ukur/pb_tb") or answers.get("ukur/tb"))
    hadir = answers.get(f"{group}/hadir", "")
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
    shown = _shown(before, group) if hadir else {}
    found = answers | {path: text for path, text in last.items() if text} | shown
    if weight or length:
        found |= _measured_again(weight, length, before)
    return found


def _counted(text: str | None) -> str | None:
    """Answer a number as a calculation writes it: 15.0 is 15."""
    return f"{float(text):g}" if text else None


def _shown(before: Answers, group: str) -> Answers:
    seen = before.get("kes_tanggal")
    referred = {"rs": "rumah sakit", "pustu": "puskesmas pembantu"}
    return in_group(
        group,
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


def known_after(answers: Answers, known: Known | None, saves: Mapping[str, str] = HEALTH) -> Known:
    """Answer what the list of people tells once this form was sent."""
    entity_id, label = answers["orang/kode_orang"], answers["orang/nama_daftar"]
    return _known(LIST, entity_id, label, answers, known, saves)


def _known(
    list_name: str,
    entity_id: str,
    label: str,
    answers: Answers,
    known: Known | None,
    saves: Mapping[str, str],
) -> Known:
    version = known.made.version + 1 if known else 0
    fresh = {name: answers[path] for name, path in saves.items() if path in answers}
    return Known(Made(list_name, entity_id, label, version), (known.kept if known else {}) | fresh)


# -- things: houses, families, facilities


@dataclass(frozen=True, slots=True)
class Listing:
    """How a form keeps its things: the list, what it asks once only, and its last group."""

    name: str
    once: tuple[str, ...]  # beginnings of paths
    last: str
    saves: Mapping[str, str]  # by property: where it is asked
    shown: tuple[str, ...]  # properties the form shows in words at the next visit
    read: tuple[str, ...] = ("tanggal_didata",)  # and those it takes as they are


def thing_on_list(
    listing: Listing, answers: Answers, label: str, known: Known | None, rng: Random
) -> Answers:
    """Answer a visit's answers with the thing registered under a label, or chosen from the list."""
    entity_id = known.made.entity_id if known else _uuid(rng)
    kept = {
        path: text
        for path, text in answers.items()
        if not (known and path.startswith(listing.once))
    }
    before = known.kept if known else {}
    named = known.made.label if known else label
    chosen: dict[str, object] = {
        "pernah": "ya" if known else "tidak",
        listing.name: entity_id if known else None,
        "kode_baru": _uuid(rng) if known else entity_id,
        f"kode_{listing.name}": entity_id,
        "lalu_label": named if known else None,
        "data_berubah": "tidak" if known else None,
        **{f"lalu_{name}": before.get(name) for name in listing.read},
        **{f"lalu_{name}": _words(before.get(name)) for name in listing.shown},
    }
    saved = {
        f"nama_{listing.name}": named,
        "simpan_posyandu": answers["kepala/kode_posyandu"],
        "simpan_tanggal": answers["kepala/tanggal_kegiatan"],
    }
    return kept | in_group("pilih", **chosen) | in_group(listing.last, **saved)


def _words(text: str | None) -> str | None:
    return text.replace("_", " ") if text else None


def thing_after(listing: Listing, answers: Answers, known: Known | None) -> Known:
    """Answer what the list tells of a thing once this form was sent."""
    saves = {**listing.saves, "tanggal_didata": f"{listing.last}/simpan_tanggal"}
    entity_id, label = (
        answers[f"pilih/kode_{listing.name}"],
        answers[f"{listing.last}/nama_{listing.name}"],
    )
    return _known(listing.name, entity_id, label, answers, known, saves)
