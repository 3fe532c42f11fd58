"""The page of a submission says how it stands with its sasaran, and what to do."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.registry.entity_faults import FAULTS
from tests.integration.entity_forms import REGISTER, WEIGH, register, send, weigh
from tests.integration.expect import text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MALUHU

pytestmark = pytest.mark.forms(REGISTER, WEIGH)

CHILD = "11111111-1111-4111-8111-111111111111"
BRANCH = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
HELD = "menunggu kiriman sebelumnya dari ponsel yang sama"
APPROVAL = "belum masuk daftar"
IN_LINE = "sedang menunggu giliran"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """An admin of an installation whose officers released forms with sasaran."""
    return simpul.signed_in("admin")


def page(client: FlaskClient, instance_id: str) -> str:
    return text_of(client.get(f"/kiriman/{instance_id}"))


def assert_silent(text: str) -> None:
    """Nothing is left to do with the sasaran of this submission."""
    for words in (HELD, APPROVAL, IN_LINE, *(what for what, _cure in FAULTS.values())):
        assert words not in text


def test_what_failed_is_told_with_its_cure_until_it_is_settled(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    first = register(simpul, phone, CHILD)
    again = register(simpul, phone, CHILD, "Orang Lain")
    simpul.run_pending()
    what, cure = FAULTS["sudah_ada"]
    text = page(admin, again)
    assert what in text
    assert cure in text
    assert_silent(page(admin, first))
    form = {"keputusan": "tolak", "alasan": "ganda dengan kiriman lain"}
    assert admin.post(f"/kiriman/{again}/keputusan", data=form).status_code == 302
    simpul.run_pending()
    assert_silent(page(admin, again))


def test_an_edit_tells_what_failed_in_its_chain(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD)
    again = register(simpul, phone, CHILD, "Orang Lain")
    said = {"id": CHILD, "create": "1", "label": "Orang Lain Lagi"}
    edit = send(simpul, phone, REGISTER, {"bb": "8", "rt": "7"}, said, edits=again)
    simpul.run_pending()
    for one in (again, edit):
        assert FAULTS["sudah_ada"][0] in page(admin, one)


def test_what_waits_for_an_earlier_send_says_so_and_may_be_applied_from_here(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    waiting = weigh(simpul, phone, CHILD, 2, bb="11", branch=BRANCH)
    assert IN_LINE in page(admin, waiting)
    simpul.run_pending()
    text = page(admin, waiting)
    assert f"Pembaruan 1 sasaran {HELD}." in text
    assert IN_LINE not in text
    seq = simpul.submission(waiting).seq
    assert f'action="/sasaran/tertunda/{seq}/terapkan"' in admin.get(f"/kiriman/{waiting}").text
    reader = simpul.signed_in("camat", MALUHU[:8])
    assert HELD in page(reader, waiting)
    assert "/terapkan" not in reader.get(f"/kiriman/{waiting}").text  # reading is not deciding

    register(simpul, phone, CHILD)
    weigh(simpul, phone, CHILD, 1, bb="10", branch=BRANCH)
    simpul.run_pending()
    assert_silent(page(admin, waiting))


def test_a_new_sasaran_that_waits_for_approval_says_so_until_it_is_accepted(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    admin.post("/sasaran/daftar/balita/persetujuan", data={"perlu": "1"})
    created = register(simpul, phone, CHILD)
    simpul.run_pending()
    assert APPROVAL in page(admin, created)
    form = {"keputusan": "terima", "alasan": ""}
    assert admin.post(f"/kiriman/{created}/keputusan", data=form).status_code == 302
    simpul.run_pending()
    assert_silent(page(admin, created))
    weighed = weigh(simpul, phone, CHILD, 1, bb="10")
    simpul.run_pending()
    assert_silent(page(admin, weighed))  # an update needs no approval
