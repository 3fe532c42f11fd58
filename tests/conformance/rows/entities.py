"""2.3: what submissions make of entities, and how changes that meet are told."""

from __future__ import annotations

import copy

from lxml import etree

from app.openrosa.envelope import local_name
from tests.conformance.blanks import Blank, find, new_id
from tests.conformance.reader import ACCEPTED, told
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, OPENROSA, SIMPUL, NotApplicable, must, row

LABEL = "Warga Rekaan"


def uuid4() -> str:
    """Answer an id of an entity, or of a branch."""
    return new_id().removeprefix("uuid:")


# -- making


@row("2.3", OPENROSA)
def an_entity_is_in_its_list_after_its_submission(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made(LABEL)
    must(server.held(dataset).rows[entity_id]["label"] == LABEL, "under another label")


@row("2.3", OPENROSA)
def an_id_that_is_no_UUID_of_version_4_makes_nothing_and_is_told(server: Server) -> None:  # noqa: N802
    for entity_id in ("", "12", "uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"):
        _faulty(server, {"id": entity_id, "create": "1", "label": LABEL})


@row("2.3", OPENROSA)
def a_blank_label_makes_nothing_and_is_told(server: Server) -> None:
    for said in ({"label": " "}, {"label": ""}, {}):
        _faulty(server, {"id": uuid4(), "create": "1", **said})


@row("2.3", OPENROSA)
def an_id_that_is_taken_makes_nothing_and_is_told(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made(LABEL)
    _faulty(server, {"id": entity_id, "create": "1", "label": "Orang Lain"})
    must(server.held(dataset).rows[entity_id]["label"] == LABEL, "the first was overwritten")


@row("2.3", OPENROSA)
def only_1_and_true_ask_for_anything(server: Server) -> None:
    _entry, blank = server.maker()
    dataset = str(blank.entity.get("dataset")) if blank.entity is not None else ""
    asked = {uuid4(): word for word in ("1", "true", "0", "false", "TRUE", "yes", "")}
    for entity_id, word in asked.items():
        server.send(blank.filled(entity={"id": entity_id, "create": word, "label": LABEL}))
    wanted = {entity_id for entity_id, word in asked.items() if word in {"1", "true"}}
    server.eventually(lambda: wanted <= server.held(dataset).rows.keys(), "1 or true made nothing")
    made = asked.keys() & server.held(dataset).rows.keys()
    must(made == wanted, f"made by {[asked[one] for one in made]}")


@row("2.3", COLLECT)
def a_submission_is_accepted_whatever_becomes_of_its_entity(server: Server) -> None:
    _entry, blank = server.maker()
    answer = server.reader.post(blank.filled(entity={"id": "bukan", "create": "1", "label": "A"}))
    must(answer.status_code in ACCEPTED, f"it is {told(answer)}")


@row("2.3", OPENROSA)
def if_one_entity_of_a_submission_fails_none_is_applied(server: Server) -> None:
    blank, dataset = _in_a_repeat(server)
    good, instance_id = uuid4(), new_id()
    xml = _rows(blank.filled(instance_id=instance_id), [(good, LABEL), (uuid4(), "")])
    server.send(xml)
    both = [uuid4(), uuid4()]
    server.send(_rows(blank.filled(), [(one, LABEL) for one in both]))
    server.eventually(lambda: set(both) <= server.held(dataset).rows.keys(), "two make nothing")
    must(good not in server.held(dataset).rows, "one of them was applied")
    must(not server.opened or server.opened.fault(instance_id), "nothing tells of the failure")


@row("2.3", OPENROSA)
def a_list_with_approval_takes_in_what_was_accepted(server: Server) -> None:
    dataset = server.made()[0]
    server.inside.ask_approval(dataset, needed=True)
    try:
        _dataset, entity_id, instance_id = server.make()
        server.inside.settle()
        must(entity_id not in server.held(dataset).rows, "it is there before it was accepted")
        server.inside.decide(instance_id, accepted=True)
        server.eventually(lambda: entity_id in server.held(dataset).rows, "accepted, not there")
    finally:
        server.inside.ask_approval(dataset, needed=False)


# -- changing


@row("2.3", OPENROSA)
def an_update_counts_the_version_up_and_changes_what_it_says(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    name = server.property_of(dataset)
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: "10"})
    _shows(server, dataset, entity_id, **{name: "10", "__version": "2"})


@row("2.3", OPENROSA)
def a_blank_label_of_an_update_changes_none(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made(LABEL)
    for base, said in (("1", {"label": ""}), ("2", {})):
        server.change(dataset, entity_id, {"baseVersion": base, **said})
    _shows(server, dataset, entity_id, label=LABEL, __version="3")


@row("2.3", OPENROSA)
def what_was_not_relevant_stays_and_what_was_emptied_is_empty(server: Server) -> None:
    dataset = server.made()[0]
    name = server.property_of(dataset)
    _dataset, entity_id, _instance_id = server.made(**{name: "9"})
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: None})
    _shows(server, dataset, entity_id, **{name: "9", "__version": "2"})
    server.change(dataset, entity_id, {"baseVersion": "2"}, **{name: ""})
    _shows(server, dataset, entity_id, **{name: "", "__version": "3"})


@row("2.3", OPENROSA)
def an_update_of_an_older_version_is_applied_and_softly_marked(server: Server) -> None:
    dataset, entity_id, name = _changed(server, "10")
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: "10"})  # to the same
    _shows(server, dataset, entity_id, **{name: "10", "__version": "3"})
    found = server.inside.conflict(entity_id)
    must(found == "soft", f"the conflict is {found!r}")


@row("2.3", OPENROSA)
def an_update_to_something_else_is_applied_and_marked_as_hard(server: Server) -> None:
    dataset, entity_id, name = _changed(server, "10")
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: "11"})
    _shows(server, dataset, entity_id, **{name: "11", "__version": "3"})
    found = server.inside.conflict(entity_id)
    must(found == "hard", f"the conflict is {found!r}")


@row("2.3", OPENROSA)
def a_hard_conflict_stays_hard_until_a_person_looks_at_it(server: Server) -> None:
    dataset, entity_id, name = _changed(server, "10")
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: "11"})
    server.change(dataset, entity_id, {"baseVersion": "2"}, **{name: "11"})
    _shows(server, dataset, entity_id, __version="4")
    must(server.inside.conflict(entity_id) == "hard", "a soft one took its place")
    server.inside.resolve(entity_id)
    must(server.inside.conflict(entity_id) == "", "a person cannot close it")


# -- offline


@row("2.3", OPENROSA)
def updates_of_one_branch_follow_each_other_without_conflict(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    name, branch = server.property_of(dataset), {"branchId": uuid4(), "trunkVersion": "1"}
    for base, text in (("1", "10"), ("2", "11"), ("3", "12")):
        server.change(dataset, entity_id, {"baseVersion": base, **branch}, **{name: text})
    _shows(server, dataset, entity_id, **{name: "12", "__version": "4"})
    must(not server.opened or not server.opened.conflict(entity_id), "they are in conflict")


@row("2.3", OPENROSA)
def an_update_waits_for_the_one_before_it(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    name, branch = server.property_of(dataset), {"branchId": uuid4(), "trunkVersion": "1"}
    server.change(dataset, entity_id, {"baseVersion": "2", **branch}, **{name: "11"})
    if server.opened:
        server.opened.settle()
    must(server.held(dataset).rows[entity_id]["__version"] == "1", "it was applied too early")
    server.change(dataset, entity_id, {"baseVersion": "1", **branch}, **{name: "10"})
    _shows(server, dataset, entity_id, **{name: "11", "__version": "3"})


@row("2.3", OPENROSA)
def an_update_that_comes_before_its_entity_waits_for_it(server: Server) -> None:
    dataset = server.made()[0]
    name, entity_id = server.property_of(dataset), uuid4()
    said = {"baseVersion": "1", "branchId": uuid4()}
    server.change(dataset, entity_id, said, **{name: "11"})
    if server.opened:
        server.opened.settle()
    must(entity_id not in server.held(dataset).rows, "it was made by an update")
    _entry, blank = server.maker()
    server.send(blank.filled(entity={"id": entity_id, "create": "1", "label": LABEL}))
    _shows(server, dataset, entity_id, **{name: "11", "label": LABEL, "__version": "2"})


@row("2.3", OPENROSA)
def an_update_held_for_five_days_is_applied_and_softly_marked(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    name, said = server.property_of(dataset), {"baseVersion": "3", "branchId": uuid4()}
    server.change(dataset, entity_id, said, **{name: "12"})
    server.inside.settle()
    must(server.held(dataset).rows[entity_id]["__version"] == "1", "it was applied too early")
    server.inside.let_pass(days=6)
    _shows(server, dataset, entity_id, **{name: "12", "__version": "2"})
    must(server.inside.conflict(entity_id) == "soft", "it is not marked")


@row("2.3", OPENROSA)
def a_branch_that_another_came_between_is_softly_marked(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    name, branch = server.property_of(dataset), {"branchId": uuid4(), "trunkVersion": "1"}
    server.change(dataset, entity_id, {"baseVersion": "1", **branch}, **{name: "10"})
    server.inside.settle()
    server.change(dataset, entity_id, {"baseVersion": "2"}, **{name: "10"})
    server.inside.settle()
    server.change(dataset, entity_id, {"baseVersion": "2", **branch}, **{name: "10"})
    _shows(server, dataset, entity_id, __version="4")
    must(server.inside.conflict(entity_id) == "soft", "it is not marked")


@row("2.3", OPENROSA)
def a_trunk_newer_than_the_server_is_told_and_changes_nothing(server: Server) -> None:
    dataset, entity_id, _instance_id = server.made()
    said = {"baseVersion": "9", "trunkVersion": "9", "branchId": uuid4()}
    instance_id = server.change(dataset, entity_id, said, **{server.property_of(dataset): "12"})
    server.inside.settle()
    must(server.held(dataset).rows[entity_id]["__version"] == "1", "it was applied")
    must(server.inside.fault(instance_id), "nothing tells of the failure")


@row("2.3", SIMPUL)
def an_update_whose_submission_is_rejected_is_taken_out_again(server: Server) -> None:
    dataset = server.made()[0]
    name = server.property_of(dataset)
    _dataset, entity_id, _instance_id = server.made(**{name: "9"})
    instance_id = server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: "10"})
    server.inside.settle()
    server.inside.decide(instance_id, accepted=False)
    server.inside.settle()
    must(server.held(dataset).rows[entity_id][name] == "9", "it still shows what was rejected")


def _changed(server: Server, text: str) -> tuple[str, str, str]:
    """An entity changed once: its list, its id, the property that was changed."""
    dataset = server.made()[0]
    name = server.property_of(dataset)
    _dataset, entity_id, _instance_id = server.made(**{name: "9"})
    server.change(dataset, entity_id, {"baseVersion": "1"}, **{name: text})
    _shows(server, dataset, entity_id, **{name: text, "__version": "2"})
    return dataset, entity_id, name


def _shows(server: Server, dataset: str, entity_id: str, **values: str) -> None:
    """The list shows these values of an entity, once later work is done."""

    def shown() -> dict[str, str]:
        found = server.held(dataset).rows.get(entity_id, {})
        return {name: found.get(name, "") for name in values}

    server.eventually(lambda: shown() == values, f"not shown as {values}")


def _faulty(server: Server, entity: dict[str, str]) -> None:
    """A submission is accepted, its entity is not made, and its fault is told where we can look."""
    _entry, blank = server.maker()
    dataset = str(blank.entity.get("dataset")) if blank.entity is not None else ""
    instance_id = new_id()
    before = set(server.held(dataset).rows)
    server.send(blank.filled(instance_id=instance_id, entity=entity))
    server.made()  # whatever comes later is done after it
    made = set(server.held(dataset).rows) - before
    must(len(made) == 1, f"{entity} made {len(made) - 1}")
    must(not server.opened or server.opened.fault(instance_id), f"nothing tells of {entity}")


def _in_a_repeat(server: Server) -> tuple[Blank, str]:
    for _entry, blank in server.listed():
        nodes = [one for one in blank.root.iter("*") if local_name(one) == "entity"]
        if nodes and blank.entity is None:
            return blank, str(nodes[0].get("dataset"))
    raise NotApplicable("no listed form makes entities in a repeat")


def _rows(xml: bytes, entities: list[tuple[str, str]]) -> bytes:
    """A submission whose repeat has a row for each of these entities."""
    root = etree.fromstring(xml)
    node = next(one for one in root.iter("*") if local_name(one) == "entity")
    meta = node.getparent()
    first = meta.getparent() if meta is not None else None
    assert first is not None
    for entity_id, label in entities:
        again = copy.deepcopy(first)
        made = find(again, "meta/entity")
        assert made is not None
        made.set("id", entity_id)
        made.set("create", "1")
        written = find(made, "label")
        if written is not None:
            written.text = label
        first.addprevious(again)
    parent = first.getparent()
    assert parent is not None
    parent.remove(first)
    return etree.tostring(root)
