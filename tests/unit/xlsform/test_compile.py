"""Compiling: immutable bytes, the files and fields of a form, and what pyxform has to say."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyxform.errors import PyXFormError

from tests.unit.xlsform.forms import CLEAN, HALF_TRANSLATED, MEDIA, form_md
from xlsform.compile import CompiledForm, compile_form
from xlsform.errors import breakdown, refusal
from xlsform.outline import outline
from xlsform.sheets import Row, Sheet, Workbook

XF = {"x": "http://www.w3.org/2002/xforms", "h": "http://www.w3.org/1999/xhtml"}


def _compiled(text: str) -> CompiledForm:
    compilation = compile_form(form_md(text), known_media=MEDIA)
    assert compilation.form, compilation.findings
    return compilation.form


def test_a_clean_form_compiles_without_findings() -> None:
    compilation = compile_form(form_md(CLEAN), known_media=MEDIA)
    assert compilation.findings == []
    assert compilation.form is not None


def test_the_hash_is_over_the_bytes_served() -> None:
    form = _compiled(CLEAN)
    assert form.md5 == hashlib.md5(form.xform, usedforsecurity=False).hexdigest()


def test_form_and_settings_say_the_same() -> None:
    form = _compiled(CLEAN)
    said = (form.form_id, form.version, form.title)
    assert said == ("coba", "2026112201", "Coba")
    assert (form.settings.bidang, form.settings.tenggat) == ("kesehatan", 10)
    assert form.media == ("desa.csv", "posyandu.csv")


def test_every_field_has_its_node() -> None:
    form = _compiled(CLEAN)
    assert {use.path for use in form.fields} <= set(form.schema.nodes)


def test_our_own_columns_never_reach_the_xform() -> None:
    xform = _compiled(CLEAN).xform.decode()
    assert not [word for word in ("kes.balita_bb", "spesifik", "bulanan") if word in xform]


def test_the_default_language_is_marked_for_the_phone() -> None:
    form = etree.fromstring(_compiled(CLEAN).xform)
    languages = form.xpath("//x:translation[@default]/@lang", namespaces=XF)
    assert languages == ["Bahasa Indonesia (id)"]


def test_the_bytes_are_the_same_in_every_process() -> None:
    """Hash seeds change the order of sets, on which pyxform relies where a translation lacks."""
    program = (
        "from tests.unit.xlsform.forms import *; from xlsform.compile import compile_form;"
        "form = lambda text: compile_form(form_md(text), known_media=MEDIA).form;"
        "print(form(CLEAN).md5, form(HALF_TRANSLATED).md5)"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            text=True,
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "4", "6")
    }
    assert hashes == {f"{_compiled(CLEAN).md5} {_compiled(HALF_TRANSLATED).md5}\n"}


def test_an_error_of_the_check_keeps_pyxform_out() -> None:
    compilation = compile_form(form_md("| survey | type | name |\n| | integr | a |\n"))
    assert compilation.form is None
    assert [found.code for found in compilation.findings] == ["survey.unknown_type"]


def test_a_list_of_external_choices_becomes_itemsets() -> None:
    form = _compiled(
        """
        | survey           | type                     | name | label | choice_filter |
        |                  | text                     | kec  | Kec   |               |
        |                  | select_one_external desa | desa | Desa  | kec=${kec}    |
        | external_choices | list_name                | name | label | kec           |
        |                  | desa                     | m    | M     | t             |
        """
    )
    assert form.media == ("itemsets.csv",)
    assert form.itemsets is not None
    assert "desa" in form.itemsets.decode()


TROUBLES = [
    (
        "pyxform.table_list",
        5,
        """
        | survey  | type          | name | label | appearance |
        |         | begin_group   | g    | G     | table-list |
        |         |               |      |       |            |
        |         | select_one b  | a    | A     |            |
        |         | select_one c  | d    | D     |            |
        |         | end_group     |      |       |            |
        | choices | list_name | name | label |
        |         | b         | x    | X     |
        |         | c         | y    | Y     |
        """,
    ),
    ("pyxform.audit_name", 2, "| survey | type | name |\n| | audit | jejak |\n"),
    (
        "pyxform.background_geopoint",
        3,
        "| survey | type | name | label |\n| | text | a | A |\n| | background-geopoint | b | |\n",
    ),
    (
        "pyxform.entity",
        3,
        """
        | survey   | type      | name  | label |
        |          | text      | nama  | Nama  |
        | entities | list_name | label |       |
        |          | balita    | ${nama} |     |
        |          | ibu       | ${nama} |     |
        """,
    ),
    (
        "pyxform.big_image",
        2,
        "| survey | type | name | label | big-image |\n| | note | catatan | A | desa.csv |\n",
    ),
    (
        "pyxform.range",
        2,
        """
        | survey | type  | name | label | parameters                          |
        |        | range | skor | Skor  | start=0 end=9 step=3 tick_interval=2 |
        """,
    ),
]


@pytest.mark.parametrize(("code", "row", "text"), TROUBLES, ids=[t[0] for t in TROUBLES])
def test_a_refusal_of_pyxform_is_a_finding_at_the_authors_row(
    code: str, row: int, text: str
) -> None:
    compilation = compile_form(form_md(text), known_media=MEDIA)
    assert compilation.form is None
    assert [(f.code, f.row, f.severity) for f in compilation.findings] == [(code, row, "error")]


def test_a_sentence_nobody_knows_is_not_shown_but_the_authors_words_in_it_are() -> None:
    rows = form_md("| survey | type | name |\n| | text | nama |\n| | note | kata |\n").rows(
        "survey"
    )
    error = PyXFormError("[row : 3] Traceback: the frobnication of 'kata' is unknown.")
    found = refusal(error, {"survey": rows})
    assert (found.code, found.row, found.column) == ("pyxform.refused", 3, "type")
    assert found.message == "Penyusun XForm (pyxform) menolak formulir ini karena “kata”."
    assert "frobnication" not in str(found.as_dict())
    broken = breakdown({"survey": rows})
    assert (broken.code, broken.row, broken.column) == ("pyxform.broken", 3, "type")


WARNINGS = [
    ("pyxform.missing_translation_column", HALF_TRANSLATED),
    ("pyxform.language_code", "| survey | type | name | label::Indonesia |\n| | text | a | A |\n"),
    ("pyxform.old_metadata", "| survey | type | name |\n| | simserial | kartu |\n"),
]


@pytest.mark.parametrize(("code", "text"), WARNINGS, ids=[w[0] for w in WARNINGS])
def test_a_warning_of_pyxform_is_a_warning_in_indonesian(code: str, text: str) -> None:
    compilation = compile_form(form_md(text))
    assert compilation.form is not None
    assert {(f.code, f.severity) for f in compilation.findings} == {(code, "warning")}


def test_what_a_check_said_is_not_said_again_by_pyxform() -> None:
    text = "| survey | type | name | label |\n| | image | foto | Foto |\n| | text | Foto | F |\n"
    compilation = compile_form(form_md(text))
    assert [found.code for found in compilation.findings] == [
        "survey.image_without_max_pixels",
        "survey.similar_name",
    ]


TEXT = st.sampled_from(["L", "<b>tebal", "& <", "${q0}", "<i>${q0} &", "“kutip”", "a\nb"])
FORMULA = st.sampled_from(["${q0} = 'a'", "count-selected(${q0}) > 1", "1 + 1", "if(${q0}, 1, 2)"])
QUESTION = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            [
                "text",
                "integer",
                "note",
                "image",
                "date",
                "range",
                "geopoint",
                "start",
                "acknowledge",
                "select_one l",
                "select_multiple l",
                "select_one l or_other",
                "rank l",
                "calculate",
            ]
        ),
        "calculation": FORMULA,
    },
    optional={
        "label": TEXT,
        "hint": TEXT,
        "guidance_hint": TEXT,
        "default": st.sampled_from(["${q0}", "concat(${q0}, 'a')"]),
        "relevant": FORMULA,
        "constraint": FORMULA,
        "required": st.sampled_from(["yes", "no", "${q0} = 'a'"]),
    },
)
GROUP = st.sampled_from(["group", "repeat"])
MORE = st.fixed_dictionaries({}, optional={"relevant": FORMULA})
TREES = st.recursive(
    QUESTION, lambda inner: st.tuples(GROUP, MORE, st.lists(inner, max_size=3)), max_leaves=8
)


def _rows(trees: list[Any]) -> list[dict[str, str]]:
    """The cells of the rows of a tree of groups and questions, still without names."""
    rows = []
    for tree in trees:
        if isinstance(tree, dict):
            rows.append({"label": "L", **tree})
        else:
            kind, more, inner = tree
            # A group that shows nothing is refused.
            seen = {"type": "note", "label": "L"}
            rows += [{"type": f"begin_{kind}", "label": "G", **more}, seen, *_rows(inner)]
            rows.append({"type": f"end_{kind}"})
    return rows


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, max_size=5))
def test_any_sound_tree_of_questions_compiles_to_its_own_shape(trees: list[Any]) -> None:
    first = Row(2, {"type": "text", "name": "q0", "label": "L"})
    named = [{**cells, "name": f"q{n}"} for n, cells in enumerate(_rows(trees), start=1)]
    rows = [first, *(Row(number, cells) for number, cells in enumerate(named, start=3))]
    columns = list(dict.fromkeys(column for row in rows for column in row.cells))
    choices = form_md("| choices | list_name | name | label |\n| | l | x | X |\n| | l | y | Y |\n")
    workbook = Workbook({"survey": Sheet("survey", columns, rows), **choices.sheets})
    form = compile_form(workbook).form
    assert form, compile_form(workbook).findings
    tree = outline(workbook).entries
    paths = {path for path in form.schema.nodes if not path.startswith("meta")}
    assert {path for path in paths if not path.endswith("_other")} == {e.path for e in tree}
    assert form.schema.repeats == {e.path for e in tree if e.type.word == "begin_repeat"}
    assert {use.path for use in form.fields} <= paths
    assert compile_form(workbook).form == form
