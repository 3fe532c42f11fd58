"""A checked workbook becomes an XForm: bytes that never change, their hash and their schema."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from xlsform import errors
from xlsform.check import check
from xlsform.checks.entities import check_entities_version
from xlsform.columns import OWN, is_known_column
from xlsform.field_map import FieldUse, field_uses
from xlsform.findings import Finding, has_errors, in_reading_order
from xlsform.languages import default_language
from xlsform.outline import active_rows
from xlsform.schema import Schema, read_schema
from xlsform.settings import FormSettings, read_settings
from xlsform.sheets import Row, Sheet, Workbook

_HANDED = ("survey", "choices", "settings", "entities", "external_choices", "osm")
_ITEXT = "{http://www.w3.org/2002/xforms}itext"
_TEXT = "{http://www.w3.org/2002/xforms}text"

# pyxform has its own exception for a bad form; these are it falling over one it did not foresee.
_FALLS = (AttributeError, LookupError, RecursionError, TypeError, ValueError, SyntaxError)


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A form ready to be released. `xform` is served as it is; `md5` is over those bytes.

    `media` are the files the form asks for. `itemsets` is the content of itemsets.csv, which only
    the old select_one_external needs.
    """

    form_id: str
    version: str
    title: str
    xform: bytes
    md5: str
    media: tuple[str, ...]
    schema: Schema
    fields: tuple[FieldUse, ...]
    settings: FormSettings
    itemsets: bytes | None = None


@dataclass(frozen=True, slots=True)
class Compilation:
    """The compiled form, or None when a finding is an error; the findings in any case."""

    form: CompiledForm | None
    findings: list[Finding]


def compile_form(workbook: Workbook, *, known_media: Collection[str] = ()) -> Compilation:
    """The XForm of a workbook whose blocks are expanded, with everything to know about it.

    The same workbook gives the same bytes, on every machine and in every process. `known_media`
    are the names of the files that will travel with it.
    """
    findings = check(workbook, known_media)
    settings, _ = read_settings(workbook)
    if settings is None or has_errors(findings):
        return Compilation(None, findings)
    handed = _handed_rows(workbook)
    said: list[str] = []
    try:
        xform, itemsets = _convert(workbook, handed, said)
    except PyXFormError as error:
        return Compilation(None, in_reading_order([*findings, errors.refusal(error, handed)]))
    except _FALLS:
        return Compilation(None, in_reading_order([*findings, errors.breakdown(handed)]))
    compiled = _compiled(workbook, settings, xform, itemsets)
    version = list(check_entities_version(compiled.schema.entities_version))
    findings = in_reading_order([*findings, *errors.warnings(said, handed), *version])
    return Compilation(None if version else compiled, findings)


def xform_of(workbook: Workbook) -> bytes | None:
    """The XForm of a workbook made elsewhere, or with mistakes, asking what pyxform asks; or None."""
    try:
        return _convert(workbook, _handed_rows(workbook), [])[0]
    except (PyXFormError, *_FALLS):
        return None


def _convert(
    workbook: Workbook, handed: dict[str, list[Row]], said: list[str]
) -> tuple[bytes, bytes | None]:
    """The XForm and, for old forms, the itemsets; pyxform's warnings are added to `said`."""
    result = convert(
        _as_pyxform(workbook, handed),
        warnings=said,
        default_language=default_language(workbook),
    )
    return _settled(result.xform), result.itemsets.encode() if result.itemsets else None


def _compiled(
    workbook: Workbook, settings: FormSettings, xform: bytes, itemsets: bytes | None
) -> CompiledForm:
    schema = read_schema(xform)
    return CompiledForm(
        form_id=settings.form_id,
        version=settings.version,
        title=settings.title,
        xform=xform,
        md5=hashlib.md5(xform, usedforsecurity=False).hexdigest(),
        media=(*schema.media, *(["itemsets.csv"] if itemsets else [])),
        schema=schema,
        fields=field_uses(workbook)[0],
        settings=settings,
        itemsets=itemsets,
    )


def _settled(xform: str) -> bytes:
    """The XForm as bytes, with the values of each itext entry in one order.

    Where a translation is missing pyxform adds it by walking a set, so that hint and guidance
    hint change places from one process to the next.
    """
    form = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False))
    for itext in form.iter(_ITEXT):
        for text in itext.iter(_TEXT):
            text[:] = sorted(text, key=lambda value: value.get("form", ""))
    body = etree.tostring(form, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _handed_rows(workbook: Workbook) -> dict[str, list[Row]]:
    """The rows pyxform gets, by sheet: without remarks, and one row of settings."""
    rows = {name: workbook.rows(name) for name in _HANDED if workbook.rows(name)}
    rows["survey"] = active_rows(workbook)
    rows["settings"] = workbook.rows("settings")[:1]
    return rows


def _as_pyxform(workbook: Workbook, handed: dict[str, list[Row]]) -> dict[str, object]:
    shape: dict[str, object] = {}
    for name, rows in handed.items():
        columns = _handed_columns(workbook.sheet(name))
        shape[f"{name}_header"] = [dict.fromkeys(columns)]
        shape[name] = [{c: row.get(c) for c in columns if row.get(c)} for row in rows]
    return shape


def _handed_columns(sheet: Sheet) -> list[str]:
    """The columns pyxform gets: not our own, not remarks, not those it would ignore.

    The choices keep theirs: a choice_filter reads them.
    """
    own = {*OWN.get(sheet.name, ()), "disabled"}
    free = sheet.name not in {"survey", "settings", "entities"}
    return [
        column
        for column in sheet.columns
        if column not in own
        and not column.startswith(("_", "$"))
        and (free or is_known_column(sheet.name, column))
    ]
