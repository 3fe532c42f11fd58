"""A month of education work as the monthly Pendidikan report asks it."""

from __future__ import annotations

from random import Random

from app.demo.community import Community
from app.demo.dice import about, dice, few, often, part, several
from app.demo.instances import Answers, in_group
from app.demo.kesehatan import percent

SCHOOLS = "tk kb sps_pos_paud bkb".split()
PROBLEMS = (
    "Alat permainan edukatif banyak yang sudah rusak.",
    "Guru PAUD baru satu orang untuk dua kelompok.",
    "Anak usia 5 tahun di RT paling ujung belum ada angkutan ke PAUD.",
    "Buku bacaan anak perlu ditambah.",
)
WISHES = ("Balok kayu dan puzzle", "Ayunan dan perosotan", "Alat mewarnai", "Boneka tangan")


def answers(community: Community, rng: Random) -> Answers:
    """Answer the groups of a report with activities."""
    settled = dice(community.key, "pendidikan")
    return (
        _children(community, settled, rng)
        | _school(community, rng)
        | _preschool(settled, rng)
        | _reading(settled, rng)
        | _lessons(settled, rng)
        | in_group("penutup", kendala=rng.choice(PROBLEMS) if often(rng, 0.3) else None)
    )


def _children(community: Community, settled: Random, rng: Random) -> Answers:
    small = round(community.toddlers * 1.3) + rng.randint(-1, 1)
    middle = part(settled, small, 0.52, 0.03)
    attending = part(rng, middle, settled.uniform(0.5, 0.88), 0.02)
    return in_group(
        "anak",
        anak_0_6=small,
        anak_3_6=middle,
        anak_3_6_paud=attending,
        apk_paud=percent(attending, middle),
        anak_5_6_belum_paud=part(rng, middle - attending, 0.4, 0.1),
    )


def _school(community: Community, rng: Random) -> Answers:
    left = few(rng, 0.12)
    return in_group(
        "sekolah",
        anak_7_15=part(rng, community.school_age, 0.72, 0.004),
        anak_7_15_tidak_sekolah=few(rng, 0.6, 3),
        anak_16_18_tidak_sekolah=rng.randint(1, 6),
        putus_sekolah_baru=left,
        kembali_sekolah=few(rng, 0.15),
        usulan_biaya_sekolah=rng.randint(2, 12),
    )


def _preschool(settled: Random, rng: Random) -> Answers:
    joined = often(settled, 0.6)
    return in_group(
        "paud",
        paud_terintegrasi="ya" if joined else "tidak",
        bentuk_paud=several(settled, SCHOOLS, 1, 2) if joined else None,
        pendidik_paud=settled.randint(1, 4) if joined else None,
        hari_paud=rng.randint(8, 20) if joined else None,
    )


def _reading(settled: Random, rng: Random) -> Answers:
    library = settled.choice(("ada_aktif", "ada_aktif", "ada_tidak_aktif", "tidak_ada"))
    books = library != "tidak_ada"
    toys = settled.choice(("baik", "rusak_ringan", "rusak_ringan", "tidak_ada"))
    return in_group(
        "baca",
        perpustakaan=library,
        jml_buku=settled.randint(3, 24) * 10 if books else None,
        pengunjung_baca=about(rng, 30 if library == "ada_aktif" else 3, 0.4) if books else None,
        ape_kondisi=toys,
        ape_jumlah=settled.randint(2, 9) if toys != "tidak_ada" else None,
        ape_butuh=rng.choice(WISHES) if often(rng, 0.4) else None,
    )


def _lessons(settled: Random, rng: Random) -> Answers:
    classes = rng.randint(0, 2)
    return in_group(
        "edukasi",
        literasi_digital=rng.choice((0, 0, 12, 15, 20, 24)),
        parenting_kegiatan=classes,
        parenting_peserta=about(rng, 14 * classes, 0.2) if classes else None,
        internet="ya" if often(settled, 0.55) else "tidak",
    )
