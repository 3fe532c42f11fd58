"""Children of the pilot and their schooling: one who left school, and is on the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.demo import names
from app.demo.instances import Answers, in_group
from app.demo.neighbours import Entry, Neighbourhood, Person

FORM = "pend_anak"
PLAY_AGE = range(3, 7)  # in whole years
TEN_DAYS = timedelta(days=10)


def visits(here: Neighbourhood) -> Iterator[Entry]:
    """Answer the visits at home."""
    for key, sex, years, days, school, where, grade, needs in (
        ("murid SD", "P", 9, 72, "sd", "SD Peragaan Maluhu", "kelas 3", "seragam alat_tulis"),
        ("murid TK", "L", 5, 72, "tk", "TK Peragaan Tunas", "kelompok B", "tidak_ada"),
        ("murid SMA", "P", 16, 41, "sma", "SMA Peragaan Tepian", "kelas 10", "transportasi"),
    ):
        who, day = here.person(key, sex, years), here.ago(days)
        answers = _asked(here, who, school, where, grade) | _needs(needs)
        answers |= in_group("lanjut", rujuk_ke="tidak")
        if school == "tk" and who.age(day) in PLAY_AGE:
            answers |= in_group("sekolah", hitung_paud=1)
        yield _kept(who, day, school, needs, answers)
    left = here.person("anak putus sekolah", "L", 13)
    for days in (66, 23):
        yield _left(here, left, here.ago(days), again=days == 23)


def _asked(
    here: Neighbourhood, who: Person, school: str, where: str | None, grade: str | None
) -> Answers:
    family = who.name.rpartition(" ")[2]
    return in_group(
        "sekolah",
        nama_wali=f"{here.dice('wali', who.key).choice(names.WOMEN)} {family}",
        status_pendidikan=school,
        nama_satuan=where,
        kelas=grade,
        punya_akta="ya",
    )


def _needs(needs: str, aided: str = "tidak") -> Answers:
    asks = {"biaya", "seragam", "alat_tulis"} & set(needs.split())
    return in_group(
        "bantuan", penerima_pip=aided, kebutuhan=needs, hitung_butuh=1 if asks else None
    )


def _left(here: Neighbourhood, who: Person, day: date, *, again: bool) -> Entry:
    """He works on a boat since last year; the PKBM has a place for him."""
    needs = "biaya pendamping" if again else "biaya transportasi"
    answers = (
        _asked(here, who, "putus", None, None)
        | in_group("sekolah", hitung_tidak_sekolah=1)
        | in_group(
            "putus",
            alasan_tidak_sekolah="bekerja",
            tahun_putus=day.year - 1,
            mau_kembali="ya",
            minat_kesetaraan="paket_b",
        )
        | _needs(needs)
        | in_group(
            "lanjut",
            rujuk_ke="pkbm",
            tanggal_tindak_lanjut=day + TEN_DAYS,
            hasil="proses" if again else "belum",
        )
    )
    return _kept(who, day, "putus", needs, answers)


def _kept(who: Person, day: date, school: str, needs: str, answers: Answers) -> Entry:
    """The form keeps on the phone's list how it was, for the next visit."""
    kept = {"simpan_tanggal": str(day), "simpan_status": school, "simpan_kebutuhan": needs}
    return Entry(FORM, day, answers | kept, who)


def with_last_schooling(answers: Answers, before: Answers) -> Answers:
    """Answer a visit's answers with what the list told of the last one."""
    if "pend_tanggal" not in before:
        return answers
    seen = date.fromisoformat(before["pend_tanggal"])
    last = {
        "lalu_tanggal": before["pend_tanggal"],
        "lalu_status": before["pend_status"],
        "lalu_kebutuhan": before["pend_kebutuhan"].replace("_", " "),
    }
    return answers | last | in_group("sekolah", lalu_hari=f"{seen:%d-%m-%Y}")
