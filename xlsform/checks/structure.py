"""Types, names and groups of the survey sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyxform.utils import default_is_dynamic

from xlsform.checks.form import Form, at
from xlsform.findings import Finding, found
from xlsform.outline import MAX_DEPTH, Entry
from xlsform.question_types import BEGINS, PROPOSED, SELECTS, UNSEEN, read_type
from xlsform.sheets import Row
from xlsform.spelling import nearest

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_RESERVED = frozenset({"meta", "data", "instanceID", "instanceName", "deprecatedID"})
# Types that may stand without a name: pyxform gives them one.
_NAMED_BY_ITSELF = frozenset({"note", "audit"})


def check_types(form: Form) -> Iterator[Finding]:
    """Every row has a type that exists."""
    for entry in form.entries:
        word = entry.row.get("type")
        if not word:
            yield at(entry, "type", "missing_type", name=entry.name or "tanpa nama")
        elif not entry.type.word:
            yield _unknown_type(entry, word)
        elif entry.type.word == "include":
            yield at(entry, "name", "unknown_block")
        elif entry.type.word == "calculate" and not _computes(entry.row):
            yield at(entry, "calculation", "missing_calculation")


def check_names(form: Form) -> Iterator[Finding]:
    """Every row has a sound name, no two in one group the same, no two repeats at all."""
    seen: dict[tuple[str, str], Entry] = {}
    lower: dict[tuple[str, str], Entry] = {}
    repeats: dict[str, Entry] = {}
    for entry in form.entries:
        if entry.type.word == "include":
            continue
        yield from _wrong_name(entry)
        if not entry.name:
            continue
        place = entry.path.rpartition("/")[0]
        other = seen.setdefault((place, entry.name), entry)
        alike = lower.setdefault((place, entry.name.lower()), entry)
        if other is not entry:
            yield _beside(entry, "duplicate_name", other)
        elif alike is not entry:
            yield _beside(entry, "similar_name", alike)
        elif entry.type.word == "begin_repeat":
            first = repeats.setdefault(entry.name, entry)
            if first is not entry:
                yield _beside(entry, "duplicate_repeat", first)


def check_groups(form: Form) -> Iterator[Finding]:
    """Every begin has its end, and something to see between them."""
    for entry in form.outline.unclosed:
        end = entry.type.word.replace("begin", "end")
        yield at(entry, "type", "unclosed_group", end=end)
    for entry in form.outline.too_deep[:1]:
        yield at(entry, "type", "too_deep", limit=MAX_DEPTH)
    for row in () if form.outline.too_deep else form.outline.stray_ends:
        word = row.get("type")
        begin = word.replace("end", "begin")
        yield found("survey.unopened_group", row, "type", value=word, begin=begin)
    if not form.outline.too_deep:
        yield from _empty_groups(form)


def _empty_groups(form: Form) -> Iterator[Finding]:
    """Groups that show nothing, which Central and ODK Validate refuse; a repeat may only compute."""
    shown = {id(e.inside[-1]) for e in form.entries if e.inside and e.type.word not in UNSEEN}
    held = {id(entry.inside[-1]) for entry in form.entries if entry.inside}
    unclosed = {id(entry) for entry in form.outline.unclosed}
    for entry in form.entries:
        enough = shown if entry.type.word == "begin_group" else held
        if entry.type.word in BEGINS and id(entry) not in enough | unclosed:
            yield at(entry, "type", "empty_group")


def _wrong_name(entry: Entry) -> Iterator[Finding]:
    if not entry.name:
        if entry.type.word not in _NAMED_BY_ITSELF:
            yield at(entry, "name", "missing_name")
    elif not _NAME.fullmatch(entry.name):
        yield at(entry, "name", "invalid_name", sound=_sound(entry.name))
    elif entry.name in _RESERVED and entry.path == entry.name:
        yield at(entry, "name", "reserved_name")


def _sound(name: str) -> str:
    sound = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_").lower()
    return sound if re.match(r"[a-z]", sound) else f"p_{sound}"


def _computes(row: Row) -> bool:
    """Whether a calculate has a formula: its own, or a default that is one."""
    formula = row.get("calculation") or row.get("bind::calculate")
    return bool(formula) or default_is_dynamic(row.get("default"), "calculate")


def _unknown_type(entry: Entry, word: str) -> Finding:
    small = word.lower()
    if word != small and read_type(small).word:
        return at(entry, "type", "capital_type", value=word, wanted=small)
    first = word.partition(" ")[0]
    meant = nearest(first, PROPOSED | SELECTS) or nearest(word, PROPOSED | BEGINS)
    return at(entry, "type", "unknown_type", meant, value=word)


def _beside(entry: Entry, code: str, other: Entry) -> Finding:
    return at(entry, "name", code, other=other.row.number, like=other.name)
