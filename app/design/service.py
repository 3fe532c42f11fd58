"""Checking, drafting and releasing forms; and answering, fast, what a released version is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from app.design import store
from app.design.clashes import KnownField, clashes
from app.design.entity_lists import lists_of
from app.design.files_service import check_files
from app.design.labels import labels_of
from app.design.library import Library, list_form_files, read_library
from app.design.models import Form, FormVersion, ProfileField
from app.extensions.database import now, transaction
from app.openrosa.answers import Shape
from app.problems import Problem
from app.registry.bidang import BY_PREFIX, bidang_of_field
from app.registry.entity_service import declare_lists
from app.registry.lists import LIST_NAMES
from xlsform.checks.media import files_needed
from xlsform.compile import Compilation, CompiledForm, compile_form
from xlsform.field_map import FieldUse
from xlsform.findings import Finding
from xlsform.schema import Schema
from xlsform.settings import read_settings
from xlsform.workbook import (
    Workbook,
    WorkbookError,
    read_workbook,
    write_markdown,
    write_xlsx,
)

CACHE = "simpul.released"


@dataclass(frozen=True, slots=True)
class Released:
    """A released version as the later stages need it; immutable, so kept in memory."""

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
        workbook = library.expand(read_workbook(source, filename))
        media = [*_media(library, known_lists), *(files_needed(workbook) if files_follow else ())]
        compilation: Compilation = compile_form(workbook, known_media=media)
    except WorkbookError as error:
        return Checked(None, None, tuple(error.findings))
    form = compilation.form
    if form is None:
        return Checked(None, workbook, tuple(compilation.findings))
    if known is None:
        known = {row.field: KnownField(row.rule, row.unit, ()) for row in library.fields}
    disputed = clashes(form.form_id, workbook, form.fields, known)
    return Checked(None if disputed else form, workbook, (*compilation.findings, *disputed))


def _media(library: Library, known_lists: Collection[str]) -> list[str]:
    return [*LIST_NAMES, *(f"{name}.csv" for name in {*library.entity_lists, *known_lists})]


def known_fields() -> dict[str, KnownField]:
    """Answer the fields of the profile with the forms that write them."""
    writers: dict[str, set[str]] = {}
    for released in list_released():
        for use in released.fields:
            for field, _rule in use.fields:
                writers.setdefault(field, set()).add(released.form_id)
    return {
        row.field: KnownField(row.rule, row.unit, tuple(sorted(writers.get(row.field, ()))))
        for row in store.list_fields()
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
    row.fields = [_field_json(use) for use in form.fields]
    row.labels = labels_of(workbook)
    row.media = list(form.media)
    row.findings = [finding.as_dict() for finding in findings]
    row.created_at, row.created_by = now(), actor


def release_version(form_id: str, version: str, actor: str) -> FormVersion:
    """Make a draft the version phones get, for ever the same; releasing it again changes nothing."""
    with transaction():
        row = store.get_version(form_id, version, whole=True)
        form = store.get_form(form_id)
        if row.state == store.RELEASED:
            return row
        check_files(row)
        row.state, row.released_at, row.released_by = store.RELEASED, now(), actor
        _add_missing_fields(row)
        released = _released(row)
        declare_lists(lists_of(released.schema, released.fields, released.bidang))
        form.current_version, form.title = version, row.title
        for name, value in row.settings.items():  # bidang, frekuensi, tenggat, subjek
            setattr(form, name, value)
        store.save_listing(form)
        return row


def _add_missing_fields(row: FormVersion) -> None:
    """A field no catalogue names yet enters the profile under its question's own label."""
    _save_privacy(row)
    known = {field.field for field in store.list_fields()}
    position = 10_000 + len(known)
    for use in row.fields:
        for field, rule in use["fields"]:
            if field not in known:
                known.add(field)
                scope = row.settings["subjek"] or "posyandu"
                store.save_fields([_field_of_question(field, rule, scope, use, position)])


STRICTNESS = ("umum", "identitas", "spesifik")


def _save_privacy(row: FormVersion) -> None:
    """A field is as private as the most private question that ever wrote it."""
    fields = {field.field: field for field in store.list_fields()}
    for use in row.fields:
        for name, _rule in use["fields"]:
            field = fields.get(name)
            if field is not None:
                field.privacy = max(field.privacy, use["privacy"], key=STRICTNESS.index)


def _field_of_question(
    field: str, rule: str, scope: str, use: dict[str, Any], position: int
) -> ProfileField:
    aggregate = rule in {"sum", "count"}
    return ProfileField(
        field=field,
        bidang=bidang_of_field(field),
        section="Lainnya",
        label=use["label"] or field,
        label_en=use["label"] or field,
        scope="posyandu" if aggregate else scope,
        rule=rule,
        unit=use["unit"] or "",
        privacy=use["privacy"],
        position=position,
    )


def load_library(actor: str, folder: Path | None = None) -> list[str]:
    """Load fields and release every form of the library; answer what could not be, in words."""
    library = read_library() if folder is None else read_library(folder)
    with transaction():
        store.save_fields(
            ProfileField(
                bidang=BY_PREFIX[row.field.partition(".")[0]].key,
                position=position,
                **{name: getattr(row, name) for name in row.__slots__},
            )
            for position, row in enumerate(library.fields)
        )
    files = list_form_files() if folder is None else list_form_files(folder)
    return [text for path in files if (text := _load_form(path, library, actor))]


def _load_form(path: Path, library: Library, actor: str) -> str:
    workbook = library.expand(read_workbook(path.read_bytes(), path.name))
    settings, _ = read_settings(workbook)
    known = store.find_version(settings.form_id, settings.version) if settings else None
    if known and known.state == store.RELEASED and known.source_hash == source_hash(workbook):
        return ""
    checked = check_form(path.read_bytes(), path.name, library)
    if checked.form is None:
        return f"{path.name}: {'; '.join(str(finding) for finding in checked.findings)}"
    try:
        draft = save_draft(checked, actor)
    except Problem as problem:
        return f"{path.name}: {problem.message} {problem.cure}"
    if draft.state == store.DRAFT:
        release_version(draft.form_id, draft.version, actor)
    return ""


def find_form(form_id: str) -> Form | None:
    """Answer a form, or None."""
    return store.find_form(form_id)


def find_released(form_id: str, version: str) -> Released | None:
    """Answer a version that was ever released, or None; from memory once it was read."""
    cache: dict[tuple[str, str], Released] = current_app.extensions.setdefault(CACHE, {})
    found = cache.get((form_id, version))
    if found is None:
        row = store.find_version(form_id, version, whole=True)
        if row is None or row.state != store.RELEASED:
            return None
        found = cache[form_id, version] = _released(row)
    return found


def _released(row: FormVersion) -> Released:
    schema = Schema.from_json(row.schema)
    questions = frozenset(path for path, node in schema.nodes.items() if node.kind == "question")
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
        fields=tuple(_field_use(data) for data in row.fields),
        groups=row.labels["groups"],
        choices=row.labels["choices"],
    )


def _field_json(use: FieldUse) -> dict[str, Any]:
    return {
        "path": use.path,
        "fields": [list(pair) for pair in use.fields],
        "unit": use.unit,
        "privacy": use.privacy,
        "question_type": use.question_type,
        "repeat": use.repeat,
        "label": use.label,
    }


def _field_use(data: dict[str, Any]) -> FieldUse:
    return FieldUse(**{**data, "fields": tuple((field, rule) for field, rule in data["fields"])})


def forms_with_field(field: str) -> frozenset[str]:
    """Answer the forms any of whose released versions writes a profile field."""
    return frozenset(
        released.form_id
        for released in list_released()
        if any(field == name for use in released.fields for name, _rule in use.fields)
    )


def list_released() -> list[Released]:
    """Answer every version ever released."""
    found = (find_released(form_id, version) for form_id, version in store.list_released_ids())
    return [released for released in found if released]
