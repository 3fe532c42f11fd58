"""Formulas: do they speak of questions that exist, and can a phone understand them?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from xlsform.checks.form import REFERENCE, Form
from xlsform.findings import Finding, finding
from xlsform.outline import active_rows
from xlsform.sheets import Row
from xlsform.spelling import did_you_mean

_UNCLOSED = re.compile(r"\$\{[^}]*$|\$\{[^}]*\$\{")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL = re.compile(r"(?<![\w:.-])([A-Za-z_][\w-]*)\s*\(")
_SMART = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_FORMULAS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required")
_WORDS = frozenset({"yes", "no", "true", "false"})
_NODE_TESTS = frozenset({"text", "node", "comment", "processing-instruction", "and", "or"})
# The functions of ODK XForms, https://docs.getodk.org/form-operators-functions/ and JavaRosa.
_FUNCTIONS_TEXT = """
if coalesce once selected selected-at count-selected jr:choice-name count count-non-empty
sum max min index indexed-repeat position pulldata instance current search
string-length substr substring substring-before substring-after contains starts-with ends-with
concat join normalize-space translate string regex boolean-from-string number int boolean not
true false uuid random randomize digest base64-encode base64-decode pow log log10 sqrt exp
exp10 sin cos tan asin acos atan atan2 pi abs round floor ceiling
today now date date-time decimal-date-time decimal-date decimal-time format-date
format-date-time property version checklist weighted-checklist relevant area distance
geofence intersects name local-name namespace-uri id last lang phone-number
"""
FUNCTIONS = frozenset(_FUNCTIONS_TEXT.split())


def check_references(form: Form) -> Iterator[Finding]:
    """Every ${name} names one question."""
    times = Counter(entry.name for entry in form.entries)
    for sheet, row, column, text in form.texts():
        if _UNCLOSED.search(text):
            yield finding(sheet, row, column, f"{sheet}.broken_reference", *_broken(text))
            continue
        for name in dict.fromkeys(REFERENCE.findall(text)):
            yield from _wrong_reference(form, times, (sheet, row, column), name)


def check_formulas(form: Form) -> Iterator[Finding]:
    """Every formula can be read, and calls functions that exist."""
    for row in active_rows(form.workbook):
        for column in _FORMULAS:
            formula = row.get(column).translate(_SMART)
            if not formula or formula.lower() in _WORDS or _UNCLOSED.search(formula):
                continue
            if not _can_be_read(formula):
                yield _unreadable(row, column, formula)
            yield from _unknown_functions(row, column, formula)


def _wrong_reference(
    form: Form, times: Counter[str], place: tuple[str, Row, str], name: str
) -> Iterator[Finding]:
    sheet, row, column = place
    if not _NAME.fullmatch(name):
        broken = _broken("${" + name + "}")
        yield finding(sheet, row, column, f"{sheet}.broken_reference", *broken)
    elif name not in form.names:
        unknown = _unknown_name(form, name)
        yield finding(sheet, row, column, f"{sheet}.unknown_reference", *unknown)
    elif times[name] > 1:
        several = _ambiguous(name, times[name])
        yield finding(sheet, row, column, f"{sheet}.ambiguous_reference", *several)


def _can_be_read(formula: str) -> bool:
    """Whether it is XPath 1.0, the language of formulas; libxml2 forgives an open bracket."""
    bare = REFERENCE.sub("(/x)", formula)
    unquoted = _QUOTED.sub("", bare)
    if any(unquoted.count(a) != unquoted.count(b) for a, b in ("()", "[]")):
        return False
    try:
        etree.XPath(bare)
    except (etree.XPathSyntaxError, ValueError):
        return False
    return True


def _unknown_functions(row: Row, column: str, formula: str) -> Iterator[Finding]:
    bare = _QUOTED.sub("''", REFERENCE.sub("(/x)", formula))
    for name in dict.fromkeys(_CALL.findall(bare)):
        if name in FUNCTIONS | _NODE_TESTS or name in {"div", "mod"}:
            continue
        yield finding(
            "survey",
            row,
            column,
            "survey.unknown_function",
            f"Fungsi “{name}” dalam rumus ini tidak dikenal ponsel.{did_you_mean(name, FUNCTIONS)}",
            "Perbaiki nama fungsinya; daftar fungsi ada di docs.getodk.org.",
        )


def _unreadable(row: Row, column: str, formula: str) -> Finding:
    return finding(
        "survey",
        row,
        column,
        "survey.broken_formula",
        f"Rumus di kolom {column} tidak dapat dibaca: {formula}",
        "Periksa tanda kurung, tanda kutip, dan bagian yang kurang di antara tanda hitung.",
    )


def _broken(text: str) -> tuple[str, str]:
    return (
        f"Rujukan dalam “{text}” tidak lengkap.",
        "Tulis rujukan sebagai ${nama}: tanda dolar, kurung kurawal buka, nama pertanyaan tanpa "
        "spasi, kurung kurawal tutup.",
    )


def _unknown_name(form: Form, name: str) -> tuple[str, str]:
    return (
        f"${{{name}}} merujuk pertanyaan yang tidak ada.{did_you_mean(name, form.names)}",
        "Perbaiki nama di dalam kurung kurawal, atau tambahkan pertanyaan itu.",
    )


def _ambiguous(name: str, times: int) -> tuple[str, str]:
    return (
        f"${{{name}}} tidak jelas: ada {times} pertanyaan bernama itu.",
        "Beri pertanyaan itu nama yang berbeda, lalu rujuk yang dimaksud.",
    )
