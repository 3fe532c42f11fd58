"""Names of invented people and how kader write them: material of its own, no list of real people."""

from __future__ import annotations

GIVEN_MEN = (
    "Rizki Fauzan Alif Hafiz Ilham Rafi Rafa Naufal Akbar Bagas Dimas Galang Haris Iqbal Jafar Khairul "
    "Lutfi Mahfud Nasrul Rahmat Saiful Syahrul Taufik Usman Wahyu Yusuf Zainal Arif Andika Bayu Chandra "
    "Dedi Eko Fikri Gunawan Hendra Indra Joko Kurnia Maulana Oky Prasetyo Ridwan Sulaiman Tegar Yudha "
    "Zulfikar Hasan Husein Ismail Ibrahim Idris Jumadi Sukarno Supriadi Suharto Cahyono Jayadi"
).split()
GIVEN_WOMEN = (
    "Aisyah Aminah Nurhayati Fatimah Khadijah Maryam Zahra Safira Nabila Putri Aulia Azzahra Bunga "
    "Citra Dewi Elsa Fitriani Hasanah Intan Juwita Kirana Laila Mutiara Nadia Olivia Permata Qonita "
    "Rahmawati Salsabila Syifa Tiara Ulfah Wulandari Yulianti Zulaikha Suryani Hartati Mulyani "
    "Ratnasari Anisa Annisa Cahyani Sri Dwi Tri Ningsih Rohani Jamilah Halimah Masitah Nurlaila Suci "
    "Melati Rosita Lestari"
).split()
LAST = (
    "Ramadhan Pratama Saputra Hidayat Setiawan Nugraha Firmansyah Wijaya Santoso Kurniawan Abdillah "
    "Syahputra Perdana Mahendra Alfarizi Maulida Puspita Anggraini Safitri Handayani Oktaviani Febriani "
    "Maharani Khairunnisa Azkia Humaira Kartika Utami"
).split()
# What stands before a given name, and how it is written short.
FRONT_MEN = ("Muhammad", "Muhammad", "Ahmad", "Abdul", "")
FRONT_WOMEN = ("Siti", "Nur", "", "", "Sri")
SHORT = {
    "Muhammad": ("Muh.", "M.", "Moh.", "Mhd", "Mohammad", "Muhamad", "Moch.", "M"),
    "Ahmad": ("Achmad", "Akhmad", "Ach."),
    "Abdul": ("Abd.", "Abd", "Abdoel"),
    "Siti": ("St.", "Sitti", "Siti"),
    "Nur": ("Noor", "Noer", "Nur"),
}
TITLES = ("H. {}", "Hj. {}", "{}, S.Pd", "dr. {}", "{} S.Pd.I", "Drs. {}", "{}, A.Md.Keb", "Ny. {}")
OLD_SPELLING = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("sy", "sj"))
NEW_SPELLING = (
    *(("sy", "s"), ("z", "s"), ("f", "p"), ("i", "y"), ("kh", "h"), ("ah", "a"), ("q", "k")),
    *(("nn", "n"), ("zz", "z"), ("ll", "l"), ("dh", "d"), ("v", "f"), ("ai", "ae")),
)
KEYS = "abcdefghijklmnopqrstuvwxyz"
