"""Referrals from one agency to another: what they may be about, and how they stand. Pure.

How a referral stands is the fold of its steps; a step that was taken back is as if it had never been.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.access import Reach
from app.registry.bidang import ALL
from app.review.queue import SATURDAY

WAITING, WORKED_ON, ASKED = "menunggu", "dikerjakan", "perlu_keterangan"
DONE, UNABLE, WITHDRAWN = "selesai", "tidak_dapat", "ditarik"
STATES: Mapping[str, str] = {
    WAITING: "Menunggu diambil",
    WORKED_ON: "Sedang dikerjakan",
    ASKED: "Perlu keterangan pengirim",
    DONE: "Selesai",
    UNABLE: "Tidak dapat dilayani",
    WITHDRAWN: "Ditarik pengirim",
}
OPEN = frozenset({WAITING, WORKED_ON, ASKED})

SENDER, RECEIVER = "pengirim", "penerima"
# Whose turn it is: who is reminded of it.
TURN: Mapping[str, str] = {WAITING: RECEIVER, WORKED_ON: RECEIVER, ASKED: SENDER}

MADE, TAKEN, LEFT, QUESTION, ANSWER = "rujuk", "ambil", "lepas", "tanya", "jawab"
UNDONE = "batal"
SUBMISSION, VALUE, ENTITY, PERSON = "kiriman", "nilai", "sasaran", "orang"

USUAL_DAYS = 10  # working days an answer may take, unless the sender says otherwise
LONGEST_DAYS = 366
OTHER = "lain"

# What one agency asks of another. A title is chosen, never typed, so that it names nobody.
MATTERS: Mapping[str, Mapping[str, str]] = {
    "kesehatan": {
        "gizi_anak": "Anak perlu pemeriksaan gizi atau tumbuh kembang",
        "ibu": "Ibu hamil atau nifas perlu pemeriksaan",
        "sakit": "Warga perlu pemeriksaan kesehatan",
        "jiwa": "Warga perlu layanan kesehatan jiwa",
    },
    "pendidikan": {
        "tidak_sekolah": "Anak tidak bersekolah",
        "paud": "Anak usia dini belum mengikuti PAUD",
    },
    "pekerjaan_umum": {
        "air_minum": "Rumah tangga tanpa air minum layak",
        "jamban": "Rumah tangga tanpa jamban layak",
        "lingkungan": "Saluran atau jalan lingkungan rusak",
    },
    "perumahan_rakyat": {
        "rtlh": "Rumah tidak layak huni",
        "rumah_bencana": "Rumah rusak karena bencana",
    },
    "sosial": {
        "bantuan": "Keluarga miskin belum menerima bantuan",
        "pendampingan": "Lansia atau penyandang disabilitas perlu pendampingan",
        "pelindungan": "Perempuan atau anak perlu pelindungan",
    },
    "trantibumlinmas": {
        "ketertiban": "Gangguan ketenteraman atau ketertiban",
        "rawan_bencana": "Tempat rawan bencana atau kebakaran",
    },
    "umum": {
        "kependudukan": "Warga belum memiliki dokumen kependudukan",
        "posyandu": "Sarana atau pengurus Posyandu",
    },
}


@dataclass(frozen=True, slots=True)
class Act:
    """A step somebody may take: its button, whose, from which states it leads where, and its words."""

    label: str
    side: str
    on: frozenset[str]
    leads: str
    words: str = ""  # the label of what must be written with it
    sends: str = ""  # the button under those words
    holder_only: bool = False
    told: str = ""


ACTS: Mapping[str, Act] = {
    TAKEN: Act(
        "Ambil rujukan",
        RECEIVER,
        frozenset({WAITING}),
        WORKED_ON,
        told="Rujukan ini sekarang Anda kerjakan.",
    ),
    DONE: Act(
        "Jawab: selesai",
        RECEIVER,
        frozenset({WORKED_ON}),
        DONE,
        "Apa yang sudah dilakukan",
        "Catat selesai",
        holder_only=True,
        told="Jawaban tercatat. Pengirim melihat rujukan ini selesai.",
    ),
    UNABLE: Act(
        "Jawab: tidak dapat",
        RECEIVER,
        frozenset({WORKED_ON}),
        UNABLE,
        "Mengapa tidak dapat, dan siapa yang dapat",
        "Catat tidak dapat",
        holder_only=True,
        told="Jawaban tercatat. Pengirim melihat sebabnya.",
    ),
    QUESTION: Act(
        "Minta keterangan",
        RECEIVER,
        frozenset({WORKED_ON}),
        ASKED,
        "Keterangan apa yang diperlukan",
        "Kirim pertanyaan",
        holder_only=True,
        told="Pertanyaan tercatat. Rujukan menunggu pengirim.",
    ),
    LEFT: Act(
        "Lepaskan",
        RECEIVER,
        frozenset({WORKED_ON, ASKED}),
        WAITING,
        "Mengapa dilepas",
        "Lepaskan",
        told="Rujukan dilepas dan dapat diambil petugas lain.",
    ),
    ANSWER: Act(
        "Beri keterangan",
        SENDER,
        frozenset({ASKED}),
        WORKED_ON,
        "Keterangan",
        "Kirim keterangan",
        told="Keterangan tercatat. Penerima melanjutkan rujukan ini.",
    ),
    WITHDRAWN: Act(
        "Tarik rujukan",
        SENDER,
        OPEN,
        WITHDRAWN,
        "Mengapa ditarik",
        "Tarik rujukan",
        told="Rujukan ditarik. Anda dapat membatalkan penarikan ini.",
    ),
}
SAID: Mapping[str, str] = {
    MADE: "merujuk",
    TAKEN: "mengambil rujukan",
    LEFT: "melepas rujukan",
    QUESTION: "meminta keterangan",
    ANSWER: "memberi keterangan",
    DONE: "menjawab: selesai",
    UNABLE: "menjawab: tidak dapat dilayani",
    WITHDRAWN: "menarik rujukan",
    UNDONE: "membatalkan langkah terakhir",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a referral's log: its number, what, by whom on whose side, and what it takes back."""

    number: int
    kind: str
    actor: str
    side: str
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a referral stands: its state, who works on it, and the newest step."""

    state: str
    holder: str
    last: int


def standing_of(steps: Iterable[Step]) -> Standing:
    """Answer how a referral stands by its steps."""
    every = sorted(steps, key=lambda one: one.number)
    state, holder = WAITING, ""
    for step in in_force(every):
        state = ACTS[step.kind].leads if step.kind in ACTS else state
        if step.kind in {TAKEN, LEFT}:
            holder = step.actor if step.kind == TAKEN else ""
    return Standing(state, holder, every[-1].number if every else 0)


def in_force(steps: Sequence[Step]) -> list[Step]:
    """Answer the steps nobody took back."""
    undone = {one.undoes for one in steps}
    return [one for one in steps if one.kind != UNDONE and one.number not in undone]


def undoable(steps: Sequence[Step], sides: Collection[str]) -> int | None:
    """Answer the newest step in force, where one of these sides took it; that it was referred stays."""
    newest = in_force(steps)[-1]
    return newest.number if newest.kind != MADE and newest.side in sides else None


def acts_open(
    standing: Standing,
    sides: Collection[str],
    name: str,
    *,
    leads: bool,
    is_sent: bool = True,
) -> list[str]:
    """Answer what somebody on these sides may do now; `leads`: also in the place of who works on it.

    Where nobody sent it, nobody can be asked.
    """
    return [
        kind
        for kind, act in ACTS.items()
        if standing.state in act.on
        and (is_sent or act.leads != ASKED)
        and act.side in sides
        and (leads or not act.holder_only or standing.holder == name)
    ]


def sides_of(reaches: Iterable[Reach], place: str, sender: str, receiver: str) -> frozenset[str]:
    """Answer on which sides of a referral these reaches stand."""
    held = tuple(reaches)
    both = ((SENDER, sender), (RECEIVER, receiver))
    return frozenset(
        side for side, bidang in both if bidang and any(r.holds(place, bidang) for r in held)
    )


def matter_words(bidang: str, matter: str) -> str | None:
    """Answer the title of a matter an agency may be asked about, or None."""
    if matter == OTHER:
        return "Hal lain, lihat alasannya"
    return MATTERS.get(bidang, {}).get(matter)


def matters_but(bidang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Answer what may be referred from a bidang, by the receiving one."""
    return [
        (one.key, [*MATTERS[one.key].items(), (OTHER, "Hal lain, lihat alasannya")])
        for one in ALL
        if one.key != bidang
    ]


def workday_from(day: date, holidays: Collection[date]) -> date:
    """Answer the day itself, or the next one on which people work."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def after_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """Answer the day by which so many working days have passed after a day."""
    for _ in range(count):
        day = workday_from(day + timedelta(days=1), holidays)
    return day
