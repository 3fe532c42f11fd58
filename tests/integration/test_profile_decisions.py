"""A value chosen on the profile's own page overwrites nothing that was decided or came meanwhile."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.integration.expect import assert_problem
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR, this_month
from tests.integration.test_review_queue import FIELD, Desk, decided, report, shown

PLACE = f"/posyandu/{MAWAR}/nilai"


@pytest.fixture
def asked(simpul: Simpul) -> Iterator[Simpul]:
    """Two kader of Mawar counted differently."""
    report(simpul, balita_d_l=21)
    report(simpul, minutes=5, balita_d_l=24)
    yield simpul
    assert simpul.differences() == []


def form_of(client: FlaskClient, value: int) -> dict[str, str]:
    """What the value's page sends when a value is chosen, as it stood when it was opened."""
    page = client.get(f"{PLACE}?field={FIELD}&period={this_month()}").text
    boxes = re.findall(r'<form class="ask-box".*?</form>', page, re.DOTALL)
    forms = [dict(re.findall(r'name="(\w+)" value="([^"]*)"', one)) for one in boxes]
    found = next(one for one in forms if one["nilai"] == str(value))
    return {name: html.unescape(text) for name, text in found.items()} | {"alasan": "dihitung lagi"}


def test_the_chosen_value_stands(asked: Simpul) -> None:
    client = asked.signed_in("opd", "", "kesehatan")
    assert client.post(f"{PLACE}/keputusan", data=form_of(client, 21)).status_code == 302
    assert shown(asked) == (21, "pasti")


def test_who_was_slower_is_told_who_decided_and_overwrites_nothing(asked: Simpul) -> None:
    client = asked.signed_in("opd", "", "kesehatan")
    form = form_of(client, 21)
    other = asked.add_user("admin", name="Rahmat")
    desk = Desk(asked.session_of(other))
    desk.choose(desk.page(), "24")
    answer = client.post(f"{PLACE}/keputusan", data=form)
    assert_problem(answer, "review.value_decided")
    assert "Rahmat" in answer.text
    assert shown(asked) == (24, "pasti")
    assert len(decided(asked)) == 1


def test_a_value_that_came_meanwhile_is_looked_at_first(asked: Simpul) -> None:
    client = asked.signed_in("opd", "", "kesehatan")
    form = form_of(client, 21)
    report(asked, minutes=9, balita_d_l=29)
    assert_problem(client.post(f"{PLACE}/keputusan", data=form), "review.value_changed")
    assert decided(asked) == []
