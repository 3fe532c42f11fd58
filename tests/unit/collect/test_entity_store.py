"""The phone's own entities, by the rules of Collect: versions, trunk and branch, syncing, deletion."""

from __future__ import annotations

from dataclasses import replace

from tests.collect.entity_store import OFFLINE, ONLINE, EntityStore, LocalEntity

CHILD = "11111111-1111-4111-8111-111111111111"
XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:entities="http://www.opendatakit.org/xforms/entities"><h:head><model
 entities:entities-version="2024.1.0"><bind nodeset="/data/bb" entities:saveto="bb"/></model></h:head>
</h:html>"""


def finished(action: str, bb: str, label: str = "Ananda") -> bytes:
    meta = f'<entity dataset="balita" id="{CHILD}" {action}="1"><label>{label}</label></entity>'
    return f"<data><bb>{bb}</bb><meta>{meta}</meta></data>".encode()


def filled(rows: str = "") -> EntityStore:
    store = EntityStore()
    store.fill("balita", f"name,label,__version,bb\n{rows}".encode(), "h1", "entityList")
    return store


def child(store: EntityStore) -> LocalEntity:
    found = store.get("balita", CHILD)
    assert found is not None
    return found


def test_a_row_of_the_server_is_online_with_its_version_as_trunk() -> None:
    one = child(filled(f"{CHILD},Ana,3,9\n"))
    assert (one.version, one.trunk, one.state, one.dirty) == (3, 3, ONLINE, False)


def test_each_local_update_counts_one_up_and_keeps_trunk_and_branch() -> None:
    store = filled(f"{CHILD},Ana,3,9\n")
    before = child(store)
    store.take(XFORM, finished("update", "10", label=""))
    store.take(XFORM, finished("update", "11", label=""))
    after = child(store)
    assert (after.version, after.trunk, after.branch) == (5, 3, before.branch)
    assert (after.label, after.properties) == ("Ana", {"bb": "11"})


def test_what_a_form_makes_is_offline_without_a_trunk() -> None:
    store = filled()
    store.take(XFORM, finished("create", "9"))
    one = child(store)
    assert (one.version, one.trunk, one.state) == (1, None, OFFLINE)


def test_a_list_with_approval_takes_nothing_from_forms() -> None:
    store = EntityStore()
    store.fill("balita", b"name,label,__version\n", "h", "approvalEntityList")
    store.take(XFORM, finished("create", "9"))
    assert store.get("balita", CHILD) is None


def test_the_server_wins_when_it_is_as_new_and_gives_a_new_branch() -> None:
    store = filled(f"{CHILD},Ana,1,9\n")
    store.take(XFORM, finished("update", "10"))
    mine = child(store)
    store.fill("balita", f"name,label,__version,bb\n{CHILD},Ana,2,8\n".encode(), "h2", "entityList")
    assert child(store).properties == {"bb": "8"}
    assert child(store).branch != mine.branch


def test_the_phone_wins_when_it_is_newer() -> None:
    store = filled(f"{CHILD},Ana,1,9\n")
    store.take(XFORM, finished("update", "10"))
    store.take(XFORM, finished("update", "11"))
    mine = child(store)
    store.fill("balita", f"name,label,__version,bb\n{CHILD},Ana,2,8\n".encode(), "h2", "entityList")
    assert child(store) == replace(mine, properties={"bb": "11"})


def test_what_the_server_no_longer_lists_is_deleted_unless_it_was_made_here() -> None:
    store = filled(f"{CHILD},Ana,1,9\n")
    store.fill("balita", b"name,label,__version,bb\n", "h2", "entityList")
    assert store.get("balita", CHILD) is None
    store.take(XFORM, finished("create", "9"))
    store.fill("balita", b"name,label,__version,bb\n", "h3", "entityList")
    assert child(store).state == OFFLINE
    store.clean_up("balita", lambda made: dict.fromkeys(made, False))
    assert child(store).label
    store.clean_up("balita", lambda made: dict.fromkeys(made, True))
    assert store.get("balita", CHILD) is None


def test_one_bad_row_loses_the_whole_list() -> None:
    store = filled(f"{CHILD},Ana,1,9\n")
    store.fill("balita", b"name,label,__version\nx,Ana,satu\n", "h2", "entityList")
    assert store.hash_of("balita") == "h1"
    assert child(store).label


def test_javarosa_is_given_version_trunk_and_branch() -> None:
    store = filled(f"{CHILD},Ana,3,9\n")
    header, row = store.csv("balita").decode().splitlines()
    assert header == "name,label,__version,__trunkVersion,__branchId,bb"
    assert row == f"{CHILD},Ana,3,3,{child(store).branch},9"
