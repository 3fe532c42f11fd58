"""Releasing a version: what becomes of the profile's fields, and what is folded anew because of it."""

from __future__ import annotations

from pathlib import Path

from app.accounts.service import log_act
from app.design import effect_service as effects
from app.design import service, store
from app.design.entity_lists import lists_of
from app.design.files_service import check_files
from app.design.gate_service import find_obstacle
from app.design.library import FORMS, Library, list_form_files, read_library, scoring_mark
from app.design.mapping import FieldState, Plan
from app.design.models import FormVersion, ProfileField
from app.design.validate_service import check_opens
from app.extensions.database import now, transaction
from app.outbox.events import FORM_RELEASED
from app.outbox.events_service import note_event
from app.problems import Problem
from app.registry.bidang import BY_PREFIX, bidang_of_field
from app.registry.entity_service import declare_lists
from xlsform.field_map import FieldUse
from xlsform.settings import read_settings
from xlsform.workbook import read_workbook


def release_version(form_id: str, version: str, actor: str, confirmed: str = "") -> FormVersion:
    """Make a draft the version phones get, for ever the same; releasing it again changes nothing.

    Where it breaks older answers `confirmed` must tell its version. Where answers now mean something
    else, profiles are folded anew by the worker, old answers too.
    """
    check_opens(form_id, version)
    with transaction():
        store.get_form(form_id, locked=True)
        row = store.get_version(form_id, version, whole=True)
        if row.state == store.RELEASED:
            return row
        obstacle = find_obstacle(row, confirmed)
        if obstacle is not None:
            raise obstacle
        return release_in_transaction(row, actor)


def release_in_transaction(row: FormVersion, actor: str) -> FormVersion:
    """Release a draft that nothing keeps back any more, in the caller's transaction."""
    form_id, version = row.form_id, row.version
    form = store.get_form(form_id)
    plan = effects.plan_of_draft(row)
    check_files(row)
    _check_fields(row)
    row.state, row.released_at, row.released_by = store.RELEASED, now(), actor
    _save_fields(row)
    released = service.released_as(row, {})
    declare_lists(lists_of(released.schema, released.fields, released.bidang))
    form.current_version, form.title = version, row.title
    for name, value in row.settings.items():  # bidang, frekuensi, tenggat, subjek
        setattr(form, name, value)
    store.save_listing(form)
    effects.apply_plan(plan, form_id, version, row.source_hash, actor)
    told = {"form_id": form_id, "version": version, "title": row.title}
    note_event(FORM_RELEASED, told, bidang=[released.bidang])
    log_act(actor, "formulir.terbitkan", f"form:{form_id}", version)
    return row


def _check_fields(row: FormVersion) -> None:
    """Refuse what was sound when it was drafted, but meanwhile another form writes by other rules."""
    known = service.known_fields()
    for use in service.uses_of(row.fields):
        for name, rule in use.fields:
            there = known.get(name)
            if there is None or (rule, use.unit) == (there.rule, there.unit):
                continue
            if not there.is_of(row.form_id):
                raise Problem("design.field_differs", field=name)


def _save_fields(row: FormVersion) -> None:
    """Let the fields of the profile be as this version says; one nobody named yet joins them."""
    uses = service.uses_of(row.fields)
    known = {field.field: field for field in store.list_fields()}
    position = store.AFTER_CATALOGUE + len(known)
    first: dict[str, FieldUse] = {}
    for use in uses:
        for name, _rule in use.fields:
            first.setdefault(name, use)
    states = effects.states_with(uses, row.settings["subjek"])
    changed = []
    for name, use in first.items():
        field = known.get(name) or _field_of_question(name, use, position)
        _take(field, states[name])
        changed.append(field)
    store.save_fields(changed)


def _take(field: ProfileField, state: FieldState) -> None:
    field.rule, field.unit = state.rule, state.unit
    field.scope, field.privacy = state.scope, state.privacy


def _field_of_question(name: str, use: FieldUse, position: int) -> ProfileField:
    """A field no catalogue names stands under its question's own label."""
    return ProfileField(
        field=name,
        bidang=bidang_of_field(name),
        section="Lainnya",
        label=use.label or name,
        label_en=use.label or name,
        position=position,
    )


def load_library(actor: str, folder: Path | None = None) -> list[str]:
    """Load fields and release every form of the library; answer what could not be, in words.

    Where the catalogue gives a field another rule, or cut-offs changed, profiles are folded anew.
    """
    library = read_library() if folder is None else read_library(folder)
    with transaction():
        plan = effects.plan_of_versions((), library.fields)
        store.save_fields(_fields_of(library))
        for form_id in plan.forms:
            store.save_listing(store.get_form(form_id))  # so that every process hears of it
        effects.apply_plan(plan, "", effects.CATALOGUE, "", actor)
        is_new = not store.list_released_ids()
        effects.apply_scoring(scoring_mark(folder or FORMS), actor, is_new=is_new)
    files = list_form_files() if folder is None else list_form_files(folder)
    return [text for path in files if (text := _load_form(path, library, actor))]


def _fields_of(library: Library) -> list[ProfileField]:
    return [
        ProfileField(
            bidang=BY_PREFIX[row.field.partition(".")[0]].key,
            position=position,
            **{name: getattr(row, name) for name in row.__slots__},
        )
        for position, row in enumerate(library.fields)
    ]


def plan_of_library(folder: Path | None = None) -> Plan:
    """Answer what loading the library would make mean something else in this installation."""
    library = read_library() if folder is None else read_library(folder)
    files = list_form_files() if folder is None else list_form_files(folder)
    versions = []
    for path in files:
        checked = service.check_form(path.read_bytes(), path.name, library)
        form = checked.form
        if form and service.find_released(form.form_id, form.version) is None:
            versions.append(effects.Version(form.form_id, form.fields, form.settings.subjek))
    return effects.plan_of_versions(versions, library.fields)


def _load_form(path: Path, library: Library, actor: str) -> str:
    read = read_workbook(path.read_bytes(), path.name)
    workbook = library.expand(read)
    settings, _ = read_settings(workbook)
    known = store.find_version(settings.form_id, settings.version) if settings else None
    same = known and known.source_hash == service.source_hash(workbook)
    if known and known.state == store.RELEASED and same:
        return ""
    checked = service.check_workbook(read, library)
    if checked.form is None:
        return f"{path.name}: {'; '.join(str(finding) for finding in checked.findings)}"
    try:
        draft = service.save_draft(checked, actor)
        if draft.state == store.DRAFT:
            _release_of_library(draft, actor)
    except Problem as problem:
        return f"{path.name}: {problem.message} {problem.cure}"
    return ""


def _release_of_library(draft: FormVersion, actor: str) -> None:
    """Release what comes with the program: its own makers looked at it, and `init` asks nobody."""
    with transaction():
        row = store.get_version(draft.form_id, draft.version, whole=True)
        release_in_transaction(row, actor)
