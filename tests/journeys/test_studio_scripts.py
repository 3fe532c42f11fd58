"""The pure scripts of the editor: conditions, names, the tree, and changes the server understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from app.design.manuscript_changes import meet, read_change
from app.design.manuscript_starts import WHOM, Wish, asked_of_form, blank_document
from app.design.manuscripts import from_json, setting

pytestmark = pytest.mark.browser

STATIC = Path(__file__).resolve().parents[2] / "app/web/static"
SITE = "http://studio.test"
LABEL = "label::Bahasa Indonesia (id)"
DOCUMENT = {
    "sheets": [
        {
            "name": "survey",
            "columns": ["type", "name", LABEL, "relevant"],
            "rows": [
                {"id": "a", "cells": {"type": "integer", "name": "anak", LABEL: "Berapa anak?"}},
                {"id": "g", "cells": {"type": "begin group", "name": "grup", LABEL: "Grup"}},
                {"id": "b", "cells": {"type": "text", "name": "nama", "relevant": "${anak} > 0"}},
                {"id": "e", "cells": {"type": "end group", "name": "grup"}},
                {"id": "c", "cells": {"type": "select_one ya", "name": "setuju"}},
            ],
        },
        {
            "name": "choices",
            "columns": ["list_name"],
            "rows": [{"id": "a", "cells": {"list_name": "ya"}}],
        },
    ]
}
# What an officer may do, as calls of the scripts on a document `d`.
ACTS = {
    "write": "doc.setCells(d, 'survey', 'a', { name: 'balita', relevant: '' })",
    "add": "tree.insertNode(d, tree.placeAfter(d, 'g', true), { type: 'date', name: 'hari' }).doc",
    "add a group": "tree.insertNode(d, 5, { type: 'begin repeat', name: 'ulang' }).doc",
    "move out": "tree.unnestNode(d, 'b')",
    "move up": "tree.shiftNode(d, 'c', -1)",
    "move a group down": "tree.shiftNode(d, 'g', 1)",
    "move into the group": "tree.moveNode(d, 'c', 'g', 'b')",
    "remove the group": "tree.removeNode(d, 'g')",
    "remove a question with its list": "tree.removeNode(d, 'c')",
    "duplicate the group": "tree.duplicateNode(d, 'g', names.freeName).doc",
    "rename": "names.renameReferences(d, 'anak', 'balita')",
    "take a column away": "doc.dropColumns(d, 'survey', ['relevant'])",
    "settings": "doc.setSettings(d, { form_id: 'kes_uji' })",
}
LOAD = """const doc = await import("/studio/doc.js"), tree = await import("/studio/tree.js");
const names = await import("/studio/names.js"), conditions = await import("/studio/conditions.js");"""


@pytest.fixture(scope="module")
def page(one_chromium: Browser) -> Iterator[Page]:
    """A page that may import the scripts, without any server."""
    page = one_chromium.new_page()

    def answer(route: Route) -> None:
        file = STATIC / route.request.url.removeprefix(f"{SITE}/")
        if file.is_file():
            route.fulfill(path=file, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route(f"{SITE}/**", answer)
    page.goto(SITE)
    yield page
    page.close()


def run(page: Page, code: str, given: Any = None) -> Any:
    """What a script answers."""
    return page.evaluate(f"async (given) => {{ {LOAD} {code} }}", given)


def plain(told: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The rows of a survey in order."""
    return [(row["id"], row["cells"]) for row in told["sheets"]["survey"]["rows"]]


@pytest.mark.parametrize("act", ACTS)
def test_the_server_makes_of_a_change_what_the_browser_made_of_it(page: Page, act: str) -> None:
    code = f"""const d = doc.fromJson(given), after = {ACTS[act]};
        return [doc.difference(d, after), after, doc.applied(d, doc.difference(d, after))];"""
    change, after, applied = run(page, code, DOCUMENT)
    met = meet(from_json(DOCUMENT), read_change(change))
    assert met.conflicts == ()
    assert [(one, dict(cells)) for one, cells in met.document["survey"].rows.items()] == plain(
        after
    )
    assert plain(applied) == plain(after)
    assert list(met.document["survey"].columns) == after["sheets"]["survey"]["columns"]
    left = {row["id"] for row in after["sheets"]["choices"]["rows"]}
    assert set(met.document["choices"].rows) == left
    assert left == (set() if "list" in act else {"a"})


def test_the_block_of_people_brings_what_it_asks_of_its_form_and_brings_it_once(page: Page) -> None:
    code = """const d = doc.fromJson(given.document), asks = given.asks;
        const put = (d) => doc.insertRows(doc.withAsked(d, asks), "survey", 0, doc.askedRows(d, asks));
        const once = put(d);
        return [doc.difference(d, once), doc.difference(once, put(once))];"""
    asks = asdict(asked_of_form("orang"))
    change, again = run(page, code, {"document": DOCUMENT, "asks": asks})
    assert again == {}
    met = meet(from_json(DOCUMENT), read_change(change)).document
    begun = blank_document(Wish("Warga", "kesehatan", "kejadian", ("orang",)), "1")
    whom = [cells for cells in begun["survey"].rows.values() if cells["name"] in dict(WHOM)]
    assert list(met["survey"].rows.values())[:3] == whom
    assert list(met["entities"].rows.values()) == list(begun["entities"].rows.values())
    assert setting(met, "subjek") == setting(begun, "subjek") == "orang"


def test_nothing_that_was_done_is_no_change(page: Page) -> None:
    code = "const d = doc.fromJson(given); return doc.difference(d, doc.fromJson(given));"
    assert run(page, code, DOCUMENT) == {}


def test_undoing_leaves_what_another_wrote_meanwhile(page: Page) -> None:
    code = """const d = doc.fromJson(given);
        const mine = doc.setCells(tree.shiftNode(d, "c", -1), "survey", "a", { name: "balita" });
        const other = doc.setCells(mine, "survey", "b", { name: "nama_ibu" });
        return doc.applied(other, doc.difference(mine, d));"""
    rows = plain(run(page, code, DOCUMENT))
    assert [one for one, _ in rows] == ["a", "g", "b", "e", "c"]
    assert [cells["name"] for _, cells in rows] == ["anak", "grup", "nama_ibu", "grup", "setuju"]


@pytest.mark.parametrize(
    "text",
    [
        "${anak} > 0",
        "${a} = 'ya' and ${b} != 'tidak'",
        "${a} = 'ya' or ${a} = 'tidak tahu'",
        "selected(${masalah}, 'air')",
        "not(selected(${masalah}, 'air')) and ${n} >= 2.5",
        "${hari} <= today()",
        "${nama} != ''",
        "${nama} = ''",
        '${nama} = "Ma\'ruf and co"',
        "",
    ],
)
def test_a_simple_condition_is_read_and_written_alike(page: Page, text: str) -> None:
    code = """const words = { anak: "integer", n: "decimal", hari: "date" };
        return conditions.writeCondition(conditions.parseCondition(given), (name) => words[name]);"""
    assert run(page, code, text) == text


@pytest.mark.parametrize(
    "text",
    [
        "${a} = 'x' and ${b} = 'y' or ${c} = 'z'",
        "${a} + 1 > 3",
        "(${a} = 'x')",
        "${a} = ${b}",
        "not(selected(${a}, 'x'))) ",
        "count-selected(${a}) > 1",
        "${a} = 'x",
        "true()",
    ],
)
def test_what_is_more_than_that_is_left_as_it_is(page: Page, text: str) -> None:
    assert run(page, "return conditions.parseCondition(given);", text) is None


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        (". >= 0 and . <= 10", {"least": "0", "most": "10"}),
        (". <= 2.5", {"least": "", "most": "2.5"}),
        (". >= -3", {"least": "-3", "most": ""}),
        ("", {"least": "", "most": ""}),
        (". >= 0 and . <= ${x}", None),
        (". > 3", None),
        (". >= 1 and", None),
    ],
)
def test_bounds_are_read_where_they_are_numbers(page: Page, text: str, bounds: Any) -> None:
    code = """const bounds = conditions.parseBounds(given);
        return [bounds, bounds && conditions.writeBounds(bounds)];"""
    assert run(page, code, text) == [bounds, text if bounds else None]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Berapa balita yang ditimbang?", "balita_ditimbang"),
        ("Apakah ada kegiatan?", "ada_kegiatan"),
        ("Nama ibu (sesuai KTP)", "nama_ibu"),
        ("Apa itu?", "apa_itu"),
        ("2 kali tidak naik", "n_2_kali_tidak_naik"),
        ("Umur ${anak} hari ini", "umur_hari"),
        ("Jumlah seluruh penduduk lanjut usia di wilayah", "jumlah_seluruh_penduduk_lanjut"),
        ("???", ""),
    ],
)
def test_a_name_is_proposed_from_the_label(page: Page, label: str, name: str) -> None:
    assert run(page, "return names.nameFrom(given);", label) == name
