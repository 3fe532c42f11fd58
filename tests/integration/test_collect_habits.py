"""Habits and mistakes of the apps that send: headers, addresses, letters, files nobody asked for."""

from __future__ import annotations

import gzip
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.app_fixtures import sqlite_only
from tests.collect.transport import Part, multipart
from tests.integration.expect import assert_openrosa, assert_problem, text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms
from tests.integration.submissions import PHOTO, instance_id_of, monthly_answers, new_id

NAME = "Ibu Désirée Nuñez"
LATIN = "iso-8859-1"


@pytest.fixture
def instance_id() -> str:
    return new_id()


@pytest.fixture
def xml(simpul: Simpul, instance_id: str) -> bytes:
    """A report whose kader has letters that every encoding writes its own way."""
    answers = monthly_answers(kepala__nama_kader=NAME)
    return simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)


def encoded(xml: bytes, declared: str, codec: str = "") -> bytes:
    """The same document in another encoding, as `declared` (empty: no declaration)."""
    text = xml.decode().partition("?>")[2]
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    return (head + text).encode(codec or declared)


def post(simpul: Simpul, phone: Phone, xml: bytes, query: str = "", **headers: str) -> TestResponse:
    content_type, body = multipart([Part("xml_submission_file", xml, "a.xml", "text/xml")])
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    return simpul.client().post(
        f"{phone.door}/submission{query}", data=body, content_type=content_type, headers=sent
    )


# -- headers


@pytest.mark.parametrize(
    "date",
    [
        "Wed, 25 Nov 2026 01:15:00 GMT",  # Collect after noon: 13.15 in hours of twelve
        "Mon, 01 Jan 2001 12:00:00 GMT",
        "Sat, 31 Feb 2026 25:61:00 GMT",
        "kemarin",
        "",
    ],
)
def test_no_date_is_too_wrong(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str, date: str
) -> None:
    assert post(simpul, phone, xml, Date=date).status_code == 201
    assert simpul.submission(instance_id).flags == []
    answer = simpul.client().get(f"{phone.door}/formList", headers={"Date": date})
    assert answer.status_code == 200


@sqlite_only
@pytest.mark.parametrize("version", [None, "1.0", "2.0", "satu"])
def test_the_version_of_openrosa_may_be_left_out_or_odd_and_ours_is_always_said(
    simpul: Simpul, phone: Phone, xml: bytes, version: str | None
) -> None:
    headers = {} if version is None else {"X-OpenRosa-Version": version}
    client = simpul.client()
    answers = [client.get(f"{phone.door}/formList", headers=headers)]
    manifest = listed_forms(simpul, phone)[0]["manifestUrl"]
    answers.append(client.get(manifest, headers=headers))
    answers.append(client.head(f"{phone.door}/submission", headers=headers))
    content_type, body = multipart([Part("xml_submission_file", xml, "a.xml", "text/xml")])
    answers.append(
        client.post(
            f"{phone.door}/submission", data=body, content_type=content_type, headers=headers
        )
    )
    assert [answer.status_code for answer in answers] == [200, 200, 204, 201]
    for answer in answers:
        assert_openrosa(answer)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "x-odd"])
def test_a_packed_body_is_415_in_openrosas_words_and_keeps_nothing(
    simpul: Simpul, phone: Phone, xml: bytes, packing: str
) -> None:
    content_type, body = multipart(
        [
            Part("xml_submission_file", xml, "a.xml", "text/xml"),
            Part("r.jpg", PHOTO, "r.jpg", "image/jpeg"),
        ]
    )
    before = simpul.counts()
    response = simpul.client().post(
        f"{phone.door}/submission",
        data=gzip.compress(body),
        content_type=content_type,
        headers={"Content-Encoding": packing},
    )
    assert response.status_code == 415
    assert_openrosa(response)
    assert_problem(response, "intake.packed")
    assert simpul.counts() == before
    assert simpul.stored_files() == []
    assert post(simpul, phone, xml, Content_Encoding="identity").status_code == 201


# -- addresses


def test_a_device_that_names_itself_twice_is_one_submission_under_its_first_name(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    twice = "?" + urlencode([("deviceID", "collect:abc"), ("deviceID", "collect:abc")])
    assert post(simpul, phone, xml, twice).status_code == 201
    assert simpul.submission(instance_id).collect_id == "collect:abc"
    other = "?" + urlencode([("deviceID", "collect:lain"), ("deviceID", "collect:abc")])
    assert post(simpul, phone, xml, other).status_code == 202
    assert simpul.submission(instance_id).collect_id == "collect:abc"
    client = simpul.client()
    assert client.get(f"{phone.door}/formList{twice}").status_code == 200
    assert client.head(f"{phone.door}/submission{twice}").status_code == 204
    version = simpul.schema("kes_bulanan").version
    for file in ("form.xml", "manifest.xml", "media/posyandu.csv"):
        path = f"{phone.door}/forms/kes_bulanan/{version}/{file}{twice}"
        assert client.get(path).status_code == 200


# -- letters


@sqlite_only  # letters are read before anything is stored
@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF-8", "utf-8-sig"),
        ("", "utf-8"),
        ("UTF-16", "utf-16"),
        ("", "utf-16"),
        ("UTF-16LE", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
        ("ISO-8859-1", LATIN),
        ("UTF-8", "utf-16"),  # the mark at its beginning is believed before the name
        ("windows-1252", "cp1252"),
        ("utf-32", "utf-32"),
    ],
)
def test_letters_arrive_right_in_every_encoding_that_says_its_name(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str, declared: str, codec: str
) -> None:
    sent = encoded(xml, declared, codec)
    assert post(simpul, phone, sent).status_code == 201
    assert post(simpul, phone, sent).status_code == 202
    assert simpul.submission(instance_id).answers_hash == answers_hash(simpul, phone, xml)


def answers_hash(simpul: Simpul, phone: Phone, xml: bytes) -> str:
    """What the answers of a document come to; it is sent as another submission."""
    other = new_id()
    own = instance_id_of(xml).encode()
    assert post(simpul, phone, xml.replace(own, other.encode())).status_code == 201
    return simpul.submission(other).answers_hash


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("bukan-ada", "utf-8"),
        ("UTF-8", LATIN),
        ("US-ASCII", "utf-8"),
        ("UTF-16", "utf-8"),
        ("", LATIN),
    ],
)
def test_letters_that_cannot_be_read_are_refused_in_words_and_kept_byte_for_byte(
    simpul: Simpul, phone: Phone, xml: bytes, declared: str, codec: str
) -> None:
    sent = encoded(xml, declared, codec)
    response = post(simpul, phone, sent)
    assert_openrosa(response)
    assert_problem(response, "intake.malformed_xml")
    (kept,) = simpul.quarantined()
    assert [simpul.open_file(file["file_id"]) for file in kept.files] == [sent]
    assert simpul.submissions() == []


def test_a_plain_field_whose_letters_were_lost_on_the_way_is_refused_and_never_changed(
    simpul: Simpul, phone: Phone, xml: bytes
) -> None:
    content_type, body = multipart([Part("xml_submission_file", encoded(xml, LATIN))])
    response = simpul.client().post(
        f"{phone.door}/submission", data=body, content_type=content_type
    )
    assert_problem(response, "intake.malformed_xml")
    assert simpul.submissions() == []
    assert post(simpul, phone, encoded(xml, LATIN)).status_code == 201


# -- files


def test_a_file_no_answer_names_is_kept_and_shown_on_the_submissions_page(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    odd = {"catatan rahasia.m4a": b"suara", "foto lama.jpg": PHOTO}
    assert simpul.send(phone, xml, odd).status_code == 201
    assert simpul.files_of(instance_id) == odd
    admin = simpul.signed_in("admin")
    page = admin.get(f"/kiriman/{instance_id}")
    said = "Berkas yang tidak disebut di jawaban, tetap disimpan: "
    assert said + ", ".join(sorted(odd)) in text_of(page)
    # Whom it shows nobody knows.
    admin.post(f"/kiriman/{instance_id}/buka", data={"alasan": "memeriksa berkas asing"})
    for name, content in odd.items():
        path = f"/kiriman/{instance_id}/lampiran/{name}"
        assert admin.get(path).data == content
