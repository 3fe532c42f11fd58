"""The stand-in behaves as kpi's source says: what it makes of our XML, and what its hooks do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from app.exchange.kobo_client import KoboClient
from app.intake.webhooks import Hint
from tests.kobo.projects import Refused
from tests.kobo.stand_in import KoboStandIn
from tests.unit.kobo.conftest import ASSET
from tests.unit.kobo.door import Door

Maker = Callable[..., bytes]
SECRET = {"X-Simpul-Key": "rahasia"}


def answers(xml: bytes) -> list[tuple[str, str]]:
    """Answer paths and texts of the leaves, without the root and what servers add."""
    root = etree.fromstring(xml)
    path = root.getroottree().getelementpath
    leaves = [node for node in root.iter(etree.Element) if not len(node)]
    found = [(path(node), node.text or "") for node in leaves]
    return [pair for pair in found if pair[0].split("/")[0] not in {"formhub", "__version__"}]


def test_kobo_renames_the_root_and_adds_two_nodes_and_changes_no_answer(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    root = etree.fromstring(client.submission_xml(ASSET, kobo.submit(ASSET, our_xml())))

    assert (root.tag, root.get("id")) == (ASSET, ASSET)
    assert root.get("version") == "1 (2026-01-05 01:00:00)"
    assert root[0].tag == "formhub"
    assert [child.tag for child in root][-2:] == ["__version__", "meta"]
    assert root.findtext("meta/instanceID") == "uuid:0000-1"
    assert root.find("meta/rootUuid") is None
    assert answers(etree.tostring(root)) == answers(our_xml())


def test_the_json_is_flat_with_repeats_as_lists_and_no_empty_answers(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    document = client.submission(ASSET, kobo.submit(ASSET, our_xml()))

    assert document["kepala/kode_posyandu"] == "64.02.06.1011.001"
    assert document["anak"] == [
        {"anak/nama": "Ayu", "anak/foto": "anak 1.jpg"},
        {"anak/nama": "Budi"},
    ]
    assert "catatan" not in document
    assert document["meta/rootUuid"] == document["meta/instanceID"] == "uuid:0000-1"


def test_the_same_xml_again_is_the_same_submission_with_its_new_files(
    kobo: KoboStandIn, our_xml: Maker
) -> None:
    first = kobo.submit(ASSET, our_xml())
    kobo.redeploy(ASSET)

    assert kobo.submit(ASSET, our_xml(), {"anak 1.jpg": b"a"}) == first
    with pytest.raises(Refused, match="409"):
        kobo.submit(ASSET, our_xml(), {"anak 1.jpg": b"lain"})
    with pytest.raises(Refused, match="409"):
        kobo.submit(ASSET, our_xml(balita=38))


def test_an_edit_keeps_the_id_and_the_root_uuid(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker
) -> None:
    submission_id = kobo.submit(ASSET, our_xml())

    kobo.edit(ASSET, submission_id, {"jml_balita": "38"})
    kobo.edit(ASSET, submission_id, {"jml_balita": "39"})

    root = etree.fromstring(client.submission_xml(ASSET, submission_id))
    assert root.findtext("jml_balita") == "39"
    assert root.findtext("meta/rootUuid") == "uuid:0000-1"
    assert root.findtext("meta/deprecatedID") not in {None, "uuid:0000-1"}
    assert client.submission_ids_after(ASSET, 0, 9) == [submission_id]


@pytest.mark.parametrize("export_type", ["json", "xml"])
def test_a_hook_brings_its_secret_and_a_hint_that_finds_the_submission(
    kobo: KoboStandIn, client: KoboClient, our_xml: Maker, door: Door, export_type: str
) -> None:
    kobo.hook(ASSET, door.url, SECRET, export_type)
    submission_id = kobo.submit(ASSET, our_xml())

    assert kobo.deliver() == [200]
    assert kobo.deliver() == []

    (hint,) = door.hints()
    assert door.headers[0]["X-Simpul-Key"] == "rahasia"
    assert door.headers[0]["User-Agent"].startswith("KoboToolbox external service")
    assert hint.asset_uid == ASSET
    key = hint.submission_id or hint.instance_id
    assert key is not None
    assert client.submission(ASSET, key)["_id"] == submission_id


def test_subset_fields_drop_the_id_unless_listed(
    kobo: KoboStandIn, our_xml: Maker, door: Door
) -> None:
    kobo.hook(ASSET, door.url, SECRET, "json", ["jml_balita", "meta"])
    kobo.hook(ASSET, door.url, SECRET, "json", ["jml_balita"])
    kobo.hook(ASSET, door.url, SECRET, "json", ["_id", "anak"])
    kobo.hook(ASSET, door.url, SECRET, "xml", ["jml_balita"])
    submission_id = kobo.submit(ASSET, our_xml())

    kobo.deliver()

    assert door.hints() == [
        Hint(None, "uuid:0000-1", None),
        Hint(None, None, None),
        Hint(submission_id, None, None),
        Hint(None, None, ASSET),
    ]


def test_a_payload_template_is_seen_through(kobo: KoboStandIn, our_xml: Maker, door: Door) -> None:
    template = '{"_id": "amplop", "isi": [%SUBMISSION%]}'
    kobo.hook(ASSET, door.url, SECRET, "json", payload_template=template)
    submission_id = kobo.submit(ASSET, our_xml())

    kobo.deliver()

    assert door.hints() == [Hint(submission_id, "uuid:0000-1", ASSET)]


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_any_other_failure_is_final_until_somebody_presses_retry(
    kobo: KoboStandIn, our_xml: Maker, door: Door, status: int
) -> None:
    hook_uid = kobo.hook(ASSET, door.url, SECRET, "json")
    kobo.submit(ASSET, our_xml())
    door.answers.append(status)

    assert kobo.deliver() == [status]
    kobo.advance(86_400)
    assert kobo.deliver() == []
    assert kobo.retry(hook_uid) == [200]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_failure_is_tried_again_later_with_what_is_there_then(
    kobo: KoboStandIn, our_xml: Maker, door: Door, status: int
) -> None:
    kobo.hook(ASSET, door.url, SECRET, "json")
    submission_id = kobo.submit(ASSET, our_xml())
    door.answers.append(status)

    assert kobo.deliver() == [status]
    assert kobo.deliver() == []
    kobo.edit(ASSET, submission_id, {"jml_balita": "38"})
    kobo.advance(60)
    assert kobo.deliver() == [200]

    assert b'"jml_balita": "37"' in door.bodies[0]
    assert b'"jml_balita": "38"' in door.bodies[1]
    assert {hint.submission_id for hint in door.hints()} == {submission_id}


def test_kobo_gives_up_after_five_tries(kobo: KoboStandIn, our_xml: Maker, door: Door) -> None:
    kobo.hook(ASSET, door.url, SECRET, "json")
    kobo.submit(ASSET, our_xml())
    door.answers.extend([503] * 9)

    statuses = []
    for _ in range(12):
        statuses += kobo.deliver()
        kobo.advance(1200)

    assert statuses == [503] * 5
    assert kobo.logs[0].status == "failed"


def test_one_log_per_hook_and_submission_and_none_for_edits_files_or_deletes(
    kobo: KoboStandIn, our_xml: Maker, door: Door
) -> None:
    kobo.submit(ASSET, our_xml(0))
    kobo.hook(ASSET, door.url, SECRET, "json")
    kept = kobo.submit(ASSET, our_xml(1))
    gone = kobo.submit(ASSET, our_xml(2))

    kobo.submit(ASSET, our_xml(1), {"anak 1.jpg": b"a"})
    kobo.edit(ASSET, kept, {"jml_balita": "1"})
    kobo.delete(ASSET, gone)

    assert kobo.deliver() == [200, None]
    assert [log.submission_id for log in kobo.logs] == [kept, gone]


def test_a_refused_connection_is_final(kobo: KoboStandIn, our_xml: Maker) -> None:
    kobo.hook(ASSET, "http://127.0.0.1:9/hooks", SECRET, "xml")
    kobo.submit(ASSET, our_xml())

    assert kobo.deliver() == [None]
    kobo.advance(86_400)
    assert kobo.deliver() == []
