"""Random lives of an installation: chains of edits and reviews, interleaved at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from app.merge import service
from tests.integration.merge.installation import PLACES, Answers, Sent, Twin

MONTHS = ("2026-09", "2026-10")
PEOPLE = ("Ani", "Budi", "Citra")
SOUNDS = ("", "sari", "wangi", "tono", "mega", "rahayu", "kusuma", "lestari", "putra", "dewi")
REVIEWS = ("terima", "kembalikan", "tolak")

Act = Sent | tuple[str, str]  # a submission that arrives, or (instanceID, decision)
UNDONE = "!"  # after a decision: taken back at once
Chain = list[Act]
Worker = Callable[[Twin, random.Random, pytest.MonkeyPatch], None]  # does all that is due


@dataclass(frozen=True, slots=True)
class World:
    """Some Posyandu and their people, who have nothing to do with those of another number."""

    places: Sequence[str] = PLACES
    number: int = 0
    forms: Sequence[str] = ()  # all there are

    def instance_id(self, number: int, edit: str) -> str:
        """Name a submission."""
        return f"uuid:{self.number}-{number}-{edit}"

    def person(self, which: int) -> tuple[str, str, str, str]:
        """Answer (name, NIK, family card, birth date) of one of the people; the first has no NIK."""
        serial = self.number * len(PEOPLE) + which
        born = date(2024, 4, 12) - timedelta(days=self.number % 300)
        name = f"{PEOPLE[which]} {SOUNDS[self.number // 10 % 10]}{SOUNDS[self.number % 10]}".strip()
        nik = f"640206120424{serial:04d}" if which else ""
        family = f"640206010101{self.number * 2 + which // 2 + 1:04d}"
        return name, nik, family, born.isoformat()


WORLD = World()


def chains(
    dice: random.Random, most: int = 12, least: int = 3, world: World = WORLD
) -> list[Chain]:
    """What happens, by submission: it arrives, is reviewed, is edited, the edit is reviewed."""
    return [_chain(dice, number, world) for number in range(dice.randint(least, most))]


def _chain(dice: random.Random, number: int, world: World) -> Chain:
    first = _sent(
        dice, world.instance_id(number, "a"), dice.choice(world.forms or tuple(POOLS)), world
    )
    chain: Chain = [first, *_reviews(dice, first)]
    if dice.random() < 0.3:
        edit = Sent(
            world.instance_id(number, "b"),
            first.form_id,
            first.posyandu if dice.random() < 0.8 else dice.choice(world.places),
            first.day if dice.random() < 0.8 else _day(dice),
            _answers(dice, first.form_id, world),
            replaces=first.instance_id,
        )
        chain += [edit, *_reviews(dice, edit), *_reviews(dice, first)]
    return chain


def _reviews(dice: random.Random, sent: Sent) -> list[Act]:
    count = dice.choice((0, 0, 1, 1, 2))
    undone = ("", "", "", "", "", UNDONE)
    return [(sent.instance_id, dice.choice(REVIEWS) + dice.choice(undone)) for _ in range(count)]


def _day(dice: random.Random) -> str:
    far = dice.random() < 0.05
    return "2031-01-05" if far else f"{dice.choice(MONTHS)}-{dice.randint(1, 5):02d}"


def _sent(dice: random.Random, instance_id: str, form_id: str, world: World) -> Sent:
    place, day = dice.choice(world.places), _day(dice)
    return Sent(instance_id, form_id, place, day, _answers(dice, form_id, world))


def _answers(dice: random.Random, form_id: str, world: World) -> Answers:
    pool = POOLS[form_id](dice, world)
    return {path: text for path, text in pool.items() if text and dice.random() < 0.9}


def _monthly(dice: random.Random, _world: World) -> Answers:
    return {
        "status_laporan": dice.choice(("ada_kegiatan", "nihil")),
        "ibu/bumil_sasaran": dice.choice("345"),
        "layanan_balita/pmt_sumber": dice.choice(("apbn", "apbn swadaya")),
        "penutup/kendala": dice.choice(("", "hujan")),
        "penutup/foto_register": dice.choice(("", "foto.jpg")),
    }


def _learning(dice: random.Random, _world: World) -> Answers:
    return {
        "status_laporan": "ada_kegiatan",
        "paud/bentuk_paud": dice.choice(("tk", "tk kb", "bkb")),
    }


def _about(dice: random.Random, _world: World) -> Answers:
    return {
        "identitas/tahun_berdiri": dice.choice(("1998", "1998", "2001")),
        "jadwal/jam_buka": dice.choice(("08:00:00", "09:00:00")),
        "dana/dana_operasional": dice.choice(("1500000", "1500000.50")),
    }


def _visit(dice: random.Random, world: World) -> Answers:
    name, nik, family, born = world.person(dice.randrange(len(PEOPLE)))
    return {
        "orang/persetujuan": "ya",
        "orang/nama": dice.choice((name, name.upper(), "")),
        "orang/nik": dice.choice((nik, "")),
        "orang/no_kk": dice.choice((family, "")),
        "orang/tanggal_lahir": born,
        "orang/jenis_kelamin": dice.choice("LP"),
        "ukur/bb": dice.choice(("9.4", "9.40", "10.1")),
        "ukur/lila": dice.choice(("", "11.4", "12")),
        "ukur/hitung_ditimbang": dice.choice(("", "1")),
        "makan/pmt_porsi": dice.choice("012"),
        "layanan/imunisasi": dice.choice(("bcg", "bcg hb0")),
    }


POOLS: dict[str, Callable[[random.Random, World], Answers]] = {
    "kes_bulanan": _monthly,
    "kes_balita": _visit,
    "pend_bulanan": _learning,
    "profil": _about,
}


def live_out(
    twin: Twin,
    told: Iterable[Chain],
    dice: random.Random,
    monkeypatch: pytest.MonkeyPatch,
    worker: Worker | None = None,
    often: float = 0.25,
) -> None:
    """Let everything happen, chains interleaved at random, with repeats, the worker now and then.

    `often`: the part of all acts after which the worker comes round.
    """
    worker = worker or work
    waiting = [list(chain) for chain in told]
    seen: list[Sent] = []
    while any(waiting):
        chain = dice.choice([chain for chain in waiting if chain])
        act = chain.pop(0)
        _do(twin, act, dice)
        if isinstance(act, Sent):
            seen.append(act)
        if dice.random() < 0.1:
            twin.receive(dice.choice(seen)) if seen else None
        if dice.random() < often:
            worker(twin, dice, monkeypatch)
    worker(twin, dice, monkeypatch)


def _do(twin: Twin, act: Act, dice: random.Random) -> None:
    if isinstance(act, Sent):
        twin.receive(act)
    elif act[1].endswith(UNDONE):
        twin.review_and_undo(act[0], act[1].removesuffix(UNDONE))
    else:
        twin.review(*act, at_once=dice.random() < 0.2)


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


def choose_some(twin: Twin, dice: random.Random, places: Sequence[str] = PLACES) -> None:
    """Let a reviewer choose a few values."""
    for _ in range(dice.randint(0, 3)):
        field, period, chosen = dice.choice(CHOICES)
        choose = twin.choose if dice.random() < 0.75 else twin.choose_and_undo
        choose(dice.choice(places), field, period, chosen(dice))
