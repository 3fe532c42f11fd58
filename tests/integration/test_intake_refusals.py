"""What must be refused: the right status, words a person understands, and nothing stored changes."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_openrosa, assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import PHOTO, monthly_answers, new_id

BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
<data id="kes_bulanan" version="1"><x>&f;</x><meta><instanceID>uuid:1</instanceID></meta></data>"""
OUTSIDE_ENTITY = b"""<!DOCTYPE a [<!ENTITY rahasia SYSTEM "file:///etc/passwd">]>
<data id="kes_bulanan"><x>&rahasia;</x><meta><instanceID>uuid:1</instanceID></meta></data>"""


@pytest.fixture
def stored(simpul: Simpul, phone: Phone) -> str:
    """A submission with a photo that was merged: what must not change."""
    instance_id = new_id()
    answers = monthly_answers(penutup__foto_register="r.jpg")
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)
    assert simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 201
    simpul.run_pending()
    return instance_id


def refused_xml(simpul: Simpul, kind: str) -> bytes:
    """One of the ways in which XML can be wrong."""
    answers = monthly_answers()
    if kind == "unknown_form":
        return simpul.submission_xml("kes_bulanan", answers, root_id="bukan_formulir")
    if kind == "unknown_version":
        return simpul.submission_xml("kes_bulanan", answers, version="1999")
    if kind == "no_version":
        return simpul.submission_xml("kes_bulanan", answers, version="")
    if kind == "missing_id":
        return simpul.submission_xml("kes_bulanan", answers, instance_id="")
    if kind == "cut":
        return simpul.submission_xml("kes_bulanan", answers)[:-40]
    return {
        "billion_laughs": BILLION_LAUGHS,
        "outside_entity": OUTSIDE_ENTITY,
        "empty": b"",
        "not_xml": PHOTO,
        "nul": b"<data id='kes_bulanan'>\0</data>",
        "bad_encoding": b"<?xml version='1.0' encoding='UTF-8'?><data>\xff\xfe</data>",
        "unknown_encoding": b"<?xml version='1.0' encoding='bukan-ada'?><data/>",
        "html": b"<html><body>Silakan masuk</body></html>",
    }[kind]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("cut", "intake.malformed_xml"),
        ("empty", "intake.malformed_xml"),
        ("not_xml", "intake.malformed_xml"),
        ("nul", "intake.malformed_xml"),
        ("bad_encoding", "intake.malformed_xml"),
        ("unknown_encoding", "intake.malformed_xml"),
        ("billion_laughs", "intake.doctype"),
        ("outside_entity", "intake.doctype"),
        ("unknown_form", "intake.unknown_form"),
        ("unknown_version", "intake.unknown_version"),
        ("no_version", "intake.unknown_version"),
        ("missing_id", "intake.missing_instance_id"),
        ("html", "intake.missing_instance_id"),
    ],
)
def test_xml_that_cannot_be_taken_is_refused_in_words_and_kept_in_quarantine(
    simpul: Simpul, phone: Phone, stored: str, kind: str, code: str
) -> None:
    row, counts = simpul.submission(stored), simpul.counts()
    xml = refused_xml(simpul, kind)
    response = simpul.send(phone, xml, {"bukti.jpg": PHOTO})
    assert_problem(response, code)
    assert_openrosa(response)
    (kept,) = simpul.quarantined()
    assert (kept.code, kept.sender) == (code, f"device:{phone.device_id}")
    assert [simpul.open_file(file["file_id"]) for file in kept.files] == [xml, PHOTO]
    assert simpul.counts() == counts | {"quarantine": 1}
    assert simpul.submission(stored).xml == row.xml
    assert simpul.differences() == []


@sqlite_only
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"instance_id": "uuid:" + "a" * 300}, "intake.bad_instance_id"),
        ({"instance_id": "uuid:ganti\nbaris"}, "intake.bad_instance_id"),
        ({"deprecated_id": "uuid:" + "b" * 300}, "intake.bad_instance_id"),
    ],
)
def test_an_id_no_row_can_hold_is_refused_on_every_database_alike(
    simpul: Simpul, phone: Phone, more: dict[str, str], code: str
) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), **more)
    assert_problem(simpul.send(phone, xml), code)
    assert len(simpul.quarantined()) == 1
    assert simpul.submissions() == []


def test_a_form_id_of_any_length_is_refused_and_kept(simpul: Simpul, phone: Phone) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), root_id="x" * 5000)
    assert_problem(simpul.send(phone, xml), "intake.unknown_form")
    assert len(simpul.quarantined()) == 1


def test_a_version_of_any_length_is_refused_and_kept(simpul: Simpul, phone: Phone) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), version="9" * 5000)
    assert_problem(simpul.send(phone, xml), "intake.unknown_version")
    assert len(simpul.quarantined()) == 1


def post_parts(simpul: Simpul, phone: Phone, parts: dict[str, Any]) -> TestResponse:
    return simpul.client().post(
        f"{phone.door}/submission", data=parts, content_type="multipart/form-data"
    )


@sqlite_only
def test_a_post_without_the_xml_part_is_refused_and_leaves_nothing(
    simpul: Simpul, phone: Phone, stored: str
) -> None:
    counts, files = simpul.counts(), simpul.stored_files()
    assert_problem(post_parts(simpul, phone, {"lain": "teks"}), "intake.no_xml")
    assert_problem(simpul.client().post(f"{phone.door}/submission"), "intake.no_xml")
    assert simpul.counts() == counts
    assert simpul.stored_files() == files


@sqlite_only
@pytest.mark.simpul(SIMPUL_MAX_REQUEST_MB="1")
def test_a_request_over_the_limit_is_413_in_collects_language(
    simpul: Simpul, phone: Phone, stored: str
) -> None:
    counts, files = simpul.counts(), simpul.stored_files()
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    response = simpul.send(phone, xml, {"besar.jpg": b"x" * 1_100_000})
    assert_problem(response, "web.too_large")
    assert_openrosa(response)
    assert simpul.counts() == counts
    assert simpul.stored_files() == files


@sqlite_only
@pytest.mark.parametrize("mime", ["text/xml", "application/octet-stream"])
def test_an_xml_part_over_ten_megabytes_is_413(simpul: Simpul, phone: Phone, mime: str) -> None:
    body = (
        b'--batas\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n'
        b"Content-Type: " + mime.encode() + b"\r\n\r\n" + b"<a>" * 3_400_000 + b"\r\n--batas--\r\n"
    )
    response = simpul.client().post(
        f"{phone.door}/submission",
        data=body,
        content_type="multipart/form-data; boundary=batas",
    )
    assert_problem(response, "intake.too_large")
    assert simpul.stored_files() == []


@sqlite_only
def test_a_body_that_is_not_multipart_is_refused_in_words(simpul: Simpul, phone: Phone) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    response = simpul.client().post(f"{phone.door}/submission", data=xml, content_type="text/xml")
    assert_problem(response, "intake.no_xml")


def test_the_same_refused_send_is_kept_once(simpul: Simpul, phone: Phone) -> None:
    xml = refused_xml(simpul, "unknown_form")
    for _ in range(3):
        assert_problem(simpul.send(phone, xml, {"a.jpg": PHOTO}), "intake.unknown_form")
    assert len(simpul.quarantined()) == 1
    assert len(simpul.stored_files()) == 2


@pytest.mark.simpul(SIMPUL_QUARANTINE_PER_DEVICE="3")
def test_a_phone_may_fill_only_its_own_share_of_quarantine(simpul: Simpul, phone: Phone) -> None:
    xmls = [
        simpul.submission_xml("kes_bulanan", monthly_answers(), root_id="bukan") for _ in range(4)
    ]
    answers = [simpul.send(phone, xml, {"a.jpg": PHOTO}) for xml in xmls]
    for response in answers[:3]:
        assert_problem(response, "intake.unknown_form")
    assert_problem(answers[3], "intake.quarantine_full")
    assert len(simpul.quarantined()) == 3
    assert len(simpul.stored_files()) == 6
    assert_problem(simpul.send(phone, xmls[0], {"a.jpg": PHOTO}), "intake.unknown_form")
    assert_problem(simpul.send(simpul.add_phone(), xmls[3]), "intake.unknown_form")
    good = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert simpul.send(phone, good).status_code == 201


def test_an_unknown_token_is_403_and_stores_nothing(simpul: Simpul) -> None:
    stranger = Phone("x" * 32, 0, 0, "")
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    response = simpul.send(stranger, xml, {"a.jpg": PHOTO})
    assert_problem(response, "publish.revoked")
    assert_openrosa(response)
    assert "WWW-Authenticate" not in response.headers
    assert simpul.submissions() == []
    assert simpul.quarantined() == []
    assert simpul.stored_files() == []


def test_a_revoked_phone_is_403_everywhere_and_what_it_sent_stays(
    simpul: Simpul, phone: Phone, stored: str
) -> None:
    admin = simpul.signed_in("admin")
    assert (
        admin.post(
            f"/perangkat/{phone.device_id}/ubah",
            data={"perubahan": "cabut", "alasan": "dicuri orang"},
        ).status_code
        == 302
    )
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert_problem(simpul.send(phone, xml), "publish.revoked")
    assert_problem(simpul.client().get(f"{phone.door}/formList"), "publish.revoked")
    assert simpul.client().head(f"{phone.door}/submission").status_code == 403
    assert [row.instance_id for row in simpul.submissions()] == [stored]
