"""2.1 and 2.2: the forms a server makes of the sheet `entities`, and the specification they name."""

from __future__ import annotations

from lxml import etree

from tests.conformance.blanks import ENTITIES_VERSION, SAVE_TO, XF, Blank, read_blank
from tests.conformance.server import Server
from tests.conformance.table import COLLECT, OPENROSA, NotApplicable, must, row

KNOWN = ("2022.1.", "2023.1.", "2024.1.", "2025.1.")
OFFLINE = ("2024.1.", "2025.1.")
COLUMNS = ("list_name", "label", "entity_id", "create_if", "update_if")
NAMED, CHOSEN, MAKES, CHANGES = "${nama}", "${balita}", "${balita} = ''", "${balita} != ''"


# -- 2.1 versions of the specification


@row("2.1", COLLECT)
def a_form_with_entities_names_a_specification_phones_know(server: Server) -> None:
    for blank in _with_entities(server):
        must(_version(blank).startswith(KNOWN), f"{blank.form_id} names {_version(blank)!r}")


@row("2.1", COLLECT)
def a_form_that_changes_entities_names_one_phones_keep_offline(server: Server) -> None:
    found = [one for one in _with_entities(server) if b"baseVersion" in one.xform]
    if not found:
        raise NotApplicable("no listed form changes entities")
    for blank in found:
        must(_version(blank).startswith(OFFLINE), f"{blank.form_id} names {_version(blank)!r}")


@row("2.1", OPENROSA)
def a_form_with_entities_in_a_repeat_names_2025_1(server: Server) -> None:
    found = [one for one in _with_entities(server) if one.entity is None]
    if not found:
        raise NotApplicable("no listed form makes entities in a repeat")
    for blank in found:
        must(_version(blank).startswith("2025.1."), f"{blank.form_id} names {_version(blank)!r}")


def _with_entities(server: Server) -> list[Blank]:
    found = [blank for _entry, blank in server.listed() if _version(blank)]
    if not found:
        raise NotApplicable("no listed form has entities")
    return found


def _version(blank: Blank) -> str:
    return blank.model.get(ENTITIES_VERSION) or ""


# -- 2.2 what the sheet `entities` becomes


@row("2.2", OPENROSA)
def a_label_alone_always_makes_an_entity(server: Server) -> None:
    form = Made(server, label=NAMED)
    must(form.attributes == {"dataset", "id", "create"}, f"it has {form.attributes}")
    must(form.always("create"), "it is made only sometimes")


@row("2.2", OPENROSA)
def create_if_makes_an_entity_when_it_holds(server: Server) -> None:
    form = Made(server, label=NAMED, create_if=MAKES)
    must(form.attributes == {"dataset", "id", "create"}, f"it has {form.attributes}")
    must("balita" in form.rule("create"), "nothing asks create_if")


@row("2.2", OPENROSA)
def update_if_without_entity_id_is_an_error(server: Server) -> None:
    refused(server, label=NAMED, update_if=CHANGES)
    refused(server, label=NAMED, create_if=MAKES, update_if=CHANGES)


@row("2.2", OPENROSA)
def entity_id_alone_always_changes_an_entity(server: Server) -> None:
    form = Made(server, entity_id=CHOSEN)
    must("update" in form.attributes and "create" not in form.attributes, f"{form.attributes}")
    must(form.always("update"), "it is changed only sometimes")


@row("2.2", OPENROSA)
def entity_id_and_update_if_change_when_it_holds(server: Server) -> None:
    form = Made(server, entity_id=CHOSEN, update_if=CHANGES)
    must("update" in form.attributes and "create" not in form.attributes, f"{form.attributes}")
    must("balita" in form.rule("update"), "nothing asks update_if")


@row("2.2", OPENROSA)
def entity_id_and_create_if_without_update_if_are_an_error(server: Server) -> None:
    refused(server, label=NAMED, entity_id=CHOSEN, create_if=MAKES)


@row("2.2", OPENROSA)
def all_three_make_or_change(server: Server) -> None:
    form = Made(
        server,
        label=NAMED,
        entity_id="coalesce(${balita}, uuid())",
        create_if=MAKES,
        update_if=CHANGES,
    )
    must({"create", "update"} <= form.attributes, f"it has {form.attributes}")
    must("balita" in form.rule("create"), "nothing asks create_if")
    must("balita" in form.rule("update"), "nothing asks update_if")


@row("2.2", OPENROSA)
def an_update_says_what_it_is_based_on(server: Server) -> None:
    form = Made(server, entity_id=CHOSEN)
    for name, column in (
        ("baseVersion", "__version"),
        ("trunkVersion", "__trunkVersion"),
        ("branchId", "__branchId"),
    ):
        rule = "".join(form.rule(name).split())
        must(rule.startswith("instance('balita')/root/item[name="), f"{name} is {rule!r}")
        must(rule.endswith(f"/{column}"), f"{name} is {rule!r}")


@row("2.2", OPENROSA)
def a_new_entity_gets_its_id_when_the_form_is_opened_first(server: Server) -> None:
    form = Made(server, label=NAMED)
    found = [one for one in form.tree.iter(f"{XF}setvalue") if "@id" in (one.get("ref") or "")]
    must(found, "nothing sets its id")
    must(found[0].get("value") == "uuid()", f"its id is {found[0].get('value')}")
    must("odk-instance-first-load" in (found[0].get("event") or ""), "it is set otherwise")


@row("2.2", OPENROSA)
def save_to_stands_at_the_question_it_saves(server: Server) -> None:
    form = Made(server, label=NAMED)
    binds = form.tree.iter(f"{XF}bind")
    saved = {bind.get(SAVE_TO): bind.get("nodeset") or "" for bind in binds}
    must(saved.get("rt", "").endswith("/rt"), f"saved are {saved}")


@row("2.2", OPENROSA)
def a_form_that_changes_entities_needs_their_list(server: Server) -> None:
    form = Made(server, entity_id=CHOSEN)
    must("balita.csv" in form.blank.files, "the list is not attached")
    refused(server, list_name="rumah", entity_id=CHOSEN)


@row("2.2", OPENROSA)
def an_unknown_column_is_an_error(server: Server) -> None:
    refused(server, label=NAMED, warna="merah")


@row("2.2", OPENROSA)
def save_to_takes_no_name_of_the_list_itself(server: Server) -> None:
    for save_to in ("name", "label", "__rt", "r t"):
        xform, words = server.inside.compile(_sheet({"label": NAMED}), save_to)
        must(words and not xform, f"save_to {save_to!r} is taken")


class Made:
    """A form made with one row of the sheet `entities`."""

    def __init__(self, server: Server, **cells: str) -> None:
        xform, words = server.inside.compile(_sheet(cells))
        must(xform, f"it is refused: {words[:300]}")
        self.blank = read_blank(xform)
        self.tree = etree.fromstring(xform)

    @property
    def attributes(self) -> set[str]:
        """Answer the attributes of its entity."""
        node = self.blank.entity
        return {str(name) for name in node.attrib} if node is not None else set()

    def rule(self, name: str) -> str:
        """Answer what calculates an attribute of its entity."""
        for bind in self.tree.iter(f"{XF}bind"):
            if (bind.get("nodeset") or "").endswith(f"/meta/entity/@{name}"):
                return bind.get("calculate") or ""
        return ""

    def always(self, name: str) -> bool:
        """Answer whether an attribute is 1 whatever is answered."""
        node = self.blank.entity
        return node is not None and node.get(name) == "1" and not self.rule(name)


def refused(server: Server, **cells: str) -> None:
    """No form is made with such a row."""
    xform, words = server.inside.compile(_sheet(cells))
    must(words and not xform, f"{cells} becomes a form")


def _sheet(cells: dict[str, str]) -> str:
    filled = {"list_name": "balita", **cells}
    names = " | ".join(filled)
    return f"| entities | {names} |\n|          | {' | '.join(filled.values())} |"
