"""Tables as programs poll them: not told again to who has them, and in the order that is asked for."""

from __future__ import annotations

import pytest

from app.accounts.access import Grant
from app.central import calls_service
from tests.integration.central.office import (
    FORM,
    FORMS,
    TABLE,
    Desk,
    add_account,
    new_id,
    send,
)
from tests.integration.expect import assert_problem

PAGES = (TABLE, f"{TABLE}?$top=5&$count=true", f"{FORMS}/{FORM}.svc/Submissions.pohon")


def readings(desk: Desk, name: str) -> int:
    """How often the log says that an account read in the clear."""
    query = "SELECT count(*) FROM access_log WHERE actor = :one AND action = 'kiriman.buka'"
    return int(desk.simpul.query(query, one=name)[0][0])


def test_a_table_that_did_not_change_is_not_told_again(desk: Desk) -> None:
    agency = add_account(desk.simpul, Grant("opd", "", "kesehatan"))
    masked = add_account(desk.simpul, Grant("sekretariat"))
    for path in PAGES:
        first = desk.call(path, agency)
        tag = first.headers["ETag"]
        assert tag.startswith('"')  # strong: the same to the byte
        assert (desk.call(path, masked).headers["ETag"] == tag) is ("pohon" in path)  # names nobody
        before = readings(desk, agency)
        again = desk.call(path, agency, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert readings(desk, agency) == before  # nothing was told

        send(desk, new_id())
        changed = desk.call(path, agency, headers={"If-None-Match": tag})
        assert (changed.status_code, readings(desk, agency)) == (200, before + 1)
        assert changed.headers["ETag"] != tag
    tag = desk.call(TABLE, agency).headers["ETag"]
    review = {"reviewState": "approved"}
    desk.call(f"{FORMS}/{FORM}/submissions/{desk.root}", agency, "PATCH", json=review)
    assert desk.call(TABLE, agency, headers={"If-None-Match": tag}).status_code == 200


def test_a_large_table_streams_whole_and_without_a_mark(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.call(TABLE)
    monkeypatch.setattr(calls_service, "WHOLE", 100)
    before = readings(desk, desk.keeper)
    streamed = desk.call(TABLE)
    assert streamed.data == whole.data
    assert "ETag" not in streamed.headers
    assert readings(desk, desk.keeper) == before + 1


def test_a_table_comes_in_the_order_that_is_asked_for(desk: Desk) -> None:
    for _ in range(3):
        send(desk, new_id())
    newest = [row["__id"] for row in desk.told(TABLE)["value"]]
    upward = f"{TABLE}?$orderby=__system/submissionDate asc"
    for path in (upward, upward.replace(" asc", ""), f"{upward}&$top=2"):
        seen, page = [], desk.told(path)
        while True:
            seen += [row["__id"] for row in page["value"]]
            if "@odata.nextLink" not in page:
                break
            page = desk.told(page["@odata.nextLink"].replace("http://localhost", ""))
        assert seen == newest[::-1], path
    downward = desk.told(f"{TABLE}?$orderby=__system/submissionDate desc")
    assert [row["__id"] for row in downward["value"]] == newest
    trees = f"{FORMS}/{FORM}.svc/Submissions.pohon?$orderby=__system/submissionDate asc&$top=3"
    seen, page = [], desk.told(trees)
    while "@odata.nextLink" in page:
        seen += page["value"]
        page = desk.told(page["@odata.nextLink"].replace("http://localhost", ""))
    parents = [row["__Submissions-id"] for row in [*seen, *page["value"]]]
    assert parents == [one for one in newest[::-1] for _tree in range(2)]
    for other in ("umur", "__system/reviewState", "__system/submissionDate up", "__id desc, umur"):
        assert_problem(desk.call(f"{TABLE}?$orderby={other}"), "central.not_supported")
