"""A month of public works as the monthly Pekerjaan Umum report asks it."""

from __future__ import annotations

from random import Random

from app.demo.community import Community
from app.demo.dice import about, dice, few, often, part
from app.demo.instances import Answers, in_group

PROBLEMS = (
    "Saluran di depan Posyandu tersumbat setelah hujan.",
    "Air perpipaan mengalir hanya malam hari.",
    "Jalan gang berlubang, ibu hamil sulit lewat.",
    "Truk sampah hanya datang sekali seminggu.",
)


def answers(community: Community, rng: Random) -> Answers:
    """Answer the groups of a report with activities."""
    settled = dice(community.key, "pekerjaan umum")
    return (
        _water(community, settled, rng)
        | _sanitation(community, settled, rng)
        | _waste(community, settled, rng)
        | _works(settled, rng)
        | _lessons(rng)
        | in_group("penutup", kendala=rng.choice(PROBLEMS) if often(rng, 0.3) else None)
    )


def _water(community: Community, settled: Random, rng: Random) -> Answers:
    piped = part(settled, community.households, community.piped_share, 0.01)
    river = part(settled, community.households, 0.14 if community.riverside else 0.02, 0.01)
    safe = min(community.households - river, piped + round(community.households * 0.08))
    return in_group(
        "air",
        kk_total=community.households,
        kk_air_layak=safe + rng.randint(-1, 0),
        kk_perpipaan=min(piped, safe),
        kk_air_sungai=river,
        krisis_air_hari=few(rng, 0.35, 6),
    )


def _sanitation(community: Community, settled: Random, rng: Random) -> Answers:
    own = part(settled, community.households, settled.uniform(0.8, 0.95), 0.01)
    shared = part(settled, community.households - own, 0.6, 0.05)
    open_air = part(settled, community.households - own - shared, 0.5, 0.1)
    public = settled.randint(0, 4)
    return in_group(
        "sanitasi",
        kk_jamban_sendiri=own,
        kk_jamban_bersama=shared,
        kk_babs=max(0, open_air - few(rng, 0.3)),
        kk_tangki_septik=part(settled, own + shared, 0.72, 0.03),
        mck_umum_jml=public,
        mck_umum_rusak=min(public, few(settled, 0.5)),
        spal_kondisi=settled.choice(("baik", "baik", "rusak_ringan", "rusak_berat")),
    )


def _waste(community: Community, settled: Random, rng: Random) -> Answers:
    bank = often(settled, 0.45)
    ways = ["diangkut"] if community.piped_share > 0.5 else ["dibakar"]
    ways += ["bank_sampah"] if bank else []
    ways += ["dibuang_sungai"] if community.riverside and often(settled, 0.3) else []
    return in_group(
        "sampah",
        sampah_cara=" ".join(ways),
        bank_sampah_aktif="ya" if bank else "tidak",
        bank_sampah_kg=f"{about(rng, 1450, 0.25) / 10:.1f}" if bank else None,
    )


def _works(settled: Random, rng: Random) -> Answers:
    return in_group(
        "sarana",
        embung=settled.choice(("tidak_ada", "tidak_ada", "baik", "rusak_ringan")),
        sumur_rusak=few(rng, 0.3, 3),
        jalan_rusak_m=settled.randint(0, 24) * 15,
    )


def _lessons(rng: Random) -> Answers:
    times = few(rng, 0.5)
    return in_group(
        "edukasi",
        edukasi_kali=times,
        edukasi_peserta=about(rng, 18 * times, 0.2) if times else None,
    )
