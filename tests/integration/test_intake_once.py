"""Once: the same submission, however often it is sent, is one; something else under its id is not."""

from __future__ import annotations

import pytest

from tests.integration.expect import assert_openrosa, assert_problem, message_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import PHOTO, monthly_answers, new_id

OTHER_PHOTO = PHOTO + b"lain"


def with_photo(*names: str) -> dict[str, object]:
    return monthly_answers(penutup__foto_register=names[0] if names else "register.jpg")


@pytest.fixture
def instance_id() -> str:
    return new_id()


@pytest.fixture
def xml(simpul: Simpul, instance_id: str) -> bytes:
    return simpul.submission_xml("kes_bulanan", with_photo(), instance_id=instance_id)


def test_a_submission_is_201_and_there_with_all_its_bytes(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    response = simpul.send(phone, xml, {"register.jpg": PHOTO})
    assert response.status_code == 201
    assert_openrosa(response)
    assert message_of(response).endswith("Posyandu Mawar diterima. Foto: 1 dari 1.")
    row = simpul.submission(instance_id)
    assert (row.state, row.door, row.device_id, row.kader_id, row.late, row.flags) == (
        "belum_ditinjau",
        "collect",
        phone.device_id,
        phone.kader_id,
        False,
        [],
    )
    assert simpul.files_of(instance_id) == {"register.jpg": PHOTO}


def test_the_same_again_is_202_and_changes_nothing(
    simpul: Simpul, phone: Phone, xml: bytes
) -> None:
    simpul.send(phone, xml, {"register.jpg": PHOTO})
    before, files = simpul.counts(), simpul.stored_files()
    response = simpul.send(phone, xml, {"register.jpg": PHOTO})
    assert response.status_code == 202
    assert "sudah diterima" in message_of(response)
    assert simpul.counts() == before
    assert simpul.stored_files() == files


def test_a_phone_that_lost_the_reply_may_send_again_after_the_merge(
    simpul: Simpul, phone: Phone, xml: bytes
) -> None:
    simpul.send(phone, xml, {"register.jpg": PHOTO})
    simpul.run_pending()
    assert simpul.send(phone, xml, {"register.jpg": PHOTO}).status_code == 202
    assert simpul.run_pending() == 0
    assert simpul.differences() == []


def test_the_same_from_the_kaders_new_phone_is_202(
    simpul: Simpul, phone: Phone, xml: bytes
) -> None:
    simpul.send(phone, xml)
    assert simpul.send(simpul.add_phone(), xml).status_code == 202
    assert [row.device_id for row in simpul.submissions()] == [phone.device_id]


def test_files_may_follow_in_a_second_request(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    assert simpul.send(phone, xml).status_code == 201
    assert simpul.send(phone, xml, {"register.jpg": PHOTO}).status_code == 201
    assert simpul.send(phone, xml, {"register.jpg": PHOTO}).status_code == 202
    assert simpul.files_of(instance_id) == {"register.jpg": PHOTO}


def test_other_answers_under_a_known_id_are_409_and_kept_apart(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    simpul.send(phone, xml, {"register.jpg": PHOTO})
    first = simpul.submission(instance_id)
    other = simpul.submission_xml(
        "kes_bulanan", with_photo() | {"skdn/balita_d_l": "9"}, instance_id=instance_id
    )
    response = simpul.send(phone, other, {"register.jpg": OTHER_PHOTO})
    assert_problem(response, "intake.other_content_same_id")
    (kept,) = simpul.quarantined()
    assert kept.instance_id == instance_id
    assert [simpul.open_file(file["file_id"]) for file in kept.files] == [other, OTHER_PHOTO]
    now = simpul.submission(instance_id)
    assert (now.xml, now.answers, now.touch) == (first.xml, first.answers, first.touch)
    assert simpul.files_of(instance_id) == {"register.jpg": PHOTO}


def test_another_file_under_a_known_name_is_409_and_the_first_stays(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    simpul.send(phone, xml, {"register.jpg": PHOTO})
    response = simpul.send(phone, xml, {"register.jpg": OTHER_PHOTO})
    assert_problem(response, "intake.other_file_same_name")
    (kept,) = simpul.quarantined()
    assert [simpul.open_file(file["file_id"]) for file in kept.files] == [xml, OTHER_PHOTO]
    assert simpul.files_of(instance_id) == {"register.jpg": PHOTO}


def test_two_different_files_of_one_name_in_one_request_are_409_and_store_no_submission(
    simpul: Simpul, phone: Phone, xml: bytes
) -> None:
    response = simpul.send(phone, xml, {"register.jpg": PHOTO, "map/register.jpg": OTHER_PHOTO})
    assert_problem(response, "intake.other_file_same_name")
    assert simpul.submissions() == []
    assert len(simpul.quarantined()) == 1


def test_a_file_no_answer_names_is_stored_and_marked(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    simpul.send(phone, xml, {"register.jpg": PHOTO, "lain.jpg": OTHER_PHOTO})
    assert {row.name: row.referenced for row in simpul.attachments()} == {
        "register.jpg": True,
        "lain.jpg": False,
    }
    assert simpul.files_of(instance_id)["lain.jpg"] == OTHER_PHOTO


def test_a_part_without_a_file_name_is_kept_under_the_name_of_the_part(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str
) -> None:
    boundary = "batas"
    parts = [
        (b'name="xml_submission_file"; filename="a.xml"', b"text/xml", xml),
        (b'name="register.jpg"; filename="register.jpg"', b"image/jpeg", PHOTO),
        (b'name="*isIncomplete*"', b"text/plain", b"yes"),
    ]
    body = b"".join(
        b"--batas\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n%s\r\n" % part
        for part in parts
    )
    response = simpul.client().post(
        f"{phone.door}/submission",
        data=body + b"--batas--\r\n",
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert response.status_code == 201
    assert simpul.files_of(instance_id) == {"register.jpg": PHOTO}


@pytest.mark.parametrize("mime", ["text/xml", "application/xml", "application/octet-stream", ""])
def test_the_xml_part_may_come_under_any_type(
    simpul: Simpul, phone: Phone, xml: bytes, instance_id: str, mime: str
) -> None:
    kind = b"Content-Type: %s\r\n" % mime.encode() if mime else b""
    head = (
        b'--batas\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n'
    )
    response = simpul.client().post(
        f"{phone.door}/submission",
        data=head + kind + b"\r\n" + xml + b"\r\n--batas--\r\n",
        content_type="multipart/form-data; boundary=batas",
    )
    assert response.status_code == 201
    assert simpul.submission(instance_id).form_id == "kes_bulanan"
    assert simpul.stored_files() == []


def test_xml_as_a_plain_field_is_the_same_submission(
    simpul: Simpul, phone: Phone, xml: bytes
) -> None:
    field = {"xml_submission_file": xml.decode()}
    response = simpul.client().post(
        f"{phone.door}/submission", data=field, content_type="multipart/form-data"
    )
    assert response.status_code == 201
    assert simpul.send(phone, xml).status_code == 202
