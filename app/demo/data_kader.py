"""The kader of the pilot on the form about them: tasks, the 25 skills, training."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo import names
from app.demo.instances import Answers, in_group
from app.demo.neighbours import Entry, Neighbourhood, Person

FORM = "kader"
SKILLS = (  # group of skills, its first and last
    *(("cakap_pengelolaan", 1, 4), ("cakap_balita", 5, 12), ("cakap_ibu", 13, 17)),
    *(("cakap_remaja", 18, 20), ("cakap_dewasa", 21, 25)),
)
EVERY = 25
POSTS = (  # post, bidang, how many of the 25 skills, schooling
    ("ketua_kesehatan", "kesehatan", 23, "diploma"),
    ("sekretaris", "umum", 19, "sma"),
    ("ketua_pendidikan", "pendidikan", 15, "sarjana"),
    ("ketua_pekerjaan_umum", "pekerjaan_umum perumahan_rakyat", 12, "sma"),
    ("ketua_sosial", "sosial trantibumlinmas", 12, "smp"),
    ("bendahara", "umum", 9, "sma"),
    ("anggota", "kesehatan", 6, "smp"),
    ("anggota", "kesehatan", 4, "sd"),
    ("anggota", "kesehatan", 0, "sma"),
)
TRAINING = "Orientasi Posyandu 6 SPM (peragaan)"


def entries(here: Neighbourhood) -> Iterator[Entry]:
    """Answer every active kader once, and the first again after an assessment of all skills."""
    known = here.place.kader
    for order, post in enumerate(POSTS[: here.community.kader]):
        name = known[order] if order < len(known) else ""
        sex = "L" if name.partition(" ")[0] in names.MEN else "P"
        who = here.person(f"kader {order}", sex, 26 + 4 * order, name)
        yield _asked(here, who, post, here.ago(84 - order), order)
        if order == 0:
            yield _asked(here, who, (*post[:2], EVERY, post[3]), here.ago(20), order)


def _asked(
    here: Neighbourhood, who: Person, post: tuple[str, str, int, str], day: date, order: int
) -> Entry:
    place, bidang, skills, school = post
    rng = here.dice("kader", who.key)
    decree = date(day.year - 1, 2, 16)
    trained = order < 3 and skills < EVERY
    answers = (
        in_group(
            "tugas",
            status_kader="aktif",
            hitung_aktif=1,
            jabatan=place,
            bidang_kader=bidang,
            mulai=date(day.year - rng.randint(2, 14), rng.randint(1, 12), 5),
            sk_nomor=f"{rng.randint(1, 90):03d}/SK-PERAGAAN/{decree.year}",
            sk_tanggal=decree,
        )
        | in_group(
            "kesejahteraan",
            pendidikan=school,
            bpjs_tk="ya" if order < 5 else "tidak",
            insentif=200_000,
            sumber_insentif="apbd_kab",
        )
        | _assessment(here, skills, day)
        | in_group("latihan", ada_pelatihan="ya" if trained else "tidak")
    )
    if trained:
        answers["pelatihan"] = [
            in_group(
                "pelatihan",
                nama_pelatihan=TRAINING,
                tahun_pelatihan=day.year - 1,
                penyelenggara_pelatihan="Dinas Kesehatan",
            )
        ]
    return Entry(FORM, day, answers, who)


def _assessment(here: Neighbourhood, skills: int, day: date) -> Answers:
    if not skills:
        return in_group("penilaian", dinilai="tidak")
    mastered = {
        group: " ".join(f"k{skill}" for skill in range(first, min(last, skills) + 1)) or None
        for group, first, last in SKILLS
    }
    assessor = f"Bidan {here.dice('penilai').choice(names.WOMEN)}, puskesmas (peragaan)"
    return in_group("penilaian", dinilai="ya", tanggal_dinilai=day, penilai=assessor) | in_group(
        "cakap", **mastered
    )
