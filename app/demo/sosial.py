"""A month of social work as the monthly Sosial report asks it."""

from __future__ import annotations

from random import Random

from app.demo.community import Community
from app.demo.dice import about, dice, few, often, part
from app.demo.instances import Answers, in_group

PROBLEMS = (
    "Dua keluarga baru belum masuk data terpadu.",
    "Kursi roda yang diusulkan belum tersedia.",
    "Penerima bantuan pindah alamat tanpa melapor.",
    "Lansia yang tinggal sendiri perlu dijenguk tiap minggu.",
)
AID = (
    "Paket sembako untuk lansia yang tinggal sendiri.",
    "Makanan bergizi bagi balita dan ibu hamil.",
    "Beras dan telur dari Dana Desa.",
    "Perlengkapan sekolah untuk anak yatim.",
)


def answers(community: Community, rng: Random) -> Answers:
    """Answer the groups of a report with activities."""
    settled = dice(community.key, "sosial")
    return (
        _poor(community, rng)
        | _vulnerable(community, settled)
        | _receivers(community, settled)
        | _handed_out(rng)
        | _lessons(rng)
        | in_group(
            "bencana", korban_bencana=0, korban_terlayani=0, kasus_kekerasan=few(rng, 0.02, 1)
        )
        | in_group("penutup", kendala=rng.choice(PROBLEMS) if often(rng, 0.3) else None)
    )


def _poor(community: Community, rng: Random) -> Answers:
    known = max(2, community.poor_households + rng.randint(-1, 1))
    return in_group(
        "miskin", kk_miskin_terdata=known, kk_belum_bantuan=part(rng, known, 0.18, 0.05)
    )


def _vulnerable(community: Community, settled: Random) -> Answers:
    return in_group(
        "rentan",
        disabilitas_total=community.disabled,
        disabilitas_terlantar=min(community.disabled, few(settled, 0.15)),
        lansia_tunggal=part(settled, community.elderly, 0.08, 0.02),
        lansia_terlantar=few(settled, 0.2),
        anak_terlantar=few(settled, 0.1),
        anak_yatim=settled.randint(3, 16),
        tuna_sosial=0,
        odgj_pasung=0,
    )


def _receivers(community: Community, settled: Random) -> Answers:
    poor = community.poor_households
    return in_group(
        "bantuan",
        penerima_pkh=part(settled, poor, 0.55, 0.06),
        penerima_bpnt=part(settled, poor, 0.72, 0.06),
        penerima_blt_dd=part(settled, poor, 0.25, 0.05),
        penerima_pbi=part(settled, community.people, 0.3, 0.04),
        penerima_daerah=part(settled, poor, 0.3, 0.05),
        penerima_baznas=few(settled, 0.5, 5),
    )


def _handed_out(rng: Random) -> Answers:
    times = few(rng, 0.45)
    return in_group(
        "bantuan",
        bantuan_disalurkan_kali=times,
        bantuan_disalurkan_nilai=about(rng, 36, 0.3) * 100_000 * times if times else None,
        bantuan_uraian=rng.choice(AID) if times else None,
    )


def _lessons(rng: Random) -> Answers:
    held = often(rng, 0.5)
    return in_group(
        "kie",
        kie_gender_l=about(rng, 6, 0.4) if held else 0,
        kie_gender_p=about(rng, 17, 0.3) if held else 0,
        kie_disabilitas_l=few(rng, 0.3, 8),
        kie_disabilitas_p=few(rng, 0.3, 14),
        kie_inklusi_l=few(rng, 0.25, 8),
        kie_inklusi_p=few(rng, 0.25, 14),
    )
