"""What a submission says of sasaran, read from its XML."""

from __future__ import annotations

from lxml import etree

from app.openrosa.entities import EntityChange, read_entities
from xlsform.schema import EntityUse, Schema

ID = "11111111-1111-4111-8111-111111111111"
BRANCH = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
TOP = EntityUse("balita", "meta/entity", (("bb", "ukur/bb"), ("rt", "rt")))
ROWS = EntityUse("balita", "rumah/anak/meta/entity", (("lahir", "rumah/anak/data/lahir"),))


def read(xml: str, *uses: EntityUse) -> list[EntityChange]:
    schema = Schema("f", "1", "data", {}, entities=uses or (TOP,))
    return read_entities(etree.fromstring(xml), schema)


def entity(**attributes: str) -> EntityChange:
    said = {"id": ID, "create": "1", **attributes}
    text = " ".join(f'{name}="{value}"' for name, value in said.items())
    xml = f"<data><meta><entity dataset='balita' {text}><label>Ana</label></entity></meta></data>"
    (change,) = read(xml)
    return change


def test_what_was_sent_is_taken_and_what_was_not_is_left() -> None:
    (change,) = read(
        f"<data><ukur><bb>9.5</bb></ukur><meta><entity dataset='balita' id='uuid:{ID.upper()}'"
        " create='true'><label> Ananda </label></entity></meta></data>"
    )
    assert change.entity_id == ID
    assert (change.create, change.update, change.label) == (True, False, "Ananda")
    assert change.values == {"bb": "9.5"}


def test_an_empty_answer_is_sent_as_empty() -> None:
    (change,) = read(
        f"<data><ukur><bb/></ukur><meta><entity dataset='balita' id='{ID}' update='1'/></meta></data>"
    )
    assert change.values == {"bb": ""}
    assert change.label is None


def test_every_row_of_a_repeat_is_one_and_its_template_is_none() -> None:
    row = (
        "<anak{}><data><lahir>{}</lahir></data>"
        "<meta><entity dataset='balita' id='{}' create='1'/></meta></anak>"
    )
    other = ID.replace("1111", "2222", 1)
    changes = read(
        "<data xmlns:jr='http://openrosa.org/javarosa'><rumah>"
        + row.format(" jr:template=''", "2020-01-01", "")
        + row.format("", "2024-05-15", ID)
        + row.format("", "", other)
        + "</rumah></data>",
        ROWS,
    )
    assert [(one.entity_id, one.values) for one in changes] == [
        (ID, {"lahir": "2024-05-15"}),
        (other, {"lahir": ""}),
    ]


def test_only_1_and_true_ask_for_anything() -> None:
    asked = [
        read(f"<data><meta><entity dataset='balita' id='{ID}' create='{word}'/></meta></data>")
        for word in ("1", "true", "", "0", "false", "yes", "True", "1.0")
    ]
    assert [len(one) for one in asked] == [1, 1, 0, 0, 0, 0, 0, 0]


def test_base_trunk_and_branch_are_read() -> None:
    change = entity(baseVersion="3", trunkVersion="2", branchId=BRANCH.upper())
    assert (change.base_version, change.trunk_version, change.branch_id) == (3, 2, BRANCH)
    assert change.fault == ""
    blank = entity(baseVersion="", trunkVersion="", branchId="")
    assert (blank.base_version, blank.trunk_version, blank.branch_id, blank.fault) == (
        None,
        None,
        None,
        "",
    )


def test_what_makes_it_unusable_is_told() -> None:
    version_1 = "11111111-1111-1111-8111-111111111111"
    assert entity(id="").fault == "tanpa_nomor"
    assert entity(id=version_1).fault == "nomor_salah"
    assert entity(baseVersion="1.5").fault == "versi_salah"
    assert entity(trunkVersion="2").fault == "cabang_salah"
    assert entity(branchId="cabang").fault == "cabang_salah"


def test_letters_nobody_sees_never_reach_a_list() -> None:
    root = etree.fromstring(
        f"<data><rt/><meta><entity dataset='b' id='{ID}' create='1'/></meta></data>"
    )
    root[0].text = "satu\ndua"
    schema = Schema("f", "1", "data", {}, entities=(TOP,))
    assert read_entities(root, schema)[0].values == {"rt": "satu\ndua"}
