"""What a newer version of a form changes of an older one, in the order of what it does to answers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from xlsform.change_kinds import (
    ADDED,
    BREAKING,
    ENTITY,
    HARMLESS,
    LANGUAGE,
    MOVED,
    NOTEWORTHY,
    ORDER,
    REMOVED,
    RENAMED,
    SETTING,
    SEVERITIES,
    Change,
)
from xlsform.compare_choices import changed_choices
from xlsform.compare_rows import changed_cells
from xlsform.languages import default_language, label_in, label_languages, settings_row
from xlsform.outline import Entry
from xlsform.pairing import Pairing, pair
from xlsform.question_types import BEGINS, META, UNSEEN, WITHOUT_ANSWER
from xlsform.sheets import Workbook

_GRAVE_SETTINGS = frozenset({"bidang", "frekuensi", "tenggat", "subjek", "default_language"})
Pairs = Sequence[tuple[Entry, Entry]]


def compare(old: Workbook, new: Workbook) -> tuple[Change, ...]:
    """Answer all that differs between two versions whose blocks are written out.

    What breaks older answers comes first, then what to look at, then what harms nothing; each in the
    order of the form. The version itself is no difference.
    """
    pairing = pair(old, new)
    languages = default_language(old), default_language(new)
    found = [
        *_gone(pairing, languages[0]),
        *_elsewhere(pairing, languages),
        *changed_cells(pairing.pairs, languages, spoken_in_both(old, new)),
        *changed_choices(old, new, pairing.pairs),
        *_come(pairing, languages[1]),
        *_order(pairing, languages[1]),
        *_settings(old, new),
        *_languages(old, new),
        *_entities(old, new),
    ]
    return tuple(sorted(found, key=lambda change: SEVERITIES.index(change.severity)))


def is_breaking(changes: Iterable[Change]) -> bool:
    """Answer whether any of the changes breaks older answers."""
    return any(change.severity == BREAKING for change in changes)


def spoken_in_both(old: Workbook, new: Workbook) -> frozenset[str | None]:
    """Answer the languages both versions speak: in others every row would differ."""
    return frozenset(label_languages(old)) & frozenset(label_languages(new))


def _label(entry: Entry, language: str | None) -> str:
    return label_in(entry.row, language, language) or entry.name


def _answered(entry: Entry) -> bool:
    """Answer whether an entry holds an answer that people or profiles read."""
    word = entry.type.word
    if word in WITHOUT_ANSWER:
        return False
    return word not in UNSEEN or bool(entry.row.get("profile_field"))


def _gone(pairing: Pairing, language: str | None) -> Iterator[Change]:
    for one in pairing.removed:
        severity = HARMLESS
        paths: tuple[str, ...] = (one.path,)
        if _answered(one):
            severity = BREAKING
        elif one.type.word in WITHOUT_ANSWER:
            paths = ()
        else:  # what the phone alone fills in
            severity = NOTEWORTHY
        yield Change(REMOVED, severity, one.path, _label(one, language), paths=paths)


def _come(pairing: Pairing, language: str | None) -> Iterator[Change]:
    for one in pairing.added:
        if one.type.word not in META:
            yield Change(ADDED, HARMLESS, one.path, _label(one, language))


def _elsewhere(pairing: Pairing, languages: tuple[str | None, str | None]) -> Iterator[Change]:
    """What stands under another path; what a renamed or moved group takes along is told with it."""
    at = {old.path: new.path for old, new in pairing.pairs}
    for old, new in pairing.pairs:
        if old.path == new.path or not old.name:
            continue
        within, now_within = (_parent(one) for one in (old, new))
        renamed = old.name != new.name
        if not renamed and within and at.get(within) == now_within:
            continue
        paths = _answers_of(old, pairing.pairs)
        kind = RENAMED if renamed else MOVED
        severity = BREAKING if paths else HARMLESS
        label = _label(new, languages[1])
        yield Change(kind, severity, new.path, label, old.path, new.path, paths)


def _parent(entry: Entry) -> str:
    return entry.inside[-1].path if entry.inside else ""


def _answers_of(entry: Entry, pairs: Pairs) -> tuple[str, ...]:
    """Answer where the answers of an entry stand: its own, or those of all a group holds."""
    if entry.type.word not in BEGINS:
        return (entry.path,) if _answered(entry) else ()
    inside = f"{entry.path}/"
    return tuple(o.path for o, _n in pairs if o.path.startswith(inside) and _answered(o))


def _order(pairing: Pairing, language: str | None) -> Iterator[Change]:
    """What changed its place among those it stood with and stands with."""
    at = {old.path: new.path for old, new in pairing.pairs}
    place = {path: n for n, path in enumerate(pairing.before)}
    families: dict[str, list[tuple[Entry, Entry]]] = {}
    for old, new in pairing.pairs:
        if new.name and at.get(_parent(old), "") == _parent(new):
            families.setdefault(_parent(new), []).append((old, new))
    for family in families.values():
        stood = sorted(family, key=lambda one: place[one[0].path])
        stay = _longest_in_order([place[old.path] for old, _new in family])
        for n, (old, new) in enumerate(family):
            if n not in stay:
                was = _after_what(stood, stood.index((old, new)), language)
                now = _after_what(family, n, language)
                yield Change(ORDER, HARMLESS, new.path, _label(new, language), was, now)


def _after_what(family: Pairs, n: int, language: str | None) -> str:
    return f"sesudah “{_label(family[n - 1][1], language)}”" if n else "paling depan"


def _longest_in_order(places: Sequence[int]) -> frozenset[int]:
    """Answer which of some places may stay where they are, so that the fewest have to move."""
    ends: list[int] = []  # the smallest last place of a row of each length
    rows: list[tuple[int, ...]] = []
    for n, place in enumerate(places):
        length = bisect_left(ends, place)
        row = (*(rows[length - 1] if length else ()), n)
        ends[length : length + 1], rows[length : length + 1] = [place], [row]
    return frozenset(rows[-1]) if rows else frozenset()


def _settings(old: Workbook, new: Workbook) -> Iterator[Change]:
    was, now = settings_row(old), settings_row(new)
    for column in dict.fromkeys([*was.cells, *now.cells]):
        before, after = was.get(column), now.get(column)
        if before != after and column != "version":
            severity = NOTEWORTHY if column in _GRAVE_SETTINGS else HARMLESS
            yield Change(SETTING, severity, "", column, before, after)


def _languages(old: Workbook, new: Workbook) -> Iterator[Change]:
    was, now = (set(filter(None, label_languages(book))) for book in (old, new))
    for language in sorted(now - was):
        yield Change(LANGUAGE, HARMLESS, "", "", "", language)
    for language in sorted(was - now):
        yield Change(LANGUAGE, NOTEWORTHY, "", "", language, "")


def _entities(old: Workbook, new: Workbook) -> Iterator[Change]:
    was, now = _entity_rows(old), _entity_rows(new)
    for name in dict.fromkeys([*was, *now]):
        before, after = was.get(name, ""), now.get(name, "")
        if before != after:
            yield Change(ENTITY, NOTEWORTHY, "", name, before, after)


def _entity_rows(workbook: Workbook) -> dict[str, str]:
    """Answer what each list of sasaran is told to do, in one text, by its name."""
    found: dict[str, list[str]] = {}
    for row in workbook.rows("entities"):
        name = row.get("list_name") or row.get("dataset")
        cells = (f"{column}: {text}" for column, text in row.cells.items() if text != name)
        found.setdefault(name, []).append("; ".join(cells) or "ada")
    return {name: " | ".join(rows) for name, rows in found.items()}
