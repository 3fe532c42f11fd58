"""What is alike is decided at once, after a sample was looked at, and taken back at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.integration.expect import assert_problem
from tests.integration.installation import Simpul
from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI
from tests.integration.test_review_queue import FIELD, Desk, address, report

WHERE = (MAWAR, MELATI, ELSEWHERE)


@pytest.fixture
def asked(simpul: Simpul) -> Iterator[Simpul]:
    """In three Posyandu two kader counted the same field differently."""
    for posyandu in WHERE:
        report(simpul, posyandu, balita_d_l=21)
        report(simpul, posyandu, 5, balita_d_l=24)
    yield simpul
    assert [simpul.differences(posyandu) for posyandu in WHERE] == [[], [], []]


@pytest.fixture
def client(asked: Simpul) -> FlaskClient:
    """An officer of health."""
    return asked.signed_in("opd", "", "kesehatan")


def preview(client: FlaskClient, more: str = "") -> str:
    """The page that shows all that are alike."""
    return client.get(address(FIELD).replace("/nilai", "/serupa") + more).text


def form_of(page: str) -> dict[str, list[str] | str]:
    """What the page sends when everything is ticked."""
    tokens = re.findall(r'name="nilai" value="([^"]+)"', page)
    samples = re.findall(r'name="contoh" value="([^"]+)"', page)
    return {"isian": FIELD, "nilai": tokens, "contoh": samples}


def values(simpul: Simpul) -> list[tuple[int, str]]:
    """What the three profiles show, and whether that is certain."""
    query = "SELECT value, status FROM cell WHERE field = :field ORDER BY place"
    return [(int(row.value), row.status) for row in simpul.query(query, field=FIELD)]


def test_the_preview_shows_each_value_and_the_sources_of_the_sample(client: FlaskClient) -> None:
    assert "Putuskan 3 nilai serupa" in client.get(address(FIELD)).text
    page = preview(client)
    assert len(form_of(page)["nilai"]) == len(form_of(page)["contoh"]) == 3
    assert page.count('<article class="src mt-0">') == 6
    for name in ("Mawar", "Melati", "Jauh"):
        assert f"Posyandu {name}" in page
    assert len(form_of(preview(client, "&area=64.02.06"))["nilai"]) == 2


def test_all_are_accepted_at_once_and_taken_back_at_once(
    asked: Simpul, client: FlaskClient
) -> None:
    done = client.post("/tinjau/serupa", data=form_of(preview(client)))
    assert values(asked) == [(24, "pasti")] * 3
    page = client.get(done.location).text
    batch = re.search(r'name="kelompok" value="(\w+)"', page)
    assert batch is not None
    back = client.post("/tinjau/serupa/batal", data={"kelompok": batch[1]}, follow_redirects=True)
    assert "3 keputusan dibatalkan" in back.text
    assert values(asked) == [(24, "bertentangan")] * 3
    again = client.post("/tinjau/serupa/batal", data={"kelompok": batch[1]}, follow_redirects=True)
    assert "0 keputusan dibatalkan" in again.text
    assert asked.query("SELECT count(*) FROM decision WHERE kind = 'nilai'")[0][0] == 6


def test_nothing_is_decided_before_the_sample_was_looked_at(
    asked: Simpul, client: FlaskClient
) -> None:
    form = form_of(preview(client)) | {"contoh": ["1", "1", "1"]}
    assert_problem(client.post("/tinjau/serupa", data=form), "review.sample_unseen")
    assert values(asked) == [(24, "bertentangan")] * 3


def test_what_another_decided_or_sent_meanwhile_is_left_as_it_is(
    asked: Simpul, client: FlaskClient
) -> None:
    form = form_of(preview(client))
    desk = Desk(asked.signed_in("admin"))
    desk.choose(desk.page(), "21")
    report(asked, MELATI, 9, balita_d_l=29)
    done = client.post("/tinjau/serupa", data=form, follow_redirects=True)
    assert "1 nilai sekarang dipakai" in done.text
    assert "2 nilai berubah" in done.text
    assert values(asked) == [(24, "pasti"), (21, "pasti"), (29, "bertentangan")]


def test_a_batch_beyond_the_grant_is_neither_made_nor_taken_back(
    asked: Simpul, client: FlaskClient
) -> None:
    near = asked.signed_in("opd", "64.02.06", "kesehatan")
    form = form_of(preview(client))
    assert_problem(near.post("/tinjau/serupa", data=form), "accounts.not_allowed")
    client.post("/tinjau/serupa", data=form)
    batch = asked.query("SELECT DISTINCT batch FROM decision WHERE batch IS NOT NULL")[0][0]
    refused = near.post("/tinjau/serupa/batal", data={"kelompok": batch})
    assert_problem(refused, "accounts.not_allowed")
    assert values(asked) == [(24, "pasti")] * 3
