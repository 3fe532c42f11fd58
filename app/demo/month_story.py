"""The chapters about monthly reports: what a Posyandu says of a bidang and month, and its fate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from app.demo.catatan import months_disasters
from app.demo.community import Community
from app.demo.days import (
    DUE_DAY,
    Filling,
    days_in,
    filling_on,
    first_day,
    opening_day,
    report_day,
)
from app.demo.dice import dice, often
from app.demo.instances import Answers
from app.demo.monthly import ACTIVE, FORMS, NOT_BEGUN, NOTHING, Sender, photo_path, report
from app.demo.neighbours import Neighbourhood
from app.demo.places import DILIGENT, FIRST_PILOT, SELDOM, Reporter
from app.demo.story import (
    GATHERING,
    REGISTER,
    REJECT,
    RETURN,
    Event,
    Photo,
    Sending,
    Stage,
    photo_name,
    senders_of,
    sending,
    verdict,
)

PLAIN = "biasa"
CONFLICT = "bertentangan"  # two kader tell different numbers
EDITED = "diperbaiki"  # the kader sees a slip and sends an edit
RETURNED = "dikembalikan"  # the OPD asks about a slip
ANSWERED = "dijawab"  # and the kader answers with an edit
PRACTICE = "latihan"  # somebody tried the app; rejected
LATE = "terlambat"
SKIPPED = "tidak dikirim"
PHOTO_DRAWINGS = 24
MINUTES = (6, 24)  # to fill a report

# In each bidang a number where a slip of a zero is easy to see, and one two people may count apart.
SLIPS = {
    "kesehatan": ("kejadian/kunjungan_rumah", "Jumlah kunjungan rumah"),
    "pendidikan": ("sekolah/usulan_biaya_sekolah", "Anak yang butuh bantuan sekolah"),
    "pekerjaan_umum": ("sarana/jalan_rusak_m", "Panjang jalan rusak"),
    "perumahan_rakyat": ("lingkungan/gotong_royong", "Jumlah gotong royong"),
    "sosial": ("rentan/anak_yatim", "Jumlah anak yatim"),
    "trantibumlinmas": ("linmas/linmas_aktif", "Anggota Satlinmas aktif"),
}
COUNTED_APART = {
    "kesehatan": ("usia_lain/kb_aktif", "layanan_balita/imunisasi_lengkap_bulan"),
    "pendidikan": ("sekolah/usulan_biaya_sekolah", "edukasi/literasi_digital"),
    "pekerjaan_umum": ("air/kk_air_layak", "sarana/jalan_rusak_m"),
    "perumahan_rakyat": ("rumah/rumah_phbs", "bencana/kk_menumpang"),
    "sosial": ("bantuan/penerima_pkh", "rentan/anak_yatim"),
    "trantibumlinmas": ("linmas/ronda_kali", "siaga/sosialisasi_pencegahan"),
}
# What a visitor of the pilot should find: (order, bidang, months back) -> status and fate.
PILOT: dict[tuple[int, str, int], tuple[str, str]] = {
    (1, "pekerjaan_umum", 0): (ACTIVE, CONFLICT),
    (1, "perumahan_rakyat", 0): (ACTIVE, EDITED),
    (1, "pendidikan", 1): (ACTIVE, ANSWERED),
    (1, "trantibumlinmas", 1): (ACTIVE, LATE),
    (2, "sosial", 0): (NOTHING, PLAIN),
    (2, "pendidikan", 1): (ACTIVE, CONFLICT),
    (2, "perumahan_rakyat", 0): (ACTIVE, RETURNED),
    (3, "trantibumlinmas", 1): (ACTIVE, LATE),
    (3, "kesehatan", 0): (ACTIVE, RETURNED),
    (3, "sosial", 2): (NOTHING, LATE),
    (4, "trantibumlinmas", 0): (NOTHING, PLAIN),
    (4, "trantibumlinmas", 1): (NOTHING, PLAIN),
    (4, "perumahan_rakyat", 2): (NOT_BEGUN, PLAIN),
    (4, "perumahan_rakyat", 3): (NOT_BEGUN, PLAIN),
}


@dataclass(frozen=True, slots=True)
class Report:
    """One monthly report to be told of."""

    stage: Stage
    reporter: Reporter
    community: Community
    bidang: str
    period: str
    status: str
    fate: str

    @property
    def key(self) -> tuple[object, ...]:
        """Answer what tells it from all other reports."""
        return (self.reporter.place.code, self.bidang, self.period)

    @property
    def back(self) -> int:
        """Answer how many months it lies before the running one."""
        return self.stage.back(self.period)


def monthly_story(stage: Stage, reporter: Reporter, community: Community) -> Iterator[Event]:
    """Answer what a Posyandu sends over the months, and what is decided about it."""
    for period in stage.months:
        for bidang in reporter.bidang:
            status, fate = _choose(stage, reporter, bidang, period)
            if fate != SKIPPED:
                yield from _tell(Report(stage, reporter, community, bidang, period, status, fate))


def _choose(stage: Stage, reporter: Reporter, bidang: str, period: str) -> tuple[str, str]:
    place, back = reporter.place, stage.back(period)
    if place.is_pilot:
        return PILOT.get((int(place.code[-3:]), bidang, back), (ACTIVE, PLAIN))
    rng = dice(stage.seed, "nasib", place.code, bidang, period)
    seldom = reporter.habit == SELDOM
    if often(rng, 0.38 if seldom else 0.06):
        return ACTIVE, SKIPPED
    if bidang != "kesehatan" and often(rng, 0.22 if seldom else 0.12):
        return (NOT_BEGUN if often(rng, 0.3) else NOTHING), PLAIN
    if back and often(rng, 0.005):
        return ACTIVE, PRACTICE
    slips = (CONFLICT, EDITED, RETURNED if back < 2 else ANSWERED, ANSWERED)
    return ACTIVE, rng.choice(slips) if often(rng, 0.09) else PLAIN


def _tell(one: Report) -> Iterator[Event]:
    rng = dice(one.stage.seed, "laporan", *one.key)
    senders = senders_of(one.reporter.place, one.stage.seed)
    filling = _filling(one, rng)
    first = _send(one, senders[0], filling, _answers(one, senders[0], filling), "pertama")
    tell = {CONFLICT: _conflict, EDITED: _edited, RETURNED: _returned, ANSWERED: _answered}
    if one.fate in tell:
        yield from tell[one.fate](one, first, senders)
        return
    yield first
    yield from _accepted(one, first)
    if one.fate == PRACTICE:
        yield from _practice(one, senders[0], filling)


def _filling(one: Report, rng: Random) -> Filling:
    community, clock = one.community, one.stage.clock
    opening = None
    if one.bidang == "kesehatan":
        opening = opening_day(one.period, community.opening_week, community.opening_weekday)
    day = report_day(one.period, one.reporter.habit, opening, rng)
    if one.fate == LATE:
        # Filled late in the month, stuck on a phone without signal until after the due day.
        day = first_day(one.period) + timedelta(days=days_in(one.period) - 2)
    elif one.back == 0 and one.reporter.place.is_pilot and opening is None:
        # The pilot has sent this month's by now, however young the month is.
        day = min(day, first_day(one.period) + timedelta(days=rng.randint(0, _day_now(one) - 1)))
    filling = filling_on(day, clock, rng, MINUTES)
    if one.fate == LATE:
        received = filling.end + timedelta(days=DUE_DAY + rng.randint(6, 8), hours=2)
        return Filling(filling.start, filling.end, received)
    if one.reporter.habit == DILIGENT and one.back:
        return _soon(filling)
    return filling


def _soon(filling: Filling) -> Filling:
    return Filling(
        filling.start, filling.end, min(filling.received, filling.end + timedelta(days=1))
    )


def _day_now(one: Report) -> int:
    return max(1, one.stage.clock.until.day - 1)


def _answers(one: Report, sender: Sender, filling: Filling) -> Answers:
    rng = dice(one.stage.seed, "isi", *one.key)
    found = report(one.bidang, one.status, one.period, one.community, sender, filling, rng)
    if one.reporter.place.code == FIRST_PILOT and one.status == ACTIVE:
        found = _agreeing(one, found, filling)
    slip, _label = SLIPS[one.bidang]
    if slip in found and found[slip] == "0":
        found[slip] = "2"  # ten times nothing would be no slip
    if one.fate in {EDITED, RETURNED, ANSWERED} and slip in found:
        found[slip] += "0"
    return found


def _agreeing(one: Report, found: Answers, filling: Filling) -> Answers:
    """The first pilot also records people and incidents one by one: its report tells of these too."""
    if one.bidang == "kesehatan":
        thin = max(1, int(found["ibu/bumil_kek"]))
        return found | {"ibu/bumil_kek": str(thin)}
    if one.bidang != "trantibumlinmas":
        return found
    here = Neighbourhood(one.stage, one.reporter.place, one.community)
    rest = {path: text for path, text in found.items() if not path.startswith("bencana/")}
    return rest | months_disasters(here, one.period, filling.day)


def _send(one: Report, sender: Sender, filling: Filling, answers: Answers, word: str) -> Sending:
    rng = dice(one.stage.seed, "foto", *one.key, word)
    photo = None
    if one.status == ACTIVE and often(rng, 0.9 if one.reporter.place.is_pilot else 0.28):
        scene = REGISTER if one.bidang == "kesehatan" else GATHERING
        photo = Photo(photo_name(filling.end), scene, rng.randrange(PHOTO_DRAWINGS))
        answers = answers | {photo_path(one.bidang): photo.name}
    form_id, key = FORMS[one.bidang], (*one.key, word)
    return sending(one.stage, sender, form_id, answers, filling, key, photo=photo)


def _actor(one: Report) -> str:
    return f"opd.{one.bidang}"


def _accepted(one: Report, about: Sending) -> Iterator[Event]:
    likely = {0: 0.45, 1: 0.6}.get(one.back, 0.85)
    if often(dice(one.stage.seed, "diterima", about.instance_id), likely):
        yield verdict(one.stage, about, _actor(one))


def _corrected(one: Report, first: Sending, sender: Sender, days: float) -> Sending:
    """Answer the edit that takes the slip back."""
    filling = _later(one, first, days)
    slip, _label = SLIPS[one.bidang]
    answers = {**first.answers, **_times(filling), slip: first.answers[slip].removesuffix("0")}
    # A picture goes along unchanged: its file was sent with the first and is not sent again.
    return sending(
        *(one.stage, sender, first.form_id, answers, filling, (*one.key, "perbaikan")),
        photo=first.photo,
        replaces=first.instance_id,
    )


def _later(one: Report, about: Sending, days: float) -> Filling:
    start = about.at + timedelta(days=days)
    end = start + timedelta(minutes=4, seconds=12)
    return Filling(start, end, end + timedelta(minutes=2))


def _times(filling: Filling) -> Answers:
    return {
        "start": filling.start.isoformat(timespec="milliseconds"),
        "end": filling.end.isoformat(timespec="milliseconds"),
    }


def _conflict(one: Report, first: Sending, senders: list[Sender]) -> Iterator[Event]:
    """Another kader reports the same month with other numbers; it waits for a person."""
    rng = dice(one.stage.seed, "berbeda", *one.key)
    filling = _later(one, first, 0.2 if one.back == 0 else rng.uniform(0.3, 1.6))
    second = senders[-1]
    answers = {**first.answers, **_times(filling), "deviceid": second.phone}
    answers["kepala/nama_kader"] = one.reporter.place.kader[-1]
    for path in COUNTED_APART[one.bidang]:
        answers[path] = str(max(0, int(answers[path]) - rng.randint(3, 17)))
    answers.pop(photo_path(one.bidang), None)
    yield first
    yield verdict(one.stage, first, _actor(one))
    yield _send(one, second, filling, answers, "kedua")


def _edited(one: Report, first: Sending, senders: list[Sender]) -> Iterator[Event]:
    edit = _corrected(one, first, senders[0], 0.06)
    yield from (first, edit)
    yield from _accepted(one, edit)


def _returned(one: Report, first: Sending, _senders: list[Sender]) -> Iterator[Event]:
    yield first
    yield verdict(one.stage, first, _actor(one), RETURN, _question(one, first))


def _answered(one: Report, first: Sending, senders: list[Sender]) -> Iterator[Event]:
    asked = verdict(one.stage, first, _actor(one), RETURN, _question(one, first))
    days = (asked.at - first.at) / timedelta(days=1) + 1.1
    edit = _corrected(one, first, senders[0], days)
    yield from (first, asked, edit)
    yield from _accepted(one, edit)


def _question(one: Report, about: Sending) -> str:
    slip, label = SLIPS[one.bidang]
    written = about.answers[slip]
    return (
        f"{label} tertulis {written}, jauh di atas bulan-bulan lain. Apakah yang dimaksud "
        f"{written.removesuffix('0')}? Mohon periksa register lalu kirim perbaikannya."
    )


def _practice(one: Report, sender: Sender, filling: Filling) -> Iterator[Event]:
    """Somebody tries the app with numbers of fancy; the OPD rejects that."""
    before = timedelta(hours=3)
    tried = Filling(filling.start - before, filling.end - before, filling.end - before / 2)
    rng = dice(one.stage.seed, "latihan", *one.key)
    answers = report(one.bidang, ACTIVE, one.period, one.community, sender, tried, rng)
    answers["kepala/nama_kader"] = "Coba Coba"
    answers["penutup/kendala"] = "Ini latihan mengisi di kelas."
    practice = sending(one.stage, sender, FORMS[one.bidang], answers, tried, (*one.key, "latihan"))
    reason = "Kiriman latihan dari kelas kader, bukan laporan bulan ini."
    yield practice
    yield verdict(one.stage, practice, _actor(one), REJECT, reason)
