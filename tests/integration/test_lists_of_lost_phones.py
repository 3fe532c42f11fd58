"""What a phone that was lost, or whose kader stopped, still gets of the sasaran it once held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.entity_forms import REGISTER, WEIGH, register
from tests.integration.expect import assert_openrosa
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms, manifest_of, path_of
from tests.integration.submissions import MELATI

pytestmark = pytest.mark.forms(REGISTER, WEIGH)

CHILD = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """An admin of an installation whose officers released forms with sasaran."""
    return simpul.signed_in("admin")


@pytest.fixture
def known(simpul: Simpul, admin: FlaskClient, phone: Phone) -> dict[str, str]:
    """The manifest's entry of a list with one child, as the phone got it while it was in use."""
    register(simpul, phone, CHILD)
    simpul.run_pending()
    entry = entry_of(simpul, phone)
    assert CHILD in fetch(simpul, entry).text
    return entry


def manifest_url(simpul: Simpul, phone: Phone) -> str:
    (url,) = (one["manifestUrl"] for one in listed_forms(simpul, phone) if one["formID"] == WEIGH)
    return path_of(url)


def entry_of(simpul: Simpul, phone: Phone) -> dict[str, str]:
    return manifest_of(simpul.client(), manifest_url(simpul, phone))["balita.csv"]


def fetch(simpul: Simpul, entry: dict[str, str], known_hash: str = "") -> TestResponse:
    """The list at an address the phone has, shown the hash of what it holds."""
    headers = {"If-None-Match": f'"{known_hash.removeprefix("md5:")}"'} if known_hash else {}
    return simpul.client().get(path_of(entry["downloadUrl"]), headers=headers, buffered=True)


def change(admin: FlaskClient, phone: Phone, verb: str) -> None:
    form = {"perubahan": verb, "alasan": "laporan kader lewat telepon"}
    assert admin.post(f"/perangkat/{phone.device_id}/ubah", data=form).status_code == 302


def hash_of(response: TestResponse) -> str:
    return f"md5:{response.headers['ETag'].strip(chr(34))}"


def test_a_lost_phone_finds_nobody_in_its_lists_and_their_hash_says_so(
    simpul: Simpul, admin: FlaskClient, phone: Phone, known: dict[str, str]
) -> None:
    manifest = manifest_url(simpul, phone)
    change(admin, phone, "hilang")
    assert listed_forms(simpul, phone) == []
    assert manifest_of(simpul.client(), manifest) == {}

    # With what it holds in its hand it is not told "nothing new": it is given the empty list.
    empty = fetch(simpul, known, known["hash"])
    assert empty.status_code == 200
    assert_openrosa(empty)
    assert empty.text.startswith("name,label,__version")
    assert len(empty.text.splitlines()) == 1
    assert hash_of(empty) != known["hash"]
    assert fetch(simpul, known, hash_of(empty)).status_code == 304
    assert hash_of(fetch(simpul, known)) == hash_of(empty)

    # What happens in the Posyandu meanwhile does not even show in the hash.
    register(simpul, simpul.add_phone(), "22222222-2222-4222-8222-222222222222")
    simpul.run_pending()
    assert fetch(simpul, known, hash_of(empty)).status_code == 304

    change(admin, phone, "ditemukan")
    entry = entry_of(simpul, phone)
    assert entry["hash"] not in {known["hash"], hash_of(empty)}
    assert len(fetch(simpul, entry).text.splitlines()) == 3


def test_two_lost_phones_of_different_places_hold_the_same_nothing(
    simpul: Simpul, admin: FlaskClient, phone: Phone, known: dict[str, str]
) -> None:
    other = simpul.add_phone(MELATI)
    entries = [known, entry_of(simpul, other)]
    for one in (phone, other):
        change(admin, one, "hilang")
    answers = [fetch(simpul, entry) for entry in entries]
    assert answers[0].data == answers[1].data
    assert hash_of(answers[0]) == hash_of(answers[1])


def test_a_stopped_kaders_phone_keeps_its_forms_but_its_lists_are_emptied(
    simpul: Simpul, admin: FlaskClient, phone: Phone, known: dict[str, str]
) -> None:
    change(admin, phone, "berhenti")
    entry = entry_of(simpul, phone)  # the list is still there, so that a draft opens
    assert entry["hash"] != known["hash"]
    answer = fetch(simpul, entry, known["hash"])
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 1
    assert hash_of(answer) == entry["hash"]

    month_ago = datetime.now(UTC) - timedelta(days=31)
    simpul.execute("UPDATE device SET state_since = :since", since=month_ago)
    assert listed_forms(simpul, phone) == []
    assert len(fetch(simpul, entry).text.splitlines()) == 1
