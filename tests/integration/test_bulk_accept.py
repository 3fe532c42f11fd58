"""Many submissions are accepted at once after a random sample was found right, and taken back whole."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.review import bulk_service
from tests.integration.expect import assert_problem
from tests.integration.installation import Simpul
from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI, monthly_answers
from tests.integration.test_intake_concurrent import at_once

HOME = "/kiriman/sekaligus"


def report(simpul: Simpul, name: str, posyandu: str = MAWAR, **values: Any) -> str:
    """A monthly report that quality has nothing to ask about."""
    instance_id = f"uuid:{name}"
    xml = simpul.submission_xml(
        "kes_bulanan", monthly_answers(posyandu, **values), instance_id=instance_id
    )
    assert simpul.send(simpul.add_phone(posyandu), xml).status_code == 201
    return instance_id


@pytest.fixture
def filled(simpul: Simpul) -> Simpul:
    """Three Posyandu reported, nothing odd about any."""
    for name, posyandu in (("satu", MAWAR), ("dua", MELATI), ("tiga", ELSEWHERE)):
        report(simpul, name, posyandu)
    simpul.run_pending()
    return simpul


@pytest.fixture
def client(filled: Simpul) -> FlaskClient:
    """An officer of health."""
    return filled.signed_in("opd", "", "kesehatan")


def begin(client: FlaskClient, **more: str) -> str:
    """Draw the sample; answer the act's address."""
    return str(client.post(HOME, data=more).location).partition("?")[0]


def drawn(client: FlaskClient, act: str) -> list[str]:
    """The addresses at which the sample is judged."""
    found = re.findall(rf'action="({act}/contoh/[^"?]+)', client.get(act).text)
    return list(dict.fromkeys(found))


def find_right(client: FlaskClient, act: str) -> None:
    """Open each of the sample and find it right."""
    for one in drawn(client, act):
        client.post(one, data={"hasil": "buka"})
        client.post(one, data={"hasil": "benar"})


def states(simpul: Simpul) -> dict[str, int]:
    """How many submissions are in which state."""
    return dict(Counter(row.state for row in simpul.submissions()))


def test_all_that_the_filter_holds_are_accepted_after_the_sample_and_taken_back(
    filled: Simpul, client: FlaskClient
) -> None:
    assert "Terima sekaligus" in client.get("/kiriman").text
    assert "3 kiriman belum ditinjau dapat diterima" in client.get(HOME).text
    act = begin(client)
    find_right(client, act)
    assert states(filled) == {"belum_ditinjau": 3}
    client.post(f"{act}/mulai", data={"alasan": "contohnya benar"})
    filled.run_pending()
    assert states(filled) == {"diterima": 3}
    assert "3 dari 3 kiriman diterima" in client.get(act).text
    log = filled.query("SELECT kind, batch, reason FROM decision")
    assert {(row.kind, row.reason) for row in log} == {("status", "contohnya benar")}
    assert len({row.batch for row in log}) == 1
    assert filled.differences() == []

    client.post(f"{act}/batal")
    filled.run_pending()
    assert states(filled) == {"belum_ditinjau": 3}
    assert "Dibatalkan" in client.get(act).text
    assert filled.differences() == []
    assert_problem(client.post(f"{act}/batal"), "review.act_changed")


def test_nothing_is_accepted_before_each_of_the_sample_was_opened_and_found_right(
    filled: Simpul, client: FlaskClient
) -> None:
    act = begin(client)
    first, *others = drawn(client, act)
    assert len(others) == 2
    assert_problem(client.post(first, data={"hasil": "benar"}), "review.sample_unseen")
    opened = client.post(first, data={"hasil": "buka"})
    assert "Benar, lanjut" in client.get(opened.location).text
    assert "contoh=" in client.post(first, data={"hasil": "benar"}).location
    assert_problem(client.post(f"{act}/mulai"), "review.sample_unseen")
    filled.run_pending()
    assert states(filled) == {"belum_ditinjau": 3}


def test_one_of_the_sample_found_wrong_stops_the_act_and_leads_to_it(
    filled: Simpul, client: FlaskClient
) -> None:
    act = begin(client)
    wrong = drawn(client, act)[1]
    client.post(wrong, data={"hasil": "buka"})
    led = client.post(wrong, data={"hasil": "salah"}).location
    assert led.startswith("/kiriman/" + wrong.rpartition("/")[2])
    assert_problem(client.post(f"{act}/mulai"), "review.act_changed")
    assert "ada contoh yang salah" in client.get(act).text
    filled.run_pending()
    assert states(filled) == {"belum_ditinjau": 3}


def test_what_is_odd_or_asked_about_is_left_out_and_counted(
    filled: Simpul, client: FlaskClient
) -> None:
    report(filled, "ganjil", MELATI, skdn__balita_d_l="31")
    filled.run_pending()
    filled.execute("UPDATE submission SET flags = '[\"formulir_ditutup\"]' WHERE seq = 1")
    client.post("/kiriman/uuid:dua/keputusan", data={"keputusan": "terima"})
    page = client.get(HOME).text
    assert "1 kiriman belum ditinjau dapat diterima" in page
    for words in ("Sudah ditinjau", "Perlu diperiksa", "Ada temuan mutu data"):
        assert words in page
    act = begin(client)
    find_right(client, act)
    client.post(f"{act}/mulai")
    filled.run_pending()
    assert filled.submission("uuid:tiga").state == "diterima"
    assert states(filled) == {"diterima": 2, "belum_ditinjau": 2}


def test_what_came_or_was_decided_after_the_beginning_is_no_part_of_it(
    filled: Simpul, client: FlaskClient
) -> None:
    act = begin(client)
    find_right(client, act)
    later = report(filled, "empat", MELATI)
    filled.run_pending()
    other = filled.signed_in("admin")
    wrong = {"keputusan": "tolak", "alasan": "bukan laporan kami"}
    other.post("/kiriman/uuid:dua/keputusan", data=wrong)
    client.post(f"{act}/mulai")
    filled.run_pending()
    assert filled.submission(later).state == "belum_ditinjau"
    assert filled.submission("uuid:dua").state == "ditolak"
    assert states(filled)["diterima"] == 2
    assert "1 kiriman dilewati" in client.get(act).text


def test_undoing_leaves_what_somebody_decided_since(filled: Simpul, client: FlaskClient) -> None:
    act = begin(client)
    find_right(client, act)
    client.post(f"{act}/mulai")
    filled.run_pending()
    wrong = {"keputusan": "kembalikan", "alasan": "fotonya buram"}
    filled.signed_in("admin").post("/kiriman/uuid:dua/keputusan", data=wrong)
    client.post(f"{act}/batal")
    filled.run_pending()
    assert filled.submission("uuid:dua").state == "dikembalikan"
    assert states(filled) == {"dikembalikan": 1, "belum_ditinjau": 2}


def test_it_goes_on_part_by_part_and_a_killed_worker_doubles_nothing(
    filled: Simpul, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_service, "PART", 1)
    act = begin(client)
    find_right(client, act)
    client.post(f"{act}/mulai")
    payload = {"act_id": int(act.rpartition("/")[2])}
    with filled.app.app_context():  # as a worker that did its part and was killed before saying so
        bulk_service.accept_part(payload)
    assert "1 dari 3 kiriman diterima" in client.get(act).text
    client.post(f"{act}/batal")
    filled.run_pending()
    assert states(filled) == {"belum_ditinjau": 3}
    assert len(filled.query("SELECT 1 FROM decision")) == 2


def test_two_officers_at_once_accept_each_submission_once(
    filled: Simpul, client: FlaskClient
) -> None:
    other = filled.signed_in("admin")
    acts = [(client, begin(client)), (other, begin(other))]
    for one, act in acts:
        find_right(one, act)
        one.post(f"{act}/mulai")
    ids = [int(act.rpartition("/")[2]) for _, act in acts]

    def work(act_id: int) -> int:
        with filled.app.app_context():
            bulk_service.accept_part({"act_id": act_id})
            return act_id

    at_once([partial(work, one) for one in ids])
    assert states(filled) == {"diterima": 3}
    assert len(filled.query("SELECT 1 FROM decision")) == 3
    assert sum(row.done for row in filled.query("SELECT done FROM bulk_act")) == 3


def test_an_act_beyond_the_grant_is_neither_seen_nor_started_nor_undone(
    filled: Simpul, client: FlaskClient
) -> None:
    act = begin(client)
    near = filled.signed_in("opd", "64.02.06", "kesehatan")
    for answer in (near.get(act), near.post(f"{act}/mulai"), near.post(f"{act}/batal")):
        assert_problem(answer, "accounts.not_allowed")
    own = begin(near)
    assert len(drawn(near, own)) == 2
    assert client.get(own).status_code == 200
