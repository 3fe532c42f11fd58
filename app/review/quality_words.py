"""What the quality rules say to people: what was seen, what it may mean, what to do. Pure.

No rule blames: most findings have an innocent reason, and the words name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.registry.words import number_words


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule's title, what it means, what to do, and the sentence about one finding.

    `told` is filled with a finding's details; where it is empty the details themselves are listed.
    """

    title: str
    meaning: str
    cure: str
    told: str = ""


WORDS: Mapping[str, RuleWords] = {
    "lahir_setelah_kunjungan": RuleWords(
        "Tanggal lahir setelah hari kunjungan",
        "Orang ini tercatat lahir sesudah hari ia dilayani. Umur dan status gizinya jadi salah. "
        "Biasanya tahun lahir atau tanggal kegiatan tertukar.",
        "Lihat akta lahir, Kartu Keluarga, atau Buku KIA, lalu kembalikan kiriman agar kader "
        "memperbaiki tanggal yang keliru.",
        "Tanggal lahir {hari} hari setelah hari kunjungan.",
    ),
    "tanggal_masa_depan": RuleWords(
        "Tanggal di masa depan",
        "Kiriman ini menceritakan hari yang belum tiba ketika diterima. Biasanya tanggal di ponsel "
        "salah, atau tahun salah dipilih. Sampai dipastikan, nilainya tidak menjadi nilai terbaru.",
        "Minta kader menyetel tanggal ponsel ke otomatis, lalu memperbaiki tanggal kiriman ini.",
        "Tanggalnya {hari} hari di depan waktu kiriman diterima.",
    ),
    "skdn_tidak_runtut": RuleWords(
        "Angka SKDN tidak runtut",
        "Anak yang punya KMS (K) dan yang ditimbang (D) adalah bagian dari semua balita (S); yang naik "
        "(N), 2T, dan BGM adalah bagian dari yang ditimbang. Bagian tidak dapat lebih banyak.",
        "Bandingkan dengan register. Yang sering terjadi: S belum diperbarui setelah ada anak pindah "
        "masuk, atau kolom laki-laki dan perempuan tertukar.",
    ),
    "bagian_melebihi_semua": RuleWords(
        "Bagian lebih banyak dari keseluruhan",
        "Sebagian tidak dapat lebih banyak dari semuanya, misalnya KK dengan air layak melebihi semua "
        "KK. Salah satu dari kedua angka keliru.",
        "Tanyakan kepada kader angka mana yang benar, lalu kembalikan kiriman untuk diperbaiki.",
    ),
    "semua_nol": RuleWords(
        "Ada kegiatan, tetapi semua angka nol",
        "Laporan menyatakan ada kegiatan, tetapi setiap angka diisi nol. Mungkin bulan itu memang nihil "
        "dan statusnya salah dipilih, atau angka belum sempat diisi.",
        "Bila tidak ada kegiatan, status yang tepat adalah Nihil dengan alasannya; itu tetap dihitung "
        "melapor. Bila ada, kembalikan agar angkanya dilengkapi.",
        "Semua {angka} isian angka bernilai nol.",
    ),
    "isi_terlalu_cepat": RuleWords(
        "Formulir selesai terlalu cepat",
        "Waktu antara membuka dan menyelesaikan formulir lebih singkat daripada waktu untuk membaca "
        "pertanyaannya. Mungkin formulir diisi tanpa bertanya, atau jam ponsel berubah.",
        "Tanyakan cara mengisinya. Bila kader menyalin dari register, ingatkan agar setiap angka "
        "dibaca ulang sebelum dikirim.",
        "{jawaban} jawaban dalam {detik} detik.",
    ),
    "berat_berubah": RuleWords(
        "Berat badan berubah tidak wajar",
        "Berat anak turun atau naik antara dua kunjungan lebih dari yang biasa terjadi. Mungkin koma "
        "salah letak, anak tertukar, atau timbangan bergeser. Bila benar, anak ini perlu segera "
        "diperiksa tenaga kesehatan.",
        "Timbang ulang bila dapat. Bila beratnya benar, rujuk anak ke puskesmas dan tandai temuan ini "
        "sudah diperiksa. Bila salah, kembalikan kiriman.",
        "Berat {arah} {persen} persen dalam {hari} hari.",
    ),
    "tinggi_turun": RuleWords(
        "Panjang atau tinggi badan berkurang",
        "Anak tidak menjadi lebih pendek. Beda cara ukur (berbaring atau berdiri) menjelaskan sekitar "
        "0,7 cm; lebih dari itu berarti salah satu ukuran keliru.",
        "Ukur ulang pada hari buka berikutnya: tumit, bokong, dan kepala menempel pada alat ukur.",
        "Berkurang {cm} cm sejak kunjungan sebelumnya.",
    ),
    "dilayani_setelah_meninggal": RuleWords(
        "Dilayani setelah dicatat meninggal",
        "Satu kiriman menyatakan orang ini meninggal, kiriman lain melayaninya pada hari sesudahnya. "
        "Salah satunya keliru, atau menceritakan orang lain dengan nama atau NIK yang serupa.",
        "Tanyakan kepada kader. Bila ia hidup, kembalikan kiriman yang menyatakan meninggal; bila dua "
        "orang berbeda, pisahkan kirimannya di halaman orang itu.",
        "Dilayani {hari} hari setelah tanggal meninggal yang dicatat.",
    ),
    "nik_kembar": RuleWords(
        "Satu NIK dipakai untuk orang yang berbeda",
        "NIK hanya milik satu orang. Di sini NIK yang sama disebut dengan nama atau tanggal lahir lain. "
        "Yang sering terjadi: NIK ibu atau saudara dipakai untuk anak, atau NIK anak kembar tertukar.",
        "Buka kiriman-kirimannya, cocokkan dengan Kartu Keluarga, lalu kembalikan yang salah. Warga "
        "tanpa NIK tetap boleh dicatat: kosongkan NIK dan pilih alasannya.",
        "Disebut pada {kiriman} kiriman: {nama_berbeda} nama, {tanggal_lahir_berbeda} tanggal lahir.",
    ),
    "ditimbang_beda_laporan": RuleWords(
        "D di laporan berbeda dengan anak yang ditimbang",
        "Jumlah balita ditimbang (D) pada laporan bulanan dibandingkan dengan anak yang dicatat satu "
        "per satu. Keduanya menghitung anak yang sama, jadi seharusnya hampir sama.",
        "Cocokkan dengan register. Bila ada kunjungan yang belum dikirim, minta kader mengirimnya; bila "
        "D keliru, minta laporan diperbaiki.",
        "Laporan menulis {laporan} anak, yang dicatat satu per satu {dihitung} anak.",
    ),
    "sama_bulan_lalu": RuleWords(
        "Laporan sama persis dengan bulan lalu",
        "Semua angka bulan ini sama dengan bulan lalu. Angka yang banyak jarang berulang persis; "
        "mungkin laporan lama disalin.",
        "Tanyakan apakah keadaan memang tidak berubah. Bila ya, tandai sudah diperiksa; bila tidak, "
        "kembalikan agar diisi dari register bulan ini.",
        "{angka} angka bukan nol, semuanya sama dengan bulan lalu.",
    ),
    "angka_bulat": RuleWords(
        "Berat badan terlalu sering dibulatkan",
        "Berat sampai sepersepuluh kilogram berakhir dengan 0 atau 5 pada sekitar satu dari lima anak. "
        "Di sini jauh lebih sering, jadi angka mungkin dibulatkan. Kenaikan kecil lalu tidak terlihat.",
        "Baca timbangan sejajar mata dan tulis satu angka di belakang koma. Periksa juga apakah alatnya "
        "memang hanya menunjukkan setengah kilogram.",
        "{persen} persen dari {timbangan} penimbangan berakhir dengan 0 atau 5 (indeks {indeks}).",
    ),
    "lokasi_jauh": RuleWords(
        "Lokasi jauh dari tempat biasa",
        "Titik lokasi kiriman ini jauh dari titik-titik kiriman Posyandu ini yang lain. Mungkin kader "
        "mengisi dari tempat lain, salah memilih Posyandu, atau lokasi ponsel belum tepat.",
        "Pastikan Posyandu yang dipilih benar. Bila diisi dari rumah atau kantor, tidak apa-apa: tandai "
        "sudah diperiksa.",
        "{jarak_km} km dari tengah {titik} titik lokasi Posyandu ini.",
    ),
    "kiriman_beruntun": RuleWords(
        "Banyak formulir dimulai dalam waktu singkat",
        "Satu kader memulai banyak formulir dalam beberapa menit. Mengisi satu kunjungan butuh waktu; "
        "mungkin formulir dibuat dari daftar tanpa melayani satu per satu.",
        "Tanyakan bagaimana pelayanan hari itu berjalan, dan bantu bila kader kekurangan waktu atau "
        "tenaga untuk mencatat.",
        "{kiriman} formulir dimulai dalam {menit} menit.",
    ),
}


def sentence(code: str, details: Mapping[str, object]) -> str:
    """Answer what was seen, in one sentence."""
    shown = {name: number_words(value) for name, value in details.items()}
    told = WORDS[code].told
    if told:
        return told.format_map(shown)
    return "; ".join(f"{name}: {value}" for name, value in shown.items()) + "."
