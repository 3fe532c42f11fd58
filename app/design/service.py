"""Checking and drafting forms; and answering, fast, what a released version is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.accounts.service import log_act
from app.design import store
from app.design.clashes import KnownField, clashes
from app.design.labels import labels_of
from app.design.library import Library, read_library
from app.design.mapping import Force, fields_of, in_force, meanings
from app.design.models import Form, FormVersion
from app.extensions.database import now, transaction
from app.openrosa.answers import Shape
from app.problems import Problem
from app.registry.lists import LIST_NAMES
from xlsform.checks.media import files_needed
from xlsform.compile import Compilation, CompiledForm, compile_form
from xlsform.field_map import FieldUse
from xlsform.findings import Finding
from xlsform.schema import Schema
from xlsform.workbook import (
    Workbook,
    WorkbookError,
    read_workbook,
    write_markdown,
    write_xlsx,
)

CACHE = "simpul.released"
FORCE = "simpul.mapping_in_force"
HEARD = "simpul.releases_heard"


@dataclass(frozen=True, slots=True)
class Released:
    """A released version as the later stages need it, kept in memory.

    `fields` are its questions as it says them, for ever the same; `mapping` is what their answers mean
    for the profile today: the newest released version that asks a question decides.
    """

    form_id: str
    version: str
    title: str
    bidang: str
    frekuensi: str
    tenggat: int | None
    subjek: str | None
    shape: Shape
    schema: Schema
    fields: tuple[FieldUse, ...]
    mapping: tuple[FieldUse, ...]
    groups: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook read and compiled: the form when it has no errors, and every finding."""

    form: CompiledForm | None
    workbook: Workbook | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """Answer how many findings stop a release."""
        return sum(finding.severity == "error" for finding in self.findings)


def check_form(
    source: bytes,
    filename: str,
    library: Library | None = None,
    known: Mapping[str, KnownField] | None = None,
    known_lists: Collection[str] = (),
    *,
    files_follow: bool = False,
) -> Checked:
    """Read and compile a workbook; every problem is a finding, none an exception.

    `known` are the profile's fields it must agree with, by default those of the library; `known_lists`
    the lists of sasaran it may attach beside those of the library. Where `files_follow` the author
    gives the files it asks for later, before it is released.
    """
    library = library or read_library()
    try:
        workbook = read_workbook(source, filename)
    except WorkbookError as error:
        return Checked(None, None, tuple(error.findings))
    return check_workbook(workbook, library, known, known_lists, files_follow=files_follow)


def check_workbook(
    workbook: Workbook,
    library: Library,
    known: Mapping[str, KnownField] | None = None,
    known_lists: Collection[str] = (),
    *,
    files_follow: bool = False,
) -> Checked:
    """Compile a workbook whose blocks may still be named only; what is given is as for `check_form`."""
    workbook = library.expand(workbook)
    media = [*_media(library, known_lists), *(files_needed(workbook) if files_follow else ())]
    compilation: Compilation = compile_form(workbook, known_media=media)
    form = compilation.form
    if form is None:
        return Checked(None, workbook, tuple(compilation.findings))
    if known is None:
        known = {row.field: KnownField(row.rule, row.unit, ()) for row in library.fields}
    disputed = clashes(form.form_id, workbook, form.fields, known)
    stopped = any(finding.severity == "error" for finding in disputed)
    return Checked(None if stopped else form, workbook, (*compilation.findings, *disputed))


def _media(library: Library, known_lists: Collection[str]) -> list[str]:
    return [*LIST_NAMES, *(f"{name}.csv" for name in {*library.entity_lists, *known_lists})]


def known_fields() -> dict[str, KnownField]:
    """Answer the fields of the profile with the forms that write them."""
    writers: dict[str, list[str]] = {}
    for form_id, force in sorted(every_force().items()):
        for field in fields_of(force):
            writers.setdefault(field, []).append(form_id)
    return {
        row.field: KnownField(
            row.rule, row.unit, tuple(writers.get(row.field, ())), store.in_catalogue(row.position)
        )
        for row in store.list_field_states()
    }


def save_draft(checked: Checked, actor: str) -> FormVersion:
    """Keep a compiled workbook as a draft; the same version may be drafted again until released."""
    form, workbook = checked.form, checked.workbook
    if form is None or workbook is None:
        raise Problem("design.form_has_errors", count=checked.errors)
    with transaction():
        _save_form(form)
        row = store.find_version(form.form_id, form.version, whole=True)
        if row is None:
            row = FormVersion(form_id=form.form_id, version=form.version, state=store.DRAFT)
        elif row.state == store.RELEASED:
            if row.xform == form.xform:
                return row
            raise Problem("design.version_taken", form_id=form.form_id, version=form.version)
        _fill(row, form, workbook, checked.findings, actor)
        log_act(actor, "formulir.draf", f"form:{form.form_id}", form.version)
        return store.add_version(row)


def source_hash(workbook: Workbook) -> str:
    """Answer the hash of a workbook's content, whatever file it came in."""
    return hashlib.sha256(write_markdown(workbook).encode()).hexdigest()


def _save_form(form: CompiledForm) -> None:
    """A draft names a form only until a version is out: what phones have now is not its to change."""
    row = store.find_form(form.form_id)
    if row is None:
        row = Form(form_id=form.form_id)
        row.current_version = None
    if row.current_version is None:
        settings = form.settings
        row.bidang, row.title, row.frekuensi = settings.bidang, form.title, settings.frekuensi
        row.tenggat, row.subjek = settings.tenggat, settings.subjek
    store.add_form(row)


def _fill(
    row: FormVersion,
    form: CompiledForm,
    workbook: Workbook,
    findings: Sequence[Finding],
    actor: str,
) -> None:
    settings = form.settings
    row.title, row.xform, row.md5 = form.title, form.xform, form.md5
    row.workbook, row.source_hash = write_xlsx(workbook), source_hash(workbook)
    row.schema = form.schema.as_json()
    row.settings = {
        "bidang": settings.bidang,
        "frekuensi": settings.frekuensi,
        "tenggat": settings.tenggat,
        "subjek": settings.subjek,
    }
    row.fields = [field_json(use) for use in form.fields]
    row.labels = labels_of(workbook)
    row.media = list(form.media)
    row.findings = [finding.as_dict() for finding in findings]
    row.created_at, row.created_by = now(), actor


def as_markdown(form_id: str, version: str) -> bytes:
    """Answer a version's workbook as Markdown tables."""
    row = store.get_version(form_id, version, whole=True)
    return write_markdown(read_workbook(row.workbook, f"{form_id}.xlsx")).encode()


def find_form(form_id: str) -> Form | None:
    """Answer a form, or None."""
    return store.find_form(form_id)


def find_released(form_id: str, version: str) -> Released | None:
    """Answer a version that was ever released, or None; from memory once it was read."""
    found = _remembered().get((form_id, version))
    if found is None:
        heard = hear_of_releases()
        seen = store.find_listing_mark()
        row = store.find_version(form_id, version, whole=True)
        if row is None or row.state != store.RELEASED:
            return None
        found = released_as(row, force_of(form_id))
        # What was read in a transaction older than the newest release is not remembered.
        if seen == heard == hear_of_releases():
            _remembered()[form_id, version] = found
    return found


def _remembered() -> dict[tuple[str, str], Released]:
    cache: dict[tuple[str, str], Released] = current_app.extensions.setdefault(CACHE, {})
    return cache


def hear_of_releases() -> tuple[int, int]:
    """Answer the mark of all releases as it is this moment; what an older one told is forgotten.

    A release, in this process or another, may change what every version's answers mean.
    """
    mark = store.read_listing_mark()
    if current_app.extensions.get(HEARD) != mark:
        for remembered in (CACHE, FORCE):
            current_app.extensions.pop(remembered, None)
        current_app.extensions[HEARD] = mark
    return mark


def force_of(form_id: str) -> dict[str, FieldUse]:
    """Answer what each question of a form means today, by path; of one never released nothing."""
    known: dict[str, dict[str, FieldUse]] = current_app.extensions.setdefault(FORCE, {})
    found = known.get(form_id)
    if found is None:
        heard = hear_of_releases()
        seen = store.find_listing_mark()
        found = in_force(uses_of(fields) for fields in store.list_released_fields(form_id))
        if seen == heard == hear_of_releases():
            current_app.extensions.setdefault(FORCE, {})[form_id] = found
    return found


def every_force() -> dict[str, Force]:
    """Answer what each question means today, by path, for each form that was ever released."""
    hear_of_releases()
    forms = dict.fromkeys(form_id for form_id, _version in store.list_released_ids())
    return {form_id: force_of(form_id) for form_id in forms}


def released_as(row: FormVersion, force: Mapping[str, FieldUse]) -> Released:
    """Answer a version as later stages need it, under a mapping of its form."""
    schema = Schema.from_json(row.schema)
    questions = frozenset(path for path, node in schema.nodes.items() if node.kind == "question")
    fields = uses_of(row.fields)
    return Released(
        form_id=row.form_id,
        version=row.version,
        title=row.title,
        bidang=row.settings["bidang"],
        frekuensi=row.settings["frekuensi"],
        tenggat=row.settings["tenggat"],
        subjek=row.settings["subjek"],
        shape=Shape(questions, schema.repeats, schema.binaries),
        schema=schema,
        fields=fields,
        mapping=meanings(fields, force),
        groups=row.labels["groups"],
        choices=row.labels["choices"],
    )


def field_json(use: FieldUse) -> dict[str, Any]:
    """Answer a question as it is stored."""
    return {
        "path": use.path,
        "fields": [list(pair) for pair in use.fields],
        "unit": use.unit,
        "privacy": use.privacy,
        "question_type": use.question_type,
        "repeat": use.repeat,
        "label": use.label,
    }


def uses_of(fields: Iterable[dict[str, Any]]) -> tuple[FieldUse, ...]:
    """Answer a version's questions as they are stored."""
    return tuple(
        FieldUse(**{**data, "fields": tuple((field, rule) for field, rule in data["fields"])})
        for data in fields
    )


def forms_with_field(field: str) -> frozenset[str]:
    """Answer the forms whose answers fill a profile field."""
    return frozenset(
        form_id for form_id, force in every_force().items() if field in fields_of(force)
    )


def list_released() -> list[Released]:
    """Answer every version ever released."""
    hear_of_releases()
    found = (find_released(form_id, version) for form_id, version in store.list_released_ids())
    return [released for released in found if released]


def list_released_of(form_id: str) -> list[Released]:
    """Answer every released version of a form."""
    rows = store.list_released([form_id])
    found = (find_released(form_id, row.version) for row in rows)
    return [released for released in found if released]
