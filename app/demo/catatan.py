"""What the pilot writes down as it happens: incidents, proposals, activities, a guidance visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from app.demo import names
from app.demo.instances import Answers, in_group
from app.demo.neighbours import Entry, Neighbourhood, Picture
from app.demo.story import GATHERING
from app.demo.tetangga import HOUSEHOLDS, Household

INCIDENT, PROPOSAL, ACTIVITY, GUIDANCE = "tib_kejadian", "usulan", "kegiatan", "pembinaan"
DISASTERS = ("kebakaran", "banjir", "longsor", "karhutla")


def entries(here: Neighbourhood) -> Iterator[Entry]:
    """Answer all of it."""
    yield from _incidents(here)
    yield from _proposals(here)
    yield from _activities(here)
    yield _guidance(here)


def _incidents(here: Neighbourhood) -> Iterator[Entry]:
    fire, flood = here.ago(48), here.ago(18)
    yield Entry(
        INCIDENT,
        fire,
        _happened(
            "kebakaran", fire, "18:20", "005", "Api dari kompor di dapur, padam sebelum menjalar."
        )
        | in_group("pelapor", sumber_info="langsung")
        | _damage(ringan=1)
        | _response(fire, "18:24", "18:37", "damkar linmas warga")
        | in_group("tanggap", tindakan="Dapur disiram, gas dilepas, tetangga sempat menyingkir."),
    )
    yield Entry(
        INCIDENT,
        flood,
        _happened(
            "banjir", flood, "04:30", "007", "Parit meluap setelah hujan dua hari, setinggi lutut."
        )
        | in_group("pelapor", sumber_info="warga", rahasiakan_pelapor="ya")
        | _damage(ringan=3, sedang=1, away=11)
        | in_group("korban", kelompok_rentan="balita lansia")
        | _response(flood, "05:10", "05:52", "linmas bpbd warga")
        | in_group("tanggap", tindakan="Warga dipindahkan ke balai RT sampai air surut."),
    )


def months_disasters(here: Neighbourhood, period: str, until: date) -> Answers:
    """Answer the monthly report's group on disasters, as the incidents recorded by a day tell it."""
    told = [
        entry.answers
        for entry in _incidents(here)
        if str(entry.day)[:7] == period and entry.day <= until
    ]
    kinds = [answers["kejadian/jenis_kejadian"] for answers in told]
    counts = {f"{kind}_jml": kinds.count(kind) for kind in DISASTERS}
    if not told:
        return in_group("bencana", **counts)
    away = sum(int(answers["korban/korban_mengungsi"]) for answers in told)
    return in_group(
        "bencana",
        **counts,
        uraian_kejadian=" ".join(answers["kejadian/uraian"] for answers in told),
        jiwa_terdampak=max(4 * len(told), 5 * away),
        jiwa_mengungsi=away,
        waktu_tanggap=max(_minutes(answers) for answers in told),
    )


def _minutes(answers: Answers) -> int:
    came, told = (time.fromisoformat(answers[f"tanggap/jam_{what}"]) for what in ("tiba", "lapor"))
    return 60 * (came.hour - told.hour) + came.minute - told.minute


def _happened(kind: str, day: date, clock: str, rt: str, story: str) -> Answers:
    return in_group(
        "kejadian",
        jenis_kejadian=kind,
        tanggal_kejadian=day,
        jam_kejadian=_clock(clock),
        lokasi_rt=rt,
        uraian=story,
        hitung_semua=1,
        **{f"hitung_{kind}": 1},
    )


def _clock(text: str) -> str:
    return f"{text}:00.000+08:00"


def _damage(*, ringan: int, sedang: int = 0, away: int = 0) -> Answers:
    return in_group(
        "korban",
        korban_meninggal=0,
        korban_luka=0,
        korban_mengungsi=away,
        rumah_rusak_ringan=ringan,
        rumah_rusak_sedang=sedang,
        rumah_rusak_berat=0,
        fasum_rusak="jalan" if away else "tidak_ada",
    )


def _response(day: date, told: str, came: str, who: str) -> Answers:
    return in_group(
        "tanggap",
        dilaporkan="ya",
        tanggal_lapor=day,
        jam_lapor=_clock(told),
        petugas_tiba="ya",
        tanggal_tiba=day,
        jam_tiba=_clock(came),
        petugas=who,
        kebutuhan="tidak_ada",
        diteruskan_ke="desa",
        status="selesai",
    )


def _proposals(here: Neighbourhood) -> Iterator[Entry]:
    yield _toilet_block(here.ago(29))
    yield _aid(here, HOUSEHOLDS[4], here.ago(21))


def _toilet_block(day: date) -> Entry:
    return Entry(
        PROPOSAL,
        day,
        in_group(
            "perihal",
            jenis="usulan",
            bidang="pekerjaan_umum",
            sub_urusan="mck",
            jenis_pelayanan_dasar="air_limbah",
            hitung_usulan=1,
        )
        | in_group("sasaran", sasaran_jenis="wilayah", sasaran_nama="Tepian parit RT 007", rt="007")
        | _asked(
            "Empat belas keluarga di tepian memakai jamban di atas sungai. Warga mengusulkan satu "
            "MCK dengan tangki septik; tanahnya dihibahkan warga.",
            "Belum masuk rencana kerja kelurahan",
            "Pembangunan MCK komunal",
            "apbd_kab csr",
        )
        | _aim("Keluarga yang memakai jamban layak", 0, 14, day + timedelta(days=300)),
    )


def _aid(here: Neighbourhood, kin: Household, day: date) -> Entry:
    head = kin.head(here)
    return Entry(
        PROPOSAL,
        day,
        in_group(
            "perihal",
            jenis="permohonan",
            bidang="sosial",
            sub_urusan="bantuan_sosial",
            hitung_permohonan=1,
        )
        | in_group(
            "sasaran",
            sasaran_jenis="keluarga",
            persetujuan="ya",
            nama_sasaran=head.name,
            nik_sasaran=head.nik,
            rt=head.rt,
        )
        | _asked(
            "Keluarga dengan enam anggota belum menerima bantuan apa pun dan memohon didata.",
            "Belum terdata",
            "Bantuan sembako (BPNT)",
            "apbn",
        )
        | _aim("Keluarga yang menerima bantuan", 0, 1, day + timedelta(days=90)),
    )


def _asked(text: str, why: str, programme: str, money: str) -> Answers:
    return in_group(
        "isi",
        isi=text,
        belum_tercakup="ya",
        alasan_belum=why,
        program_diminta=programme,
        sumber_dana_calon=money,
        prioritas="tinggi",
    )


def _aim(measure: str, now: int, then: int, until: date) -> Answers:
    return in_group(
        "hasil",
        indikator_hasil=measure,
        satuan="KK",
        nilai_awal=now,
        nilai_target=then,
        target_tanggal=until,
    )


def _activities(here: Neighbourhood) -> Iterator[Entry]:
    yield _activity(
        *(here, 61, "kesehatan", "penyuluhan", "gizi", "posyandu puskesmas"),
        "Isi piringku untuk balita, memakai ikan sungai dan sayur pekarangan.",
        "Delapan belas ibu mencoba resep. Bulan depan dilanjutkan dengan kunjungan rumah.",
        (3, 21),
    )
    yield _activity(
        *(here, 25, "perumahan_rakyat", "gotong_royong", "sanitasi rumah_sehat", "posyandu desa"),
        "Membersihkan parit dan memeriksa jentik sebelum musim hujan.",
        "Parit sepanjang 200 meter bersih. Jadwal berikutnya awal bulan depan.",
        (27, 16),
    )


def _activity(
    here: Neighbourhood,
    ago: int,
    bidang: str,
    kind: str,
    themes: str,
    hosts: str,
    matter: str,
    outcome: str,
    people: tuple[int, int],
) -> Entry:
    answers = (
        in_group("kegiatan", bidang=bidang, jenis=kind, tema=themes, hitung_kegiatan=1)
        | in_group("kegiatan", tempat="Balai RT 004", penyelenggara=hosts, materi=matter)
        | in_group("peserta", peserta_l=people[0], peserta_p=people[1], peserta_disabilitas=1)
        | in_group("hasil", hasil=outcome)
    )
    return Entry(ACTIVITY, here.ago(ago), answers, picture=Picture("hasil/foto", GATHERING))


def _guidance(here: Neighbourhood) -> Entry:
    day = here.ago(27)
    name = f"{here.dice('pembina').choice(names.WOMEN)}, A.Md.Keb., bidan puskesmas (peragaan)"
    answers = (
        in_group(
            "pembina",
            tingkat_pembina="puskesmas",
            nama_pembina=name,
            bidang_dibina="kesehatan sosial",
            kader_hadir=max(3, here.community.kader - 1),
            hitung_pembinaan=1,
        )
        | in_group(
            "periksa",
            buka_sesuai_jadwal="ya",
            lima_langkah="ya",
            register_terisi="sebagian",
            laporan_enam_bidang="ya",
            alat_layak="sebagian",
            kunjungan_rumah="ya",
            data_terjaga="ya",
            sk_berlaku="ya",
        )
        | in_group(
            "hasil",
            temuan="Kunjungan rumah berjalan. Timbangan bayi perlu ditera, register lansia kurang.",
            saran="Isi register lansia pada hari buka, ajukan tera ulang timbangan.",
            perlu_tindak_lanjut="ya",
            penanggung_jawab="Ketua bidang Kesehatan",
            tenggat_tindak_lanjut=day + timedelta(days=60),
            tindak_lanjut_lalu="belum_pernah",
        )
    )
    return Entry(GUIDANCE, day, answers, picture=Picture("hasil/foto", GATHERING))
