"""The profile form of an invented Posyandu: identity, decrees, equipment, people, money."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.demo import names
from app.demo.community import Community
from app.demo.days import Filling
from app.demo.dice import dice, often, several
from app.demo.instances import Answers, in_group
from app.demo.monthly import Sender, meta, place_of
from app.demo.places import Place

FORM = "profil"
PHOTO = "identitas/foto_bangunan"
WEEKDAYS = "senin selasa rabu kamis jumat sabtu minggu".split()
EQUIPMENT = (
    "dacin timbangan_bayi timbangan_ibu antropometri pita_lila tensimeter glukometer buku_kia "
    "formulir_sip blanko_skdn buku_kas media_penyuluhan ape meja_kursi listrik air internet"
).split()
JOINT_WORK = "paud bkb bkr bkl pik_r bank_sampah toga perpustakaan".split()
STREETS = (
    "Jalan Kenanga,Gang Mufakat,Jalan Poros Desa,Gang Rukun,Jalan Tepian,Gang Sejahtera".split(",")
)


def profile(
    place: Place, community: Community, sender: Sender, filling: Filling, rng: Random
) -> Answers:
    """Answer a whole profile form; what lasts (year, decrees) is the same each time it is filled."""
    settled = dice(community.key, "profil")
    founded = settled.randint(1988, 2016)
    return (
        meta(sender, filling)
        | place_of(sender, rng)
        | in_group("kepala", tanggal_kegiatan=filling.day)
        | _identity(place, community, founded, settled)
        | _decrees(founded, filling.day, settled)
        | _guidance(place, filling.day, settled)
        | _equipment(community, settled)
        | _volunteers(community, settled)
        | _board(place, settled)
        | _people(community, filling.day)
        | _money(settled)
    )


def _identity(place: Place, community: Community, founded: int, settled: Random) -> Answers:
    served = sorted(settled.sample(range(1, 25), settled.randint(3, 6)))
    return in_group(
        "identitas",
        nama_posyandu=f"Posyandu {place.name}",
        nama_lama=f"Posyandu Balita {place.name}" if often(settled, 0.4) else None,
        nomor_registrasi=None,
        tahun_berdiri=founded,
        rt_dilayani=", ".join(f"{number:03d}" for number in served),
        rw_dilayani=None,
        alamat=f"{settled.choice(STREETS)} RT {served[0]:03d}, {place.desa.name}",
        lokasi_posyandu=f"{community.latitude} {community.longitude} 0 {settled.randint(4, 12)}",
    )


def _decrees(founded: int, day: date, settled: Random) -> Answers:
    board = date(day.year - settled.randint(0, 2), settled.randint(1, 6), settled.randint(2, 27))
    founding = date(founded, settled.randint(1, 12), settled.randint(2, 27))
    team = board + timedelta(days=30)
    return in_group(
        "keputusan",
        sk_pembentukan_nomor=f"{settled.randint(1, 90):03d}/SK-PERAGAAN/{founded}",
        sk_pembentukan_tanggal=founding,
        sk_pengurus_nomor=f"{settled.randint(1, 90):03d}/SK-PERAGAAN/{board.year}",
        sk_pengurus_tanggal=board,
        sk_pengurus_berakhir=board.replace(year=board.year + 5),
        sk_tp_nomor=f"{settled.randint(1, 90):03d}/TP-PERAGAAN/{team.year}",
        sk_tp_tanggal=team,
    )


def _guidance(place: Place, day: date, settled: Random) -> Answers:
    primary, six = place.is_pilot or often(settled, 0.5), place.is_pilot or often(settled, 0.45)
    level = settled.choice(("pratama", "madya", "madya", "purnama", "mandiri", "belum_dinilai"))
    level = "purnama" if place.is_pilot else level
    rated = level != "belum_dinilai"
    return in_group(
        "pembina",
        puskesmas=f"Puskesmas {place.desa.kecamatan_name} (peragaan)",
        pustu=f"Pustu {place.desa.name} (peragaan)" if often(settled, 0.6) else None,
        ilp="ya" if primary else "tidak",
        ilp_tanggal=date(day.year - 1, settled.randint(1, 12), 1) if primary else None,
        enam_spm="ya" if six else "tidak",
        enam_spm_tanggal=date(day.year - 1, settled.randint(6, 12), 1) if six else None,
        percontohan="ya" if place.is_pilot else "tidak",
        strata=level,
        strata_tahun=day.year - 1 if rated else None,
        strata_penilai=f"Tim Pembina Kecamatan {place.desa.kecamatan_name}" if rated else None,
    )


def _equipment(community: Community, settled: Random) -> Answers:
    return in_group(
        "sarana",
        tempat_pelayanan="gedung_sendiri" if often(settled, 0.7) else "menumpang",
        perlengkapan=several(settled, EQUIPMENT, 8, 15),
        jml_hp_tablet=settled.randint(1, 3),
    ) | in_group(
        "jadwal",
        minggu_buka=community.opening_week,
        hari_buka=WEEKDAYS[community.opening_weekday],
        jam_buka="08:30:00.000+08:00" if often(settled, 0.5) else "09:00:00.000+08:00",
    )


def _volunteers(community: Community, settled: Random) -> Answers:
    men = settled.randint(0, 2)
    return in_group(
        "kader",
        kader_l_aktif=men,
        kader_p_aktif=community.kader - men,
        kader_l_tidak_aktif=0,
        kader_p_tidak_aktif=settled.randint(0, 2),
    )


def _board(place: Place, settled: Random) -> Answers:
    six = place.is_pilot or often(settled, 0.4)
    others = ("pendidikan", "pekerjaan_umum", "perumahan_rakyat", "sosial", "trantibumlinmas")
    heads = {f"ketua_{bidang}": names.woman(settled) for bidang in others} if six else {}
    return in_group(
        "pengurus",
        ketua=names.woman(settled),
        ketua_kesehatan=place.kader[0],
        **heads,
        nakes_pembina=f"{names.woman(settled)}, A.Md.Keb.",
        plkb=names.woman(settled) if often(settled, 0.6) else None,
        linmas_nama=names.man(settled),
        linmas_hp=names.phone_number(settled),
    )


def _people(community: Community, day: date) -> Answers:
    return in_group(
        "penduduk",
        sumber_penduduk="pendataan_kader",
        tanggal_penduduk=day.replace(day=1),
        jumlah_rumah=community.houses,
        jumlah_kk=community.households,
        penduduk_l=community.men,
        penduduk_p=community.women,
        anak_0_5=community.toddlers,
        anak_6_18=community.school_age,
        produktif=community.adults,
        lansia=community.elderly,
        disabilitas=community.disabled,
        bumil=community.pregnant,
        wus=round(community.women * 0.53),
        pus=round(community.households * 0.68),
    )


def _money(settled: Random) -> Answers:
    return in_group(
        "dana",
        dana_sehat="ya" if often(settled, 0.35) else "tidak",
        dana_operasional=settled.randint(6, 30) * 500_000,
        insentif_kader=settled.choice((150_000, 200_000, 250_000, 300_000)),
        dana_lain="Swadaya warga" if often(settled, 0.3) else None,
    ) | in_group("terpadu", kegiatan_terpadu=several(settled, JOINT_WORK, 1, 4))
