"""What changed in the lists of choices: which are gone, new, or called otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlsform.change_kinds import (
    BREAKING,
    CHOICES,
    HARMLESS,
    NARROWED,
    NOTEWORTHY,
    RELABELLED,
    WIDENED,
    Change,
)
from xlsform.columns import TRANSLATED
from xlsform.languages import default_language, label_in
from xlsform.outline import Entry
from xlsform.question_types import SELECTS
from xlsform.sheets import Row, Workbook

OTHER = "other"  # what pyxform adds to a list of “or other”
Options = Mapping[str, Row]
Lists = Mapping[str, dict[str, Row]]


def changed_choices(
    old: Workbook, new: Workbook, pairs: Sequence[tuple[Entry, Entry]]
) -> Iterator[Change]:
    """Answer what changed in each list, once for all questions that choose from it."""
    before, after = lists_of(old), lists_of(new)
    languages = default_language(old), default_language(new)
    for (was, now), uses in _by_list(pairs).items():
        paths = tuple(one.path for one, _new in uses)
        label = ", ".join(label_in(one.row, languages[1], languages[1]) for _old, one in uses)
        if was in before and now in after:
            yield from _changed(before[was], after[now], now, label, paths, languages)
        elif was != now:
            yield Change(CHOICES, NOTEWORTHY, now, label, was, now, paths)
    yield from _or_other(pairs, languages[1])


def lists_of(workbook: Workbook) -> Lists:
    """Answer the options of each list by name, in their order."""
    found: dict[str, dict[str, Row]] = {}
    for sheet in ("choices", "external_choices"):
        for row in workbook.rows(sheet):
            if row.get("list_name"):
                found.setdefault(row.get("list_name"), {}).setdefault(row.get("name"), row)
    return found


def _by_list(
    pairs: Sequence[tuple[Entry, Entry]],
) -> dict[tuple[str, str], list[tuple[Entry, Entry]]]:
    """Answer the questions that chose and choose, by the lists they chose and choose from."""
    found: dict[tuple[str, str], list[tuple[Entry, Entry]]] = {}
    for old, new in pairs:
        if old.type.word in SELECTS and new.type.word in SELECTS:
            found.setdefault((old.type.source, new.type.source), []).append((old, new))
    return found


def _changed(
    was: Options,
    now: Options,
    name: str,
    label: str,
    paths: tuple[str, ...],
    languages: tuple[str | None, str | None],
) -> Iterator[Change]:
    gone = [option for option in was if option not in now]
    come = [option for option in now if option not in was]
    if gone:
        words = _words(was, gone, languages[0])
        yield Change(NARROWED, BREAKING, name, label, words, "", paths, tuple(gone))
    if come:
        yield Change(WIDENED, HARMLESS, name, label, "", _words(now, come, languages[1]))
    for option, row in now.items():
        before = was.get(option)
        if before is None:
            continue
        old_label = label_in(before, languages[0], languages[0])
        new_label = label_in(row, languages[1], languages[1])
        if old_label != new_label:
            told = (f"{old_label} ({option})", f"{new_label} ({option})")
            yield Change(RELABELLED, NOTEWORTHY, name, label, *told, paths, (option,))
        elif _filters(before) != _filters(row):
            told = (f"{new_label}: {_filters(before)}", f"{new_label}: {_filters(row)}")
            yield Change("choice_filter", NOTEWORTHY, name, label, *told, paths, (option,))


def _words(options: Options, names: Sequence[str], language: str | None) -> str:
    return "; ".join(
        f"{label_in(options[one], language, language) or one} ({one})" for one in names
    )


def _filters(row: Row) -> str:
    """Answer what a choice_filter may read of an option: every column that is no word of it."""
    return "; ".join(
        f"{column}={text}"
        for column, text in sorted(row.cells.items())
        if column not in {"list_name", "name"} and column.partition("::")[0] not in TRANSLATED
    )


def _or_other(pairs: Sequence[tuple[Entry, Entry]], language: str | None) -> Iterator[Change]:
    for old, new in pairs:
        if old.type.or_other == new.type.or_other or new.type.word not in SELECTS:
            continue
        label = label_in(new.row, language, language)
        if old.type.or_other:
            told = (NARROWED, BREAKING, new.path, label, OTHER, "", (old.path,), (OTHER,))
            yield Change(*told)
        else:
            yield Change(WIDENED, HARMLESS, new.path, label, "", OTHER)
