"""Clients that show a password: Digest, and Basic over https only; never a person's password."""

from __future__ import annotations

import pytest
import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from app.accounts import password_service
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import monthly_answers, new_id

LIST = "/openrosa/formList"


def password_of(simpul: Simpul, phone: Phone) -> tuple[str, str]:
    """Give the phone a password as an admin does on its page."""
    with simpul.app.app_context():
        return password_service.set_password(phone.device_id, "uji")


def test_a_digest_client_lists_downloads_and_sends(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    session = requests.Session()
    session.auth = HTTPDigestAuth(*password_of(simpul, phone))
    listed = session.get(f"{live_server}{LIST}", timeout=30)
    assert listed.status_code == 200
    assert f"{live_server}/openrosa/forms/kes_bulanan/" in listed.text
    assert phone.token not in listed.text
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(), instance_id=new_id())
    parts = {"xml_submission_file": ("a.xml", xml, "text/xml")}
    sent = session.post(f"{live_server}/openrosa/submission", files=parts, timeout=30)
    assert sent.status_code == 201
    assert [row.device_id for row in simpul.submissions()] == [phone.device_id]


def test_who_shows_nothing_is_asked_by_digest_alone_over_http(
    simpul: Simpul, live_server: str
) -> None:
    answer = requests.get(f"{live_server}{LIST}", timeout=30)
    assert answer.status_code == 401
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert "Digest" in answer.headers["WWW-Authenticate"]
    assert "Basic" not in answer.headers["WWW-Authenticate"]


def test_basic_in_the_clear_is_refused_even_with_the_right_password(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    auth = HTTPBasicAuth(*password_of(simpul, phone))
    assert requests.get(f"{live_server}{LIST}", auth=auth, timeout=30).status_code == 401


@pytest.mark.simpul(SIMPUL_TRUST_PROXY="1")
def test_basic_opens_behind_https(simpul: Simpul, phone: Phone, live_server: str) -> None:
    secure = {"X-Forwarded-Proto": "https"}
    auth = HTTPBasicAuth(*password_of(simpul, phone))
    answer = requests.get(f"{live_server}{LIST}", auth=auth, headers=secure, timeout=30)
    assert answer.status_code == 200
    wrong = HTTPBasicAuth(auth.username, "bukan-sandinya")
    refused = requests.get(f"{live_server}{LIST}", auth=wrong, headers=secure, timeout=30)
    assert (refused.status_code, "Basic" in refused.headers["WWW-Authenticate"]) == (401, True)


def test_a_wrong_password_is_asked_again_and_a_persons_opens_nothing(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    username, _ = password_of(simpul, phone)
    name = simpul.add_user("admin")
    for pair in ((username, "salah-sama-sekali"), (name, "sandi-uji-coba")):
        answer = requests.get(f"{live_server}{LIST}", auth=HTTPDigestAuth(*pair), timeout=30)
        assert answer.status_code == 401


def test_a_new_password_ends_the_old_and_a_revoked_phone_is_403(
    simpul: Simpul, phone: Phone, live_server: str
) -> None:
    old, new = password_of(simpul, phone), password_of(simpul, phone)

    def status(pair: tuple[str, str]) -> int:
        auth = HTTPDigestAuth(*pair)
        return requests.get(f"{live_server}{LIST}", auth=auth, timeout=30).status_code

    assert (status(old), status(new)) == (401, 200)
    simpul.execute("UPDATE device SET state = 'dicabut'")
    assert status(new) == 403


def test_an_old_nonce_is_told_to_be_stale_and_a_proof_holds_for_its_address_alone(
    simpul: Simpul, phone: Phone, live_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth = HTTPDigestAuth(*password_of(simpul, phone))
    answer = requests.get(f"{live_server}{LIST}", auth=auth, timeout=30)
    proof = {"Authorization": str(answer.request.headers["Authorization"])}
    again = requests.get(f"{live_server}{LIST}", headers=proof, timeout=30)
    other = requests.get(f"{live_server}{LIST}?verbose=true", headers=proof, timeout=30)
    assert (again.status_code, other.status_code) == (200, 401)
    monkeypatch.setattr(password_service, "NONCE_HOLDS", -1)
    stale = requests.get(f"{live_server}{LIST}", headers=proof, timeout=30)
    assert (stale.status_code, "stale=true" in stale.headers["WWW-Authenticate"]) == (401, True)


def test_the_password_stands_on_its_page_once_and_sealed_in_the_database(
    simpul: Simpul, phone: Phone
) -> None:
    page = simpul.signed_in("admin").post(f"/perangkat/{phone.device_id}/sandi")
    assert page.status_code == 200
    assert f"ponsel-{phone.device_id}" in page.text
    kept = bytes(
        simpul.query("SELECT password FROM device WHERE device_id = :d", d=phone.device_id)[0][0]
    )
    assert b"MD5" not in kept
    assert b"SHA-256" not in kept
