"""Names of invented Posyandu and people: put together from flowers, trees, birds and daylight.

No list of real Posyandu or people was read; that a combination exists somewhere is chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from app.demo.dice import dice

PLANTS = (
    "Anggrek Alamanda Asoka Bakung Bougenvil Cempaka Cendana Dahlia Edelweis Flamboyan Gaharu "
    "Gardenia Kamboja Kantil Krisan Kecubung Kemuning Kenanga Kenari Ketapang Lavender Lili Mawar "
    "Matoa Melati Melur Meranti Pandan Pinang Rambai Rambutan Sakura Sawo Seroja Srikaya "
    "Soka Tanjung Teratai Tulip Zinia"
).split()
MOODS = (
    "Pagi Senja Fajar Embun Bening Biru Jingga Ungu Putih Lestari Ceria Damai Harapan Sejuk Teduh "
    "Rindang Berseri Mekar Indah Sentosa Bahari Permai Abadi Mulia"
).split()
WOMEN = (
    "Rina Dewi Wulan Sari Ratna Lestari Mira Tuti Yanti Endang Lilis Nurul Siska Aminah Rahma "
    "Fitri Indah Kartika Laras Maya Novita Puji Rosa Salma Tiara Utami Vina Winda Yuli Zahra"
).split()
MEN = (
    "Budi Hasan Joko Rudi Anwar Bagas Darto Eko Fajar Gilang Hendra Irfan Jaya Krisna Lukman "
    "Mulyadi Nanang Oka Purnomo Rahmat Samsul Taufik Umar Wahyu Yusuf Zaki"
).split()
GIRLS = (
    "Alya Aisyah Bunga Cahaya Dinda Elok Fira Gita Hana Intan Jihan Kirana Layla Melodi Naira "
    "Olivia Putri Qanita Rara Shafa Tania Ulfa Vania Wening Yasmin Zea"
).split()
BOYS = (
    "Arka Bima Candra Daffa Elang Farel Galih Haikal Ibra Juna Kenzo Langit Malik Nizam Omar "
    "Panji Qori Raka Satria Tirta Umar Vino Wira Yoga Zidan"
).split()
FAMILIES = (
    "Ulin Meranti Kapur Bangkirai Gaharu Keruing Kenari Rotan Nipah Kelapa Enggang Murai Pipit "
    "Merpati Kutilang Punai Bangau Belibis Camar Kepodang Mahakam Danau Muara Samudra Bukit Lembah "
    "Telaga Pelangi Purnama Bintang"
).split()


def posyandu_names(seed: int) -> Iterator[str]:
    """Answer names without end, each once; after the last combination a number follows."""
    pairs = [f"{plant} {mood}" for plant in PLANTS for mood in MOODS]
    dice(seed, "nama posyandu").shuffle(pairs)
    yield from pairs
    for number in count(2):
        yield from (f"{pair} {number}" for pair in pairs)


def woman(rng: Random) -> str:
    """Answer the name of an invented woman."""
    return f"{rng.choice(WOMEN)} {rng.choice(FAMILIES)}"


def man(rng: Random) -> str:
    """Answer the name of an invented man."""
    return f"{rng.choice(MEN)} {rng.choice(FAMILIES)}"


def child(rng: Random, sex: str, family: str) -> str:
    """Answer the name of an invented child of a sex (L, P) and family."""
    return f"{rng.choice(BOYS if sex == 'L' else GIRLS)} {family}"


def phone_number(rng: Random) -> str:
    """Answer a number that rings nowhere: 0800 0000 and four digits."""
    return f"08000000{rng.randrange(10_000):04d}"
