"""What programs decide follows the same levels and the same caution as on the pages."""

from __future__ import annotations

import re
from typing import Any

from app.accounts.access import Grant
from app.review.policy_service import set_policy, wanted_policy
from tests.integration import workbooks
from tests.integration.central.office import (
    FORM,
    FORMS,
    TABLE,
    XLSX,
    Desk,
    add_account,
    answers,
    new_id,
    send,
)
from tests.integration.expect import assert_problem
from tests.integration.released_forms import FIRST, NO_VILLAGE, RENAMED, SECOND, chosen
from tests.integration.released_forms import FORM as CHOSEN


def waits_for(desk: Desk, *levels: str) -> None:
    """Let the form's submissions wait until these levels have accepted them."""
    with desk.simpul.app.app_context():
        set_policy(FORM, wanted_policy(levels, {}, waits=True), 0, "admin")
    desk.simpul.run_pending()


def test_a_program_decides_only_at_the_levels_of_its_account(desk: Desk) -> None:
    waits_for(desk, "desa", "opd")
    village = add_account(desk.simpul, Grant("desa", "64.02.06.1011"))
    agency = add_account(desk.simpul, Grant("opd", "", "kesehatan"))
    root, edited = new_id(), new_id()
    send(desk, root)
    one = f"{FORMS}/{FORM}/submissions/{root}"

    def review(name: str, state: str = "approved") -> Any:
        return desk.call(one, name, "PATCH", json={"reviewState": state})

    def said(number: str) -> list[tuple[str, str]]:
        query = "SELECT level, state FROM decision WHERE instance_id = :one ORDER BY seq"
        return [tuple(row) for row in desk.simpul.query(query, one=number)]

    def unreviewed() -> list[str]:
        found = desk.told(f"{TABLE}?$filter=__system/reviewState eq null&$select=__id")
        return [row["__id"] for row in found["value"]]

    assert desk.simpul.submission(root).state == "menunggu"
    assert root in unreviewed()
    assert_problem(review(agency), "review.not_your_turn")
    assert review(village).get_json()["reviewState"] is None  # the agency has not seen it yet
    assert_problem(review(village), "review.not_your_turn")
    assert desk.simpul.submission(root).state == "menunggu"
    assert review(agency).get_json()["reviewState"] == "approved"
    assert said(root) == [("desa", "belum_ditinjau"), ("opd", "diterima")]
    assert root not in unreviewed()

    # An edit that waits is what Central shows, and what is decided about next.
    desk.call(one, method="PUT", data=answers(instance_id=edited, edits=root, banyak="8"))
    assert desk.told(one)["reviewState"] == "edited"
    assert desk.simpul.submission(root).state == "diterima"
    assert review(agency, "hasIssues").get_json()["reviewState"] == "hasIssues"
    told = desk.call(f"{one}/comments", agency, "POST", json={"body": "Hitung lagi buahnya"})
    assert told.status_code == 200
    assert said(edited) == [("opd", "dikembalikan")] * 2
    page = desk.simpul.session_of(agency).get(f"/kiriman/{edited}").text
    history = re.findall(r"<li><strong>(\w+)", page.partition("<h2>Riwayat</h2>")[2])
    assert history == ["Dikembalikan", "Komentar", "Dikembalikan", "Diterima"]


def test_a_version_that_changes_values_is_measured_before_a_program_releases_it(
    desk: Desk,
) -> None:
    first, second = "2026112301", "2026112302"
    form: dict[str, Any] = {"method": "POST", "content_type": XLSX}
    made = desk.call(f"{FORMS}?publish=true", data=workbooks.workbook(first), **form)
    assert made.get_json()["version"] == first
    draft = f"{FORMS}/{workbooks.FORM}/draft"
    remapped = workbooks.workbook(second, field="kes.uji_hadir", rule="revision")
    assert desk.call(draft, data=remapped, **form).status_code == 200
    for _ in range(2):  # asked twice, measured once
        refused = desk.call(f"{draft}/publish", method="POST")
        assert_problem(refused, "design.effect_unseen")
        assert f"/formulir/{workbooks.FORM}/versi/{second}/akibat" in refused.get_json()["message"]
    assert desk.told(f"{FORMS}/{workbooks.FORM}")["version"] == first
    desk.simpul.run_pending()
    assert desk.call(f"{draft}/publish", method="POST").get_json() == {"success": True}
    assert desk.told(f"{FORMS}/{workbooks.FORM}")["version"] == second


def test_a_version_that_breaks_older_answers_is_released_once_a_program_tells_its_version(
    desk: Desk,
) -> None:
    form: dict[str, Any] = {"method": "POST", "content_type": XLSX}
    made = desk.call(f"{FORMS}?publish=true", data=chosen(FIRST), **form)
    assert made.get_json()["version"] == FIRST
    one = f"{FORMS}/{CHOSEN}"
    renamed = chosen(SECOND, {**NO_VILLAGE, **RENAMED})
    warned = desk.call(f"{one}/draft?ignoreWarnings=false", data=renamed, **form).get_json()
    assert warned["code"] == 400.16
    assert warned["details"]["warnings"]["workflowWarnings"] == [
        {"type": "structureChanged", "details": ["peserta"]}
    ]
    assert desk.call(f"{one}/draft?ignoreWarnings=true", data=renamed, **form).status_code == 200
    for more in ("", f"?confirm={FIRST}"):
        refused = desk.call(f"{one}/draft/publish{more}", method="POST")
        assert_problem(refused, "design.breaking_unconfirmed")
        kinds = [change["kind"] for change in refused.get_json()["details"]["changes"]]
        assert kinds == ["ganti_nama", "pilihan_hilang"]
    assert desk.told(one)["version"] == FIRST
    released = desk.call(f"{one}/draft/publish?confirm={SECOND}", method="POST")
    assert released.get_json() == {"success": True}
    assert desk.told(one)["version"] == SECOND
