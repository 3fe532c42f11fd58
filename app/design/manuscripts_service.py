"""Writing a form in the browser: a manuscript is begun, saved change by change, and made a draft.

A save tells of each cell what stood there and what shall. Two officers on different rows both get
through; on the same cell the second is told both texts and decides: nothing is overwritten in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.accounts import service as accounts
from app.design import files_service, files_store, service, store
from app.design import manuscripts_store as manuscripts
from app.design.library import Library, read_library
from app.design.manuscript_changes import Change, Conflict, meet
from app.design.manuscripts import (
    Document,
    Page,
    as_json,
    from_json,
    next_version,
    placed,
    setting,
    weight_of,
    with_settings,
    workbook_of,
)
from app.design.models import FormFile, FormVersion, Manuscript
from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry import entity_store
from app.registry.bidang import BY_KEY
from app.web.guards import local_now
from xlsform.compile import xform_of
from xlsform.findings import Finding
from xlsform.languages import settings_row
from xlsform.sheets import Workbook

LONGEST_TITLE, LONGEST_ID = 200, 64
LARGEST = 5_000_000  # letters of one manuscript
UNNAMED = "Formulir tanpa judul"


@dataclass(frozen=True, slots=True)
class Saved:
    """A manuscript after a save: its document, and what met another's change and was not saved."""

    row: Manuscript
    document: Mapping[str, Page]
    conflicts: tuple[Conflict, ...] = ()
    revision_before: int = 0


@dataclass(frozen=True, slots=True)
class Examined:
    """What is to be said of a document: findings with their rows, and the form a kader would see."""

    checked: service.Checked
    findings: list[dict[str, Any]]
    xform: bytes | None


@cache
def known_library() -> Library:
    """Answer the library; its files change only with the program."""
    return read_library()


def begin_manuscript(
    document: Document, bidang: str, begun_from: str, actor: str, drafted: str = ""
) -> Manuscript:
    """Keep a document as a new manuscript; `drafted` is the draft it goes on with."""
    moment = now()
    row = Manuscript(
        bidang=bidang,
        begun_from=begun_from,
        document=as_json(document),
        revision=1,
        begun_at=moment,
        begun_by=actor,
        saved_at=moment,
        saved_by=actor,
        drafted=drafted,
    )
    _name(row, document)
    with transaction():
        manuscripts.add_manuscript(row)
        accounts.log_act(actor, "naskah.mulai", f"naskah:{row.manuscript_id}", row.form_id)
    return row


def _name(row: Manuscript, document: Document) -> None:
    row.title = setting(document, "form_title")[:LONGEST_TITLE] or UNNAMED
    row.form_id = setting(document, "form_id")[:LONGEST_ID]
    bidang = setting(document, "bidang")
    row.bidang = bidang if bidang in BY_KEY else row.bidang


def save_manuscript(
    manuscript_id: int, change: Change, bidang: Collection[str], actor: str
) -> Saved:
    """Make a change in a manuscript; where it meets another's, nothing is saved and both are told.

    `bidang` are those the officer may write for: a form is not handed to another in passing.
    """
    with transaction():
        row = manuscripts.get_manuscript(manuscript_id, to_write=True)
        check_open(row)
        before, revision = from_json(row.document), row.revision
        met = meet(before, change)
        if met.conflicts:
            return Saved(row, met.document, met.conflicts)
        if met.document != before:
            if weight_of(met.document) > LARGEST:
                raise Problem("design.too_large", limit=LARGEST // 1_000_000)
            _keep(row, met.document, actor)
            if row.bidang not in bidang:
                raise Problem("accounts.not_allowed")
        return Saved(row, met.document, revision_before=revision)


def check_open(row: Manuscript) -> None:
    """Raise Problem where a manuscript was discarded."""
    if row.discarded_at is not None:
        raise Problem("design.manuscript_discarded", actor=row.discarded_by)


def _keep(row: Manuscript, document: Document, actor: str) -> None:
    """Keep a document; who writes is noted once a day and whenever another goes on."""
    moment = now()
    if row.saved_by != actor or row.saved_at.date() != moment.date():
        accounts.log_act(actor, "naskah.ubah", f"naskah:{row.manuscript_id}", row.form_id)
    row.document, row.revision = as_json(document), row.revision + 1
    row.saved_at, row.saved_by = moment, actor
    _name(row, document)


def examine(row: Manuscript, document: Document) -> Examined:
    """Answer what is wrong with a document, and its XForm even where something still is."""
    library, workbook = known_library(), workbook_of(document)
    lists = entity_store.list_names()
    checked = service.check_workbook(
        workbook, library, service.known_fields(), lists, files_follow=True
    )
    findings = [*_name_taken(row, workbook), *checked.findings]
    xform = checked.form.xform if checked.form else None
    if xform is None and checked.workbook is not None:
        xform = xform_of(checked.workbook)
    return Examined(checked, placed(findings, document), xform)


def _name_taken(row: Manuscript, workbook: Workbook) -> list[Finding]:
    """A form begun anew must not become a version of another that happens to have its code."""
    given = settings_row(workbook).get("form_id")
    known = store.find_form(given) if given and given != row.begun_from else None
    if known is None:
        return []
    message = f"Kode formulir “{given}” sudah dipakai formulir “{known.title}”."
    cure = "Pilih kode lain, atau mulai naskah dari formulir itu bila Anda hendak mengubahnya."
    return [Finding("error", "settings", 2, "form_id", "settings.form_id_taken", message, cure)]


def draft_manuscript(
    manuscript_id: int, bidang: Collection[str], actor: str
) -> tuple[FormVersion | None, Examined]:
    """Make a draft of a manuscript that has no errors; a version that is out gets the next number."""
    row = manuscripts.get_manuscript(manuscript_id, whole=True)
    check_open(row)
    document = _with_free_version(from_json(row.document), row.drafted)
    examined = examine(row, document)
    errors = any(finding["severity"] == "error" for finding in examined.findings)
    form = examined.checked.form
    if form is None or errors:
        return None, examined
    known = store.find_form(form.form_id)
    if not {form.settings.bidang, known.bidang if known else form.settings.bidang} <= set(bidang):
        raise Problem("accounts.not_allowed")
    before = store.find_draft(known) if known else None
    draft = service.save_draft(examined.checked, actor)
    _give_files(row, draft)
    files_service.take_over_files(draft, before)
    _note_draft(row, draft, actor)
    return draft, examined


def _with_free_version(document: Document, own: str) -> dict[str, Page]:
    """A number that is out, or that another made a draft under, gives way to the next."""
    form_id, version = setting(document, "form_id"), setting(document, "version")
    taken = {one.version: one.state for one in store.list_versions(form_id)}
    mine = version == own and taken.get(version) == store.DRAFT
    if version and (mine or version not in taken):
        return dict(document)
    day = local_now().strftime("%Y%m%d")
    return with_settings(document, version=next_version(taken, day))


def _give_files(row: Manuscript, draft: FormVersion) -> None:
    """Give a draft the files it asks for that came with its manuscript."""
    with transaction():
        for file in manuscripts.list_files(row.manuscript_id):
            if file.name in draft.media:
                given = {name: getattr(file, name) for name in _FILE_COLUMNS}
                files_store.save_file(
                    FormFile(form_id=draft.form_id, version=draft.version, **given)
                )


_FILE_COLUMNS = ("name", "file_id", "size", "md5", "mime", "added_at", "added_by")


def _note_draft(row: Manuscript, draft: FormVersion, actor: str) -> None:
    """Let the manuscript know its version, whatever was written into it meanwhile."""
    with transaction():
        held = manuscripts.get_manuscript(row.manuscript_id, to_write=True)
        document = with_settings(from_json(held.document), version=draft.version)
        if document != from_json(held.document):
            _keep(held, document, actor)
        held.begun_from, held.drafted = draft.form_id, draft.version
        accounts.log_act(
            actor, "naskah.draf", f"naskah:{held.manuscript_id}", f"{draft.form_id} {draft.version}"
        )


def discard_manuscript(manuscript_id: int, actor: str) -> Manuscript:
    """Take a manuscript off the list; it can be put back."""
    with transaction():
        row = manuscripts.get_manuscript(manuscript_id, to_write=True)
        if row.discarded_at is None:
            row.discarded_at, row.discarded_by = now(), actor
            accounts.log_act(actor, "naskah.buang", f"naskah:{manuscript_id}", row.form_id)
        return row


def restore_manuscript(manuscript_id: int, actor: str) -> Manuscript:
    """Put a discarded manuscript back on the list."""
    with transaction():
        row = manuscripts.get_manuscript(manuscript_id, to_write=True)
        if row.discarded_at is not None:
            row.discarded_at = row.discarded_by = None
            accounts.log_act(actor, "naskah.pulih", f"naskah:{manuscript_id}", row.form_id)
        return row
