"""A table of any size is read in pages, by index, with no more of it in memory than a page or two."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime

from app.accounts.access import Grant, Reach
from app.central import entities_store, submissions_store
from app.central.submissions_store import PAGE, Wanted
from app.central.tables_service import condition_for
from app.intake.models import Submission
from tests.app_fixtures import sqlite_only
from tests.integration.central.office import add_account
from tests.integration.installation import PASSWORD, Simpul
from tests.integration.submissions import monthly_answers
from tests.integration.test_query_plans import plans, scans

pytestmark = sqlite_only
MANY = 3 * PAGE + 7


def fill(simpul: Simpul) -> None:
    """Let one submission stand many times in the table; only as what it is sealed for does it open."""
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert simpul.send(simpul.add_phone(), xml).status_code == 201
    columns = [column.name for column in Submission.__table__.columns]
    own = {"seq": "n + 1", "instance_id": "'uuid:' || n", "root_instance_id": "'uuid:' || n"}
    values = ", ".join(own.get(name, name) for name in columns)
    simpul.execute(
        f"WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < {MANY - 1}) "  # noqa: S608
        f"INSERT INTO submission ({', '.join(columns)}) SELECT {values} FROM submission, row"
    )


def test_a_whole_table_streams_with_a_page_or_two_in_memory(simpul: Simpul) -> None:
    fill(simpul)
    body = {"email": add_account(simpul, Grant("admin")), "password": PASSWORD}
    client = simpul.client()
    token = client.post("/v1/sessions", json=body).get_json()["token"]
    shown = {"Authorization": f"Bearer {token}"}
    address = "/v1/projects/1/forms/kes_bulanan.svc/Submissions"
    answer = client.get(address, headers=shown, buffered=False)
    pieces, most = [], 0
    for number, piece in enumerate(answer.iter_encoded()):
        pieces.append(piece)
        if number in {PAGE - 1, MANY - 60}:
            held = sum(isinstance(one, Submission) for one in gc.get_objects())
            most = max(most, held)
    answer.close()
    assert len(json.loads(b"".join(pieces))["value"]) == MANY
    assert 0 < most <= 2 * PAGE < MANY

    with simpul.app.app_context(), plans() as steps:
        assert len(client.get(f"{address}?$top=2", headers=shown).get_json()["value"]) == 2
    assert sum("ix_submission_form" in step for step in steps) == 1  # one question for a small page

    seen, url = 0, f"{address}?$top=400&$count=true"
    while url:
        page = client.get(url, headers=shown).get_json()
        assert page["@odata.count"] == MANY
        seen += len(page["value"])
        url = page.get("@odata.nextLink", "").replace("http://localhost", "")
    assert seen == MANY


def test_pages_filters_and_chains_are_read_by_index(simpul: Simpul) -> None:
    filters = (
        "",
        "__system/submissionDate ge 2026-01-01 or __system/updatedAt ge 2026-01-01",
        "__system/reviewState eq 'approved'",
    )
    with simpul.app.app_context(), plans() as steps:
        for text in filters:
            reaches = [Reach("64.02", "kesehatan")]
            before = datetime(2026, 11, 1, tzinfo=UTC), 5
            for upward in (False, True):
                condition = condition_for(text)
                wanted = Wanted("kes_bulanan", reaches, condition, before, oldest_first=upward)
                list(submissions_store.stream_chains(wanted))
        since = condition_for("__system/submissionDate ge 2026-11-20")
        list(submissions_store.stream_chains(Wanted("kes_bulanan", [Reach("", "")], since)))
        submissions_store.find_chain("uuid:x")
        list(entities_store.stream_entities(entities_store.WantedEntities("balita", ["64.02"])))
    # A page begins at its place, and what came since a moment is looked for there alone.
    assert any("ix_submission_form (form_id=? AND received_at<?)" in step for step in steps)
    assert any("ix_submission_form (form_id=? AND received_at>?)" in step for step in steps)
    assert any("ix_submission_chain" in step for step in steps)
    assert scans(steps) == []
