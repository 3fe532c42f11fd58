"""What changed in a question that stands in both versions, column by column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from xlsform.change_kinds import (
    BREAKING,
    FIELD,
    HARMLESS,
    HELP,
    LABEL,
    NOTEWORTHY,
    PRIVACY,
    REQUIRED,
    RULE,
    TYPE,
    UNIT,
    Change,
)
from xlsform.columns import MEDIA_COLUMNS, TRANSLATED
from xlsform.field_map import privacy_of
from xlsform.languages import label_in
from xlsform.outline import Entry
from xlsform.question_types import BEGINS, UNSEEN, WITHOUT_ANSWER

# Every older answer of the first type is one of the second as well.
WIDER = frozenset(
    {
        ("integer", "decimal"),
        ("range", "decimal"),
        ("select_one", "select_multiple"),
        ("select_one_from_file", "select_multiple_from_file"),
    }
)
# Columns that say when and how is asked; None: what harms no answer.
_COLUMNS = {
    "constraint": NOTEWORTHY,
    "relevant": NOTEWORTHY,
    "calculation": NOTEWORTHY,
    "choice_filter": NOTEWORTHY,
    "repeat_count": NOTEWORTHY,
    "default": NOTEWORTHY,
    "readonly": NOTEWORTHY,
    "parameters": NOTEWORTHY,
    "save_to": NOTEWORTHY,
    "trigger": NOTEWORTHY,
    "appearance": HARMLESS,
}
_TOLD_APART = frozenset(
    {"type", "name", "required", "profile_field", "merge_rule", "unit", "privacy", "disabled"}
)
_YES = frozenset({"yes", "true", "true()"})
_OPTIONAL = "tidak wajib"
_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_NO = frozenset({"", "no", "false", "false()"})
Languages = tuple[str | None, str | None]
Difference = tuple[str, str, str, str]  # kind, severity, before, after


def changed_cells(
    pairs: Sequence[tuple[Entry, Entry]], languages: Languages, spoken: Collection[str | None]
) -> Iterator[Change]:
    """Answer what changed in each entry that stands in both versions.

    Words are compared in the languages both versions speak.
    """
    inside = {
        old.path: tuple(
            other.path
            for other, _new in pairs
            if other.path.startswith(f"{old.path}/") and _has_answer(other)
        )
        for old, _new in pairs
        if old.type.word in BEGINS
    }
    names = {old.name: new.name for old, new in pairs if old.name != new.name}
    for old, new in pairs:
        label = label_in(new.row, languages[1], languages[1]) or new.name
        paths = inside.get(old.path, (old.path,) if _has_answer(old) else ())
        told = (*_asked(old, new, names), *_worded(old, new, languages, spoken))
        for kind, severity, before, after in told:
            if kind == TYPE and not paths:
                severity = HARMLESS
            yield Change(kind, severity, new.path, label, before, after, paths)


def _has_answer(entry: Entry) -> bool:
    return bool(entry.name) and entry.type.word not in WITHOUT_ANSWER


def _asked(old: Entry, new: Entry, names: Mapping[str, str]) -> Iterator[Difference]:
    """Answer what changed of what is asked; a question under its new name is the same one."""
    yield from _type(old, new)
    yield from _profile(old, new)
    before, after = _required(old, names), _required(new, {})
    if before != after:
        yield REQUIRED, HARMLESS if after == _OPTIONAL else NOTEWORTHY, before, after
    for column, severity in _COLUMNS.items():
        before, after = old.row.get(column), new.row.get(column)
        if _renamed(before, names) != after:
            yield column, severity, before, after


def _renamed(cell: str, names: Mapping[str, str]) -> str:
    """Answer an expression with the newer names of what it speaks of."""
    return _REFERENCE.sub(lambda found: f"${{{names.get(found[1], found[1])}}}", cell)


def _type(old: Entry, new: Entry) -> Iterator[Difference]:
    before, after = old.type.word, new.type.word
    if before == after:
        return
    unseen = {before, after} <= UNSEEN and not old.row.get("profile_field")
    wider = (before, after) in WIDER
    yield TYPE, NOTEWORTHY if wider or unseen else BREAKING, before, after


def _profile(old: Entry, new: Entry) -> Iterator[Difference]:
    was, now = (" ".join(one.row.get("profile_field").split()) for one in (old, new))
    rule, new_rule = (" ".join(one.row.get("merge_rule").split()) for one in (old, new))
    if was != now:
        yield FIELD, NOTEWORTHY, _field(was, rule), _field(now, new_rule)
    elif rule != new_rule:
        yield RULE, NOTEWORTHY, rule, new_rule
    if old.row.get("unit") != new.row.get("unit"):
        yield UNIT, NOTEWORTHY, old.row.get("unit"), new.row.get("unit")
    if _has_answer(new) and privacy_of(old) != privacy_of(new):
        yield PRIVACY, NOTEWORTHY, privacy_of(old), privacy_of(new)


def _field(names: str, rules: str) -> str:
    return f"{names} ({rules})" if names else ""


def _required(entry: Entry, names: Mapping[str, str]) -> str:
    cell = entry.row.get("required")
    if cell.lower() in _YES:
        return "wajib"
    return _OPTIONAL if cell.lower() in _NO else f"wajib bila {_renamed(cell, names)}"


def _worded(
    old: Entry, new: Entry, languages: Languages, spoken: Collection[str | None]
) -> Iterator[Difference]:
    """Answer which words changed, each once, told in the first language in which they did."""
    for base in sorted(TRANSLATED):
        told = _said(old, base, languages[0]), _said(new, base, languages[1])
        for language in (languages[1], *told[0], *told[1]):
            before, after = told[0].get(language, ""), told[1].get(language, "")
            both = language in spoken or language == languages[1]
            if before != after and both:
                yield _kind_of_words(base, new), _grave(base, new), before, after
                break
    yield from _others(old, new)


def _said(entry: Entry, base: str, default: str | None) -> dict[str | None, str]:
    """Answer what a column says by language; a plain one speaks for the default language."""
    found: dict[str | None, str] = {}
    for column, text in entry.row.cells.items():
        word, _sign, language = column.partition("::")
        if word == base and text:
            found.setdefault(language or default, text)
    return found


def _kind_of_words(base: str, entry: Entry) -> str:
    if base in MEDIA_COLUMNS:
        return "media"
    return LABEL if base == "label" and _has_answer(entry) else HELP


def _grave(base: str, entry: Entry) -> str:
    asks = base == "label" and _has_answer(entry)
    return NOTEWORTHY if asks else HARMLESS


def _others(old: Entry, new: Entry) -> Iterator[Difference]:
    """Answer changes of columns that are none of these: what goes through to the phone as it is."""
    for column in dict.fromkeys([*old.row.cells, *new.row.cells]):
        base = column.partition("::")[0]
        if base in TRANSLATED or base in _COLUMNS or column in _TOLD_APART:
            continue
        before, after = old.row.get(column), new.row.get(column)
        if before != after:
            grave = base in {"bind", "instance"}
            told = f"{column}: {before or 'kosong'}", f"{column}: {after or 'kosong'}"
            yield "lain", NOTEWORTHY if grave else HARMLESS, *told
