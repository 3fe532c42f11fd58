"""The words of a form come back from its XForm as the workbook had them."""

from __future__ import annotations

import pytest

from app.exchange.kobo_content import workbook_of
from tests.kobo.forms import read_workbook as read_kobo
from tests.kobo.versions_api import as_kpi_keeps_it
from xlsform.compile import xform_of
from xlsform.schema import read_schema
from xlsform.workbook import read_workbook, write_xlsx
from xlsform.xform_words import read_words

PLAIN = """
| survey | type            | name  | label         |
|        | begin repeat    | anak  | Anak          |
|        | select_one jk   | jk    | Jenis kelamin |
|        | select_multiple sakit | s | Sakit apa |
|        | end repeat      |       |               |
|        | note            | n     | Terima kasih  |

| choices | list_name | name | label     |
|         | jk        | l    | Laki-laki |
|         | jk        | p    | Perempuan |
|         | sakit     | d    | Diare     |

| settings | form_id | version |
|          | f       | 1       |
"""


def translated() -> str:
    """The same in two languages."""
    lines = []
    for line in PLAIN.splitlines():
        cells = line.split("|")
        if len(cells) == 6 and cells[4].strip() and "form_id" not in line:
            name = cells[4].strip()
            words = ("label::Indonesia (id)", "label::English (en)")
            both = words if name == "label" else (name, f"{name} (en)")
            cells[4:5] = [f" {one} " for one in both]
        lines.append("|".join(cells))
    return "\n".join(lines)


@pytest.mark.parametrize("table", [PLAIN, translated()], ids=["plain", "translated"])
def test_words_are_read_back_also_by_way_of_what_kobo_keeps(table: str) -> None:
    book = read_workbook(table.encode(), "f.md")
    xform = xform_of(book)
    assert xform is not None
    words = read_words(xform)
    assert words.groups == {"anak": "Anak"}
    assert words.questions == {
        "anak/jk": "Jenis kelamin",
        "anak/s": "Sakit apa",
        "n": "Terima kasih",
    }
    assert words.choices == {
        "anak/jk": {"l": "Laki-laki", "p": "Perempuan"},
        "anak/s": {"d": "Diare"},
    }
    kept = as_kpi_keeps_it(read_kobo(write_xlsx(book)))
    by_kobo = xform_of(workbook_of(kept, "f", "1"))
    assert by_kobo is not None
    assert read_words(by_kobo) == words
    assert read_schema(by_kobo).nodes == read_schema(xform).nodes


def test_what_is_no_form_of_ours_to_make_is_not_made() -> None:
    rows = [{"type": "begin_kobomatrix", "$autoname": "m", "label": ["M"]}]
    assert xform_of(workbook_of({"survey": rows}, "f", "1")) is None
