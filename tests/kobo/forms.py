"""The form of a project: read from a workbook as an import does, compiled when it is deployed."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from lxml import etree
from openpyxl import Workbook
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import xlsx_to_dict
from pyxform.xls2xform import convert

Content = dict[str, list[dict[str, Any]]]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportFailed(Exception):
    """kpi's import task would end in an error of this type with this text."""

    def __init__(self, error_type: str, error: str) -> None:
        super().__init__(error)
        self.error_type = error_type
        self.error = error


class NotDeployable(Exception):
    """kpi answers 400 with this text where the form does not compile."""


def read_workbook(source: bytes) -> Content:
    """Answer the sheets of a workbook.

    Like kpi it refuses two questions of one name, even in different groups, and nothing else: what
    pyxform says against a form is heard only when it is deployed.
    """
    try:
        sheets = xlsx_to_dict(BytesIO(source))
    except PyXFormError as error:
        raise ImportFailed("PyXFormError", str(error)) from None
    except Exception as error:  # noqa: BLE001 - kpi's task catches all and tells the type
        raise ImportFailed(type(error).__name__, str(error)) from None
    content = {name: rows for name, rows in sheets.items() if _is_sheet(name, rows)}
    if "survey" not in content:
        raise ImportFailed(
            "SyntaxError", "xls upload must have one of these sheets: survey, library"
        )
    _check_names(content["survey"])
    return content


def as_workbook(content: Content) -> bytes:
    """Answer the sheets as an .xlsx: a column for each key, in the order they first appear."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def compile_form(content: Content, uid: str, title: str, version: str, version_uid: str) -> bytes:
    """Answer the XForm kpi deploys: its own id, version and `__version__`; NotDeployable if none."""
    row = {"type": "calculate", "name": "__version__", "calculation": f"'{version_uid}'"}
    settings = dict((content.get("settings") or [{}])[0])
    settings |= {"id_string": uid, "form_title": title, "version": version}
    deployed = {**content, "survey": [*content["survey"], row], "settings": [settings]}
    root_name = settings.get("name") or uid
    try:
        return convert(as_workbook(deployed), form_name=root_name, file_type=".xlsx").xform.encode()
    except PyXFormError as error:
        raise NotDeployable(str(error)) from None


def repeats_of(content: Content) -> frozenset[str]:
    """Answer the paths of the repeats."""
    path: list[str] = []
    found = set()
    for row in content["survey"]:
        words = str(row.get("type", "")).replace("_", " ").split()
        if words[:1] == ["begin"]:
            path.append(str(row.get("name")))
            if words[1:] == ["repeat"]:
                found.add("/".join(path))
        elif words[:1] == ["end"]:
            path = path[:-1]
    return frozenset(found)


def _is_sheet(name: str, rows: object) -> bool:
    return isinstance(rows, list) and not name.endswith("_header") and name != "sheet_names"


def _check_names(survey: list[dict[str, Any]]) -> None:
    names = set()
    for row in survey:
        name = row.get("name")
        if not name or re.match(r"end[ _]", str(row.get("type", ""))):
            continue
        if not _is_node_name(name):
            raise ImportFailed("ValueError", f"Invalid node name: {name}")
        if name in names:
            raise ImportFailed("DuplicateNameException", f"Duplicate node name: {name}")
        names.add(name)


def _is_node_name(name: str) -> bool:
    try:
        etree.fromstring(f"<{name} />")
    except etree.XMLSyntaxError:
        return False
    return True
