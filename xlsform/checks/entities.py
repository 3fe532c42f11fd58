"""Entity lists: names Collect can keep, lists at hand where they are changed, nothing secret saved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from xlsform.checks.form import Form, at, references_in
from xlsform.checks.identity import is_nik
from xlsform.checks.references import repeats_around
from xlsform.findings import Finding, Words, found
from xlsform.languages import settings_row
from xlsform.outline import Entry
from xlsform.people import PEOPLE, SHARED, owner_of
from xlsform.question_types import BEGINS, FROM_FILE
from xlsform.sheets import Row, Workbook
from xlsform.spelling import nearest
from xlsform.travel import NIK, never_travels

# Specifications that a phone's Collect and this server both know.
ACCEPTED_VERSIONS = ("2022.1", "2023.1", "2024.1", "2025.1")
# Lists of the server itself, and the one table Collect keeps beside those of its lists.
TAKEN = frozenset({"kecamatan", "desa", "posyandu", "dikembalikan", "lists"})
_LIST_NAME = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]*")
_TELLING = ("label", "entity_id", "create_if", "update_if")
_PROPERTY = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]*")


def declared_lists(workbook: Workbook) -> tuple[str, ...]:
    """The names of the entity lists a form makes or changes, in order."""
    names = (list_name(row) for row in workbook.rows("entities"))
    return tuple(dict.fromkeys(name for name in names if name))


def list_name(row: Row) -> str:
    """The list a row of the entities sheet speaks of."""
    return row.get("list_name") or row.get("dataset")


def check_entities_version(version: str) -> Iterator[Finding]:
    """The form speaks a version of the entities specification that phones and server know."""
    if version and not version.startswith(ACCEPTED_VERSIONS):
        yield found(
            "entities.unknown_version", 1, None, version=version, newest=ACCEPTED_VERSIONS[-1]
        )


def check_entities(form: Form) -> Iterator[Finding]:
    """Each list has a usable name and says what is done with it, and is attached if it is changed."""
    attached = _attached(form)
    first: dict[str, Row] = {}
    for row in form.workbook.rows("entities"):
        name = list_name(row)
        column = "dataset" if row.get("dataset") else "list_name"
        if not name:
            yield found("entities.missing_list_name", row, column)
            continue
        if name.casefold() in TAKEN:
            yield found("entities.taken_name", row, column, name=name)
        elif not _LIST_NAME.fullmatch(name):
            yield found("entities.invalid_list_name", row, column, name=name)
        other = first.setdefault(name, row)
        if other is not row:
            yield found("entities.duplicate_list", row, column, name=name, other=other.number)
        yield from _unsaid(row, name)
        if row.get("entity_id") and name not in attached:
            yield found("entities.list_not_attached", row, "entity_id", name=name)


def _unsaid(row: Row, name: str) -> Iterator[Finding]:
    """What pyxform needs told of a list that a form makes, changes, or both."""
    makes = row.get("create_if") or not row.get("entity_id")
    if row.get("update_if") and not row.get("entity_id"):
        yield found("entities.missing_entity_id", row, "entity_id", name=name)
    elif makes and not row.get("label"):
        yield found("entities.missing_label", row, "label", name=name)
    elif row.get("create_if") and row.get("entity_id") and not row.get("update_if"):
        yield found("entities.missing_update_if", row, "update_if", name=name)


def check_saved(form: Form) -> Iterator[Finding]:
    """What is saved has its list and a name of its own, and nothing secret travels to phones."""
    secret = _secrets(form)
    yield from _wrong_saves(form)
    yield from _out_of_reach(form)
    yield from _saved_secrets(form, secret)
    yield from _labelled_secrets(form, secret)
    yield from _same_but_for_case(form)
    yield from _foreign(form)


def _wrong_saves(form: Form) -> Iterator[Finding]:
    lists = declared_lists(form.workbook)
    first: dict[str, Entry] = {}
    for entry in form.entries:
        of_list, sign, saved = entry.row.get("save_to").rpartition("#")
        if not saved:
            continue
        if not lists:
            yield at(entry, "save_to", "saved_without_entities")
        elif entry.type.word in BEGINS:
            yield at(entry, "save_to", "saved_group")
        elif not _PROPERTY.fullmatch(saved) or saved.casefold() in {"name", "label"}:
            yield at(entry, "save_to", "invalid_property", property=saved)
        elif sign and of_list not in lists:
            meant = nearest(of_list, lists)
            yield at(entry, "save_to", "unknown_saved_list", meant, list=of_list)
        elif not sign and len(lists) > 1:
            example = f"{lists[0]}#{saved}"
            said: Words = {"count": len(lists), "property": saved, "example": example}
            yield at(entry, "save_to", "unclear_saved_list", **said)
        other = first.setdefault(entry.row.get("save_to"), entry)
        if other is not entry:
            place = other.row.number
            yield at(entry, "save_to", "duplicate_property", property=saved, other=place)


def _out_of_reach(form: Form) -> Iterator[Finding]:
    """An entity is made where its label is told; what is saved to it stands there too."""
    for row in form.workbook.rows("entities"):
        name = list_name(row)
        saved = [entry for entry in form.entries if _list_of(entry, form) == name]
        told = [form.one(word) for column in _TELLING for word in references_in(row.get(column))]
        places = [repeats_around(entry) for entry in (*saved, *filter(None, told))]
        inner = max(places, key=len, default=[])
        for entry in saved:
            if repeats_around(entry)[: len(inner)] != inner:
                repeat = inner[-1].rpartition("/")[2]
                yield at(entry, "save_to", "save_out_of_reach", list=name, repeat=repeat)


def _list_of(entry: Entry, form: Form) -> str | None:
    """The list an answer is saved to: the one it names, or the only one there is."""
    of_list, sign, saved = entry.row.get("save_to").rpartition("#")
    if not saved:
        return None
    lists = declared_lists(form.workbook)
    return of_list if sign else next(iter(lists), None)


def _attached(form: Form) -> frozenset[str]:
    lists = set()
    for entry in form.entries:
        if entry.type.word in FROM_FILE:
            lists.add(entry.type.source.removesuffix(".csv"))
        elif entry.type.word == "csv-external":
            lists.add(entry.name)
    return frozenset(lists)


def _secrets(form: Form) -> dict[str, str]:
    """What each question holds that may not travel, by its name; calculations tell what they read."""
    known = {entry.name: why for entry in form.entries if (why := _secret(entry, form.language))}
    calculated = [entry for entry in form.entries if entry.type.word == "calculate"]
    while True:
        more = {
            entry.name: known[read]
            for entry in calculated
            if entry.name not in known
            for read in references_in(entry.row.get("calculation"))
            if read in known
        }
        if not more:
            return known
        known |= more


def _secret(entry: Entry, language: str | None) -> str:
    if is_nik(entry, language):
        return NIK
    fields = entry.row.get("profile_field").split()
    return next(filter(None, map(never_travels, (entry.name, *fields))), "")


def _property(entry: Entry) -> str:
    return entry.row.get("save_to").rpartition("#")[2].strip()


def _saved_secrets(form: Form, secret: dict[str, str]) -> Iterator[Finding]:
    for entry in form.entries:
        if not _property(entry):
            continue
        why = secret.get(entry.name) or never_travels(_property(entry))
        if why:
            yield at(entry, "save_to", "saved_secret", why=why)


def _labelled_secrets(form: Form, secret: Collection[str]) -> Iterator[Finding]:
    for row in form.workbook.rows("entities"):
        for name in references_in(row.get("label")):
            if name in secret:
                yield found("entities.secret_label", row, "label", name=name)


def _foreign(form: Form) -> Iterator[Finding]:
    """Of people, who stand on one list for all bidang, each bidang tells what is its own."""
    if PEOPLE not in declared_lists(form.workbook):
        return
    bidang = settings_row(form.workbook).get("bidang")
    for entry in form.entries:
        name = _property(entry)
        if not name:
            continue
        owner = owner_of(PEOPLE, bidang, name)
        shared = owner == SHARED and entry.row.block is not None
        if owner != bidang and not shared:
            yield at(
                entry, "save_to", "foreign_property", property=name, list=PEOPLE, bidang=bidang
            )


def _same_but_for_case(form: Form) -> Iterator[Finding]:
    """On phones the columns of a list are those of a table, where case makes no difference."""
    first: dict[str, str] = {}
    for entry in form.entries:
        name = _property(entry)
        known = first.setdefault(name.casefold(), name)
        if name and known != name:
            yield at(entry, "save_to", "same_but_for_case", name=name, like=known)
