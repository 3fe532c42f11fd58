"""The client of ODK Central, over real HTTP: sessions, paging and what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import requests

from app.exchange.central_client import XLSX, CentralClient
from app.exchange.remote_errors import Missing, Refused, Rejected
from tests.unit.exchange.scripted import Reply, Scripted, scripted

FORMS = "/v1/projects/7/forms"


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A Central that lets one in."""
    with scripted() as found:
        found.on(
            "POST /v1/sessions", Reply(document={"token": "t1"}), Reply(document={"token": "t2"})
        )
        found.on("DELETE /v1/sessions/current", Reply(document={"success": True}))
        yield found


@pytest.fixture
def client(server: Scripted) -> CentralClient:
    """A client of project 7."""
    return CentralClient(server.url, "op@dinas.example", "sandi", requests.Session(), project_id=7)


def test_a_session_begins_at_the_first_call_and_is_ended(
    server: Scripted, client: CentralClient
) -> None:
    server.on("GET /v1/projects", Reply(document=[{"id": 7}]))

    with client:
        assert client.projects() == client.projects() == [{"id": 7}]

    assert server.lines() == [
        "POST /v1/sessions",
        *["GET /v1/projects"] * 2,
        "DELETE /v1/sessions/current",
    ]
    assert server.seen[1].headers["Authorization"] == "Bearer t1"
    assert "Authorization" not in server.seen[0].headers


def test_a_session_that_ran_out_is_begun_anew_once(server: Scripted, client: CentralClient) -> None:
    client.log_in()
    server.on("GET /v1/projects", Reply(401, {"code": 401.2}), Reply(document=[]))
    assert client.projects() == []
    assert server.seen[-1].headers["Authorization"] == "Bearer t2"

    server.on("GET /v1/projects", Reply(401, {"code": 401.2}))
    with pytest.raises(Refused):
        client.projects()


def test_a_wrong_password_is_refused_and_named_nowhere(
    server: Scripted, client: CentralClient
) -> None:
    server.on("POST /v1/sessions", Reply(401, {"code": 401.2}))

    with pytest.raises(Refused) as caught:
        client.projects()

    assert "sandi" not in f"{caught.value.details}"
    assert "dinas" not in f"{caught.value} {caught.value.details}"


def test_a_workbook_is_sent_as_one_with_its_id_and_not_twice(
    server: Scripted, client: CentralClient
) -> None:
    server.on(f"POST {FORMS}", Reply(409, {"code": 409.3}))

    with pytest.raises(Rejected) as caught:
        client.create_form("kes_bulanan", b"PK..")

    assert caught.value.code == "409.3"
    sent = server.seen[-1]
    assert sent.line == f"POST {FORMS}?ignoreWarnings=true&publish=false"
    assert (sent.headers["Content-Type"], sent.body) == (XLSX, b"PK..")
    assert sent.headers["X-XlsForm-FormId-Fallback"] == "kes_bulanan"


def test_a_draft_without_a_workbook_is_asked_for_with_an_empty_body(
    server: Scripted, client: CentralClient
) -> None:
    server.on(f"POST {FORMS}/kes/draft", Reply(document={"success": True}))

    client.create_draft("kes")

    # Central takes it for a copy of the published form only without a Content-Type, but with a length.
    assert server.seen[-1].headers["Content-Length"] == "0"
    assert "Content-Type" not in server.seen[-1].headers


def test_ids_with_signs_stay_one_part_of_the_path(server: Scripted, client: CentralClient) -> None:
    server.on(f"GET {FORMS}/a%2Fb/submissions/uuid%3A1.xml", Reply(body=b"<data/>"))

    assert client.submission_xml("a/b", "uuid:1") == b"<data/>"
    with pytest.raises(Missing):
        client.submission_xml("kes", "..")


def test_pages_follow_the_next_link_on_the_address_that_was_entered(
    server: Scripted, client: CentralClient
) -> None:
    table = f"{FORMS}/kes.svc/Submissions"
    link = "https://central.lain.example/v1/apa?%24skiptoken=01abc&%24top=2&%24expand=*"
    server.on(
        f"GET {table}",
        Reply(document={"value": [{"__id": "1"}, {"__id": "2"}], "@odata.nextLink": link}),
        Reply(document={"value": [{"__id": "3"}]}),
    )

    found = list(client.rows("kes", "__system/reviewState eq null", top=2))

    assert [each["__id"] for each in found] == ["1", "2", "3"]
    assert server.lines()[1:] == [
        f"GET {table}?%24expand=%2A&%24top=2&%24filter=__system%2FreviewState%20eq%20null",
        f"GET {table}?%24skiptoken=01abc&%24top=2&%24expand=%2A",
    ]


def test_what_is_not_there_is_none_where_it_is_looked_for(client: CentralClient) -> None:
    assert client.find_form("kes") is None
    assert client.find_draft("kes") is None
    assert client.find_dataset("posyandu") is None


def test_an_entity_is_written_on_the_version_that_was_seen(
    server: Scripted, client: CentralClient
) -> None:
    path = "/v1/projects/7/datasets/posyandu/entities/u-1"
    server.on(f"PATCH {path}", Reply(document={"uuid": "u-1"}))

    client.update_entity("posyandu", "u-1", "Mawar", {"kode": "1"}, 3)

    assert server.seen[-1].line == f"PATCH {path}?baseVersion=3"
    assert json.loads(server.seen[-1].body) == {"label": "Mawar", "data": {"kode": "1"}}


@pytest.mark.parametrize(
    ("reply", "version"),
    [
        (Reply(body=b"versions:\n1a2b (v2026.2.1)\n client (v2026.2.0-3-gab)"), "v2026.2.1"),
        (Reply(404), ""),
        (Reply(body=b"<html>"), ""),
    ],
)
def test_the_release_is_told_where_the_server_tells_it(
    server: Scripted, client: CentralClient, reply: Reply, version: str
) -> None:
    server.on("GET /version.txt", reply)
    assert client.version() == version


def test_the_forms_of_a_project_come_with_how_many_submissions_each_has(
    server: Scripted, client: CentralClient
) -> None:
    server.on(f"GET {FORMS}", Reply(document=[{"xmlFormId": "kunjungan", "submissions": 3}]))

    assert client.forms()[0]["submissions"] == 3
    assert server.seen[-1].headers["X-Extended-Metadata"] == "true"


def test_the_reason_of_a_review_goes_with_it_as_far_as_a_header_holds_it(
    server: Scripted, client: CentralClient
) -> None:
    path = "/v1/projects/7/forms/kes/submissions/uuid%3A1"
    server.on(f"PATCH {path}", Reply(document={}))
    client.review("kes", "uuid:1", "hasIssues", "Foto kabur → ulangi")
    sent = server.seen[-1]
    assert unquote(sent.headers["X-Action-Notes"]) == "Foto kabur → ulangi"
    client.review("kes", "uuid:1", "rejected", "😀" * 3000)
    cut = server.seen[-1].headers["X-Action-Notes"]
    assert len(cut) < 8000
    assert unquote(cut).startswith("😀" * 300)
    assert unquote(cut).endswith("…")
    client.review("kes", "uuid:1", None)
    assert "X-Action-Notes" not in server.seen[-1].headers
