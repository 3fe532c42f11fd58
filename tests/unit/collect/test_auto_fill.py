"""Filling a form without knowing it."""

from __future__ import annotations

import re

import jpype
import pytest
from lxml import etree

from tests.collect.candidates import jpeg
from tests.collect.engine import Form, Refused
from tests.collect.jvm import java
from tests.collect.sample import LISTS, VISIT, compile_md

pytestmark = pytest.mark.collect

EVERY_KIND = r"""
| survey |
| | type | name | label | required | constraint | relevant | parameters | read_only | appearance |
| | text | nik_ibu | NIK | yes | regex(., '^[0-9]{16}$') | | | | |
| | text | kode | Kode | yes | regex(., '^R[TW][A-C]{2,3}-\d{2}[^a-z]$') | | | | |
| | text | tiga | Tiga huruf | yes | string-length(.) = 3 | | | | |
| | integer | sasaran | Sasaran | yes | . > 40 and . < 44 | | | | |
| | integer | datang | Datang | yes | . <= ${sasaran} and . >= 37 | | | | |
| | integer | absen | Absen | yes | . = ${sasaran} - ${datang} | | | | |
| | integer | jumlah | Jumlah | yes | . = ${datang} + ${absen} | | | | |
| | decimal | suhu | Suhu | yes | . >= 35.5 and . <= 36.1 | | | | |
| | date | tanggal_lahir | Lahir | yes | . < today() - 20000 | | | | |
| | date | tanggal | Tanggal | yes | . > today() | | | | |
| | time | jam | Jam | yes | | | | | |
| | datetime | saat | Saat | yes | . <= now() | | | | |
| | geopoint | titik | Titik | yes | | | | | |
| | geotrace | garis | Garis | yes | | | | | |
| | geoshape | bidang | Bidang | yes | | | | | |
| | image | foto | Foto | yes | | | | | |
| | audio | suara | Suara | yes | | | | | |
| | file | berkas | Berkas | yes | | | | | |
| | barcode | kartu | Kartu | yes | | | | | |
| | acknowledge | setuju | Setuju | yes | | | | | |
| | range | nilai | Nilai | yes | | | start=1 end=5 step=1 | | |
| | rank buah | urutan | Urutan | yes | | | | | |
| | select_multiple buah | suka | Suka | yes | not(selected(., 'tidak') and count-selected(.) > 1) | | | | |
| | note | catatan | Catatan | | | | | | |
| | text | tetap | Tetap | | | | | yes | |
| | begin_repeat | anak | Anak | | | | | | |
| | text | nama | Nama | yes | | | | | |
| | end_repeat | | | | | | | | |
| choices |
| | list_name | name | label |
| | buah | apel | Apel |
| | buah | tidak | Tidak suka |
| | buah | jeruk | Jeruk |
| settings |
| | form_id | version |
| | semua | 1 |
"""  # noqa: E501 - a table reads best in one line a row

CHANGES_ITS_MIND = """
| survey |
| | type | name | label | required | constraint |
| | integer | awal | Awal | yes | ${akhir} = '' or . > ${akhir} |
| | integer | akhir | Akhir | yes | . > 90 |
| settings |
| | form_id | version |
| | berubah | 1 |
"""


BABIES = """
| survey |
| | type | name | label | required | constraint |
| | date | tanggal_lahir | Lahir | yes | |
| | select_one ya | hadir | Hadir | yes | ${tanggal_lahir} > today() - 400 |
| choices |
| | list_name | name | label |
| | ya | ya | Ya |
"""


def fill(markdown: str, seed: int = 0, **options: object) -> etree._Element:
    form = Form.open(compile_md(markdown), LISTS)
    return etree.fromstring(form.auto_fill(seed, **options).finalize().xml)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_every_kind_of_question_gets_an_answer(seed: int) -> None:
    root = fill(EVERY_KIND, seed)
    blank = [node.tag for node in root.iter() if len(node) == 0 and not node.text]
    assert blank == ["catatan", "tetap"]
    assert re.fullmatch(r"[0-9]{16}", str(root.findtext("nik_ibu")))
    assert re.fullmatch(r"R[TW][A-C]{2,3}-\d{2}[^a-z]", str(root.findtext("kode")))
    assert root.findtext("jumlah") == root.findtext("sasaran")


def test_the_same_seed_gives_the_same_answers() -> None:
    one, again, other = (fill(VISIT, seed).findtext("nama") for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_overrides_stand_and_reach_into_repeats() -> None:
    root = fill(EVERY_KIND, overrides={"anak/nama": "Budi", "sasaran": 42}, repeats=3)
    assert [node.text for node in root.findall("anak/nama")] == ["Budi"] * 3
    assert root.findtext("sasaran") == "42"


def test_lists_of_overrides_decide_the_number_of_instances() -> None:
    root = fill(EVERY_KIND, overrides={"anak": [{"nama": "A"}, {}]}, repeats=5)
    assert root.findall("anak/nama")[0].text == "A"
    assert len(root.findall("anak")) == 2


def test_an_answer_spoiled_by_a_later_one_is_given_again() -> None:
    root = fill(CHANGES_ITS_MIND)
    assert int(str(root.findtext("awal"))) > int(str(root.findtext("akhir"))) > 90


@pytest.mark.parametrize("seed", range(6))
def test_an_answer_that_leaves_no_way_out_is_taken_back(seed: int) -> None:
    assert fill(BABIES, seed).findtext("hadir") == "ya"


def test_what_nothing_satisfies_is_named() -> None:
    with pytest.raises(Refused) as caught:
        fill(EVERY_KIND.replace("string-length(.) = 3", ". = 'mustahil'"))
    assert (caught.value.path, caught.value.reason) == ("tiga", "unanswerable")


def test_the_picture_is_a_true_jpeg() -> None:
    stream = java("java.io.ByteArrayInputStream")(jpype.JArray(jpype.JByte)(jpeg("catatan")))
    image = java("javax.imageio.ImageIO").read(stream)
    assert (int(image.getWidth()), int(image.getHeight())) == (1, 1)
    assert jpeg("a") != jpeg("b")
