"""A month of public order as the monthly Trantibumlinmas report asks it."""

from __future__ import annotations

from random import Random

from app.demo.community import Community
from app.demo.dice import about, dice, few, often
from app.demo.instances import Answers, in_group

TROUBLES = "pencurian miras perkelahian kebisingan".split()
PROBLEMS = (
    "Lampu jalan di dekat poskamling padam.",
    "Senter dan jas hujan petugas ronda perlu diganti.",
    "Jadwal ronda sulit diisi pada musim tanam.",
    "Papan jalur evakuasi sudah pudar.",
)
EVENTS = {
    "banjir_jml": "Air sungai naik setelah hujan dua hari, jalan tergenang setinggi lutut.",
    "kebakaran_jml": "Kebakaran kecil di dapur warga, padam sebelum menjalar.",
    "karhutla_jml": "Lahan kosong terbakar, dipadamkan bersama warga.",
    "longsor_jml": "Tebing di belakang rumah longsor, tidak ada yang terluka.",
}


def answers(community: Community, rng: Random) -> Answers:
    """Answer the groups of a report with activities."""
    settled = dice(community.key, "trantibum")
    return (
        _watch(settled, rng)
        | _troubles(settled, rng)
        | _disasters(community, rng)
        | _readiness(settled, rng)
        | in_group("penutup", kendala=rng.choice(PROBLEMS) if often(rng, 0.3) else None)
    )


def _watch(settled: Random, rng: Random) -> Answers:
    posts = settled.randint(1, 4)
    return in_group(
        "linmas",
        linmas_aktif=settled.randint(4, 14),
        poskamling_jml=posts,
        poskamling_aktif=max(1, posts - settled.randint(0, 1)),
        ronda_kali=rng.randint(4, 26),
        tamu_1x24="berjalan" if often(settled, 0.7) else "tidak",
    )


def _troubles(settled: Random, rng: Random) -> Answers:
    total = few(rng, 0.4, 3)
    return in_group(
        "gangguan",
        gangguan_total=total,
        gangguan_jenis=settled.choice(TROUBLES) if total else None,
        kdrt_dirujuk=few(rng, 0.02, 1),
    )


def _disasters(community: Community, rng: Random) -> Answers:
    counts = dict.fromkeys(EVENTS, 0)
    if often(rng, 0.3 if community.riverside else 0.1):
        counts["banjir_jml" if community.riverside else rng.choice(list(EVENTS))] = 1
    event = next((EVENTS[name] for name, count in counts.items() if count), None)
    if event is None:
        return in_group("bencana", **counts)
    struck = about(rng, 60, 0.5)
    return in_group(
        "bencana",
        **counts,
        uraian_kejadian=event,
        jiwa_terdampak=struck,
        jiwa_mengungsi=struck // 6 if counts["banjir_jml"] else 0,
        waktu_tanggap=rng.randint(12, 75),
    )


def _readiness(settled: Random, rng: Random) -> Answers:
    drills = few(rng, 0.3)
    return in_group(
        "siaga",
        kie_bencana_kali=drills,
        kie_bencana_peserta=about(rng, 22 * drills, 0.2) if drills else None,
        jalur_evakuasi="ya" if often(settled, 0.5) else "tidak",
        titik_kumpul="ya" if often(settled, 0.65) else "tidak",
        apar="ya" if often(settled, 0.4) else "tidak",
        peta_rawan="ya" if often(settled, 0.35) else "tidak",
        sosialisasi_pencegahan=few(rng, 0.4),
        dukungan_psikososial=0,
    )
