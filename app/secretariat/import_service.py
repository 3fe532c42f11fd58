"""Importing the registry: a dry run first, then everything in one transaction or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts import store as accounts_store
from app.accounts.access import Access, Grant
from app.accounts.people_service import add_invited
from app.accounts.service import grant_row
from app.extensions.database import now, transaction
from app.extensions.files import files
from app.problems import Problem
from app.registry import history_store, settings_store, store
from app.registry.models import ImportRun, Kader, Opd, Posyandu, PosyanduAlias
from app.secretariat.acts import CHANGED, KADER_MOVED, REGISTERED, RENAMED, Act
from app.secretariat.changes import Change
from app.secretariat.columns import AKUN, KADER, OPD, POSYANDU
from app.secretariat.import_plan import ImportPlan, plan_import
from app.secretariat.kader_service import follow_kader, kader_event
from app.secretariat.known_service import known_now, seal_phone
from app.secretariat.places_service import place_event, take_waiting
from app.secretariat.sheets import Read, read_registry
from app.web.guards import local_now


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did: its dry run, and the one-time tokens of new accounts, shown this once."""

    plan: ImportPlan
    tokens: dict[str, str]


def check_import(source: bytes, access: Access | None = None) -> tuple[Read, ImportPlan]:
    """Answer what a workbook would change, without changing anything."""
    read = read_registry(source)
    return read, plan_import(read, known_now(access))


def keep_import(source: bytes, filename: str, plan: ImportPlan, actor: str) -> ImportRun:
    """Keep a checked workbook, sealed, so that what was seen is what is applied."""
    sealed = files.add(source)
    file_id = sealed.keep()
    with transaction():
        run = ImportRun(
            filename=filename[:160],
            file_id=file_id,
            checked_at=now(),
            actor=actor,
            counts=plan.counts(),
            errors=plan.errors,
        )
        store.add_all([run])
        return run


def source_of(run: ImportRun) -> bytes:
    """Answer the workbook of an import, opened."""
    return b"".join(files.read(run.file_id))


def apply_run(import_id: int, actor: str, access: Access) -> Applied:
    """Apply a workbook that was checked before."""
    run = settings_store.get_import(import_id)
    reason = f"impor {run.filename}"
    return apply_import(source_of(run), reason, actor, access, import_id=import_id)


def apply_import(
    source: bytes,
    reason: str,
    actor: str,
    access: Access | None = None,
    *,
    import_id: int | None = None,
) -> Applied:
    """Apply a workbook in one transaction; nothing while there is an error. A repeat changes nothing."""
    read = read_registry(source)
    with transaction():
        plan = plan_import(read, known_now(access))
        if plan.errors:
            raise Problem("registry.import_has_errors", count=plan.errors)
        act = Act(actor, local_now().date(), reason=reason[:300])
        _apply_places(plan.changes.get(POSYANDU, ()), act)
        _apply_kader(plan.changes.get(KADER, ()), act)
        _apply_opd(plan.changes.get(OPD, ()))
        tokens = _apply_accounts(plan.changes.get(AKUN, ()), actor)
        if import_id is not None:
            run = settings_store.get_import(import_id)
            run.applied_at = run.applied_at or now()
        return Applied(plan, tokens)


def _apply_places(changes: Sequence[Change], act: Act) -> None:
    fresh = [change for change in changes if change.kind == "baru"]
    rows = [
        Posyandu(code=one.key, **{k: v for k, v in one.values.items() if k != "aliases"})
        for one in fresh
    ]
    store.add_all(rows)
    store.add_all(
        PosyanduAlias(posyandu_code=one.key, name=name)
        for one in fresh
        for name in dict.fromkeys(one.values["aliases"])
    )
    store.add_all(place_event(REGISTERED, act, one.key) for one in fresh)
    take_waiting([one.key for one in fresh])
    for change in changes:
        if change.kind == "berubah":
            _change_place(change, act)


def _change_place(change: Change, act: Act) -> None:
    place, values = store.get_posyandu(change.key), dict(change.values)
    for name in values.pop("aliases", ()):
        history_store.add_alias(place.code, name)
    name = values.pop("name")
    if name != place.name:
        history_store.add_alias(place.code, place.name)
        details = {"lama": place.name, "baru": name}
        store.add_all([place_event(RENAMED, act, place.code, details=details)])
        place.name = name
    changed = sorted(key for key, value in values.items() if getattr(place, key) != value)
    for key in changed:
        setattr(place, key, values[key])
    if changed:
        store.add_all([place_event(CHANGED, act, place.code, details={"isian": changed})])


def _apply_kader(changes: Sequence[Change], act: Act) -> None:
    fresh = [change for change in changes if change.kind == "baru"]
    rows = [Kader(**{k: v for k, v in change.values.items() if k != "phone"}) for change in fresh]
    store.add_all(rows)
    for change, row in zip(fresh, rows, strict=True):
        if phone := change.values.get("phone"):
            row.phone = seal_phone(row.kader_id, phone)
    for change in changes:
        if change.kind == "berubah":
            _change_kader(change, act)


def _change_kader(change: Change, act: Act) -> None:
    row, values = store.get_kader(change.key), dict(change.values)
    if phone := values.pop("phone", ""):
        row.phone = seal_phone(row.kader_id, phone)
    before, after = row.posyandu_code, values["posyandu_code"]
    for name, value in values.items():
        setattr(row, name, value)
    if before != after:
        follow_kader(row.kader_id, before, after)
        store.add_all([kader_event(KADER_MOVED, act, row.kader_id, before, after)])


def _apply_opd(changes: Sequence[Change]) -> None:
    known = {row.name: row for row in store.list_opd()}
    for change in changes:
        if change.kind == "baru":
            store.add_all([Opd(name=change.key, bidang=change.values["bidang"])])
        elif change.kind == "berubah":
            known[change.key].bidang = change.values["bidang"]


def _apply_accounts(changes: Sequence[Change], actor: str) -> dict[str, str]:
    """Give grants; a new account gets all of its lines at once. Answer the tokens of new ones."""
    grants: dict[str, list[Grant]] = {}
    for change in changes:
        if change.kind != "tetap":
            grants.setdefault(change.key, []).append(change.values["grant"])
    tokens = {}
    for name, wanted in grants.items():
        user = accounts_store.find_user(name)
        if user is None:
            _, tokens[name] = add_invited(name, wanted, actor)
        else:
            user.grants += [grant_row(grant) for grant in wanted]
    return tokens
