"""Random lives of an installation: chains of edits and reviews, interleaved at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

import pytest

from app.merge import service
from tests.integration.merge.installation import PLACES, Answers, Sent, Twin

MONTHS = ("2026-09", "2026-10")
PEOPLE = ("Ani", "Budi", "Citra")
REVIEWS = ("terima", "kembalikan", "tolak")

Act = Sent | tuple[str, str]  # a submission that arrives, or (instanceID, decision)
Chain = list[Act]


def chains(dice: random.Random, most: int = 12) -> list[Chain]:
    """What happens, by submission: it arrives, is reviewed, is edited, the edit is reviewed."""
    return [_chain(dice, number) for number in range(dice.randint(3, most))]


def _chain(dice: random.Random, number: int) -> Chain:
    first = _sent(dice, f"uuid:{number}-a", dice.choice(tuple(POOLS)))
    chain: Chain = [first, *_reviews(dice, first)]
    if dice.random() < 0.3:
        edit = Sent(
            f"uuid:{number}-b",
            first.form_id,
            first.posyandu,
            first.day,
            _answers(dice, first.form_id),
            replaces=first.instance_id,
        )
        chain += [edit, *_reviews(dice, edit), *_reviews(dice, first)]
    return chain


def _reviews(dice: random.Random, sent: Sent) -> list[Act]:
    count = dice.choice((0, 0, 1, 1, 2))
    return [(sent.instance_id, dice.choice(REVIEWS)) for _ in range(count)]


def _sent(dice: random.Random, instance_id: str, form_id: str) -> Sent:
    far = dice.random() < 0.05
    day = "2031-01-05" if far else f"{dice.choice(MONTHS)}-{dice.randint(1, 5):02d}"
    return Sent(instance_id, form_id, dice.choice(PLACES), day, _answers(dice, form_id))


def _answers(dice: random.Random, form_id: str) -> Answers:
    pool = POOLS[form_id](dice)
    return {path: text for path, text in pool.items() if text and dice.random() < 0.9}


def _monthly(dice: random.Random) -> Answers:
    return {
        "status_laporan": dice.choice(("ada_kegiatan", "nihil")),
        "ibu/bumil_sasaran": dice.choice("345"),
        "layanan_balita/pmt_sumber": dice.choice(("apbn", "apbn swadaya")),
        "penutup/kendala": dice.choice(("", "hujan")),
        "penutup/foto_register": dice.choice(("", "foto.jpg")),
    }


def _learning(dice: random.Random) -> Answers:
    return {
        "status_laporan": "ada_kegiatan",
        "paud/bentuk_paud": dice.choice(("tk", "tk kb", "bkb")),
    }


def _about(dice: random.Random) -> Answers:
    return {
        "identitas/tahun_berdiri": dice.choice(("1998", "1998", "2001")),
        "jadwal/jam_buka": dice.choice(("08:00:00", "09:00:00")),
        "dana/dana_operasional": dice.choice(("1500000", "1500000.50")),
    }


def _visit(dice: random.Random) -> Answers:
    person = dice.randrange(len(PEOPLE))
    return {
        "orang/persetujuan": "ya",
        "orang/nama": dice.choice((PEOPLE[person], PEOPLE[person].upper(), "")),
        "orang/nik": dice.choice((f"640206120424000{person}" if person else "", "")),
        "orang/no_kk": dice.choice((f"640206010101000{person // 2 + 1}", "")),
        "orang/tanggal_lahir": "2024-04-12",
        "orang/jenis_kelamin": dice.choice("LP"),
        "ukur/bb": dice.choice(("9.4", "9.40", "10.1")),
        "ukur/lila": dice.choice(("", "11.4", "12")),
        "ukur/hitung_ditimbang": dice.choice(("", "1")),
        "makan/pmt_porsi": dice.choice("012"),
        "layanan/imunisasi": dice.choice(("bcg", "bcg hb0")),
    }


POOLS: dict[str, Callable[[random.Random], Answers]] = {
    "kes_bulanan": _monthly,
    "kes_balita": _visit,
    "pend_bulanan": _learning,
    "profil": _about,
}


def live_out(
    twin: Twin, told: Iterable[Chain], dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let everything happen, chains interleaved at random, with repeats, the worker now and then."""
    waiting = [list(chain) for chain in told]
    seen: list[Sent] = []
    while any(waiting):
        chain = dice.choice([chain for chain in waiting if chain])
        act = chain.pop(0)
        _do(twin, act)
        if isinstance(act, Sent):
            seen.append(act)
        if dice.random() < 0.25:
            twin.receive(dice.choice(seen)) if seen else None
        if dice.random() < 0.25:
            work(twin, dice, monkeypatch)
    work(twin, dice, monkeypatch)


def _do(twin: Twin, act: Act) -> None:
    if isinstance(act, Sent):
        twin.receive(act)
    else:
        twin.review(*act)


def work(twin: Twin, dice: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker finish, in batches of some size."""
    monkeypatch.setattr(service, "BATCH", dice.choice((1, 2, 5, 60)))
    twin.run_pending()


CHOICES: Sequence[tuple[str, str, Callable[[random.Random], object]]] = (
    ("kes.bumil_sasaran", "2026-10", lambda dice: dice.choice((3, 4, 5))),
    ("umum.tahun_berdiri", "", lambda dice: dice.choice((1998, 2001))),
    ("umum.jam_buka", "", lambda dice: dice.choice(("08:00:00", "09:00:00"))),
    ("pend.bentuk_paud", "", lambda dice: dice.sample(("tk", "kb", "bkb"), 2)),
)


def choose_some(twin: Twin, dice: random.Random) -> None:
    """Let a reviewer choose a few values."""
    for _ in range(dice.randint(0, 3)):
        field, period, chosen = dice.choice(CHOICES)
        twin.choose(dice.choice(PLACES), field, period, chosen(dice))
