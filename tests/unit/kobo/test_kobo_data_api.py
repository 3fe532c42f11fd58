"""The stand-in's submissions: lists, edits, deletes, review and history, as kpi's source says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from lxml import etree

from tests.kobo.stand_in import KoboStandIn
from tests.unit.kobo.account import Account
from tests.unit.kobo.conftest import ASSET

Maker = Callable[..., bytes]
DATA = f"assets/{ASSET}/data/"


@pytest.fixture
def account(kobo: KoboStandIn) -> Account:
    """The owner of the stand-in's account."""
    return Account(kobo)


@pytest.fixture
def ids(kobo: KoboStandIn, our_xml: Maker) -> list[int]:
    """Three submissions with 1, 2 and 3 balita."""
    return [kobo.submit(ASSET, our_xml(number, balita=number)) for number in (1, 2, 3)]


def listed(account: Account, **query: object) -> list[int]:
    """The ids a list answers."""
    words = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in query.items()
    }
    return [row["_id"] for row in account.get(DATA, **words)["results"]]


def test_the_list_understands_mongo(account: Account, ids: list[int]) -> None:
    first, second, third = ids
    assert listed(account, sort={"_id": -1}) == [third, second, first]
    assert listed(account, sort={"jml_balita": -1}, limit="1") == [third]
    assert listed(account, query={"_id": {"$gt": first, "$lte": second}}) == [second]
    assert listed(account, query={"$or": [{"jml_balita": "1"}, {"_id": third}]}) == [first, third]
    assert listed(account, query={"jml_balita": {"$in": ["2"]}, "x": {"$exists": False}}) == [
        second
    ]
    assert listed(account, start="1", limit="1") == [second]


@pytest.mark.parametrize(
    "query",
    [{"query": "{"}, {"query": '{"_id": {"$where": 1}}'}, {"limit": "0"}, {"start": "x"}],
)
def test_what_the_list_cannot_read_is_refused(
    account: Account, ids: list[int], query: dict[str, str]
) -> None:
    assert ids
    assert account.call("GET", DATA, params=query).status_code == 400


def test_a_larger_limit_is_cut_to_a_thousand(kobo: KoboStandIn, account: Account) -> None:
    xml = "<d id='x'><a>1</a><meta><instanceID>uuid:{}</instanceID></meta></d>"
    for number in range(1001):
        kobo.submit(ASSET, xml.format(number).encode())

    page = account.get(DATA, limit="5000", fields='["_id"]')

    assert (page["count"], len(page["results"])) == (1001, 1000)
    assert "limit=1000" in page["next"]
    assert "start=1000" in page["next"]


def test_the_sweep_of_uuids_shows_what_was_edited(
    kobo: KoboStandIn, account: Account, ids: list[int]
) -> None:
    def sweep() -> dict[int, tuple[str, str]]:
        rows = account.get(DATA, fields='["_id", "_uuid"]')["results"]
        return {row["_id"]: (row["_uuid"], row["meta/rootUuid"]) for row in rows}

    before = sweep()
    kobo.edit(ASSET, ids[1], {"jml_balita": "9"})
    after = sweep()

    changed = [number for number in before if before[number] != after[number]]
    assert changed == [ids[1]]
    assert after[ids[1]][1] == "uuid:0000-2"


def test_a_list_in_xml_wraps_the_submissions(account: Account, ids: list[int]) -> None:
    answer = account.call("GET", DATA, params={"format": "xml"})
    root = etree.fromstring(answer.content)
    assert root.findtext("count") == str(len(ids))
    assert [each.tag for each in root.iterfind("results/*")] == [ASSET] * 3
    assert account.call("GET", DATA, params={"format": "xml", "sort": "{}"}).status_code == 400


def test_a_review_is_seen_in_the_json_and_taken_away_again(
    account: Account, ids: list[int]
) -> None:
    path = f"{DATA}{ids[0]}/validation_status/"
    approved = {"validation_status.uid": "validation_status_approved"}
    assert account.get(path) == {}

    told = account.call("PATCH", path, json=approved).json()

    assert (told["label"], told["by_whom"]) == ("Approved", "pemilik")
    assert account.get(f"{DATA}{ids[0]}/")["_validation_status"] == told
    by_status = {"_validation_status.uid": "validation_status_approved"}
    assert listed(account, query=by_status) == [ids[0]]
    wrong = account.call("PATCH", path, json={"validation_status.uid": "diterima"})
    assert (wrong.status_code, wrong.json()) == (
        400,
        {"detail": "Invalid validation status: `diterima`"},
    )
    assert account.call("DELETE", path).status_code == 204
    assert account.get(path) == {}


def test_many_are_reviewed_at_once_or_none(account: Account, ids: list[int]) -> None:
    status = {"validation_status.uid": "validation_status_on_hold"}

    def judge(numbers: list[int]) -> int:
        body = {"payload": {"submission_ids": numbers} | status}
        return account.call("PATCH", f"{DATA}validation_statuses/", json=body).status_code

    assert judge([ids[0], 99]) == 400
    assert account.get(f"{DATA}{ids[0]}/")["_validation_status"] == {}
    assert judge(ids[:2]) == 200
    assert (
        listed(account, query={"_validation_status.uid": status["validation_status.uid"]})
        == ids[:2]
    )
    unconfirmed = {"payload": status}
    answer = account.call("PATCH", f"{DATA}validation_statuses/", json=unconfirmed)
    assert answer.json() == {"payload": ["Confirmation is required"]}


def test_a_bulk_edit_is_an_edit_of_each(account: Account, ids: list[int]) -> None:
    body = {"payload": {"submission_ids": ids[:2], "data": {"jml_balita": "8", "baru/isi": "x"}}}

    told = account.call("PATCH", f"{DATA}bulk/", json=body).json()

    assert (told["count"], told["failures"]) == (2, 0)
    row = account.get(f"{DATA}{ids[0]}/")
    assert (row["jml_balita"], row["baru/isi"]) == ("8", "x")
    assert row["meta/rootUuid"] == "uuid:0000-1"
    assert row["meta/deprecatedID"] == "uuid:0000-1"
    assert row["_uuid"] == told["results"][0]["uuid"]


def test_deleted_submissions_are_gone(account: Account, ids: list[int]) -> None:
    assert account.call("DELETE", f"{DATA}{ids[0]}/").status_code == 204
    assert account.call("GET", f"{DATA}{ids[0]}/").status_code == 404
    body = {"payload": {"submission_ids": [ids[0], ids[1]]}}
    assert account.call("DELETE", f"{DATA}bulk/", json=body).status_code == 400
    assert listed(account) == ids[1:]
    by_query = {"payload": {"query": {"jml_balita": "2"}}}
    assert account.call("DELETE", f"{DATA}bulk/", json=by_query).status_code == 200
    assert listed(account) == ids[2:]


def test_the_history_names_what_happened_by_root_uuid(
    kobo: KoboStandIn, account: Account, ids: list[int]
) -> None:
    kobo.advance(60)
    kobo.edit(ASSET, ids[0], {"jml_balita": "4"})
    kobo.judge(ASSET, ids[1], "validation_status_approved")
    kobo.delete(ASSET, ids[2])
    since = "date_created__gte:2026-01-05T01:00:30Z"

    def told(q: str) -> list[tuple[str, str]]:
        rows = account.get(f"assets/{ASSET}/history/", q=q)["results"]
        return [(row["action"], row["metadata"]["submission"]["root_uuid"]) for row in rows]

    assert told("action:add-submission") == [
        ("add-submission", f"0000-{number}") for number in (3, 2, 1)
    ]
    assert told(f"action:modify-submission AND {since}") == [
        ("modify-submission", "0000-2"),
        ("modify-submission", "0000-1"),
    ]
    assert told("action:delete-submission") == [("delete-submission", "0000-3")]


def test_the_history_needs_the_right_to_manage(kobo: KoboStandIn, account: Account) -> None:
    kobo.add_asset("aLihat", rights=("view_asset", "view_submissions"))
    assert account.call("GET", "assets/aLihat/history/").status_code == 403
    status = {"validation_status.uid": "validation_status_approved"}
    kobo.submit("aLihat", b"<d id='x'><meta><instanceID>uuid:1</instanceID></meta></d>")
    path = f"assets/aLihat/data/{max(kobo.projects['aLihat'].submissions)}/validation_status/"
    assert account.call("PATCH", path, json=status).status_code == 403


def test_late_files_are_listed_without_any_sign_elsewhere(
    kobo: KoboStandIn, account: Account, ids: list[int]
) -> None:
    path = f"{DATA}{ids[0]}/attachments/"
    assert account.get(path)["count"] == 0
    kobo.attach(ASSET, ids[0], "anak 1.jpg", b"foto")
    (row,) = account.get(path, xpath="anak[1]/foto")["results"]
    assert account.call("GET", f"{path}{row['uid']}/").content == b"foto"
