"""A month of health work as the monthly Kesehatan report asks it."""

from __future__ import annotations

from random import Random

from app.demo.community import Community
from app.demo.dice import about, dice, few, often, part, several
from app.demo.instances import Answers, in_group

PMT_SOURCES = "apbn apbd dana_desa swadaya perikanan_umkm makan_bergizi".split()
VITAMIN_A_MONTHS = (2, 8)
PROBLEMS = (
    "Timbangan bayi perlu ditera ulang.",
    "Beberapa keluarga pindah sementara mengikuti musim panen.",
    "Hujan deras, warga di seberang parit datang terlambat.",
    "Persediaan Buku KIA tinggal sedikit.",
    "Satu kader sakit sehingga pencatatan dibantu bidan.",
)


def answers(community: Community, month: int, rng: Random) -> Answers:
    """Answer the groups of a report with activities, for a calendar month (1 to 12)."""
    toddlers, weighing = _weighing(community, rng)
    return (
        _opening(community, rng)
        | _mothers(community, rng)
        | weighing
        | _services(community, toddlers, month, rng)
        | _other_ages(community, rng)
        | _events(rng)
        | in_group("penutup", kendala=rng.choice(PROBLEMS) if often(rng, 0.3) else None)
    )


def _opening(community: Community, rng: Random) -> Answers:
    return in_group(
        "pelaksanaan",
        jml_hari_buka=1 if often(rng, 0.8) else 2,
        jml_kader_hadir=max(3, community.kader - rng.randint(0, 2)),
        jml_nakes_hadir=rng.randint(1, 3),
    )


def _mothers(community: Community, rng: Random) -> Answers:
    targets = max(1, community.pregnant + rng.randint(-2, 2))
    came = part(rng, targets, 0.8, 0.1)
    return in_group(
        "ibu",
        bumil_sasaran=targets,
        bumil_datang=came,
        bumil_ttd=part(rng, targets, 0.78, 0.1),
        bumil_kek=min(came, few(rng, 0.5)),
        busui_nifas_datang=about(rng, community.pregnant * 1.3, 0.25),
    )


def _weighing(community: Community, rng: Random) -> tuple[int, Answers]:
    """Answer how many toddlers were weighed, and the SKDN groups with their printed ratios."""
    every = (community.toddlers_l + rng.randint(-1, 1), community.toddlers_p + rng.randint(-1, 1))
    with_card = tuple(part(rng, count, 0.95, 0.02) for count in every)
    weighed = tuple(part(rng, count, community.weighed_share, 0.03) for count in every)
    gained = tuple(part(rng, count, 0.74, 0.06) for count in weighed)
    total = sum(weighed)
    skdn = in_group(
        "skdn",
        balita_s_l=every[0],
        balita_s_p=every[1],
        balita_k_l=with_card[0],
        balita_k_p=with_card[1],
        balita_d_l=weighed[0],
        balita_d_p=weighed[1],
        balita_n_l=gained[0],
        balita_n_p=gained[1],
    )
    return total, skdn | in_group(
        "skdn_hasil",
        balita_2t=part(rng, total, 0.05, 0.02),
        balita_bgm=part(rng, total, 0.02, 0.01),
        rasio_ks=percent(sum(with_card), sum(every)),
        rasio_ds=percent(total, sum(every)),
        rasio_nd=percent(sum(gained), total),
    )


def percent(some: int, whole: int) -> str:
    """Answer a share as the forms calculate it: whole percent, or `-` of nothing."""
    return f"{(200 * some + whole) // (2 * whole)}" if whole else "-"


def _services(community: Community, weighed: int, month: int, rng: Random) -> Answers:
    fed = part(rng, weighed, 0.9, 0.05)
    campaign = month in VITAMIN_A_MONTHS
    sources = several(dice(community.key, "pmt"), PMT_SOURCES, 1, 2)
    return in_group(
        "layanan_balita",
        vit_a=part(rng, weighed, 0.93, 0.03) if campaign else None,
        obat_cacing=part(rng, weighed, 0.75, 0.05) if campaign else 0,
        imunisasi_lengkap_bulan=part(rng, weighed, 0.12, 0.04),
        pmt_penerima=fed,
        pmt_sumber=sources if fed else None,
    )


def _other_ages(community: Community, rng: Random) -> Answers:
    young = part(rng, community.school_age, 0.14, 0.04)
    adults = part(rng, community.adults, 0.09, 0.025)
    elderly = part(rng, community.elderly, 0.42, 0.08)
    return in_group(
        "usia_lain",
        sekolah_remaja_datang=young,
        ttd_rematri=part(rng, young, 0.4, 0.06),
        produktif_datang=adults,
        lansia_datang=elderly,
        hipertensi_baru=part(rng, adults + elderly, 0.06, 0.02),
        dm_baru=part(rng, adults + elderly, 0.02, 0.01),
        terduga_tbc=few(rng, 0.25),
        kb_aktif=about(rng, community.women * 0.09, 0.1),
    )


def _events(rng: Random) -> Answers:
    died = 1 if often(rng, 0.02) else 0
    return in_group(
        "kejadian",
        lahir=few(rng, 0.75, 3),
        meninggal_bayi=died,
        meninggal_ibu=0,
        uraian_kematian="Bayi lahir terlalu dini, sudah ditangani puskesmas." if died else None,
        kunjungan_rumah=rng.randint(2, 14),
        dirujuk=few(rng, 0.6, 3),
    )
