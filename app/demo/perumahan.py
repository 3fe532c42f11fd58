"""A month of housing work as the monthly Perumahan Rakyat report asks it."""

from __future__ import annotations

from random import Random

from app.demo.community import Community
from app.demo.dice import about, dice, few, often, part, several
from app.demo.instances import Answers, in_group
from app.demo.kesehatan import percent

CROPS = "sayur cabai_tomat toga buah ikan_kolam ternak".split()
PROBLEMS = (
    "Warga menanyakan syarat bantuan bedah rumah.",
    "Papan lantai rumah panggung di tepi sungai mulai lapuk.",
    "Bibit cabai dari kelompok tani belum datang.",
    "Pemeriksaan jentik terhenti seminggu karena hujan.",
)
DAMAGE = (
    "Angin kencang pada sore hari, atap seng terlepas.",
    "Tebing parit runtuh dan merusak dapur rumah.",
    "Pohon tumbang menimpa teras rumah warga.",
)


def answers(community: Community, rng: Random) -> Answers:
    """Answer the groups of a report with activities."""
    settled = dice(community.key, "perumahan")
    return (
        _houses(community, settled, rng)
        | _disaster(community, settled, rng)
        | _gardens(community, settled, rng)
        | _surroundings(community, rng)
        | in_group("penutup", kendala=rng.choice(PROBLEMS) if often(rng, 0.3) else None)
    )


def _houses(community: Community, settled: Random, rng: Random) -> Answers:
    sound = part(settled, community.houses, settled.uniform(0.84, 0.95), 0.01)
    unfit = community.houses - sound - settled.randint(0, 3)
    return in_group(
        "rumah",
        rumah_total=community.houses,
        rlh=sound,
        rtlh=max(0, unfit),
        rumah_rawan=part(settled, community.houses, 0.08 if community.riverside else 0.015, 0.01),
        rumah_phbs=part(rng, community.houses, 0.71, 0.03),
    )


def _disaster(community: Community, settled: Random, rng: Random) -> Answers:
    damaged = few(rng, 0.12, 3)
    return in_group(
        "bencana",
        rumah_rusak_bencana=damaged,
        uraian_bencana=rng.choice(DAMAGE) if damaged else None,
        kk_terdampak_relokasi=0,
        kk_menumpang=part(settled, community.households, 0.09, 0.02),
    )


def _gardens(community: Community, settled: Random, rng: Random) -> Answers:
    gardens = part(rng, community.households, 0.32, 0.03)
    return in_group(
        "pekarangan",
        kk_pekarangan=gardens,
        jenis_tanaman=several(settled, CROPS, 2, 4) if gardens else None,
        biopori_titik=settled.randint(0, 30),
        hidroponik_titik=settled.randint(0, 8),
    )


def _surroundings(community: Community, rng: Random) -> Answers:
    times = few(rng, 0.6)
    checked = part(rng, community.houses, 0.35, 0.08)
    larvae = part(rng, checked, 0.07, 0.03)
    return in_group(
        "lingkungan",
        kie_kali=times,
        kie_peserta=about(rng, 20 * times, 0.2) if times else None,
        gotong_royong=rng.randint(0, 4),
        jentik_diperiksa=checked,
        jentik_positif=larvae,
        abj=percent(checked - larvae, checked),
    )
